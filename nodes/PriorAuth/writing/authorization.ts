import { FhirError, type FhirClient, type FhirResource } from '../../clients/fhir';
import type { DecisionPeriod, PriorAuthDecision, PriorAuthRequest } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { isFields } from '../rules/element';
import { requireAsSent } from './as-sent';
import { NUMBER_TYPE } from './number-type';

/** A number that is to stand on an order. */
export interface Granted {
	/** `ServiceRequest/17` */
	order: string;
	number: string;
	period?: DecisionPeriod;
}

/** Somebody else may write the order in the same moment. */
const TRIES = 3;

/**
 * What was approved, by order. Only what the payer approved as it was asked for: a change is for the
 * clinician to take or not. An order has the number of its own item, never that of another one; where the
 * payer decided the request as a whole, all orders have the one number of it.
 *
 * @throws HospitalError `prior-auth-nothing-approved`
 */
export function granted(decision: PriorAuthDecision, request: PriorAuthRequest): Granted[] {
	const found =
		decision.items.length === 0 ? asAWhole(decision, request) : byItem(decision, request);
	if (decision.outcome === 'approved' && found.length > 0) return found;
	throw new HospitalError(
		'prior-auth-nothing-approved',
		'There is no approved order with a number',
		{
			nextStep:
				'Nothing was written. Connect this node to the output "Approved" of Read Decision, behind the node that built the request.',
		},
	);
}

function byItem({ items, period: whole }: PriorAuthDecision, request: PriorAuthRequest): Granted[] {
	const orders = new Map(request.items.map(({ sequence, order }) => [sequence, order]));
	return items.flatMap((item): Granted[] => {
		const { outcome, added, problem, authorizationNumber: number } = item;
		const order = orders.get(item.sequence);
		const isClear = outcome === 'approved' && added !== true && problem === undefined;
		if (!isClear || order === undefined || number === undefined) return [];
		const period = item.period ?? whole;
		return [{ order, number, ...(period !== undefined && { period }) }];
	});
}

/** Of an update nobody knows whether the whole is all of it or what was changed. */
function asAWhole(
	{ authorizationNumbers: [number, another], period }: PriorAuthDecision,
	{ kind, items }: PriorAuthRequest,
): Granted[] {
	if (kind === 'update' || kind === 'cancel') return [];
	if (number === undefined || another !== undefined) return [];
	return items.flatMap(({ order }) =>
		order === undefined ? [] : [{ order, number, ...(period !== undefined && { period }) }],
	);
}

/**
 * Puts the authorization number on the order, as an identifier with its system and days. The same number
 * is not written twice; what else stands there stays.
 *
 * @param request for which it was approved: an order that has become another one is left alone
 * @throws HospitalError `prior-auth-approved-order-changed`
 */
export async function writeAuthorization(
	client: FhirClient,
	{ order, number, period }: Granted,
	{ system, request }: { system: string; request: PriorAuthRequest },
	signal?: AbortSignal,
): Promise<'updated' | 'existing'> {
	const [type = '', id = ''] = order.split('/');
	const options = signal ? { signal } : {};
	for (let attempt = 1; ; attempt++) {
		const record = await client.read(type, id, options);
		requireAsSent(record, request);
		const identifiers = Array.isArray(record.identifier) ? (record.identifier as unknown[]) : [];
		const there = identifiers.some(
			(one) => isFields(one) && one.system === system && one.value === number,
		);
		if (there) return 'existing';
		const changed: FhirResource = {
			...record,
			identifier: [
				...identifiers,
				{
					type: { text: NUMBER_TYPE },
					system,
					value: number,
					...(period !== undefined && { period }),
				},
			],
		};
		const version = record.meta?.versionId;
		try {
			await client.update(changed, {
				...options,
				...(version !== undefined && { ifMatch: `W/"${version}"` }),
			});
			return 'updated';
		} catch (error) {
			const isOvertaken = error instanceof FhirError && [409, 412].includes(error.status ?? 0);
			if (!isOvertaken || attempt === TRIES) throw error;
		}
	}
}
