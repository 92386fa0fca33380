export * from './profile';
export { inferenceClient, probeServer, type InferenceServerCredential } from './server';
export { NO_RESULT_REASONS, type NoResultReason } from './reasons';
export { DEFAULT_DEADLINE_MS, runInference, type InferenceLimits } from './run-inference';
