import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivalPatterns } from '../../campaign/dicom/arrivals.ts';

const EVIDENCE = [
	'association-released',
	'expected-count',
	'geometry',
	'hard-maximum',
	'quiet-period',
	'single-image',
];

test('interleaved studies from eight associations, shuffled, with kills: none early, lost or doubled', () => {
	const found = arrivalPatterns(100, 1);
	assert.deepEqual(found.wrongs, []);
	const { premature, missing, twice } = found;
	assert.deepEqual({ premature, missing, twice }, { premature: 0, missing: 0, twice: 0 });
	assert.deepEqual(Object.keys(found.evidence).sort(), EVIDENCE, 'every rule has decided');
	assert.ok(found.brokenOff > 20, `${found.brokenOff} broken off`);
	assert.ok(found.superseding > 100 && found.unclaimed > 20 && found.offers > 1000);
});
