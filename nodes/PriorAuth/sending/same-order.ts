import type { PriorAuthRequest } from '../../shared/contracts/prior-auth';
import type { Case, Cases } from '../cases';

/** A case in which the payer may still decide. */
const OPEN: ReadonlySet<Case['state']> = new Set(['sending', 'waiting', 'information-owed']);

/**
 * Whether a payer is being asked for the same order under another number. A second request would be
 * decided by itself: two authorizations, or a denial beside an approval.
 *
 * @param request a first request; an update or a cancellation names the case that it changes
 */
export async function isAskedAlready(
	register: Pick<Cases, 'list'>,
	{ kind, identifier, items }: PriorAuthRequest,
): Promise<boolean> {
	const orders = ordersOf({ kind, items });
	if (orders.size === 0) return false;
	return (await register.list()).some(
		({ state, identifiers, opening }) =>
			OPEN.has(state) &&
			opening.items.some(({ order }) => order !== undefined && orders.has(order)) &&
			!identifiers.some(
				({ system, value }) => system === identifier.system && value === identifier.value,
			),
	);
}

/**
 * Takes the orders for this request, right before it is sent. What {@link isAskedAlready} looks up may
 * have been true for two requests of the same instant; this is true for one.
 */
export async function claimOrders(
	register: Pick<Cases, 'claim'>,
	request: PriorAuthRequest,
): Promise<boolean> {
	const orders = ordersOf(request);
	return orders.size === 0 || (await register.claim(request.identifier, orders));
}

/** Orders of a first request; none of an update or a cancellation, which name the case they change. */
const ordersOf = ({ kind, items }: Pick<PriorAuthRequest, 'kind' | 'items'>): Set<string> =>
	new Set(kind === 'request' ? items.flatMap(({ order }) => order ?? []) : []);
