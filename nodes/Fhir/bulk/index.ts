export { runExport, type ExportedFile, type ExportOptions, type ExportResult } from './run-export';
export { ExportPlace } from './place';
export { readLines, type LineBatch } from './read-lines';
export { bulkTimeToLive, exportPlace, recordRemoval } from './settings';
export * from './types';
