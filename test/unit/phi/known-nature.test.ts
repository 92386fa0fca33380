import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { knownOf, sweep } from '../../../dist/nodes/Phi/knowing/index.js';

/** What is found of a patient who is called by a word of the language. */
function found(given: string, text: string): string[] {
	const resources = [
		{ resourceType: 'Patient', name: [{ family: 'Zztestperson', given: [given] }] },
	];
	return sweep(prepare(text), knownOf({ resources })).map(({ start, end }) =>
		text.slice(start, end),
	);
}

test('flowers, stones and times of the day stay where nobody is meant', () => {
	for (const [given, text] of [
		['Amber', 'R calf: amber papule, shaved.'],
		['Basil', 'Brought basil plant, none allowed.'],
		['Dawn', 'SROM at dawn, NSVD after dawn.'],
		['Coral', 'Has a coral-colored rash.'],
		['Lavender', 'Room calm. Lavender oil removed.'],
	] as const) {
		assert.deepEqual(found(given, text), [], text);
	}
});

test('the same words go where somebody is meant', () => {
	for (const [given, text] of [
		['Amber', 'Amber reports pain 4/10.'],
		['Amber', 'I spoke with Amber about it.'],
		['Basil', 'Basil denies fever.'],
		['Dawn', "Dawn's wound is clean."],
		['Coral', 'this is coral calling about my refill'],
	] as const) {
		assert.deepEqual(
			found(given, text),
			[given].map((name) => (text.includes(name) ? name : name.toLowerCase())),
			text,
		);
	}
});
