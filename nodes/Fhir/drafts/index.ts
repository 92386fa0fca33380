export { buildDraft, formOf, type BuiltDraft } from './build';
export { DOCUMENT_TYPES, documentType, type DocumentType } from './document-types';
export type { Approval } from './approval';
export type { Elements } from './fingerprint';
export { putDraft, unwritten, type PutOptions } from './put';
export { readDraft } from './read-back';
export { signDraft, type SignInput } from './sign';
export { writeDraftParts, type WrittenDraft } from './write';
export type { DraftInput, DraftModel, DraftSection, DraftServer } from './types';
