import { setTimeout as sleep } from 'node:timers/promises';
import { HospitalError } from '../../shared/errors';
import type { RetryPolicy } from './types';

export const DEFAULT_RETRY: RetryPolicy = {
	attempts: 4,
	firstDelayMs: 500,
	longestDelayMs: 30_000,
};

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
