import type { StudyReference } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { isAttached, nextOpened } from '../../shared/work/opened';

/**
 * "Listen for test event" on a worker: nobody sends there, so the test gets a copy of the next study
 * that the main process accepts for the published workflow.
 *
 * @param route which workflow and trigger node
 * @throws HospitalError `test-needs-publishing`
 */
export async function receiveCopy(
	route: string,
): Promise<{ study: Promise<StudyReference>; leave: () => Promise<void> }> {
	if (!(await isAttached(route))) {
		throw new HospitalError(
			'test-needs-publishing',
			'In queue mode a test event is a copy of what the published workflow receives',
			{ nextStep: 'Publish this workflow first, then listen again and send a study.' },
		);
	}
	const ended = new AbortController();
	const next = await nextOpened(route, ended.signal);
	const study = next() as Promise<StudyReference>;
	// Nobody may be waiting when the test is stopped.
	study.catch(() => {});
	return { study, leave: async () => await Promise.resolve(ended.abort()) };
}
