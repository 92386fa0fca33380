export { adviceOf } from './advice';
export {
	decisionAdvice,
	followUpAdvice,
	heldText,
	holdAdvice,
	questionAdvice,
	requirementAdvice,
	statusAdvice,
	submissionAdvice,
	unmatchedAdvice,
	coverageAdvice,
} from './of-contracts';
export { decisionWords, type AskedItem } from './decision-words';
export { OUTCOME_WORDS } from './outcomes';
export { takenBackText, takesBack } from './taken-back';
export { COVERAGE_REASONS } from './coverage';
export { DECISION_REASONS } from './decision';
export { FOLLOW_UP_REASONS, UNMATCHED_REASONS } from './follow-up';
export { HOLD_CASE_REASONS } from './hold';
export { QUESTION_REASONS } from './questionnaire';
export { REQUIREMENT_REASONS } from './requirement';
export { STATUS_REASONS, SUBMISSION_REASONS } from './submission';
