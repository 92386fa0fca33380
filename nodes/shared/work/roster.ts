import type { Priority } from '../contracts/work-item';
import type { InboxEntry } from './inbox';
import type { Lease } from './item';
import { rank, type WorkPolicy } from './policy';

/** An item as the engine knows it. */
export interface Tracked {
	entry: InboxEntry;
	lease?: Lease;
	/** Delivered by this process and not yet settled. */
	running: boolean;
	ended: boolean;
	/**
	 * End of a lease that was given up: its attempt failed, or the process that held it is gone. The
	 * lease on disk counts again only if somebody extended it since.
	 */
	givenUp?: number;
	/** After the disk refused to deliver it: not tried before this time. */
	pausedUntil?: number;
	/** Found in the inbox of a process that may still run: it has the first say for one lease more. */
	foreign: boolean;
}

/** A lease that would last longer than this was written by a clock that was wrong. */
const LONGEST_LEASE = 24 * 3_600_000;

export const isEndless = (lease: Lease, now: number): boolean => lease.until - now > LONGEST_LEASE;

/** The items of the engine, in memory: which are due, in which order, and which files hold them. */
export class Roster {
	private readonly items = new Map<string, Tracked>();
	private readonly open = new Set<Tracked>();
	/** Ended items whose sealed values and volumes are still to be removed. */
	readonly uncleared = new Set<Tracked>();
	/** Which items have a line in an inbox file; an item may have lines in several. */
	private readonly files = new Map<string, Set<string>>();

	constructor(private readonly policy: WorkPolicy) {}

	get(id: string): Tracked | undefined {
		return this.items.get(id);
	}

	has(id: string): boolean {
		return this.items.has(id);
	}

	all(): Tracked[] {
		return [...this.items.values()];
	}

	/** Items that have not ended. */
	live(): Tracked[] {
		return [...this.open];
	}

	/** Inbox files with the ids in each. */
	holdings(): Array<[file: string, ids: string[]]> {
		return [...this.files].map(([file, ids]) => [file, [...ids]]);
	}

	/** Notes that a line of `file` holds the item. */
	hold(file: string, id?: string): void {
		const ids = this.files.get(file) ?? new Set();
		this.files.set(file, ids);
		if (id !== undefined) ids.add(id);
	}

	add(tracked: Tracked): void {
		this.items.set(tracked.entry.id, tracked);
		if (tracked.ended) this.uncleared.add(tracked);
		else this.open.add(tracked);
	}

	end(tracked: Tracked): void {
		tracked.ended = true;
		tracked.running = false;
		this.open.delete(tracked);
		this.uncleared.add(tracked);
	}

	reopen(tracked: Tracked): void {
		tracked.ended = false;
		this.uncleared.delete(tracked);
		this.open.add(tracked);
	}

	/** Forgets an inbox file. @returns the ids that no other file holds: these are forgotten too */
	drop(file: string): string[] {
		const ids = [...(this.files.get(file) ?? [])];
		this.files.delete(file);
		const held = (id: string) => [...this.files.values()].some((others) => others.has(id));
		return ids.filter((id) => !held(id));
	}

	forget(id: string): void {
		const tracked = this.items.get(id);
		if (tracked === undefined) return;
		this.items.delete(id);
		this.open.delete(tracked);
		this.uncleared.delete(tracked);
	}

	/** Items that may be delivered at `now`, the most pressing first. */
	due(now: number): Tracked[] {
		return this.live()
			.filter((item) => this.isDue(item, now))
			.map((item) => ({ item, order: this.order(item, now) }))
			.sort((a, b) => a.order - b.order)
			.map(({ item }) => item);
	}

	/** When a lease or a wait is over, whatever a wrong clock wrote into it. */
	overAt(tracked: Tracked, lease: Lease, now: number): number {
		if (isEndless(lease, now)) lease.until = now + this.policy.lease;
		return tracked.foreign ? lease.until + this.policy.lease : lease.until;
	}

	hasRoom(priority: Priority): boolean {
		let running = 0;
		for (const { entry, running: busy } of this.open) {
			if (busy && entry.priority === priority) running += 1;
		}
		return running < this.policy.inFlight[priority];
	}

	private isDue(tracked: Tracked, now: number): boolean {
		const { running, lease, entry, foreign, pausedUntil = 0 } = tracked;
		if (running || pausedUntil > now) return false;
		if (lease === undefined) {
			return !foreign || Date.parse(entry.openedAt) + this.policy.lease <= now;
		}
		return lease.phase === 'failed' && this.overAt(tracked, lease, now) <= now;
	}

	private order({ entry }: Tracked, now: number): number {
		const opened = Date.parse(entry.openedAt);
		// One rank outweighs any difference in age; within a rank the oldest goes first.
		return rank(entry.priority, now - opened, this.policy) * 1e15 + opened;
	}
}
