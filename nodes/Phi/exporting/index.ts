export { decideConsent, type ConsentDecision } from './consent';
export { ExportPlace, type Part, type Released, type Standing } from './place';
export { recordsOf } from './records';
export { exportRisk } from './risk';
export { QUASI_IDENTIFIERS, SENSITIVE, tableRow, type TableRow } from './row';
