import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	isSound,
	readDraft,
	readFacts,
	requireSameFacts,
	withVerdicts,
} from '../../../dist/nodes/Drafting/drafting/index.js';
import type {
	ClinicalDraft,
	DraftVerification,
	Sentence,
	Verdict,
} from '../../../dist/nodes/shared/contracts/index.js';
import { stay } from './draft-build.ts';

const sentence = (id: string, more: Partial<Sentence> = {}): Sentence => ({
	id,
	template: 'He had {{f4}}.',
	text: 'He had pneumonia.',
	cites: ['f4'],
	origin: 'model',
	included: true,
	...more,
});

const draftWithSentences = (...sentences: Sentence[]): ClinicalDraft => ({
	contract: 'ClinicalDraft/1',
	kind: 'discharge-summary',
	type: { code: '18842-5', display: 'Discharge summary' },
	title: 'Discharge summary',
	patient: 'Patient/zz-1',
	encounter: 'Encounter/zz-9',
	asOf: '2026-11-05T10:00:00.000Z',
	factsHash: stay().hash,
	status: 'narrative',
	sections: [{ code: '8648-8', title: 'Hospital course', sentences }],
	rejected: [],
});

const verificationOf = (verdicts: Record<string, Verdict>): DraftVerification => ({
	contract: 'DraftVerification/1',
	sentences: Object.entries(verdicts).map(([id, verdict]) => ({
		id,
		verdict,
		evidence: [],
		findings: verdict === 'supported' ? [] : [{ class: 'negation', message: 'not so' }],
	})),
	omissions: [],
	contradictions: [],
	counts: { supported: 0, partly: 0, unsupported: 0, omissions: 0 },
	verifier: { version: '1', rules: 'x' },
	ms: 1,
});

const included = ({ sections }: ClinicalDraft) =>
	sections.flatMap(({ sentences }) => sentences.filter((one) => one.included).map(({ id }) => id));

describe('verdicts', () => {
	const draft = draftWithSentences(sentence('s1'), sentence('s2'), sentence('s3'));
	const verification = verificationOf({ s1: 'supported', s2: 'partly', s3: 'unsupported' });

	test('leave out what is not supported, and keep it where it stood with its findings', () => {
		const checked = withVerdicts(draft, verification, false);
		assert.deepEqual(included(checked), ['s1']);
		const [, partly, unsupported] = checked.sections[0].sentences;
		assert.equal(partly.verdict, 'partly');
		assert.equal(unsupported.verdict, 'unsupported');
		assert.deepEqual(unsupported.findings, [{ class: 'negation', message: 'not so' }]);
		assert.equal(checked.status, 'narrative');
	});

	test('keep what is partly supported only where that is asked for', () => {
		assert.deepEqual(included(withVerdicts(draft, verification, true)), ['s1', 's2']);
	});

	test('of a sentence that was not looked at count as unsupported', () => {
		assert.deepEqual(included(withVerdicts(draft, verificationOf({ s1: 'supported' }), true)), [
			's1',
		]);
	});

	test('take no clinician’s sentence out, and put none in that was left out', () => {
		const mixed = draftWithSentences(
			sentence('s1', { origin: 'clinician' }),
			sentence('s2', { included: false }),
		);
		const checked = withVerdicts(
			mixed,
			verificationOf({ s1: 'unsupported', s2: 'supported' }),
			false,
		);
		assert.deepEqual(included(checked), ['s1']);
		assert.equal(checked.sections[0].sentences[0].verdict, 'unsupported');
	});

	test('that leave no sentence make the draft structured-only, with the reason', () => {
		const checked = withVerdicts(
			draft,
			verificationOf({ s1: 'unsupported', s2: 'unsupported', s3: 'unsupported' }),
			false,
		);
		assert.equal(checked.status, 'structured-only');
		assert.equal(checked.reason, 'all-sentences-rejected');
	});

	test('of an earlier check do not stay', () => {
		const stale = draftWithSentences(
			sentence('s1', { verdict: 'partly', findings: [{ class: 'dose', message: 'old' }] }),
		);
		const [one] = withVerdicts(stale, verificationOf({ s1: 'supported' }), false).sections[0]
			.sentences;
		assert.equal(one.verdict, 'supported');
		assert.equal(one.findings, undefined);
	});
});

