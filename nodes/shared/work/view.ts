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
	const { id, route } = record;
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
	return { ...recordIn(record), workflow, phase, lease, parking, closing };
}

/** The same of an item in the archive. */
export function viewOfEnded(ended: EndedEntry, board?: RouteBoardContent): WorkView {
	const { closing, lease, parking } = ended;
	const workflow = board?.routes[ended.route]?.label;
	return { ...recordIn(ended), workflow, phase: 'closed', lease, parking, closing };
}

/** Without what only tells where the payload lies. */
function recordIn(entry: WorkRecord): WorkRecord {
	const { id, kind, route, priority, owner, openedAt, supersedes, evidence } = entry;
	return {
		...{ id, kind, route, priority, owner, openedAt },
		...(supersedes !== undefined && { supersedes }),
		...(evidence !== undefined && { evidence }),
	};
}
