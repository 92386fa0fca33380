import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foundIn, foundOf } from './known-chart.ts';

describe('The day of birth of the chart', () => {
	for (const [text, expected] of [
		['DOB 0 5 / 0 3 / 1 9 3 1', '0 5 / 0 3 / 1 9 3 1'],
		['DOB: 0 3 / 0 5 / 1 9 3 1', '0 3 / 0 5 / 1 9 3 1'],
		['D.O.B. 0 3/0 5/1 9 3 1 f', '0 3/0 5/1 9 3 1'],
		['D O B 0 3 0 5 1 9 3 1', '0 3 0 5 1 9 3 1'],
		['scan_19310305.pdf', '19310305'],
		['scan_1931_03_05.pdf', '1931_03_05'],
		['dob19310305x', '19310305x'],
		['file 19310305.', '19310305'],
	] as const) {
		test(`is found however its digits stand: ${text}`, () => {
			assert.deepEqual(foundIn(text), [`DATE:${expected}`]);
		});
	}

	for (const text of [
		'0 3 0 5 1 9 3 1 7',
		'scores 0 3 0 5 1 9',
		'3 5 / 1 2 / 2 0 2 0',
		'a_3_5.txt',
	]) {
		test(`is no other row of digits: ${text}`, () => assert.deepEqual(foundIn(text), []));
	}
});

describe('A family name of the chart with a blank in it', () => {
	for (const [text, expected] of [
		['Seen in clinic, van tongeren is stable.', 'van tongeren'],
		['Van tongeren was seen in clinic.', 'Van tongeren'],
		['vanton geren called', 'vanton geren'],
	] as const) {
		test(`is found: ${text}`, () => {
			assert.deepEqual(foundOf('Vantongeren', 'Margaret', text), [`NAME:${expected}`]);
		});
	}

	test('is no two words of the language', () => {
		assert.deepEqual(foundOf('Whitehouse', 'Ann', 'near the white house'), []);
		assert.deepEqual(foundOf('Vandam', 'Ann', 'a van dam of the chart'), []);
	});
});

describe('The flat of the address of the chart', () => {
	for (const text of ['Lives in apt 5b.', 'Apartment 5B', 'apt. 5b', 'apt no. 5b', 'unit 5b']) {
		test(`is found in any case: ${text}`, () => {
			const value = /5b/i.exec(text)?.[0];
			assert.deepEqual(foundIn(text), [`STREET:${value}`]);
		});
	}

	for (const text of ['stage 5b', 'lesion 5b', '5b']) {
		test(`is nothing without a word for a flat: ${text}`, () => {
			assert.deepEqual(foundIn(text), []);
		});
	}
});
