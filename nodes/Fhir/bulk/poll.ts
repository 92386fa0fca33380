import { FhirError } from '../../clients/fhir';
import { delayBefore } from '../../clients/http';
import { pause } from '../../clients/fhir/retry';
import { jobFailed, manifestInvalid, notReady } from './errors';
import { plainProgress } from './progress';
import type { BulkWire } from './types';

/** A manifest of ten thousand files with long addresses stays below. */
const MAX_MANIFEST_BYTES = 16 * 2 ** 20;
const HOUR = 3_600_000;
const LONGEST_OWN_PAUSE = 60_000;

export interface PollOptions {
	signal?: AbortSignal;
	/** Milliseconds in all. */
	maxWaitMs: number;
	/** First pause where the server names none; it doubles up to a minute. 2000 ms when absent. */
	firstPauseMs?: number;
	/** Longest pause, whatever the server names. An hour when absent. */
	longestPauseMs?: number;
	/** Told at each answer; the text only when it is short and plain. */
	onProgress?: (progress: { polls: number; text?: string }) => void;
}

/**
 * Asks for the state of an export until its files are ready, as slowly as the server wishes
 * (Retry-After, at most an hour).
 *
 * @param job address that the server named at the start
 * @returns the manifest, not yet checked
 * @throws HospitalError `bulk-not-ready`, `bulk-job-failed`, `fhir-not-found`, `cancelled`
 */
export async function awaitManifest(
	wire: BulkWire,
	job: string,
	{ signal, maxWaitMs, firstPauseMs = 2000, longestPauseMs = HOUR, onProgress }: PollOptions,
): Promise<unknown> {
	const deadline = Date.now() + maxWaitMs;
	for (let polls = 1; ; polls++) {
		const answer = await status(wire, job, signal);
		if (answer.status === 200) {
			const text = await answer.text();
			try {
				return JSON.parse(text) as unknown;
			} catch {
				throw manifestInvalid('is no JSON');
			}
		}
		await answer.discard();
		if (answer.status !== 202) throw jobFailed();
		const text = plainProgress(answer.header('x-progress'));
		onProgress?.({ polls, ...(text !== undefined && { text }) });
		const retryAfter = answer.header('retry-after');
		const longestMs = Math.min(longestPauseMs, retryAfter === undefined ? LONGEST_OWN_PAUSE : HOUR);
		const wait =
			delayBefore(Math.min(polls, 10), retryAfter, { firstMs: firstPauseMs, longestMs }) ??
			longestMs;
		if (Date.now() + wait > deadline) throw notReady(maxWaitMs);
		await pause(wait, signal);
	}
}

async function status(wire: BulkWire, job: string, signal: AbortSignal | undefined) {
	try {
		return await wire.raw(
			{ method: 'GET', path: job, accept: 'application/json' },
			{ maxBytes: MAX_MANIFEST_BYTES, ...(signal && { signal }) },
		);
	} catch (error) {
		// A server that fails while it prepares the files says so here, for good unless it is transient.
		if (error instanceof FhirError && error.status === 500 && !isTransient(error))
			throw jobFailed();
		throw error;
	}
}

const isTransient = ({ issues }: FhirError): boolean =>
	issues.some(({ code }) => code === 'transient' || code === 'timeout' || code === 'lock-error');

/** Asks the server to stop, or to remove its files. Best effort: it also removes them by itself. */
export async function removeJob(wire: BulkWire, job: string): Promise<boolean> {
	try {
		const answer = await wire.raw({ method: 'DELETE', path: job, accept: 'application/json' });
		await answer.discard();
		return answer.status < 300;
	} catch {
		return false;
	}
}
