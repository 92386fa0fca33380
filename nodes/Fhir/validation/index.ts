export type { ValidationIssue } from './issue';
export { readProfiles, type Profile, type ProfileSource } from './profile-source';
export { validateResource, type Validation } from './validate';
export { validationContract } from './validation-contract';
