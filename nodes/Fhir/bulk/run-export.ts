import { HospitalError, toHospitalError } from '../../shared/errors';
import { Lease } from '../watching/lease';
import { downloadFile } from './download';
import { busy, tooMuch } from './errors';
import { checkRequest, kickOff } from './kick-off';
import { readManifest } from './manifest';
import type { ExportPlace, ExportState } from './place';
import { awaitManifest, removeJob, type PollOptions } from './poll';
import {
	DEFAULT_LIMITS,
	type BulkRequest,
	type BulkWire,
	type ExportLimits,
	type FileEntry,
	type Manifest,
	type StoredFile,
} from './types';

export interface ExportOptions {
	place: ExportPlace;
	/**
	 * Names the question: a run with the same name goes on with the export that an earlier one began.
	 */
	question: string;
	/**
	 * True: a finished export is handed out again for the same question (a repeated piece of work).
	 * False: the next run is a new export.
	 */
	keep: boolean;
	/** True: an export that an earlier run began and did not finish is given up, and a new one begun. */
	anew?: boolean;
	limits?: Partial<ExportLimits>;
	signal?: AbortSignal;
	firstPauseMs?: PollOptions['firstPauseMs'];
	longestPauseMs?: PollOptions['longestPauseMs'];
	onProgress?: PollOptions['onProgress'];
	/** Called before the first file is fetched; when it fails, none is. */
	beforeFiles?: (manifest: Manifest) => Promise<void>;
	/** Called before files of a given up export are removed, with their number. */
	onRemoved?: (files: number) => Promise<void>;
}

/** A file of a finished export: what the manifest said and what was counted. */
export type ExportedFile = Omit<FileEntry, 'url' | 'count'> & StoredFile & { index: number };

export interface ExportResult {
	id: string;
	transactionTime: string;
	completedAt: string;
	/** ISO 8601 UTC: when the files are removed. */
	expiresAt: string;
	files: ExportedFile[];
	/** ISO 8601 UTC: when the export was asked for. */
	startedAt: string;
	/** True when this run found the export finished by an earlier one. */
	reused: boolean;
	/** True when this run went on with an export that an earlier one had begun. */
	resumed: boolean;
	/** True when the server confirmed that it removed its own files. */
	removedFromServer: boolean;
}

/** What no repetition of the same export can mend: the next run starts a new one. */
const FINAL = new Set([
	'bulk-job-failed',
	'bulk-manifest-invalid',
	'bulk-line-invalid',
	'bulk-line-too-long',
	'bulk-count-mismatch',
	'bulk-too-large',
	'bulk-foreign-file',
	'fhir-foreign-link',
	'fhir-not-found',
	'fhir-gone',
	'http-answer-too-large',
	'url-invalid',
]);

/**
 * Runs a bulk export (Bulk Data Access 2.0.0) into encrypted files of the data directory: start, wait,
 * fetch every file, count, and have the server remove its copy. Each step is on the disk before the
 * next begins, so that a run after a crash asks for nothing twice; a file that was not finished starts
 * again. Memory stays bounded however large the files are.
 *
 * When `signal` aborts, the export is cancelled on the server and what was fetched is removed.
 *
 * @throws HospitalError `bulk-busy` and other `bulk-...`, `cancelled`, and what the server or the disk said
 */
export async function runExport(
	wire: BulkWire,
	request: BulkRequest,
	options: ExportOptions,
): Promise<ExportResult> {
	const { place, question, anew = false } = options;
	const begun = await place.begin(question, checkRequest(request));
	const lease = new Lease(place.folderOf(begun.id));
	if (!(await lease.take())) throw busy();
	try {
		// What another run did before this one held it.
		const state = (await place.find(begun.id)) ?? begun;
		const isUnfinished = state.job !== undefined && state.completedAt === undefined;
		if (!anew || !isUnfinished) return await proceed(wire, state, isUnfinished, options);
		await giveUp(wire, state, options);
	} finally {
		await lease.release();
	}
	return await runExport(wire, request, { ...options, anew: false });
}

/** Failures that pass only when somebody changes something: whoever reads them must know the way out. */
const BLOCKED = new Set(['egress-refused', 'host-unknown']);