describe('a draft is sound', () => {
	const draft = draftWithSentences(sentence('s1'), sentence('s2', { included: false }));

	test('when every included sentence is supported and nothing is missing', () => {
		assert.equal(isSound(draft, verificationOf({ s1: 'supported', s2: 'unsupported' })), true);
	});

	test('and not when the check finds a row of a table that no fact bears out', () => {
		const verification = verificationOf({ s1: 'supported', 'table:8648-8:0:1': 'unsupported' });
		assert.equal(isSound(draft, verification), false);
	});

	test('and not with a sentence that is partly supported or was not judged, or with an omission', () => {
		assert.equal(isSound(draft, verificationOf({ s1: 'partly' })), false);
		assert.equal(isSound(draft, verificationOf({ s2: 'supported' })), false);
		const omission = { requirement: 'x', code: 'medication', facts: [], message: 'x' };
		const missing = { ...verificationOf({ s1: 'supported' }), omissions: [omission] };
		assert.equal(isSound(draft, missing), false);
	});
});

describe('what comes from elsewhere', () => {
	test('is taken as facts only in the shape of facts', () => {
		const facts = stay();
		assert.equal(readFacts(facts), facts);
		const [first, ...others] = facts.facts;
		const wrong: unknown[] = [
			undefined,
			null,
			[],
			'facts',
			{},
			{ ...facts, contract: 'ClinicalFacts/2' },
			{ ...facts, facts: 'none' },
			{ ...facts, facts: [{ ...first, id: 'x1' }] },
			{ ...facts, facts: [{ ...first, text: 7 }] },
			{ ...facts, facts: [{ ...first, parts: { dose: 5 } }] },
			{ ...facts, facts: [first, { ...others[0], id: first.id }] },
			{ ...facts, hash: undefined },
		];
		for (const one of wrong) assert.throws(() => readFacts(one), { code: 'facts-invalid' });
	});

	test('is taken as a draft also without placeholders and citations, as other programs write it', () => {
		const draft = draftWithSentences();
		const { factsHash: _hash, rejected: _rejected, ...rest } = draft;
		const foreign = {
			...rest,
			sections: [
				{ code: '8648-8', title: 'Course', sentences: [{ id: 'a', text: 'He had pneumonia.' }] },
			],
		};
		const [one] = readDraft(foreign).sections[0].sentences;
		assert.deepEqual(one, {
			id: 'a',
			text: 'He had pneumonia.',
			template: 'He had pneumonia.',
			cites: [],
			origin: 'model',
			included: true,
		});
	});

	test('is refused as a draft in any other shape', () => {
		const draft = draftWithSentences(sentence('s1'));
		const wrong: unknown[] = [
			undefined,
			[],
			{ ...draft, kind: 'letter' },
			{ ...draft, type: undefined },
			{ ...draft, sections: {} },
			{ ...draft, sections: [{ code: '1', title: 'x' }] },
			{ ...draft, sections: [{ code: '1', title: 'x', sentences: [{ id: 's1' }] }] },
			{ ...draft, rejected: [sentence('s1')] },
			{
				...draft,
				sections: [{ code: '1', title: 'x', sentences: [{ id: 's1', text: 'a'.repeat(50_000) }] }],
			},
		];
		for (const one of wrong) assert.throws(() => readDraft(one), { code: 'draft-invalid' });
	});

	test('is never mixed with the facts of another patient, stay or reading', () => {
		const facts = stay();
		const draft = draftWithSentences();
		assert.doesNotThrow(() => requireSameFacts(facts, draft));
		assert.throws(() => requireSameFacts({ ...facts, patient: 'Patient/zz-2' }, draft), {
			code: 'patient-mismatch',
		});
		assert.throws(() => requireSameFacts({ ...facts, encounter: undefined }, draft), {
			code: 'patient-mismatch',
		});
		assert.throws(() => requireSameFacts({ ...facts, hash: 'other' }, draft), {
			code: 'facts-mismatch',
		});
	});
});
