export { buildFacts, hashOfFacts, type FactsOptions } from './build';
export type { FactsPurpose } from './chart';
export { compareFacts, type FactsDelta } from './delta';
export { printNumber } from './words/numbers';
export { printUnit } from './words/units';
export { convert, scaleOf } from './words/ucum';
