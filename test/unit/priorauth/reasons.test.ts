import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { holds } from '../../../dist/nodes/PriorAuth/gathering/holds.js';
import * as reasons from '../../../dist/nodes/PriorAuth/reasons/index.js';
import type { PriorAuthOutcome } from '../../../dist/nodes/shared/contracts/index.js';
import type { ReasonText } from '../../../dist/nodes/shared/reason.js';

const ROOT = new URL('../../../nodes/PriorAuth/', import.meta.url);

type Table = Readonly<Record<string, ReasonText>>;

const {
	COVERAGE_REASONS,
	DECISION_REASONS,
	FOLLOW_UP_REASONS,
	HOLD_CASE_REASONS,
	QUESTION_REASONS,
	REQUIREMENT_REASONS,
	STATUS_REASONS,
	SUBMISSION_REASONS,
	UNMATCHED_REASONS,
} = reasons;

/** Which table must have the words for the reasons that a source names. */
const SOURCES: Array<[file: string, table: Table]> = [
	...[
		'actions',
		'approved',
		'as-asked',
		'asked',
		'belongs',
		'contradictions',
		'doubts',
		'items',
		'match',
		'read',
	].map((name): [string, Table] => [`decision/${name}.ts`, DECISION_REASONS]),
	['cases/effect.ts', DECISION_REASONS],
	['cases/fold.ts', DECISION_REASONS],
	['cases/match.ts', UNMATCHED_REASONS],
	['following/follow-up.ts', FOLLOW_UP_REASONS],
	['following/intake.ts', UNMATCHED_REASONS],
	['actions/trigger/work.ts', { ...FOLLOW_UP_REASONS, ...UNMATCHED_REASONS }],
	['gathering/holds.ts', HOLD_CASE_REASONS],
	['requirement/check.ts', REQUIREMENT_REASONS],
	['requirement/assertions/judge.ts', REQUIREMENT_REASONS],
	['requirement/hooks/call.ts', REQUIREMENT_REASONS],
	['requirement/table/look-up.ts', REQUIREMENT_REASONS],
	['requirement/coverage/check.ts', COVERAGE_REASONS],
	['sending/outbox.ts', SUBMISSION_REASONS],
	['packet/bound.ts', SUBMISSION_REASONS],
	['actions/submit.operation.ts', SUBMISSION_REASONS],
	['actions/status.operation.ts', { ...STATUS_REASONS, ...FOLLOW_UP_REASONS }],
	['actions/answer-forms.ts', QUESTION_REASONS],
	['actions/getQuestionnaire.operation.ts', QUESTION_REASONS],
];

/** Names in these sources that are no reasons: codes of FHIR and of payers, states, kinds, file parts. */
const NO_REASONS = new Set([
	...['attachments-needed', 'questionnaire-context', 'payer-url'],
	...['no-action', 'information-sent', 'information-owed'],
	...['entered-in-error', 'on-hold', 'replaced-by'],
	...['original-order', 'reflex-order', 'filler-order', 'instance-order'],
	...['no-auth', 'auth-needed', 'performer-asks', 'cat-limitation'],
	...['order-sign', 'order-select'],
	...['http-timeout', 'connect-timeout', 'http-not-json', 'http-encoding', 'http-answer-too-large'],
	...['crd-answer-invalid', 'crd-list-invalid', 'work-too-large'],
	...['prior-auth-decision', 'prior-auth-clock', 'prior-auth-case', 'prior-auth-clock-reached'],
	...['prior-auth-decision-received', 'prior-auth-answer-unmatched', 'prior-auth'],
	...['prior-auth-submitted', 'prior-auth-inquired', 'prior-auth-questions-asked'],
	...['not-sent', 'test-run', 'asked-today', 'evidence-fence', 'n8n-workflow'],
]);

/** Names of the source that are not those of its own errors, which have their words beside them. */
async function namesIn(file: string): Promise<string[]> {
	const source = await readFile(new URL(file, ROOT), 'utf8');
	const plain = source
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/^\s*\/\/.*$/gm, '')
		.replace(/new HospitalError\(\s*'[^']+'/g, '');
	return [...plain.matchAll(/'([a-z][a-z0-9]*(?:-[a-z0-9]+)+)'/g)].map(([, name = '']) => name);
}

