import type {
	RequirementDoubt,
	RequirementReason,
} from '../../shared/contracts/prior-auth-requirement';
import type { ReasonText } from '../../shared/reason';

const ASK = 'Ask the payer whether the order needs authorization, and write down who said so.';
const TABLE = 'If the payer cannot be asked, add the order to the table of the site.';

const DOUBTS: Readonly<Record<RequirementDoubt, ReasonText>> = {
	'no-assertion': {
		meaning:
			'nobody said whether the order needs authorization; that was not taken for "not needed"',
		nextStep: `${ASK} ${TABLE}`,
	},
	'not-covered': {
		meaning: 'the payer says that the service is not covered',
		nextStep:
			'Tell the clinician and the patient before the service is given, and ask the payer why.',
	},
	'coverage-uncertain': {
		meaning: 'the payer does not say for certain whether the service is covered',
		nextStep: 'Ask the payer under which condition it is covered.',
	},
	'assertion-malformed': {
		meaning: 'what the payer says about authorization contradicts itself',
		nextStep: ASK,
	},
	'assertion-code-unknown': {
		meaning: 'the payer answers with a code that is not known here',
		nextStep: ASK,
	},
	'assertion-expired': {
		meaning: 'what the payer said holds no longer, or not on the day of service',
		nextStep: 'Ask the payer anew.',
	},
	'assertion-indeterminate': {
		meaning: 'the payer itself cannot say whether authorization is needed',
		nextStep: ASK,
	},
	'assertions-disagree': {
		meaning: 'the payer says two different things about the order',
		nextStep: ASK,
	},
	limited: {
		meaning: 'what the payer says holds only within limits',
		nextStep: 'Look at the limits that it names, and whether the order lies within them.',
	},
	'depends-on-other-order': {
		meaning: 'what the payer says depends on another order',
		nextStep: 'Look at the other order that it names.',
	},
	'other-billing-code': {
		meaning: 'what the payer says is about another billing code than that of the order',
		nextStep: 'Look whether the order has the right code, and ask the payer about that one.',
	},
	'other-coverage': {
		meaning: 'what the payer says is about another coverage',
		nextStep: 'Look which coverage holds, and ask the payer about that one.',
	},
	'other-patient': {
		meaning: 'the payer answered about another patient; nothing of it was used',
		nextStep: 'Ask the payer anew, and report to your privacy office what it sent.',
	},
	'order-changed': {
		meaning: 'the payer answered about an order that is not the one it was asked about',
		nextStep: 'Look what it changed, and whether a clinician wants that.',
	},
	'satisfied-without-number': {
		meaning: 'the payer says that it is authorized already, but gives no number',
		nextStep: 'Ask the payer for the number before it is scheduled.',
	},
	'needs-information': {
		meaning: 'the payer can say it only with more information',
		nextStep: 'Complete the order with what it names (performer, place, day), and ask again.',
	},
	'code-missing': {
		meaning: 'the order has no billing code that the table of the site could be asked with',
		nextStep: 'Have the order completed with its CPT or HCPCS code, then ask by the form.',
	},
	'code-not-in-table': {
		meaning: 'the billing code stands in no row of the table of the site',
		nextStep: `${ASK} Then add a row for it.`,
	},
	'payer-not-in-table': {
		meaning: 'the payer stands in no row of the table of the site',
		nextStep: `${ASK} Then add a row for it.`,
	},
	'rule-not-valid': {
		meaning:
			'the row of the table does not hold on the day of service, or was checked too long ago',
		nextStep: 'Have the row checked against the list of the payer, and brought up to date.',
	},
	'rules-disagree': {
		meaning: 'two rows of the table say different things about the order',
		nextStep: 'Correct the table, and ask the payer in the meantime.',
	},
	'place-unknown': {
		meaning: 'the row depends on the place of service, and the order does not say it',
		nextStep: 'Have the place put into the order, then ask by the form.',
	},
	'age-unknown': {
		meaning: 'the row depends on the age, and the day of birth is not known',
		nextStep: 'Have registration enter the day of birth, then ask by the form.',
	},
};

const WAYS: Readonly<Record<RequirementReason, ReasonText>> = {
	'payer-not-asked': {
		meaning: 'the payer was not asked: the workflow uses the table of the site only',
		nextStep: TABLE,
	},
	'order-incomplete': {
		meaning: 'the payer was not asked, because the order lacks what it must be asked with',
		nextStep: 'Complete the order (who orders, for whom), then ask by the form.',
	},
	'payer-not-served': {
		meaning:
			'the payer was not asked, because this connection is not one to the payer of the patient',
		nextStep: ASK,
	},
	'payer-unreachable': {
		meaning: 'the payer could not be reached',
		nextStep: `Try again later, or ask the payer by telephone. ${TABLE}`,
	},
	'payer-late': {
		meaning: 'the payer did not answer in time',
		nextStep: `Try again later, or ask the payer by telephone. ${TABLE}`,
	},
	'payer-refused': {
		meaning: 'the payer refused the question',
		nextStep:
			'Tell the analyst who looks after the connection; ask the payer by telephone in the meantime.',
	},
	'payer-answer-unusable': {
		meaning: 'the payer answered something that cannot be read',
		nextStep:
			'Tell the analyst who looks after the connection; ask the payer by telephone in the meantime.',
	},
	'payer-offers-no-service': {
		meaning: 'the payer offers no service that tells what it requires',
		nextStep: ASK,
	},
	'payer-service-unclear': {
		meaning: 'the payer offers several such services, and none was chosen',
		nextStep: 'Tell the analyst to enter the service of the payer in Check Requirement.',
	},
	'no-table': {
		meaning: 'there is no table of the site that could answer in its place',
		nextStep: ASK,
	},
};

/** Why it is not certain whether an order needs authorization, and what happened on the way. */
export const REQUIREMENT_REASONS: Readonly<
	Record<RequirementDoubt | RequirementReason, ReasonText>
> = { ...DOUBTS, ...WAYS };
