export { PROFILE_KEYS, type ProfileKey } from './keys';
export { checkProfile, loadProfile, parseProfile } from './load';
export { BASES, ORDER } from './order';
export type * from './profile';
