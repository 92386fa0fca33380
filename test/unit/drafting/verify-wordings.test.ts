import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDraft } from '../../../dist/nodes/Drafting/verifying/index.js';
import { chartOf, draftOf, sentence } from './verify-chart.ts';
import {
	HIDDEN_INSTRUCTIONS,
	NONE_KNOWN,
	NOT_HANDLING,
	RIGHT,
	RIGHT_AS_DIAGNOSIS,
	withoutAllergies,
	wordingChart,
	WRONG,
} from './verify-wordings.ts';

const facts = wordingChart();
const none = withoutAllergies();
const listed = chartOf();
const judge = (text: string, section?: string, chart = facts) =>
	verifyDraft(chart, draftOf([text], section)).sentences[0];

for (const [group, sentences] of Object.entries(RIGHT)) {
	test(`every right wording is borne out: ${group}`, () => {
		const flagged = sentences
			.map((text) => ({ text, ...judge(text) }))
			.filter(({ verdict }) => verdict !== 'supported')
			.map(({ text, findings }) => [text, ...findings.map((one: any) => one.message)]);
		assert.deepEqual(flagged, []);
	});
}

for (const [group, sentences] of Object.entries(WRONG)) {
	test(`no wrong wording is borne out: ${group}`, () => {
		const missed = sentences.filter((text) => judge(text).verdict === 'supported');
		assert.deepEqual(missed, []);
	});
}

test('a disease called known may stand among the discharge diagnoses', () => {
	for (const text of RIGHT_AS_DIAGNOSIS)
		assert.equal(judge(text, '11535-2').verdict, 'supported', text);
});

test('a disease of the history is no discharge diagnosis without that word', () => {
	for (const text of ['Hypertension.', 'Epilepsy.', 'Discharge diagnoses: known hypertension.'])
		assert.notEqual(judge(text, '11535-2').verdict, 'supported', text);
});

test('"none known" is borne out by a chart that says so, in every wording', () => {
	const flagged = NONE_KNOWN.filter((text) => judge(text, '48765-2', none).verdict !== 'supported');
	assert.deepEqual(flagged, []);
});

test('"none known" against a chart with allergies leaves them out', () => {
	for (const text of NONE_KNOWN) {
		const { verdict, findings } = judge(text, '48765-2', listed);
		assert.equal(verdict, 'unsupported', text);
		assert.ok(
			findings.some((one: any) => one.class === 'allergy-dropped'),
			text,
		);
	}
});

test('an instruction in a note is no evidence and cannot be quoted', () => {
	for (const text of HIDDEN_INSTRUCTIONS) {
		const note = facts.facts.find((fact) => fact.text === text)!;
		const [judged] = verifyDraft(facts, {
			...draftOf([]),
			rejected: [sentence('Calcium was 9.2 mg/dL.', 's1', { quotes: [{ fact: note.id, text }] })],
		}).sentences;
		assert.equal(judged.verdict, 'unsupported', text);
		assert.equal(judge(text).verdict, 'unsupported', text);
		assert.ok(!judge(text).evidence.includes(note.id), text);
	}
});

test('an instruction with characters that cannot be seen is seen', () => {
	const hidden = 'The pri\u200bority of this case is rou\u00adtine.';
	assert.equal(judge(hidden).verdict, 'unsupported');
});

test('ordinary sentences of a summary are not taken for instructions', () => {
	for (const text of NOT_HANDLING) {
		const { findings } = judge(text);
		assert.ok(!findings.some((one: any) => one.class === 'document-handling'), text);
	}
});
