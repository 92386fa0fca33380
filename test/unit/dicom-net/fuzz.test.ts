import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz, report } from '../../campaign/dicom/fuzz.ts';

/** The short form of the campaign, which sends 100,000. */
const CASES = 2000;

test(`${CASES} malformed inputs neither crash nor clog the listener, nor lose an acknowledged image`, { timeout: 120_000 }, async () => {
	const result = await fuzz({ cases: CASES, seed: 42, say: () => {} });
	assert.deepEqual(result.failures, [], report(result).join('\n'));
	// A fuzzer that never comes past the door would find nothing.
	const { data, command, value, association } = result.perClass;
	assert.ok(data.associated === data.cases && data.answered > 0.9 * data.cases, String(data));
	assert.ok(data.stored > 0.2 * data.cases && data.refused > 0.3 * data.cases, String(data));
	assert.ok(command.answered > 0.5 * command.cases, String(command));
	assert.ok(value.stored > 0.1 * value.cases, String(value));
	assert.ok(association.rejected > 0.05 * association.cases, String(association));
	assert.equal(result.echoes >= CASES / 50, true);
	assert.ok(result.acknowledged > 100, `${result.acknowledged} acknowledged`);
}); // prettier-ignore
