import type { PriorAuthDecision } from '../../shared/contracts/prior-auth';
import type { PriorAuthFollowUp } from '../../shared/contracts/prior-auth-follow-up';
import type { ReasonText } from '../../shared/reason';
import type { Case } from '../cases';
import { takenBackText, takesBack } from '../reasons';

/**
 * What a decision that contradicts takes back of what counts in the case. The case keeps the earlier
 * one, so that its day and numbers are known.
 *
 * @returns undefined when nothing had been granted
 */
export function takenBack(
	{ decision: before, decidedAt }: Pick<Case, 'decision' | 'decidedAt'>,
	now: PriorAuthDecision,
): { text: ReasonText; facts: Pick<PriorAuthFollowUp, 'takesBack' | 'before'> } | undefined {
	if (before === undefined || !takesBack(before, now)) return undefined;
	const on = (before.created ?? decidedAt)?.slice(0, 10);
	const { outcome, authorizationNumbers } = before;
	return {
		text: takenBackText(now.outcome, on),
		facts: {
			takesBack: true,
			before: { outcome, ...(on !== undefined && { on }), authorizationNumbers },
		},
	};
}
