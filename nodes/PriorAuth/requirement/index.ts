export { checkCoverage, insuranceOf, type CoverageQuestion } from './coverage/check';
export { coveragesSeen } from './coverage/seen';
export { checkRequirement } from './check';
export { crdService, probeCrd, type PayerCrdCredential } from './hooks/credential';
export * from './input';
export { dayOf, placeOfFacility } from './order';
export { readTable } from './table/read';
export { siteTable, tablesFolder } from './table/site';
export type { RulesTable, TableRule } from './table/types';
