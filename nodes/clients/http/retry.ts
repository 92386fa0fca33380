import { HospitalError } from '../../shared/errors';

/** Pauses between attempts, in milliseconds. */
export interface Pauses {
	/** The first; it doubles each time, with jitter. */
	firstMs: number;
	/** The longest, also for Retry-After. */
	longestMs: number;
}

/** Statuses that say "not now": the server did not act on the request. */
const LATER = new Set([429, 502, 503, 504]);

/** Failures of the connection after which the same request may be sent again. */
const CUT = new Set(['econnreset', 'econnrefused', 'epipe', 'connect-timeout', 'host-unreachable']);

export const isLater = (status: number): boolean => LATER.has(status);

export const isCut = (error: unknown): boolean =>
	error instanceof HospitalError && CUT.has(error.code);

/**
 * Milliseconds to wait before the next attempt.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param retryAfter the Retry-After header: seconds or an HTTP date (RFC 9110 10.2.3)
 * @returns undefined when the server asks for a longer pause than the longest
 */
export function delayBefore(
	attempt: number,
	retryAfter: string | undefined,
	{ firstMs, longestMs }: Pauses,
	now = Date.now(),
	random = Math.random(),
): number | undefined {
	// Jitter keeps many that wait from coming back at the same moment.
	const own = Math.min(longestMs, firstMs * 2 ** (attempt - 1)) * (0.5 + random / 2);
	const asked = parseRetryAfter(retryAfter, now);
	if (asked === undefined) return own;
	return asked > longestMs ? undefined : asked + (random * firstMs) / 2;
}

function parseRetryAfter(text: string | undefined, now: number): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
