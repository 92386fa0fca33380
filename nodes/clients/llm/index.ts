export * from './types';
export { checkSchema, validateJson, type SchemaFault } from './json-schema';
export {
	askerFor,
	type Answered,
	type Asker,
	type AskerOptions,
	type Manner,
	type Wording,
} from './asker';
export {
	deadlinesIn,
	fieldInvalid,
	modelNameIn,
	numberIn,
	priorityIn,
	textIn,
	thinkingIn,
	windowIn,
	type RawManner,
} from './fields';
export { fingerprint, fingerprinter, type Fingerprint } from './fingerprint';
export { offeredModels } from './offered';
export {
	digestOf,
	parametersOf,
	recordAnswer,
	recorded,
	type Heard,
	type Recording,
} from './recording';
export {
	isUnanswered,
	isUnavailable,
	onceAnswered,
	UNANSWERED,
	UNAVAILABLE,
	type Unanswered,
} from './unanswered';
export { parseJsonAnswer, requireWhole } from './answers';
export {
	LlmDesk,
	deskOf,
	type DeskCall,
	type DeskOptions,
	type DeskState,
	type Priority,
} from './desk';
export { LLM_FAULTS, isLlmFault, llmFault, type LlmFault } from './errors';
export { engineOf } from './engine';
export {
	Failover,
	type FailoverCall,
	type FailoverOptions,
	type Outcome,
	type Seat,
} from './failover';
export {
	compareFiles,
	manifestDigest,
	manifestOf,
	parseManifest,
	type FileDifferences,
	type ManifestFile,
	type ModelManifest,
} from './manifest';
export {
	asJson,
	cleanText,
	defuseMarks,
	fence,
	fenceNonce,
	fenceRule,
	questionText,
	withoutImages,
	type Removed,
} from './prompt';
export { approvedModels, pinFor, pinIn, type ApprovedModels } from './approved';
export {
	placesOf,
	serversOf,
	type LocalLlmCredential,
	type ModelPlace,
	type ModelWish,
} from './credential';
export { probeServers } from './probe';
export { seatsOf } from './seats';
