import type { PriorAuthOutcome } from '../../shared/contracts/prior-auth';

/** What a payer decided, in words. */
export const OUTCOME_WORDS: Readonly<Record<PriorAuthOutcome, string>> = {
	approved: 'approved',
	'partially-approved': 'approved in part',
	modified: 'changed',
	denied: 'denied',
	pended: 'not decided yet',
	cancelled: 'cancelled',
	'contact-payer': 'call the payer',
	'no-action': 'no action required',
	refused: 'not taken by the payer',
	mixed: 'decided differently from item to item',
	unknown: 'not certain; ask the payer what it decided',
};
