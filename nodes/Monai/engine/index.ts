export * from './profile';
export { inferenceClient, probeServer, type InferenceServerCredential } from './server';
export { volumePath } from './volume-path';
export { NO_RESULT_REASONS, type NoResultReason, type ReasonText } from './reasons';
export { DEFAULT_DEADLINE_MS, runInference, type InferenceLimits } from './run-inference';
