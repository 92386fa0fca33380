export { probeElastic, sendBulk, type BulkOptions, type BulkSent } from './bulk';