describe('every reason that a person may read', () => {
	for (const [file, table] of SOURCES) {
		test(`of ${file} has words and a next step`, async () => {
			const names = await namesIn(file);
			const wordless = names.filter((name) => !Object.hasOwn(table, name) && !NO_REASONS.has(name));
			assert.deepEqual([...new Set(wordless)], [], 'give them words in nodes/PriorAuth/reasons');
		});
	}

	test('is found by the walk: a source without any name would be walked in vain', async () => {
		const counts = await Promise.all(SOURCES.map(async ([file]) => (await namesIn(file)).length));
		const empty = SOURCES.filter((_, at) => counts[at] === 0).map(([file]) => file);
		assert.deepEqual(empty, ['decision/as-asked.ts', 'decision/belongs.ts']);
	});

	test('in one word has words, too', () => {
		const words: Array<[Table, string[]]> = [
			[DECISION_REASONS, ['errors', 'denied', 'modified', 'refused', 'mixed', 'unknown']],
			[UNMATCHED_REASONS, ['unreadable', 'unmatched']],
			[COVERAGE_REASONS, ['none', 'several']],
			[REQUIREMENT_REASONS, ['limited']],
			[SUBMISSION_REASONS, ['refused']],
			[QUESTION_REASONS, ['adaptive', 'retired', 'expired', 'no-questions']],
		];
		for (const [table, names] of words) {
			for (const name of names) assert.ok(Object.hasOwn(table, name), name);
		}
	});

	test('that is put together from what was not found has words', () => {
		const found = { orders: [], patient: {}, diagnoses: [], notFound: ['coverage', 'insurer'] };
		const why = holds(found as unknown as Parameters<typeof holds>[0]);
		assert.deepEqual(why, ['coverage-not-found', 'insurer-not-found']);
		for (const one of why) assert.ok(Object.hasOwn(HOLD_CASE_REASONS, one), one);
	});
});

test('the words are sentences for people: no names of programs, no empty step', () => {
	const tables: Table[] = [
		COVERAGE_REASONS,
		FOLLOW_UP_REASONS,
		HOLD_CASE_REASONS,
		REQUIREMENT_REASONS,
		STATUS_REASONS,
		SUBMISSION_REASONS,
		UNMATCHED_REASONS,
	];
	for (const table of tables) {
		for (const [name, { meaning, nextStep }] of Object.entries(table)) {
			assert.match(meaning, /^[a-z].{20,}[^.]$/, name);
			assert.match(nextStep, /^[A-Z].{10,}\.$/, name);
			assert.doesNotMatch(
				`${meaning} ${nextStep}`,
				/\b[a-z]+(?:-[a-z]+){2,}\b|[_{}<>]|\$json/,
				name,
			);
			assert.ok(!meaning.includes(name) || !name.includes('-'), name);
		}
	}
});

test('each reason is said once, in the order of the reasons, and an unknown one is not left out', () => {
	const said = reasons.adviceOf(['denied', 'errors', 'denied', 'zz-new'], DECISION_REASONS);
	assert.equal(said.length, 3);
	assert.match(said[0] ?? '', /^The payer denies what was asked for; .*\. A clinician decides: /);
	assert.match(said[2] ?? '', /^A person must look at it \(zz new\)\. /);
});

test('what is no name of ours does not come into an advice', () => {
	const [said = ''] = reasons.adviceOf(['ZZTEST, Ada 1950'], DECISION_REASONS);
	assert.doesNotMatch(said, /ZZTEST|1950/);
	assert.match(said, /^A person must look at it\. /);
});

test('a packet that differs from what was signed says what differs, in one line', () => {
	const said = reasons.submissionAdvice({
		reasons: ['differs-from-what-was-approved', 'items', 'Observation'],
	});
	assert.equal(said.length, 2);
	assert.match(said[0] ?? '', /nothing was sent\. Ask again by the form/);
	assert.equal(said[1], 'What differs: items, Observation.');
});

test('what needs nobody has no advice', () => {
	assert.deepEqual(reasons.decisionAdvice({ reasons: [] }), []);
	assert.deepEqual(
		reasons.requirementAdvice({ needsPerson: false, reasons: ['no-table'], items: [] }),
		[],
	);
});

