import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { agesOfAnySize, prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import { opened } from './open.ts';

const marked = /\[\[AGE:(.+?)\]\]/g;

describe('Ages below 90, where a profile does not let them stand', () => {
	for (const example of agesOfAnySize.examples) {
		test(`are found: ${example}`, () => {
			const text = example.replace(marked, '$1');
			const found = agesOfAnySize.find(prepare(text));
			const expected = [...example.matchAll(marked)].map(([, age]) => age);
			assert.deepEqual(
				found.map(({ start, end }) => text.slice(start, end)),
				expected,
			);
		});
	}

	for (const text of agesOfAnySize.counterExamples) {
		test(`are no other numbers: ${text}`, () => {
			assert.deepEqual(agesOfAnySize.find(prepare(text)), []);
		});
	}
});

const NOTE =
	'72 yo F, father (64). Age: 72. A 6-month-old. Seventy-two years old. 72F s/p fall, 81 mg for 72 hours. Mother aged 93.';

async function under(ages: 'over-89' | 'ten-year-bands' | 'remove'): Promise<string> {
	const phi = await opened('safe-harbor', { profile: { ...loadProfile('safe-harbor'), ages } });
	const { text } = await phi.text(NOTE);
	await phi.close();
	return text;
}

describe('The rule of a profile for ages holds in texts', () => {
	test('over-89 changes those from 90 on alone', async () => {
		assert.equal(await under('over-89'), NOTE.replace('93', '90+'));
	});

	test('ten-year-bands makes bands of all of them', async () => {
		assert.equal(
			await under('ten-year-bands'),
			'70-79 yo F, father (60-69). Age: 70-79. A 6-month-old. [AGE] years old. 70-79F s/p fall, 81 mg for 72 hours. Mother aged 90+.',
		);
	});

	test('remove lets none stand', async () => {
		assert.equal(
			await under('remove'),
			'[AGE] yo F, father ([AGE]). Age: [AGE]. A [AGE]-old. [AGE] years old. [AGE] s/p fall, 81 mg for 72 hours. Mother aged [AGE].',
		);
	});

	test('and in a record as in its narrative', async () => {
		const profile = { ...loadProfile('safe-harbor'), ages: 'remove' as const };
		const phi = await opened('safe-harbor', { profile });
		const { resource } = await phi.fhir({
			resourceType: 'Condition',
			subject: { reference: 'Patient/1' },
			onsetAge: { value: 45, unit: 'years', system: 'http://unitsofmeasure.org', code: 'a' },
			note: [{ text: 'Since age 45. Now 72 yo.' }],
		});
		await phi.close();
		const { onsetAge, note } = resource ?? {};
		assert.doesNotMatch(JSON.stringify({ onsetAge, note }), /45|72/);
	});
});
