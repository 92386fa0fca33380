import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readUntil } from '../../../dist/nodes/Drafting/actions/records-until.js';
import type { ChartContext } from '../../../dist/nodes/shared/contracts/index.js';

type Context = Parameters<typeof readUntil>[0];

const record = (resourceType: string, id: string, lastUpdated?: string) => ({
	resourceType,
	id,
	...(lastUpdated !== undefined && { meta: { versionId: '1', lastUpdated } }),
});

const CHART = {
	contract: 'ChartContext/1',
	patient: 'Patient/zz',
	resources: [
		record('Patient', 'zz', '2031-03-09T08:00:00Z'),
		record('Encounter', 'stay', '2031-03-09T08:00:00Z'),
		record('Observation', 'before', '2031-03-04T08:00:00Z'),
		record('Observation', 'same', '2031-03-05T09:00:00+01:00'),
		record('Observation', 'after', '2031-03-05T08:00:01Z'),
		record('Observation', 'unknown'),
	],
} as unknown as ChartContext;

const asked = (recordsUntil: unknown) =>
	({ parameter: () => Promise.resolve({ recordsUntil }) }) as unknown as Context;

const kept = async (recordsUntil: unknown): Promise<string[]> =>
	(await readUntil(asked(recordsUntil), CHART)).resources.map(({ id = '' }) => id);

test('without a moment the whole chart counts', async () => {
	assert.deepEqual(await kept(''), ['zz', 'stay', 'before', 'same', 'after', 'unknown']);
	assert.deepEqual(await kept(undefined), ['zz', 'stay', 'before', 'same', 'after', 'unknown']);
});

test('records changed since the moment are left out, patient and stay stay, in any time zone', async () => {
	assert.deepEqual(await kept('2031-03-05T08:00:00Z'), ['zz', 'stay', 'before', 'same']);
	assert.deepEqual(await kept('2031-03-05T10:00:01+02:00'), [
		'zz',
		'stay',
		'before',
		'same',
		'after',
	]);
});

test('what is no moment with a time zone is refused: it would leave out the wrong records', async () => {
	for (const wrong of ['2031-03-05', '2031-03-05T08:00:00', 'yesterday', '2031-13-45T08:00:00Z']) {
		await assert.rejects(readUntil(asked(wrong), CHART), { code: 'input-invalid' });
	}
});
