import { setTimeout as sleep } from 'node:timers/promises';
import { HospitalError } from '../../shared/errors';
import type { RetryPolicy } from './types';

export const DEFAULT_RETRY: RetryPolicy = {
	attempts: 4,
	firstDelayMs: 500,
	longestDelayMs: 30_000,
};

/** Statuses that say "not now": the server did not act on the request. */
const LATER = new Set([429, 502, 503, 504]);

/** Failures of the connection after which the same request may be sent again. */
const CUT = new Set(['econnreset', 'econnrefused', 'epipe', 'connect-timeout', 'host-unreachable']);

export const mayRetryStatus = (status: number): boolean => LATER.has(status);

export const mayRetryError = (error: unknown): boolean =>
	error instanceof HospitalError && CUT.has(error.code);

/**
 * Milliseconds to wait before the next attempt.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param retryAfter the Retry-After header: seconds or an HTTP date (RFC 9110 10.2.3)
 * @returns undefined when the server asks for a longer pause than the policy allows
 */
export function delayBefore(
	attempt: number,
	retryAfter: string | undefined,
	policy: RetryPolicy,
	now = Date.now(),
	random = Math.random(),
): number | undefined {
	const backoff = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
	// Jitter keeps many waiting workflows from coming back at the same moment.
	const jittered = backoff * (0.5 + random / 2);
	const asked = parseRetryAfter(retryAfter, now);
	if (asked === undefined) return jittered;
	if (asked > policy.longestDelayMs) return undefined;
	return asked + (random * policy.firstDelayMs) / 2;
}

function parseRetryAfter(text: string | undefined, now: number): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** @throws HospitalError `cancelled` */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	try {
		await sleep(milliseconds, undefined, signal && { signal });
	} catch (error) {
		throw new HospitalError('cancelled', 'Waiting for the FHIR server: cancelled', {
			nextStep: 'Start it again if it was not meant to stop.',
			retryable: true,
			cause: error,
		});
	}
}
