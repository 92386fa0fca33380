export { readEvidence, withContents } from './evidence';
export { gatherCase, type Wanted } from './gather';
export { readAgain } from './read-again';
