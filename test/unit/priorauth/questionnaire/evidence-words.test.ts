import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	applyEvidence,
	prefill,
	readPackage,
	sourcesOf,
	type Answers,
} from '../../../../dist/nodes/PriorAuth/questionnaire/index.js';
import { chart, note, NOW, patient, question, spinePackage } from './build.ts';

/** Sentences as notes have them, with what a model that is too eager would make of them. */
const SENTENCES: Record<string, Array<[sentence: string, quote: string]>> = {
	'Does the patient have lumbar radiculopathy?': [
		['No evidence of lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Lumbar radiculopathy was ruled out by EMG.', 'Lumbar radiculopathy'],
		['Negative for lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Concern for lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Rule out lumbar radiculopathy.', 'lumbar radiculopathy'],
		['?lumbar radiculopathy', 'lumbar radiculopathy'],
		['Her sister has lumbar radiculopathy.', 'lumbar radiculopathy'],
		['FHx: lumbar radiculopathy (father).', 'lumbar radiculopathy'],
		['At risk of lumbar radiculopathy.', 'lumbar radiculopathy'],
		['If lumbar radiculopathy develops, call us.', 'lumbar radiculopathy'],
		['Lumbar radiculopathy has resolved.', 'Lumbar radiculopathy'],
		['Lumbar radiculopathy vs hip disease.', 'Lumbar radiculopathy'],
		['Doubt lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Lumbar radiculopathy seems less likely.', 'Lumbar radiculopathy'],
		['Cannot exclude lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Screening for lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Evaluate for lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Work-up for lumbar radiculopathy.', 'lumbar radiculopathy'],
		['Lumbar radiculopathy: none.', 'Lumbar radiculopathy'],
		['Lumbar radiculopathy - absent.', 'Lumbar radiculopathy'],
		['[ ] lumbar radiculopathy', 'lumbar radiculopathy'],
		['Lumbar radiculopathy (copied from template).', 'Lumbar radiculopathy'],
		['Educated about lumbar radiculopathy.', 'lumbar radiculopathy'],
	],
	'Did the patient complete physical therapy?': [
		['Has not completed physical therapy.', 'completed physical therapy'],
		['Physical therapy was declined by the patient.', 'Physical therapy'],
		['Refused physical therapy.', 'physical therapy'],
		['Referred to physical therapy.', 'physical therapy'],
		['Will start physical therapy next week.', 'physical therapy'],
		['Physical therapy is scheduled.', 'Physical therapy'],
		['Recommend physical therapy.', 'physical therapy'],
		['Physical therapy was not covered.', 'Physical therapy'],
		['Never went to physical therapy.', 'physical therapy'],
		['Could not tolerate physical therapy.', 'physical therapy'],
		['Physical therapy pending approval.', 'Physical therapy'],
		['Discussed physical therapy.', 'physical therapy'],
		['Physical therapy stopped after one visit.', 'Physical therapy'],
		['Has yet to complete physical therapy.', 'complete physical therapy'],
		['Awaiting physical therapy.', 'physical therapy'],
		['Husband completed physical therapy.', 'completed physical therapy'],
		['Encouraged to complete physical therapy.', 'complete physical therapy'],
		['Only partially completed physical therapy.', 'completed physical therapy'],
		['Missed all physical therapy sessions.', 'physical therapy'],
	],
};
const FINE: Array<[question: string, sentence: string, quote: string, said: string]> = [
	[
		'Does the patient have lumbar radiculopathy?',
		'Lumbar radiculopathy at L5.',
		'Lumbar radiculopathy at L5',
		'true',
	],
	[
		'Does the patient have lumbar radiculopathy?',
		'Left lumbar radiculopathy, confirmed by EMG.',
		'lumbar radiculopathy',
		'true',
	],
	[
		'Does the patient have lumbar radiculopathy?',
		'Denies lumbar radiculopathy.',
		'Denies lumbar radiculopathy',
		'false',
	],
	[
		'Did the patient complete physical therapy?',
		'Completed physical therapy on 09/14/2026.',
		'Completed physical therapy',
		'true',
	],
	[
		'Did the patient complete physical therapy?',
		'Physical therapy was not completed.',
		'Physical therapy was not completed',
		'false',
	],
];

async function judge(
	text: string,
	sentence: string,
	quote: string,
	value: string,
): Promise<Answers['answers'][number] | undefined> {
	const records = [patient(), note('n1', `Seen in clinic today.\n${sentence}\nWalks well.`)];
	const packaged = readPackage(spinePackage([question('q', 'boolean', text)]));
	const answers = await prefill(packaged, chart(records), { now: NOW });
	return applyEvidence(
		answers,
		[{ path: 'q', found: true, value, quote, source: 'S1' }],
		sourcesOf(chart(records)),
	).answers[0];
}

for (const [text, sentences] of Object.entries(SENTENCES)) {
	test(`no sentence that denies, plans or doubts is taken for a yes: ${text}`, async () => {
		const taken: string[] = [];
		for (const [sentence, quote] of sentences) {
			const answer = await judge(text, sentence, quote, 'true');
			if (answer?.state === 'answered') taken.push(sentence);
		}
		assert.deepEqual(taken, []);
	});
}

test('a no is taken only where just that is denied', async () => {
	const text = 'Is there bladder incontinence?';
	const sentences: Array<[sentence: string, isDenied: boolean]> = [
		['Denies fever but has bladder incontinence.', false],
		['No fever, reports bladder incontinence.', false],
		['Bladder incontinence; no fever.', false],
		['Bladder incontinence is not new.', false],
		['No longer uses pads, bladder incontinence worse.', false],
		['No change in bladder incontinence.', false],
		['No fever. Bladder incontinence.', false],
		['Bladder incontinence without fever.', false],
		['Negative for fever, positive for bladder incontinence.', false],
		['Denies bladder incontinence.', true],
		['No bowel or bladder incontinence.', true],
		['Bladder incontinence was denied.', true],
		['She has no fever, chills or bladder incontinence.', true],
	];
	for (const [sentence, isDenied] of sentences) {
		const answer = await judge(text, sentence, sentence.replace(/\.$/, ''), 'false');
		assert.deepEqual([sentence, answer?.state === 'answered'], [sentence, isDenied]);
	}
});

test('plain sentences are taken', async () => {
	for (const [text, sentence, quote, said] of FINE) {
		const answer = await judge(text, sentence, quote, said);
		assert.deepEqual([sentence, answer?.state, ...(answer?.reasons ?? [])], [sentence, 'answered']);
	}
});
