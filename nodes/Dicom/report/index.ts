export { dicomCode, type Code } from './codes';
export { objectReference } from './object-reference';
export { createStructuredReport, type StructuredReportInput } from './structured-report';
