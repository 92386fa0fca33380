export { changesBetween, type Changes } from './addendum';
export { DEFAULT_BUDGET, factsFor, type Budget } from './choose';
export {
	draftWith,
	type Complete,
	type DraftOptions,
	type DraftSecrets,
	type NarrativeRequest,
} from './draft-with';
export { fill, placeholdersOf } from './placeholders';
export { narrativeSections, PLANS, type DraftKind, type SectionPlan } from './plan';
export { PROMPT_VERSION, promptFor, type PromptSecrets } from './prompt';
export {
	explainReason,
	NO_NARRATIVE_REASONS,
	NoNarrative,
	type NoNarrativeReason,
} from './reasons';
export { draftSchema } from './schema';
export { isSound, readDraft, readFacts, requireSameFacts, requireSamePatient } from './shape';
export { withVerdicts } from './verdicts';
