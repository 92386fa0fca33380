import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	checkWanted,
	locate,
	quotationSchema,
} from '../../../dist/nodes/LocalLlm/extracting/index.js';

const field = (name: string, several = false) => ({ name, description: '', several });

/** What is found of one field. */
const found = (text: string, quotes: string[], several = true) => {
	const { extracts, dropped, missing } = locate(text, [field('x', several)], { x: quotes });
	for (const extract of extracts) {
		assert.equal(text.slice(extract.start, extract.end), extract.text, 'the place is wrong');
	}
	return {
		places: extracts.map(({ text: words, start }) => [start, words]),
		why: dropped.map(({ why }) => why),
		missing,
		occurrences: extracts.map(({ occurrences }) => occurrences),
	};
};

describe('what a model copied out of a text', () => {
	test('stands where it says', () => {
		assert.deepEqual(found('Aspirin 100 mg daily', ['100 mg']).places, [[8, '100 mg']]);
	});

	test('is left out when the text does not hold it, whatever it looks like', () => {
		for (const quote of ['100mg', 'aspirin', '200 mg', '100 mg daily.']) {
			assert.deepEqual(found('Aspirin 100 mg daily', [quote]).why, ['not-in-text'], quote);
		}
		assert.deepEqual(found('Aspirin', ['', ' \n']).why, ['empty', 'empty']);
		assert.deepEqual(found('Aspirin', ['Ibuprofen']).missing, ['x']);
	});

	test('may have other white space: the text\u2019s own is what counts', () => {
		const text = 'shortness\r\n   of\u00a0breath';
		assert.deepEqual(found(text, ['shortness of breath']).places, [[0, text]]);
	});

	test('takes in invisible characters that the model never saw', () => {
		const text = 'met\u00adoprolol \u202e25\u202c mg\u200b.';
		assert.deepEqual(found(text, ['metoprolol 25 mg']).places, [[0, text.slice(0, -2)]]);
	});

	test('is never a piece of a longer number or word', () => {
		const cut: Array<[text: string, quote: string]> = [
			['Dose 25 mg', '5 mg'],
			['Dose 1.5 mg', '5 mg'],
			['Dose 1,5 mg', '5 mg'],
			['Dose .5 mg', '5 mg'],
			['Dose 1.5 mg', '1'],
			['Troponin <0.01', '0.01'],
			['Troponin < 0.01', '0.01'],
			['Base excess -5', '5'],
			['Base excess \u22125', '5'],
			['Findings normal', 'no'],
			['Findings abnormal', 'normal'],
			['Na\u0308he', 'Na'],
			['1/2 tablet', '2 tablet'],
			['5-10 mg', '10 mg'],
			['5-10 mg', '5'],
			['5 to 10 mg', '10 mg'],
			['5 mg/kg', '5 mg'],
			['10 mg / mL', '10 mg'],
			['10 000 units', '000 units'],
			['Troponin <  0.01', '0.01'],
			['BP 120/80', '80'],
			['BP 120/80', '120'],
		];
		for (const [text, quote] of cut) {
			assert.deepEqual(found(text, [quote]).why, ['cut-short'], `${quote} in ${text}`);
		}
		const whole: Array<[text: string, quote: string]> = [
			['Dose 25 mg.', '25 mg'],
			['On day 3. 5 mg given', '5 mg'],
			['Range 3-5 mg', '3-5 mg'],
			['Troponin <0.01', '<0.01'],
			['(5 mg)', '5 mg'],
			['BP 120/80', '120/80'],
			['5 mg/kg once', '5 mg/kg'],
			['10 000 units', '10 000 units'],
			['Give 5 mg - then stop', '5 mg'],
			['5', '5'],
		];
		for (const [text, quote] of whole) {
			assert.deepEqual(found(text, [quote]).why, [], `${quote} in ${text}`);
		}
	});

	test('means the next place when it is said again, and too much is left out', () => {
		const text = 'pain, then pain, then pain';
		const { places, why, occurrences } = found(text, ['pain', 'pain', 'pain', 'pain']);
		assert.deepEqual(places, [
			[0, 'pain'],
			[11, 'pain'],
			[22, 'pain'],
		]);
		assert.deepEqual(why, ['repeated']);
		assert.deepEqual(occurrences, [3, 3, 3]);
		assert.deepEqual(found(text, ['pain', 'then'], false).why, ['too-many']);
	});

	test('stands where it says in 3,000 texts of all kinds of characters', () => {
		const alphabet = [
			'a',
			'b',
			'1',
			'2',
			'.',
			',',
			' ',
			'\n',
			'\r\n',
			'\u200b',
			'\u202e',
			'é',
			'😀',
			'-',
			'<',
		];
		let state = 7;
		const next = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
		let placed = 0;
		for (let round = 0; round < 3_000; round++) {
			const text = Array.from({ length: 30 }, () => alphabet[next(alphabet.length)]).join('');
			const from = next(text.length);
			const quote = text.slice(from, from + 1 + next(8)).replaceAll(/[\u200b\u202e]/g, '');
			placed += found(text, [quote, quote]).places.length;
		}
		assert.ok(placed > 500);
	});
});

describe('fields to find', () => {
	test('become lists of quotations, and nothing else is allowed', () => {
		assert.deepEqual(quotationSchema([field('dose'), field('pain', true)]), {
			type: 'object',
			additionalProperties: false,
			required: ['dose', 'pain'],
			properties: {
				dose: { type: 'array', maxItems: 1, items: { type: 'string', maxLength: 1000 } },
				pain: { type: 'array', maxItems: 50, items: { type: 'string', maxLength: 1000 } },
			},
		});
	});

	test('need at least one, at most fifty, and names of their own', () => {
		assert.throws(() => checkWanted([]), /no field/);
		assert.throws(() => checkWanted([field('__proto__')]), /no usable name/);
		assert.throws(() => checkWanted([field('a'), field('a')]), /taken/);
		const many = Array.from({ length: 51 }, (_, index) => field(`f${index}`));
		assert.throws(() => checkWanted(many), /more than 50/);
		assert.equal(checkWanted(many.slice(1)).length, 50);
	});
});
