import type { ReasonText } from '../../shared/reason';

const FIRST =
	'Ask the payer first whether it has the request under this number. Never send it in another way before.';

/** What became of a packet that was to go to a payer, where a person must look. */
export const SUBMISSION_REASONS = {
	'answer-lost': {
		meaning: 'the payer has the request, and its answer was lost on the way',
		nextStep:
			'Ask the payer for its decision (Status, or its portal). Do not send the request again.',
	},
	'payer-has-it-already': {
		meaning:
			'the payer says that it has this request already, although it was not sent from here before',
		nextStep: 'Ask the payer what it has under this number, and what it decided.',
	},
	refused: {
		meaning: 'the payer did not take the request; it is not sent again',
		nextStep:
			'Look at what the payer says is wrong, put it right in the record, and ask again by the form.',
	},
	'earlier-try-may-have-arrived': {
		meaning: 'an earlier try may have arrived at the payer',
		nextStep: FIRST,
	},
	'answer-unreadable': {
		meaning: 'the payer answered something that cannot be read; nothing was taken from it',
		nextStep: FIRST,
	},
	'payer-not-reached': {
		meaning: 'the payer could not be reached; the request did not leave',
		nextStep:
			'Send it later by the form, or enter it at the portal or by fax: the lines for that stand in the item (byHand).',
	},
	'answer-overtaken': {
		meaning:
			'the payer answered, but another decision on this request is known here already; the answer was not used',
		nextStep: 'Compare both, and ask the payer which one holds before anything is scheduled.',
	},
	'test-run': {
		meaning: 'it was a test in the editor; nothing was sent',
		nextStep: 'Nothing is to be done.',
	},
	'differs-from-what-was-approved': {
		meaning:
			'the request is not the one that was approved, because the chart changed after it was signed; nothing was sent',
		nextStep: 'Ask again by the form, so that nurse and clinician see it as it is now.',
	},
	'order-asked-already': {
		meaning:
			'another request for the same order was sent and is not decided yet; this one was not sent',
		nextStep:
			'Wait for the decision on the other one, or ask the payer for it. Only when the payer was told that the other one is not wanted any more, write that down by the form for steps (withdrawn), and ask again.',
	},
	'repeated-part': {
		meaning: 'a part of the request stands in it twice',
		nextStep: 'Tell the analyst who looks after the workflow.',
	},
	'attestation-not-shown': {
		meaning: 'the page that was signed did not say that an urgent request is attested',
		nextStep: 'Ask again by the form: the clinician must see what is attested.',
	},
	'attested-by-another': {
		meaning: 'another person attested that it is urgent than the one who signed',
		nextStep: 'Ask again by the form, so that one clinician does both.',
	},
} as const satisfies Record<string, ReasonText>;

/** Why asking the payer for the state of a request needs a person. */
export const STATUS_REASONS = {
	'payer-knows-nothing': {
		meaning: 'the payer says that it knows nothing of the request',
		nextStep: 'Ask the payer by telephone. Only if it has nothing, ask again by the form.',
	},
	'answers-about-others': {
		meaning: 'the payer answered about other requests only; nothing of it was used',
		nextStep: 'Ask the payer by telephone, with the number of this request.',
	},
	'several-answers': {
		meaning: 'the payer gave several answers to this request; none of them was used',
		nextStep: 'Ask the payer which one holds.',
	},
} as const satisfies Record<string, ReasonText>;
