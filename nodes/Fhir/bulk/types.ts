import type { FhirClient, RawRequest } from '../../clients/fhir';

/** What Bulk Export needs of a FHIR server. */
export type BulkWire = Pick<FhirClient, 'baseUrl' | 'raw' | 'foreignFile'>;

export type BulkCall = RawRequest;

export type ExportLevel = 'system' | 'patient' | 'group';

/** What is asked for (Bulk Data Access 2.0.0, Bulk Data Kick-off Request). */
export interface BulkRequest {
	level: ExportLevel;
	/** Id of the Group, at the level of a group. */
	groupId?: string;
	/** Resource types; all that the server offers when empty. */
	types: string[];
	/** FHIR instant: only what changed since. */
	since?: string;
	/** Searches that restrict a type: `MedicationRequest?status=active`. */
	typeFilters: string[];
	/** `application/fhir+ndjson` when absent. */
	outputFormat?: string;
	/** `POST` keeps the parameters out of addresses; not every server has it. */
	method: 'GET' | 'POST';
}

/** `output` holds records, `deleted` bundles of deletions, `error` what could not be exported. */
export type FileKind = 'output' | 'deleted' | 'error';

/** One file of the manifest. */
export interface FileEntry {
	kind: FileKind;
	type: string;
	url: string;
	/** Lines, when the server says so. */
	count?: number;
}

export interface Manifest {
	/** FHIR instant: nothing newer is in the files, and it is the `_since` of the next export. */
	transactionTime: string;
	requiresAccessToken: boolean;
	files: FileEntry[];
}

/** A file that lies in the data directory, whole and counted. */
export interface StoredFile {
	lines: number;
	/** Bytes of the content, before encryption. */
	bytes: number;
	/** Hex SHA-256 of the content. */
	sha256: string;
}

export interface ExportLimits {
	/** Files of one export. */
	maxFiles: number;
	/** Bytes of all files together. */
	maxBytes: number;
	/** Lines of all files together. */
	maxLines: number;
	/** Bytes of one line, which is one resource. */
	maxLineBytes: number;
	/** Milliseconds to wait for the server to prepare the files. */
	maxWaitMs: number;
}

export const DEFAULT_LIMITS: ExportLimits = {
	maxFiles: 10_000,
	maxBytes: 20 * 2 ** 30,
	maxLines: 100_000_000,
	maxLineBytes: 16 * 2 ** 20,
	maxWaitMs: 12 * 3_600_000,
};
