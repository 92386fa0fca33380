import { PRIORITIES, type Priority } from '../contracts/work-item';
import { Heap } from './heap';
import type { InboxEntry } from './inbox';
import type { Lease } from './item';
import { rank, type WorkPolicy } from './policy';
import { Room } from './room';

/** An item as the engine knows it. */
export interface Tracked {
	entry: InboxEntry;
	lease?: Lease;
	/** Delivered by this process and not yet settled. Changed by {@link Roster.start} and `stop` only. */
	running: boolean;
	ended: boolean;
	/** Waits for a decision, as far as was seen. */
	parked?: boolean;
	/**
	 * End of a lease that was given up: its attempt failed, or the process that held it is gone. The
	 * lease on disk counts again only if somebody extended it since.
	 */
	givenUp?: number;
	/** After the disk refused to deliver it: not tried before this time. */
	pausedUntil?: number;
	/** Found in the inbox of a process that may still run: it has the first say for one lease more. */
	foreign: boolean;
	/** Recorded as waiting for a workflow that is switched off. */
	noted?: boolean;
	/** Epoch milliseconds. */
	opened: number;
	/** Number of its latest place in a queue: older places do not count any more. */
	place: number;
}

interface Place {
	tracked: Tracked;
	place: number;
	/** Orders the queue: when it was opened, or when it is due. */
	at: number;
}

/** A lease that would last longer than this was written by a clock that was wrong. */
const LONGEST_LEASE = 24 * 3_600_000;

export const isEndless = (lease: Lease, now: number): boolean => lease.until - now > LONGEST_LEASE;

type Queues = Record<Priority, Heap<Place>>;

/**
 * The open items in memory, sorted so that nothing has to be looked through to find what is next:
 * what may be delivered waits per route and priority, oldest first; what waits for a time lies in one
 * queue by that time; what is in hand is looked at every second, and what is parked in turns.
 */
export class Roster {
	private readonly items = new Map<string, Tracked>();
	private readonly queues = new Map<string, Queues>();
	private readonly later = newHeap();
	private readonly parkedOnes = new Set<Tracked>();
	private readonly inHand = new Set<Tracked>();
	/** Ended items that have not gone to the archive yet. */
	readonly unfinished = new Set<Tracked>();
	readonly room: Room;
	private places = 0;

	constructor(private readonly policy: WorkPolicy) {
		this.room = new Room(policy);
	}

	get(id: string): Tracked | undefined {
		return this.items.get(id);
	}

	has(id: string): boolean {
		return this.items.has(id);
	}

	/** All items that have not gone to the archive. */
	all(): IterableIterator<Tracked> {
		return this.items.values();
	}

	/** Items that have not ended. */
	live(): Tracked[] {
		return [...this.items.values()].filter(({ ended }) => !ended);
	}

	add(entry: InboxEntry, state: Partial<Tracked>, now: number): Tracked {
		const opened = Date.parse(entry.openedAt);
		const fresh = { running: false, ended: false, foreign: false, place: 0 };
		const tracked: Tracked = { ...fresh, ...state, entry, opened };
		this.items.set(entry.id, tracked);
		this.put(tracked, now);
		return tracked;
	}

	forget(tracked: Tracked): void {
		this.leave(tracked);
		this.room.free(tracked);
		this.unfinished.delete(tracked);
		this.items.delete(tracked.entry.id);
	}

	start(tracked: Tracked, lease: Lease): void {
		Object.assign(tracked, { lease, foreign: false, parked: false });
		tracked.givenUp = undefined;
		tracked.pausedUntil = undefined;
		this.room.take(tracked);
		this.leave(tracked);
		this.inHand.add(tracked);
	}

	stop(tracked: Tracked): void {
		this.room.free(tracked);
	}

	end(tracked: Tracked): void {
		this.stop(tracked);
		this.leave(tracked);
		tracked.ended = true;
		this.unfinished.add(tracked);
	}

	/** Puts an item where its state says that it belongs. To be called after every change of it. */
	put(tracked: Tracked, now: number): void {
		this.leave(tracked);
		if (tracked.ended) {
			this.unfinished.add(tracked);
			return;
		}
		if (tracked.lease?.phase === 'running') {
			(tracked.parked === true && !tracked.running ? this.parkedOnes : this.inHand).add(tracked);
			return;
		}
		const due = this.dueAt(tracked, now);
		const entry = { tracked, place: tracked.place };
		if (due > now) this.later.push({ ...entry, at: due });
		else this.queueOf(tracked).push({ ...entry, at: tracked.opened });
	}

	/** Items under a lease, and the next few of those that are parked. */
	toReview(parkedAtOnce: number): Tracked[] {
		const turn = [...this.parkedOnes].slice(0, parkedAtOnce);
		for (const tracked of turn) {
			// To the end of the line.
			this.parkedOnes.delete(tracked);
			this.parkedOnes.add(tracked);
		}
		return [...this.inHand, ...turn];
	}

	/** The most pressing item that may be delivered now and for which there is room. */
	next(now: number, routes: ReadonlyMap<string, { atOnce?: number }>): Tracked | undefined {
		this.ripen(now);
		let best: Tracked | undefined;
		let bestOrder = Infinity;
		for (const [name, { atOnce }] of routes) {
			const queues = this.queues.get(name);
			if (queues === undefined || !this.room.hasRoute(name, atOnce)) continue;
			for (const priority of PRIORITIES) {
				const head = current(queues[priority]);
				if (head === undefined || !this.room.hasPriority(priority)) continue;
				const order = this.order(head.tracked, now);
				if (order < bestOrder) [best, bestOrder] = [head.tracked, order];
			}
		}
		return best;
	}

	/** When a lease or a wait is over, whatever a wrong clock wrote into it. */
	overAt(tracked: Tracked, lease: Lease, now: number): number {
		if (isEndless(lease, now)) lease.until = now + this.policy.lease;
		return tracked.foreign ? lease.until + this.policy.lease : lease.until;
	}

	private ripen(now: number): void {
		for (let head = current(this.later); head !== undefined && head.at <= now; ) {
			this.later.pop();
			this.put(head.tracked, now);
			head = current(this.later);
		}
	}

	private dueAt(tracked: Tracked, now: number): number {
		const { lease, foreign, opened, pausedUntil = 0 } = tracked;
		const due =
			lease === undefined
				? foreign
					? opened + this.policy.lease
					: 0
				: this.overAt(tracked, lease, now);
		return Math.max(due, pausedUntil);
	}

	private leave(tracked: Tracked): void {
		// Queues are not searched: a place with an older number is passed over when it comes up.
		tracked.place = ++this.places;
		this.inHand.delete(tracked);
		this.parkedOnes.delete(tracked);
	}

	private queueOf({ entry }: Tracked): Heap<Place> {
		let queues = this.queues.get(entry.route);
		if (queues === undefined) {
			queues = { urgent: newHeap(), routine: newHeap(), batch: newHeap() };
			this.queues.set(entry.route, queues);
		}
		return queues[entry.priority];
	}

	private order({ entry, opened }: Tracked, now: number): number {
		// One rank outweighs any difference in age; within a rank the oldest goes first.
		return rank(entry.priority, now - opened, this.policy) * 1e15 + opened;
	}
}

const newHeap = (): Heap<Place> => new Heap((a, b) => a.at - b.at || a.place - b.place);

/** The first place of a queue that still counts. */
function current(queue: Heap<Place>): Place | undefined {
	for (let head = queue.peek(); head !== undefined; head = queue.peek()) {
		if (head.place === head.tracked.place) return head;
		queue.pop();
	}
	return undefined;
}
