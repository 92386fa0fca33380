import { setTimeout as sleep } from 'node:timers/promises';
import { delayBefore, type Pauses } from '../http';
import { cancelled } from './failures';

/** How a receiver that cannot take events now is asked again within one delivery. */
export interface Patience extends Pauses {
	/** How often one request is sent at most. */
	attempts: number;
}

export const DEFAULT_PATIENCE: Patience = { attempts: 5, firstMs: 500, longestMs: 30_000 };

/**
 * Milliseconds until the next attempt.
 *
 * @param attempt number of the attempt that failed, from 1
 * @param retryAfter the Retry-After header: seconds or an HTTP date (RFC 9110 10.2.3)
 * @returns undefined when the patience is at its end
 */
export const pauseBefore = (
	attempt: number,
	retryAfter: string | undefined,
	{ attempts, ...pauses }: Patience,
): number | undefined =>
	attempt >= attempts ? undefined : delayBefore(attempt, retryAfter, pauses);

/** @throws HospitalError `cancelled` */
export async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
	try {
		await sleep(milliseconds, undefined, signal && { signal });
	} catch {
		throw cancelled();
	}
}
