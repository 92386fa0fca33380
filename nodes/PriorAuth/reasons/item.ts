import type { ReasonText } from '../../shared/reason';

const ASK = 'Ask the payer what it decided on the item. Do not schedule it before.';

/** What about an item of a decision needs a person. */
export const ITEM_REASONS = {
	'several-authorization-numbers': {
		meaning:
			'the payer gives several authorization numbers for the same; none was written on the order',
		nextStep: 'Ask the payer which number holds for which item.',
	},
	'period-does-not-cover': {
		meaning: 'the days for which the payer approves do not cover the days that were asked for',
		nextStep:
			'Compare the days with the order: change the appointment, or ask the payer for the other days.',
	},
	'second-opinion-needed': {
		meaning: 'the payer approves, and wants a second surgical opinion',
		nextStep: 'Arrange the second opinion, and ask the payer what it wants of it.',
	},
	'changed-though-approved': {
		meaning: 'the payer says "approved", but authorizes something else than what was asked for',
		nextStep:
			'Compare codes, amount and days with the order. A clinician decides whether to take it.',
	},
	'contradicting-review-actions': {
		meaning:
			'the payer says two different things about the same item; it was not taken as approved',
		nextStep: ASK,
	},
	'contradicting-adjudications': {
		meaning:
			'the payer approves an item, and adds something that speaks against it; it was not taken as approved',
		nextStep: ASK,
	},
	'contradicting-extensions': {
		meaning:
			'the payer gives two different days, numbers or details for the same item; it was not taken as approved',
		nextStep: ASK,
	},
	'no-review-action': {
		meaning: 'the payer does not say what it decided on an item',
		nextStep: ASK,
	},
	'unknown-review-action': {
		meaning: 'the payer uses a code for its decision that is not known here',
		nextStep: 'Look the code up in its companion guide, or ask the payer. Do not schedule before.',
	},
	'no-item-number': {
		meaning: 'the payer decided on an item without saying which one',
		nextStep: 'Ask the payer which item it means.',
	},
	'answer-not-trusted': {
		meaning: 'the item stands in an answer that does not belong to this request; it was not used',
		nextStep: 'Ask the payer for the decision on this request.',
	},
	'answer-contradicts': {
		meaning:
			'the item is approved in an answer that contradicts itself; it was not taken as approved',
		nextStep: ASK,
	},
} as const satisfies Record<string, ReasonText>;
