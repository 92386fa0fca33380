import type { Parking, WorkRecord, WorkView } from './item';
import type { WorkStore } from './store';

/** True while the decision that an item waits for is not recorded. */
export const isParked = (parking: Parking | undefined): boolean =>
	parking !== undefined && parking.decidedAt === undefined;

/** The state of one item as its files tell it. */
export async function viewOf(record: WorkRecord, store: WorkStore): Promise<WorkView> {
	const { id, kind, route, priority, owner, openedAt } = record;
	const [lease, parking, closing] = await Promise.all([
		store.lease(id),
		store.parking(id),
		store.closing(id),
	]);
	const phase =
		closing !== undefined
			? 'closed'
			: isParked(parking)
				? 'parked'
				: lease === undefined || lease.attempt === lease.attemptsBefore
					? 'waiting'
					: lease.phase === 'running'
						? 'running'
						: 'retrying';
	return { id, kind, route, priority, owner, openedAt, phase, lease, parking, closing };
}
