import type {
	CoverageCheck,
	PriorAuthCase,
	PriorAuthDecision,
	PriorAuthQuestionnaire,
	PriorAuthRequirement,
	PriorAuthStatus,
	PriorAuthSubmission,
} from '../../shared/contracts';
import type { ReasonText } from '../../shared/reason';
import { adviceOf, sentences, textOf } from './advice';
import { COVERAGE_REASONS } from './coverage';
import { DECISION_REASONS } from './decision';
import { FOLLOW_UP_REASONS, UNMATCHED_REASONS } from './follow-up';
import { HOLD_CASE_REASONS } from './hold';
import { QUESTION_REASONS } from './questionnaire';
import { REQUIREMENT_REASONS } from './requirement';
import { STATUS_REASONS, SUBMISSION_REASONS } from './submission';

type Reasons<T extends { reasons: readonly string[] }> = Pick<T, 'reasons'>;

/** What is wrong with an item stands among the reasons of the whole. */
export const decisionAdvice = ({ reasons }: Reasons<PriorAuthDecision>): string[] =>
	adviceOf(reasons, DECISION_REASONS);

/** @param takenBack says more than the reason that two decisions differ, and stands in its place */
export const followUpAdvice = (reasons: readonly string[], takenBack?: ReasonText): string[] =>
	takenBack === undefined
		? adviceOf(reasons, FOLLOW_UP_REASONS)
		: [
				sentences(takenBack),
				...adviceOf(
					reasons.filter((reason) => reason !== 'decision-contradicts'),
					FOLLOW_UP_REASONS,
				),
			];

export const unmatchedAdvice = (reasons: readonly string[]): string[] =>
	adviceOf(reasons, UNMATCHED_REASONS);

/** Without a coverage there is no payer of it to be found: one step mends both. */
export const holdAdvice = ({ reasons }: Reasons<PriorAuthCase>): string[] =>
	adviceOf(
		reasons.includes('coverage-not-found')
			? reasons.filter((reason) => reason !== 'insurer-not-found')
			: reasons,
		HOLD_CASE_REASONS,
	);

export const coverageAdvice = ({ decision }: Pick<CoverageCheck, 'decision'>): string[] =>
	decision === 'one' ? [] : adviceOf([decision], COVERAGE_REASONS);

/** Nobody need look at what happened on the way to an answer that is plain. */
export const requirementAdvice = ({
	needsPerson,
	reasons,
	items,
}: Pick<PriorAuthRequirement, 'needsPerson' | 'reasons' | 'items'>): string[] =>
	needsPerson
		? adviceOf([...reasons, ...items.flatMap((item) => item.doubts)], REQUIREMENT_REASONS)
		: [];

/** The same for an error, whose message is one sentence. */
export const heldText = (reasons: readonly string[]): ReasonText => {
	const texts = reasons.map((reason) => textOf(reason, HOLD_CASE_REASONS));
	return {
		meaning: texts.map(({ meaning }) => meaning).join('; '),
		nextStep: texts.map(({ nextStep }) => nextStep).join(' '),
	};
};

const DIFFERS = 'differs-from-what-was-approved';

/** What differs from the signed packet follows its reason by name. */
export function submissionAdvice({ reasons }: Reasons<PriorAuthSubmission>): string[] {
	if (!reasons.includes(DIFFERS)) return adviceOf(reasons, SUBMISSION_REASONS);
	const isKnown = (reason: string): boolean => Object.hasOwn(SUBMISSION_REASONS, reason);
	const parts = reasons.filter((reason) => !isKnown(reason));
	return [
		...adviceOf(reasons.filter(isKnown), SUBMISSION_REASONS),
		...(parts.length > 0 ? [`What differs: ${parts.join(', ')}.`] : []),
	];
}

/** A status tells of the decision that it found, or why it found none. */
export const statusAdvice = (
	{ reasons }: Reasons<PriorAuthStatus>,
	takenBack?: ReasonText,
): string[] =>
	reasons.some((reason) => Object.hasOwn(STATUS_REASONS, reason))
		? adviceOf(reasons, STATUS_REASONS)
		: followUpAdvice(reasons, takenBack);

/** A payer's own remarks come as `payer-error-not-found`. */
export const questionAdvice = ({
	needsPerson,
	reasons,
	forms,
}: Pick<PriorAuthQuestionnaire, 'needsPerson' | 'reasons' | 'forms'>): string[] =>
	needsPerson
		? adviceOf(
				[
					...reasons.map((reason) => (reason.startsWith('payer-') ? 'payer-issue' : reason)),
					...forms.flatMap(({ refused }) => refused ?? []),
				],
				QUESTION_REASONS,
			)
		: [];
