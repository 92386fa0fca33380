import type { PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import type { ReasonText } from '../../shared/reason';
import type { Doubt } from '../cases/effect';
import { ITEM_REASONS } from './item';

/** Outcomes that are themselves the reason why a person looks. */
type OpenOutcome = Exclude<PriorAuthOutcome, 'approved' | 'pended' | 'cancelled' | 'no-action'>;

const OUTCOMES: Readonly<Record<OpenOutcome, ReasonText>> = {
	denied: {
		meaning: 'the payer denies what was asked for; nothing was accepted and nothing was appealed',
		nextStep:
			"A clinician decides: appeal, talk with the payer's reviewer, or order something else. Look until when an appeal may come.",
	},
	modified: {
		meaning: 'the payer approves something else than what was asked for; nothing was accepted',
		nextStep:
			"Compare what is authorized with the order. A clinician decides: take it, appeal, or talk with the payer's reviewer.",
	},
	'partially-approved': {
		meaning: 'the payer approves only a part of what was asked for; nothing was accepted',
		nextStep:
			'Look item by item at what is authorized. A clinician decides: take it, or contest the rest.',
	},
	'contact-payer': {
		meaning: 'the payer has not decided and wants to be called',
		nextStep:
			'Call the payer with the number of the request, and write down what it says. Do not schedule before.',
	},
	refused: {
		meaning: 'the payer did not take the request, because it finds mistakes in it',
		nextStep:
			'Look at the mistakes that it names, put them right in the record, and ask again by the form.',
	},
	mixed: {
		meaning: 'the payer decided differently from item to item',
		nextStep:
			'Look at each item. What is approved may be scheduled only under its own number; the rest is for a clinician.',
	},
	unknown: {
		meaning:
			'it is not certain what the payer decided; nothing was taken as approved and no number was used',
		nextStep:
			'Ask the payer what it decided, and have it send its decision again. Do not schedule before.',
	},
};

const DOUBTS: Readonly<Record<Doubt, ReasonText>> = {
	'decision-contradicts': {
		meaning:
			'the payer now says something else than in the decision that it had given before; the earlier one was left as it is',
		nextStep:
			'Ask the payer which of the two holds before anything is scheduled, and have it in writing.',
	},
	'answers-earlier-packet': {
		meaning:
			'the payer decided on the request as it was before it was changed; what was changed is not decided',
		nextStep: 'Ask the payer whether it has the change, and what it decides on it.',
	},
	'cancellation-under-way': {
		meaning: 'the payer grants something that is being taken back',
		nextStep:
			'Find out whether the order still stands. If not, ask the payer to confirm that it is cancelled.',
	},
	'case-closed': {
		meaning: 'the payer decided on a request that was ended here before',
		nextStep:
			'Look why it was ended. If the service is still wanted, ask the payer whether the decision holds.',
	},
};

const BELONGING = {
	'other-request': {
		meaning: 'the answer of the payer is about another request; nothing of it was used',
		nextStep: 'Ask the payer for the decision on this request, and tell it what it sent.',
	},
	'other-patient': {
		meaning: 'the answer of the payer is about another patient; nothing of it was used',
		nextStep:
			'Ask the payer for the decision on this request, and report to your privacy office that it sent that of another patient.',
	},
	'other-payer': {
		meaning: 'the answer is of another payer than the one who was asked; nothing of it was used',
		nextStep: 'Ask the payer of the patient for its decision, and find out who answered.',
	},
	'other-provider': {
		meaning: 'the payer approves it for another provider than the one who asked',
		nextStep:
			'Ask the payer to put the right provider into the authorization before it is scheduled.',
	},
	'request-not-named': {
		meaning: 'the answer does not say which request it is about',
		nextStep: 'Ask the payer to confirm its decision for the number of this request.',
	},
	'request-unknown': {
		meaning:
			'the request itself is not at hand, so nobody can see whether what is approved is what was asked for',
		nextStep: 'Compare the answer with the order by hand before it is scheduled.',
	},
	'no-answer': {
		meaning: 'the payer sent something that holds no decision',
		nextStep: 'Ask the payer what it decided.',
	},
	'several-answers': {
		meaning: 'the payer sent several answers at once; none of them was used',
		nextStep: 'Ask the payer which one holds for this request.',
	},
	'not-a-prior-authorization': {
		meaning:
			'the answer of the payer is about something else than a prior authorization; nothing of it was used',
		nextStep: 'Ask the payer for its decision on this request.',
	},
	'not-active': {
		meaning:
			'the payer itself marks its answer as one that does not hold (a draft, cancelled, or sent in error); nothing of it was used',
		nextStep: 'Ask the payer for the answer that holds.',
	},
	'modifier-extension': {
		meaning:
			'the answer carries a mark that may change its meaning and that is not known here; nothing of it was used',
		nextStep: 'Ask the payer what it decided, and what the mark means.',
	},
} as const satisfies Record<string, ReasonText>;

const WHOLE = {
	'items-twice': {
		meaning: 'the payer decided twice on the same item; nothing of the answer was used',
		nextStep: 'Ask the payer which of the two decisions holds.',
	},
	'items-unasked': {
		meaning: 'the payer decided on an item that was not asked for; nothing of the answer was used',
		nextStep: 'Ask the payer whether the answer is meant for this request.',
	},
	'items-missing': {
		meaning: 'the payer left out an item that was asked for; nothing of the answer was used',
		nextStep: 'Ask the payer what it decides on the item that is missing.',
	},
	'items-added': {
		meaning: 'the payer added an item that was not asked for',
		nextStep: 'Look whether the added item is wanted; it is not on any order.',
	},
	'items-not-decided': {
		meaning: 'the payer does not say for which items of the change it decided',
		nextStep: 'Ask the payer whether its decision holds for what was changed, or for all of it.',
	},
	'cancelled-unasked': {
		meaning: 'the payer cancelled something that nobody asked it to cancel',
		nextStep: 'Ask the payer why, and whether it can be taken up again. Do not schedule before.',
	},
	'cancellation-not-confirmed': {
		meaning: 'something was taken back, and the payer does not confirm that',
		nextStep: 'Ask the payer to confirm the cancellation.',
	},
	'more-information': {
		meaning: 'the payer wants more information before it decides',
		nextStep:
			'Look at what it asks for and until when, send it to the payer, and write that down by the form for steps, so that the clocks are right.',
	},
	'requested-information-missing': {
		meaning: 'the payer asks for something, but its answer does not say what',
		nextStep: 'Ask the payer what it wants and until when.',
	},
	errors: {
		meaning: 'the payer reports mistakes in the request',
		nextStep:
			'Look at the mistakes that it names, put them right in the record, and ask again by the form.',
	},
	'outcome-contradicts': {
		meaning:
			'the payer says one thing in its decision and another in the state of its answer; it was not taken as approved',
		nextStep: 'Ask the payer which of the two holds.',
	},
	'disposition-contradicts': {
		meaning:
			'the words under which the payer sums up its answer do not fit its decision; it was not taken as approved',
		nextStep: 'Read the words of the payer, and ask it what holds.',
	},
	'note-contradicts': {
		meaning: 'a note of the payer says the opposite of its decision; it was not taken as approved',
		nextStep: 'Read the note, and ask the payer what holds.',
	},
	'outcome-partial': {
		meaning: 'the payer approves, and says that it has processed only a part of the request',
		nextStep: 'Ask the payer what is still open before it is scheduled.',
	},
	'no-authorization-number': {
		meaning:
			'the payer approves, but gives no authorization number; nothing was written on the order',
		nextStep: 'Ask the payer for the number, and put it on the order before it is scheduled.',
	},
	'authorization-number-unusable': {
		meaning:
			'what the payer gives as the number is too long, or has line breaks or marks in it; nothing was written on the order',
		nextStep: 'Ask the payer for the number, and put it on the order before it is scheduled.',
	},
	'too-large': {
		meaning: 'what the payer sent is too large to be handed on, so that only its news came',
		nextStep: 'Look the decision up at the payer.',
	},
} as const satisfies Record<string, ReasonText>;

/** Why a person must look at the decision of a payer. */
export const DECISION_REASONS = {
	...OUTCOMES,
	...DOUBTS,
	...BELONGING,
	...WHOLE,
	...ITEM_REASONS,
} as const satisfies Record<string, ReasonText>;
