import type { DecisionItem, PriorAuthOutcome } from '../../shared/contracts/prior-auth';
import type { ReasonText } from '../../shared/reason';

const GRANTING: ReadonlySet<PriorAuthOutcome> = new Set([
	'approved',
	'partially-approved',
	'modified',
]);

interface Decided {
	outcome: PriorAuthOutcome;
	items: ReadonlyArray<Pick<DecisionItem, 'outcome'>>;
}

/** True when something is granted. */
export const grants = ({ outcome, items }: Decided): boolean =>
	GRANTING.has(outcome) || items.some((item) => GRANTING.has(item.outcome));

/** True when what was granted before is not all granted any more, or nobody can say so. */
export const takesBack = (before: Decided, now: Decided): boolean =>
	grants(before) && now.outcome !== 'approved';

const NOW: Readonly<Record<PriorAuthOutcome, string>> = {
	denied: 'the payer now denies what it approved',
	cancelled: 'the payer has now cancelled what it approved',
	refused: 'the payer now does not take the request any more that it approved',
	pended: 'the payer now has not decided any more on what it approved',
	modified: 'the payer now approves something else than it approved',
	'partially-approved': 'the payer now approves only a part of what it approved',
	mixed: 'the payer now decides differently, from item to item, on what it approved',
	'contact-payer': 'the payer now wants to be called about what it approved',
	'no-action': 'the payer now says that nothing is to be decided on what it approved',
	unknown: 'the payer sent another answer, which is not certain, after it had approved',
	approved: 'the payer approved it again, in another way than it approved',
};

/**
 * The words for a payer that takes an approval back. The number stays on the order until a person takes
 * it away: nothing here can know which of the two decisions holds.
 *
 * @param on day of the approval, YYYY-MM-DD
 */
export const takenBackText = (now: PriorAuthOutcome, on: string | undefined): ReasonText => ({
	meaning: `${NOW[now]}${on === undefined ? ' before' : ` on ${on}`}; the number on the order may no longer hold`,
	nextStep:
		'Do not schedule, and stop what is scheduled until it is clear. Ask the payer at once which decision holds, in writing; if it is the new one, take the number off the order, and a clinician decides on an appeal.',
});
