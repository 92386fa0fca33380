import { HospitalError } from '../../shared/errors';
import { isAttached, nextOpened } from '../../shared/work/opened';
import type { Hl7Payload } from '../intake';

/**
 * "Listen for test event" on a worker: nobody sends there, so the test gets a copy of the next message
 * that the main process accepts for the published workflow.
 *
 * @param route which workflow and trigger node
 * @throws HospitalError `test-needs-publishing`
 */
export async function receiveCopy(
	route: string,
): Promise<{ received: Promise<Hl7Payload>; leave: () => Promise<void> }> {
	if (!(await isAttached(route))) {
		throw new HospitalError(
			'test-needs-publishing',
			'In queue mode a test event is a copy of what the published workflow receives',
			{ nextStep: 'Publish this workflow first, then listen again and send a message.' },
		);
	}
	const ended = new AbortController();
	const next = await nextOpened(route, ended.signal);
	const received = next() as Promise<Hl7Payload>;
	// Nobody may be waiting when the test is stopped.
	received.catch(() => {});
	return { received, leave: async () => await Promise.resolve(ended.abort()) };
}
