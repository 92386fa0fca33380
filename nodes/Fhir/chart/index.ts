export { gatherChart, type ChartSubject } from './gather';
export { narrow, type Narrowing } from './narrow';
export { checkPurpose, type Purpose, type PurposeRead } from './purpose';
export { purposeNamed, purposesFolder } from './site';
export { leadsTo, OtherPatient } from './foreign';
export { SHIPPED } from './shipped';
