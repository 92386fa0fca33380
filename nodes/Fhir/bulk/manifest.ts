import { manifestInvalid, tooMuch } from './errors';
import type { FileEntry, FileKind, Manifest } from './types';

const KINDS: readonly FileKind[] = ['output', 'deleted', 'error'];

/**
 * Reads the answer of a finished export (Bulk Data Access 2.0.0, Response - Complete Status).
 *
 * @throws HospitalError `bulk-manifest-invalid`, `bulk-too-large`
 */
export function readManifest(value: unknown, maxFiles: number): Manifest {
	const body = (typeof value === 'object' && value !== null ? value : {}) as Record<
		string,
		unknown
	>;
	const { transactionTime, requiresAccessToken } = body;
	if (typeof transactionTime !== 'string' || Number.isNaN(Date.parse(transactionTime))) {
		throw manifestInvalid('does not say up to when it reaches');
	}
	const files = KINDS.flatMap((kind) => filesOf(kind, body[kind]));
	if (files.length > maxFiles) throw tooMuch('files', maxFiles);
	return {
		transactionTime,
		// Where a server says nothing, its files are taken for protected ones.
		requiresAccessToken: requiresAccessToken !== false,
		files,
	};
}

function filesOf(kind: FileKind, list: unknown): FileEntry[] {
	if (list === undefined && kind !== 'output') return [];
	if (!Array.isArray(list)) throw manifestInvalid('has no list of files');
	return list.map((entry) => {
		const { type, url, count } = (entry ?? {}) as Record<string, unknown>;
		if (typeof type !== 'string' || !/^[A-Z][A-Za-z]{1,63}$/.test(type)) {
			throw manifestInvalid('holds a file without a resource type');
		}
		if (typeof url !== 'string' || url === '' || url.length > 8192) {
			throw manifestInvalid('holds a file without an address');
		}
		if (count !== undefined && !(Number.isSafeInteger(count) && Number(count) >= 0)) {
			throw manifestInvalid('holds a count that is none');
		}
		return { kind, type, url, ...(count !== undefined && { count: count as number }) };
	});
}
