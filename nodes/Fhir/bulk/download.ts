import { setTimeout as sleep } from 'node:timers/promises';
import { isCut } from '../../clients/http';
import type { HttpResponse } from '../../clients/http';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { EncryptedFileWriter } from './encrypted-file';
import { countMismatch, fileCut, foreignFile, lineInvalid, tooMuch } from './errors';
import { LineSplitter } from './lines';
import type { BulkWire, FileEntry, Manifest, StoredFile } from './types';

const ATTEMPTS = 3;
const NDJSON = 'application/fhir+ndjson';
/** A file of many gigabytes takes its time; silence does not. */
const TIMEOUTS = { firstByteMs: 300_000, idleMs: 120_000, totalMs: 24 * 3_600_000 };

export interface DownloadTarget {
	path: string;
	key: Buffer;
	context: string;
}

/** What the file may still have of what the whole export may. */
export interface Allowance {
	bytes: number;
	lines: number;
	lineBytes: number;
}

/**
 * Fetches one file of the manifest into an encrypted file. Every line must be a resource of the
 * announced type, and there must be as many as announced. A file that breaks off starts again.
 *
 * @throws HospitalError `bulk-line-invalid`, `bulk-count-mismatch`, `bulk-too-large`,
 *   `bulk-foreign-file`, what the server or the disk said
 */
export async function downloadFile(
	wire: BulkWire,
	entry: FileEntry,
	manifest: Pick<Manifest, 'requiresAccessToken'>,
	target: DownloadTarget,
	allowance: Allowance,
	signal: AbortSignal | undefined,
): Promise<StoredFile> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await once(wire, entry, manifest, target, allowance, signal);
		} catch (error) {
			const failure = toHospitalError(error, 'Fetching an exported file');
			const again = isCut(failure) || failure.code === 'http-timeout';
			if (!again || signal?.aborted === true) throw failure;
			if (attempt >= ATTEMPTS) throw fileCut(failure);
			await sleep(500 * attempt, undefined, signal && { signal });
		}
	}
}

async function once(
	wire: BulkWire,
	entry: FileEntry,
	manifest: Pick<Manifest, 'requiresAccessToken'>,
	target: DownloadTarget,
	allowance: Allowance,
	signal: AbortSignal | undefined,
): Promise<StoredFile> {
	const answer = await ask(wire, entry, manifest, allowance.bytes, signal);
	const writer = await EncryptedFileWriter.create(target.path, target.key, target.context);
	try {
		let lines = 0;
		const splitter = new LineSplitter((line) => {
			checkLine(entry, line);
			if (++lines > allowance.lines) throw tooMuch('lines', allowance.lines);
		}, allowance.lineBytes);
		for await (const chunk of answer.body) {
			splitter.push(chunk as Buffer);
			await writer.write(chunk as Buffer);
			if (writer.bytes > allowance.bytes) throw tooMuch('bytes', allowance.bytes);
		}
		splitter.end();
		if (entry.count !== undefined && entry.count !== lines) {
			throw countMismatch(entry.type, entry.count, lines);
		}
		return { lines, ...(await writer.finish()) };
	} catch (error) {
		await writer.abandon();
		answer.body.destroy();
		throw error;
	}
}

/** Within the endpoint with the token; elsewhere only where the manifest says that none is needed. */
async function ask(
	wire: BulkWire,
	{ url }: FileEntry,
	{ requiresAccessToken }: Pick<Manifest, 'requiresAccessToken'>,
	maxBytes: number,
	signal: AbortSignal | undefined,
): Promise<HttpResponse> {
	const options = { maxBytes, timeouts: TIMEOUTS, ...(signal && { signal }) };
	try {
		return await wire.raw({ method: 'GET', path: url, accept: NDJSON }, options);
	} catch (error) {
		// Refused by the client before anything was sent: the address is not that of the server.
		const isElsewhere = error instanceof HospitalError && error.code === 'fhir-foreign-link';
		if (!isElsewhere) throw error;
		if (requiresAccessToken) throw foreignFile();
	}
	return await wire.foreignFile(url, { withToken: false }, options);
}

function checkLine({ kind, type }: FileEntry, line: Buffer): void {
	let value: unknown;
	try {
		value = JSON.parse(line.toString('utf8'));
	} catch {
		throw lineInvalid(type);
	}
	const resourceType = (value as { resourceType?: unknown } | null)?.resourceType;
	// Files of deletions hold Bundles whatever their type says, files of errors OperationOutcomes.
	const fits = kind === 'output' ? resourceType === type : typeof resourceType === 'string';
	if (!fits) throw lineInvalid(type);
}
