import { setTimeout as sleep } from 'node:timers/promises';
import { HospitalError } from '../../shared/errors';
import { cancelled } from './failures';

/** How a receiver that cannot take events now is asked again within one delivery. */
export interface Patience {
	/** How often one request is sent at most. */
	attempts: number;
	/** First pause in milliseconds; it doubles each time, with jitter. */
	firstMs: number;
	/** Longest pause, also for Retry-After. */
	longestMs: number;
}

export const DEFAULT_PATIENCE: Patience = { attempts: 5, firstMs: 500, longestMs: 30_000 };

/** Statuses that say "not now". */
const LATER = new Set([429, 502, 503, 504]);

/** Failures of the connection after which the same events may be sent again. */
const CUT = new Set(['econnreset', 'econnrefused', 'epipe', 'connect-timeout', 'host-unreachable']);

export const isLater = (status: number): boolean => LATER.has(status);

export const isCut = (error: unknown): boolean =>
	error instanceof HospitalError && CUT.has(error.code);

/**
 * Milliseconds until the next attempt.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param retryAfter the Retry-After header: seconds or an HTTP date (RFC 9110 10.2.3)
 * @returns undefined when the patience is at its end
 */
export function pauseBefore(
	attempt: number,
	retryAfter: string | undefined,
	{ attempts, firstMs, longestMs }: Patience,
	now = Date.now(),
	random = Math.random(),
): number | undefined {
	if (attempt >= attempts) return undefined;
	// Jitter keeps several senders from coming back at the same moment.
	const own = Math.min(longestMs, firstMs * 2 ** (attempt - 1)) * (0.5 + random / 2);
	const asked = retryAfterMs(retryAfter, now);
	if (asked === undefined) return own;
	return asked > longestMs ? undefined : asked + (random * firstMs) / 2;
}

function retryAfterMs(text: string | undefined, now: number): number | undefined {
	if (text === undefined) return undefined;
	if (/^\d{1,9}$/.test(text.trim())) return Number(text) * 1000;
	const date = Date.parse(text);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** @throws HospitalError `cancelled` */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	try {
		await sleep(milliseconds, undefined, signal && { signal });
	} catch {
		throw cancelled();
	}
}
