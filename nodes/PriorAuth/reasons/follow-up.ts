import type { ReasonText } from '../../shared/reason';
import { DECISION_REASONS } from './decision';

const FIND =
	'Find the request by the numbers below, in the record and at the desk. If it is one of yours, ask the payer for its decision; if not, tell the payer that it went astray.';

/** Why what a payer sent belongs to no request for certain. Nothing of it was used. */
export const UNMATCHED_REASONS = {
	'unknown-case': {
		meaning: 'the payer sent a decision that belongs to no request that was sent from here',
		nextStep: FIND,
	},
	'several-cases': {
		meaning: 'the payer sent a decision that fits several requests; it was put to none of them',
		nextStep: 'Ask the payer, with the numbers below, which request it means.',
	},
	'other-patient': {
		meaning:
			'the payer sent a decision under the number of one of your requests, but for another patient; nothing of it was used',
		nextStep:
			'Ask the payer, with the numbers below, for the decision on your request, and report to your privacy office that it mixed up two patients. Do not schedule before.',
	},
	'other-payer': {
		meaning:
			'a decision came under the number of one of your requests, but of another payer than the one who was asked; nothing of it was used',
		nextStep: 'Ask the payer of the patient, with the numbers below, for its decision.',
	},
	'other-request': {
		meaning:
			'the payer sent a decision whose numbers belong to different requests; nothing of it was used',
		nextStep: 'Ask the payer, with the numbers below, which request it means.',
	},
	'no-answer': {
		meaning: 'the payer says that it has decided something, and did not send the decision',
		nextStep: 'Ask the payer what it decided. Begin with the requests that wait longest.',
	},
	'several-answers': {
		meaning: 'the payer sent several decisions as one; none of them was used',
		nextStep: 'Ask the payer, with the numbers below, to send each by itself.',
	},
	unreadable: {
		meaning: 'the payer sent something that cannot be read as a decision',
		nextStep: 'Ask the payer what it sent; it may have been a decision.',
	},
	'notifications-missed': {
		meaning: 'the payer says that it sent more than arrived here; what is missing may be decisions',
		nextStep:
			'Ask the payer for the state of every request that waits (Status, or its portal), the expedited ones first.',
	},
	unmatched: {
		meaning: 'what the payer sent belongs to no request for certain',
		nextStep: FIND,
	},
	'too-large': DECISION_REASONS['too-large'],
} as const satisfies Record<string, ReasonText>;

/** Why a person must look at a request that is followed: of its decision, of its clocks. */
export const FOLLOW_UP_REASONS = {
	...DECISION_REASONS,
	'arrival-unknown': {
		meaning: 'it is not known whether the payer has the request at all',
		nextStep:
			'Ask the payer first whether it has the request. Only if it does not, send it in another way.',
	},
} as const satisfies Record<string, ReasonText>;
