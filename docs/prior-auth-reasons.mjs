// The page docs/reference/prior-auth-reasons.md, from the tables that the nodes themselves use.
import {
	COVERAGE_REASONS,
	DECISION_REASONS,
	FOLLOW_UP_REASONS,
	HOLD_CASE_REASONS,
	QUESTION_REASONS,
	REQUIREMENT_REASONS,
	STATUS_REASONS,
	SUBMISSION_REASONS,
	UNMATCHED_REASONS,
} from '../dist/nodes/PriorAuth/reasons/index.js';

const except = (reasons, others) =>
	Object.fromEntries(Object.entries(reasons).filter(([code]) => !Object.hasOwn(others, code)));

/** One section per step at which a person is called, in the order of the workflow. */
const SECTIONS = [
	{
		title: 'Before a payer is asked (Gather Case)',
		introduction: 'In `priorAuthCase.reasons`. Nothing left the hospital.',
		reasons: HOLD_CASE_REASONS,
	},
	{
		title: 'Which coverage (Check Coverage)',
		introduction:
			'In `coverageCheck.decision`; the template ends the work with `coverage-` and the code.',
		reasons: COVERAGE_REASONS,
	},
	{
		title: 'Whether authorization is needed (Check Requirement)',
		introduction:
			'In `priorAuthRequirement.reasons`, and in the doubts of each item. The template ends the work with `requirement-unclear`.',
		reasons: REQUIREMENT_REASONS,
	},
	{
		title: 'The questions of the payer (Answer Questionnaire)',
		introduction: 'In `priorAuthQuestionnaire.reasons`.',
		reasons: QUESTION_REASONS,
	},
	{
		title: 'Sending (Submit)',
		introduction:
			'In `priorAuthSubmission.reasons`; the template ends the work with `submission-` and the status.',
		reasons: SUBMISSION_REASONS,
	},
	{
		title: 'What the payer decided (Read Decision, Payer Decides)',
		introduction:
			'In `priorAuthDecision.reasons`; the template ends the work with `payer-` and the outcome.',
		reasons: DECISION_REASONS,
	},
	{
		title: 'While a request is followed (Time Runs Out, Record Step)',
		introduction: 'In `priorAuthFollowUp.reasons`, beside those above.',
		reasons: except(FOLLOW_UP_REASONS, DECISION_REASONS),
	},
	{
		title: 'What belongs to no request (Payer Decides)',
		introduction:
			'In `priorAuthFollowUp.reasons` where `match` is `unmatched`; the template ends the work with `payer-answer-unmatched`.',
		reasons: UNMATCHED_REASONS,
	},
	{
		title: 'Asking the payer where it stands (Status)',
		introduction: 'In what _Status_ adds.',
		reasons: STATUS_REASONS,
	},
];

export function priorAuthReasons() {
	return [
		'# Why a prior authorization needs a person',
		'',
		'Every reason that the Prior Authorization nodes give by name, what it means, and what to do. The tasks of the template say the same in words. **None of them is a decision**: what is not certain is never taken as approved, and nothing is sent again under another number. How the template is set up: [Ask a payer for prior authorization](../how-to/prior-auth.md).',
		'',
		'A step that cannot be done at all fails with a code of its own (`prior-auth-...`, `pas-...`) whose message and next step stand in the task.',
		'',
		'This page is generated from the code by `node docs/generate.mjs`.',
		...SECTIONS.flatMap(section),
		'',
	].join('\n');
}

function section({ title, introduction, reasons }) {
	const rows = Object.entries(reasons).map(
		([code, { meaning, nextStep }]) => `| \`${code}\` | ${capital(meaning)} | ${nextStep} |`,
	);
	return [
		'',
		`## ${title}`,
		'',
		introduction,
		'',
		'| reason | what it means | what to do |',
		'| --- | --- | --- |',
		...rows,
	];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
