export { fetchPackages, reportFaults, type PackageRequest } from './package/fetch';
export { readPackage, readPackages } from './package/read';
export { prefill, refill } from './prefill';
export { applyEvidence } from './evidence/apply';
export {
	EVIDENCE_PROMPT_VERSION,
	evidencePrompt,
	evidenceSchema,
	readEvidence,
} from './evidence/prompt';
export { evidenceQuestions } from './evidence/questions';
export { sourcesOf } from './evidence/sources';
export { answerByPerson, type PersonsAnswer } from './person';
export { searchEvidence, type EvidenceCall, type SearchOptions } from './evidence/search';
export { countsOf, evidenceReferences, toResponse } from './response';
export type * from './types';