const withWayOut = (failure: HospitalError) =>
	new HospitalError(failure.code, failure.message, {
		nextStep: `${failure.nextStep} The next run goes on with this export; to give it up and ask for a new one, choose Start Anew under Options, If an Earlier Export Was Cut Short.`,
		retryable: failure.retryable,
		cause: failure,
	});

async function proceed(
	wire: BulkWire,
	state: ExportState,
	resumed: boolean,
	options: ExportOptions,
): Promise<ExportResult> {
	const { place, question, keep, signal } = options;
	const limits = { ...DEFAULT_LIMITS, ...options.limits };
	const reused = state.completedAt !== undefined;
	try {
		if (state.job === undefined) {
			state.job = await kickOff(wire, state.request, signal);
			await place.write(state);
		}
		const manifest = await prepared(wire, state, limits, options);
		if (!reused) await options.beforeFiles?.(manifest);
		const files = await fetchAll(wire, state, manifest, limits, options);
		if (state.completedAt === undefined) {
			state.completedAt = new Date().toISOString();
			await place.write(state);
		}
		const removedFromServer = reused ? false : await removeJob(wire, state.job);
		if (!keep) await place.forget(question);
		const { id, completedAt, startedAt } = state;
		const expiresAt = await place.expiresAt(id);
		const { transactionTime } = manifest;
		const when = { transactionTime, startedAt, completedAt, expiresAt };
		return { id, ...when, files, reused, resumed, removedFromServer };
	} catch (error) {
		const failure = toHospitalError(error, 'Exporting');
		if (signal?.aborted === true || FINAL.has(failure.code)) {
			await giveUp(wire, state, options);
		}
		if (signal?.aborted === true) throw cancelled(failure);
		throw BLOCKED.has(failure.code) ? withWayOut(failure) : failure;
	}
}

async function prepared(
	wire: BulkWire,
	state: ExportState,
	{ maxFiles, maxWaitMs }: ExportLimits,
	{ place, signal, firstPauseMs, longestPauseMs, onProgress }: ExportOptions,
): Promise<Manifest> {
	if (state.manifest !== undefined) return state.manifest;
	const answer = await awaitManifest(wire, state.job ?? '', {
		maxWaitMs,
		...(signal && { signal }),
		...(firstPauseMs !== undefined && { firstPauseMs }),
		...(longestPauseMs !== undefined && { longestPauseMs }),
		...(onProgress && { onProgress }),
	});
	state.manifest = readManifest(answer, maxFiles);
	await place.write(state);
	return state.manifest;
}

/** One file after the other: the server's disk and ours are the limit, not their number. */
async function fetchAll(
	wire: BulkWire,
	{ id }: ExportState,
	manifest: Manifest,
	limits: ExportLimits,
	{ place, signal }: ExportOptions,
): Promise<ExportedFile[]> {
	const files: ExportedFile[] = [];
	let { maxBytes: bytes, maxLines: lines } = limits;
	for (const [index, entry] of manifest.files.entries()) {
		let stored = await place.stored(id, index);
		if (stored === undefined) {
			const context = place.context(id, index, 'data');
			const target = { path: place.path(id, index, 'data'), key: place.key, context };
			const allowance = { bytes, lines, lineBytes: limits.maxLineBytes };
			stored = await downloadFile(wire, entry, manifest, target, allowance, signal);
			await place.store(id, index, stored);
		}
		bytes -= stored.bytes;
		lines -= stored.lines;
		if (bytes < 0) throw tooMuch('bytes', limits.maxBytes);
		if (lines < 0) throw tooMuch('lines', limits.maxLines);
		const { kind, type } = entry;
		files.push({ index, kind, type, ...stored });
	}
	return files;
}

/** Nothing of it may lie about: not on the server, not here. */
async function giveUp(
	wire: BulkWire,
	state: ExportState,
	{ place, question, onRemoved }: ExportOptions,
): Promise<void> {
	if (state.job !== undefined) await removeJob(wire, state.job);
	await place.forget(question);
	await place.remove(state.id, onRemoved ?? (async () => {})).catch(() => undefined);
}

const cancelled = (cause: HospitalError) =>
	new HospitalError('cancelled', 'The export was cancelled, here and on the server', {
		nextStep: 'Start it again if it was not meant to stop.',
		retryable: true,
		cause,
	});
