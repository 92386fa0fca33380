export { Authorities, canonicalNumber, subjectOf, type Authority } from './authority';
export { transformer } from './create';
export type * from './transformer';
