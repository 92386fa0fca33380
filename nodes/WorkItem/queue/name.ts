import { HospitalError } from '../../shared/errors';
import { routeOfQueue } from '../../shared/work';

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST = 64;

/**
 * The route of the work that is put into a queue: whoever opens it and whoever works on it may stand in
 * different workflows, so it is named by the queue alone.
 *
 * @throws HospitalError `field-invalid`: the name stands in lists and in the ledger
 */
export function queueRoute(queue: unknown): string {
	if (typeof queue === 'string' && queue.length <= LONGEST && NAME.test(queue)) {
		return routeOfQueue(queue);
	}
	throw new HospitalError('field-invalid', 'The field "Queue" holds no usable name', {
		nextStep: `Use small letters, digits and hyphens, at most ${LONGEST}, for example "discharge-predraft". No patient data: the name is shown in lists.`,
	});
}
