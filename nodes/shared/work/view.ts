import type { EndedEntry } from './ended-files';
import type { Parking, WorkRecord, WorkView } from './item';
import type { RouteBoardContent } from './route-board';
import type { WorkStore } from './store';

/** True while the decision that an item waits for is not recorded. */
export const isParked = (parking: Parking | undefined): boolean =>
	parking !== undefined && parking.decidedAt === undefined;

/**
 * The state of one item as its files tell it.
 *
 * @param board which routes have an active workflow, where that is known
 */
export async function viewOf(
	record: WorkRecord,
	store: WorkStore,
	board?: RouteBoardContent,
): Promise<WorkView> {
	const { id, kind, route, priority, owner, openedAt } = record;
	const [lease, parking, closing] = await Promise.all([
		store.lease(id),
		store.parking(id),
		store.closingHere(id),
	]);
	const { attached, label: workflow } = board?.routes[route] ?? { attached: board === undefined };
	const waits = lease === undefined || lease.attempt === lease.attemptsBefore;
	const phase =
		closing !== undefined
			? 'closed'
			: isParked(parking)
				? 'parked'
				: lease?.phase === 'running'
					? 'running'
					: !attached
						? 'unclaimed'
						: waits
							? 'waiting'
							: 'retrying';
	const about = { id, kind, route, priority, owner, openedAt, workflow };
	return { ...about, phase, lease, parking, closing };
}

/** The same of an item in the archive. */
export function viewOfEnded(ended: EndedEntry, board?: RouteBoardContent): WorkView {
	const { id, kind, route, priority, owner, openedAt, closing, lease, parking } = ended;
	const workflow = board?.routes[route]?.label;
	const about = { id, kind, route, priority, owner, openedAt, workflow };
	return { ...about, phase: 'closed', lease, parking, closing };
}
