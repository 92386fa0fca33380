import type { HoldReason } from '../../shared/contracts';
import { token } from '../../clients/fhir/names';
import { followReplacement, readPatient } from './patient';
import { carries, localId, type ChartReader, type Patient, type ServiceRequest } from './resources';

export interface OrderLookup {
	order?: ServiceRequest;
	/** `Encounter/<id>` of the order. */
	encounterReference?: string;
	reasons: HoldReason[];
}

const MAX_ORDERS = 20;

/**
 * Finds the order with this accession number and checks that it is for this patient.
 *
 * @param patient surviving record; undefined when the patient was not found, which leaves the
 *   order's patient unchecked (the study is held anyway)
 * @param statuses RequestStatus codes under which images may arrive
 */
export async function findOrder(
	chart: ChartReader,
	system: string | undefined,
	accession: string,
	patient: Patient | undefined,
	statuses: readonly string[],
	signal?: AbortSignal,
): Promise<OrderLookup> {
	const parameters = { identifier: token(system, accession), _count: MAX_ORDERS };
	const options = { limit: MAX_ORDERS, ...(signal && { signal }) };
	const found = (await chart.searchAll('ServiceRequest', parameters, options)) as ServiceRequest[];
	const orders = found.filter(
		(order) => carries(order, system, accession) && order.status !== 'entered-in-error',
	);
	if (orders.length === 0) return { reasons: ['order-not-found'] };
	const reasons: HoldReason[] = [];
	if (patient !== undefined) {
		for (const order of orders) {
			// One order of somebody else under this number is enough to distrust the number.
			if (!(await isFor(chart, order, patient, signal))) {
				reasons.push('order-other-patient');
				break;
			}
		}
	}
	const allowed = orders.filter(({ status }) => status !== undefined && statuses.includes(status));
	if (allowed.length === 0) reasons.push('order-status');
	if (allowed.length > 1 || found.length >= MAX_ORDERS) reasons.push('order-ambiguous');
	const [order] = allowed;
	if (order === undefined || reasons.length > 0) return { reasons };
	const encounter = localId(order.encounter, 'Encounter', chart.baseUrl);
	return {
		order,
		...(encounter !== undefined && { encounterReference: `Encounter/${encounter}` }),
		reasons,
	};
}

/** An order may still name the record that was merged away. */
async function isFor(
	chart: ChartReader,
	order: ServiceRequest,
	patient: Patient,
	signal?: AbortSignal,
): Promise<boolean> {
	const id = localId(order.subject, 'Patient', chart.baseUrl);
	if (id === undefined) return false;
	if (id === patient.id) return true;
	const named = await readPatient(chart, id, signal);
	if (named === undefined) return false;
	const { found } = await followReplacement(chart, named, signal);
	return found?.id === patient.id;
}
