export { gatherChart } from './gather';
export type { ChartSubject } from './subject';
export { narrow, type Narrowing } from './narrow';
export { checkPurpose, type Purpose, type PurposeRead } from './purpose';
export { purposeNamed, purposesFolder } from './site';
export { leadsTo, OtherPatient } from './foreign';
export { SHIPPED } from './shipped';
export { inUse, refuseOutOfUse, requireInUse } from './in-use';
