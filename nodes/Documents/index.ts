export { readDocument, THRESHOLD, type ReadDocumentOptions } from './read-document';
