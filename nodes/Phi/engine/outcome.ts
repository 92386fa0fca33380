import { HospitalError } from '../../shared/errors';
import type { PhiOutcome, ReviewReason } from '../types';
import type { OnUncertain, PhiResult } from './phi';
import type { Report } from './report';

/**
 * Reasons to fear that something still stands in the result. Others only tell what was left out, and
 * hold nothing up.
 */
const DOUBTS: ReadonlySet<string> = new Set([
	'burned-in-text',
	'characters-lost',
	'chart-not-read',
	'low-score',
	'modifier-masked',
	'no-patient-context',
	'number-shared',
	'patient-not-named',
	'record-other-patient',
	'script-not-read',
	'several-patients',
	'sweep-hit',
]);

/** True for a reason to fear that something still stands in the result. */
export const isDoubt = ({ code }: ReviewReason): boolean => DOUBTS.has(code);

/**
 * What a record comes to under a policy.
 *
 * @throws HospitalError `phi-uncertain` when there is doubt and the policy is to fail
 */
export function outcomeOf(
	report: Report,
	context: PhiOutcome['context'],
	onUncertain: OnUncertain,
): PhiResult {
	const { manifest, reviews: review } = report;
	const doubts = review.filter(isDoubt);
	if (doubts.length > 0 && onUncertain === 'fail') throw uncertain(doubts);
	return { manifest, review, context, blocked: doubts.length > 0 && onUncertain === 'block' };
}

function uncertain(doubts: readonly ReviewReason[]): HospitalError {
	const codes = [...new Set(doubts.map(({ code }) => code))].join(', ');
	return new HospitalError(
		'phi-uncertain',
		`It is not certain that no identifier is left in the result (${codes})`,
		{
			nextStep:
				'Nothing came out. Send uncertain results down the review branch, and have a person look at them.',
		},
	);
}
