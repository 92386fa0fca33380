import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	APPEAL_TITLE,
	appealSections,
	appealText,
} from '../../../dist/nodes/PriorAuth/appeal/draft.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import type {
	ChecklistCriterion,
	PriorAuthChecklist,
} from '../../../dist/nodes/shared/contracts/index.js';
import { decision } from './case-build.ts';
import type { Json } from './golden.ts';
import { complete } from './people.ts';

const point = (
	text: string,
	state: ChecklistCriterion['state'],
	change: Partial<ChecklistCriterion> = {},
): ChecklistCriterion => ({
	id: text,
	text,
	required: false,
	state,
	judgedBy: 'policy',
	evidence: [],
	reasons: [],
	...change,
});

const QUOTED = {
	title: 'Progress note',
	date: '2026-11-20T10:00:00Z',
	quote: '4 weeks',
	around: 'Physical therapy for 4 weeks.',
	reference: 'DocumentReference/zz',
};

const CRITERIA = [
	point('Seen face to face', 'met', { answer: 'Yes' }),
	point('Physical therapy of 6 weeks', 'unmet', {
		answer: '4 weeks',
		evidence: [QUOTED] as never,
		reasons: ['answer-differs'],
	}),
	point('Is homebound', 'unmet', { judgedBy: 'answer', answer: 'No', reasons: ['answered-no'] }),
	point('Which treatments were tried before', 'met', {
		judgedBy: 'answer',
		answer: 'ZZ none',
		from: 'Said by a person (Registered Nurse)',
	}),
	point('Imaging within a year', 'unknown', { reasons: ['nothing-recorded'] }),
	point('Weight', 'unknown', { answer: '81 kg', reasons: ['several-values'] }),
];

const draft = (outcome: 'denied' | 'partially-approved' = 'denied') =>
	appealSections({
		decision: decision(outcome),
		request: buildRequest(complete()),
		checklist: { criteria: CRITERIA, asOf: '2026-11-22T10:00:00Z' } as PriorAuthChecklist,
	}).sections;

/** Under which heading a point stands. */
const headingOf = (name: string, sections = draft()): string | undefined =>
	sections.find(({ rows = [] }) => rows.some(([first]) => first === name))?.title;

test('an answer No and a value that differs were found, and stand apart from what was not', () => {
	const titles = {
		'Seen face to face': 'What the chart says to the points of the payer',
		'Physical therapy of 6 weeks': 'What the chart says that may speak against it',
		'Is homebound': 'What the chart says that may speak against it',
		'Imaging within a year': 'What was not found in the chart, or is not certain',
		Weight: 'What was not found in the chart, or is not certain',
	};
	for (const [name, title] of Object.entries(titles)) assert.equal(headingOf(name), title, name);
});

test('states, reasons and decisions are written in words', () => {
	const text = appealText(APPEAL_TITLE, draft('partially-approved'));
	for (const words of [
		'approved in part',
		'State: Not met. Answer: 4 weeks. Evidence: Progress note, 2026-11-20, “Physical therapy for 4 weeks.”. Remark: The answer is another than the policy wants',
		'Seen face to face. State: Met. Answer: Yes',
		'Which treatments were tried before. State: Answered. Answer: ZZ none',
		'State: Answered: no. Answer: No',
		'Remark: Nothing is recorded. That is no proof that it is not so.',
		'Answer: 81 kg (not confirmed). Remark: Several values were found',
		'Chart read 2026-11-22 10:00 UTC.',
		'Patient: ADA ZZTEST, born 1961-04-05',
		'Member number: ZZM-77',
		'How much: 8 visits',
		'Evidence: Said by a person (Registered Nurse)',
	]) {
		assert.ok(text.includes(words), words);
	}
	assert.doesNotMatch(text, /\b(?:unmet|unknown|partially-approved|answered-no|[a-z]+-differs)\b/);
});

test('a heading without points is left out', () => {
	const { sections } = appealSections({
		decision: decision('denied'),
		request: buildRequest(complete()),
		checklist: {
			criteria: CRITERIA.slice(0, 1),
			asOf: '2026-11-22T10:00:00Z',
		} as PriorAuthChecklist,
	});
	const titles = sections.map(({ title }: Json) => title);
	assert.ok(titles.includes('What the chart says to the points of the payer'));
	assert.ok(!titles.some((title) => /speak against|not found/.test(title)));
});
