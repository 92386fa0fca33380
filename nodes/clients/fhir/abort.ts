import { HospitalError } from '../../shared/errors';

/**
 * Waits for work that several share. One that waits may give up; the work goes on for the others.
 *
 * @param doing for the message
 * @throws HospitalError `cancelled`
 */
export function unlessAborted<T>(
	work: Promise<T>,
	signal: AbortSignal | undefined,
	doing: string,
): Promise<T> {
	if (signal === undefined) return work;
	return new Promise((resolve, reject) => {
		const onAbort = () =>
			reject(
				new HospitalError('cancelled', `${doing}: cancelled`, {
					nextStep: 'Start it again if it was not meant to stop.',
					retryable: true,
				}),
			);
		if (signal.aborted) onAbort();
		else signal.addEventListener('abort', onAbort, { once: true });
		const settle = <V>(then: (value: V) => void) => {
			return (value: V) => {
				signal.removeEventListener('abort', onAbort);
				then(value);
			};
		};
		work.then(settle(resolve), settle(reject));
	});
}
