import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../../campaign/hl7/fuzz.ts';
import { kill } from '../../campaign/hl7/kill.ts';

const quiet = { say: () => undefined };

test('broken messages and frames harm nothing, and good ones in between are answered', async () => {
	const { failures, good } = await fuzz({ cases: 600, seed: 20_261_122, ...quiet });
	assert.deepEqual(failures, []);
	assert.equal(good, 12);
});

test('what was acknowledged is handed on once, whenever the process is killed', async () => {
	const { acknowledged, missed, twice } = await kill({ points: 3, seed: 7, ...quiet });
	assert.ok(acknowledged > 0);
	assert.deepEqual({ missed, twice }, { missed: [], twice: [] });
});
