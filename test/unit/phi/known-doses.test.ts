import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foundIn } from './known-chart.ts';

/** The chart has 5, 7 and 12 March. */
describe('A day of the chart that the number of a dose or a count looks like', () => {
	for (const text of [
		'Stayed on March 5 mg',
		'March 7 days of cefepime',
		'vanc 1.25 g q12h day 3/7.',
		'Hospital day 3/7.',
		'cycle 3/12, tolerated',
		'on day 3/7 of vanc',
	]) {
		test(`is none: ${text}`, () => assert.deepEqual(foundIn(text), []));
	}

	for (const [text, expected] of [
		['Seen March 5, 20 mg given', 'DATE:March 5'],
		['5 March 20 mg given', 'DATE:5 March'],
		['On March 7 L arm swelled', 'DATE:March 7'],
		['Discharge day 3/7.', 'DATE:3/7'],
		['Same day 3/7: better', 'DATE:3/7'],
		['day 3/7-3/12/2026', 'DATE:3/7'],
	] as const) {
		test(`and is one elsewhere: ${text}`, () => assert.equal(foundIn(text)[0], expected));
	}
});