test('questions of a payer say what is open, which form is refused and that the model was silent', () => {
	const said = reasons.questionAdvice({
		needsPerson: true,
		reasons: ['required-open', 'llm-unreachable', 'payer-error-not-found', 'payer-error-invalid'],
		forms: [{ refused: 'adaptive' }] as never,
	});
	assert.deepEqual(
		[/requires answers/, /cannot be reached/, /about its questions/, /each next question/].map(
			(words, at) => words.test(said[at] ?? ''),
		),
		[true, true, true, true],
	);
	assert.equal(said.length, 4);
});

test('an approval is taken back by whatever is no approval, and its words name the day', () => {
	const decided = (outcome: PriorAuthOutcome) => ({ outcome, items: [] });
	for (const now of ['denied', 'cancelled', 'modified', 'unknown', 'pended'] as const) {
		assert.equal(reasons.takesBack(decided('approved'), decided(now)), true, now);
	}
	assert.equal(reasons.takesBack(decided('approved'), decided('approved')), false);
	assert.equal(reasons.takesBack(decided('denied'), decided('pended')), false);
	const { meaning, nextStep } = reasons.takenBackText('denied', '2026-11-20');
	assert.equal(
		meaning,
		'the payer now denies what it approved on 2026-11-20; the number on the order may no longer hold',
	);
	assert.match(nextStep, /^Do not schedule/);
});

describe('a decision in words', () => {
	const decided = (change: object = {}) =>
		reasons.decisionWords({
			contract: 'PriorAuthDecision/1',
			outcome: 'denied',
			needsPerson: true,
			reasons: ['denied'],
			created: '2026-11-22T10:00:00Z',
			authorizationNumbers: [],
			referenceNumbers: ['REF-5'],
			items: [
				{
					sequence: 1,
					outcome: 'denied',
					action: 'A3',
					reasonCodes: [{ code: '0V', display: 'Criteria not met' }],
					notes: ['Send the plan of care.'],
				},
			],
			asked: [],
			errors: [],
			notes: ['ZZTEST, Ada: see letter.'],
			...change,
		});

	test('has the reason of the payer in its words, its notes, its day and its number', () => {
		assert.deepEqual(decided(), [
			'Answered by the payer on 2026-11-22.',
			'Item 1: denied. Reason: Criteria not met (0V). Note: Send the plan of care.',
			'Note of the payer: ZZTEST, Ada: see letter.',
			'Reference of the payer: REF-5.',
		]);
	});

	test('names code and amount that were asked for, and every number, each in one line', () => {
		const words = reasons.decisionWords(
			{
				contract: 'PriorAuthDecision/1',
				outcome: 'unknown',
				whole: 'denied',
				needsPerson: true,
				reasons: ['unknown'],
				authorizationNumbers: [],
				referenceNumbers: ['R\n1'],
				items: [
					{
						sequence: 1,
						outcome: 'approved',
						authorizationNumber: 'A-1\nIt can be scheduled',
						reasonCodes: [],
						notes: ['One\r\ntwo'],
					},
				],
				asked: [],
				errors: [],
				notes: [],
			},
			[{ sequence: 1, code: 'G0154', amount: '8 visits' }],
		);
		assert.deepEqual(words, [
			'The answer as a whole says: denied.',
			'Item 1 (G0154, 8 visits): approved. Number: A-1 It can be scheduled. Note: One two',
			'Reference of the payer: R 1.',
		]);
	});

	test('says until when something is wanted, and for which days something is granted', () => {
		const [, item, asked] = decided({
			items: [
				{
					sequence: 2,
					outcome: 'partially-approved',
					reasonCodes: [],
					notes: [],
					period: { start: '2026-12-01', end: '2026-12-31' },
					authorized: [{ codes: [{ code: 'G0154' }], quantity: { value: 4, unit: 'visits' } }],
				},
			],
			asked: [{ by: 'code', items: [2], codes: [{ code: '18842-5' }], until: '2026-12-05' }],
		});
		assert.equal(
			item,
			'Item 2: approved in part. Days: 2026-12-01 to 2026-12-31. Authorized instead: G0154, 4 visits.',
		);
		assert.equal(asked, 'The payer asks for 18842-5 for item 2, until 2026-12-05.');
	});

	test('of another patient tells nothing of that patient', () => {
		for (const reason of ['other-patient', 'other-request', 'other-payer']) {
			const said = decided({ outcome: 'unknown', reasons: [reason, 'unknown'] });
			assert.equal(said.length, 1);
			assert.doesNotMatch(said.join(' '), /ZZTEST|plan of care|REF-5|Criteria/);
		}
	});
});
