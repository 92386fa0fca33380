export { decideConsent, type ConsentDecision } from './consent';
export type { Part } from './part';
export { ExportPlace, type Standing } from './place';
export { recordsOf } from './records';
export type { Released } from './release';
export { exportRisk } from './risk';
export { QUASI_IDENTIFIERS, SENSITIVE, tableRow, type TableRow } from './row';
