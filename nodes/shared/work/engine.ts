import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Priority, WorkItemReference } from '../contracts/work-item';
import { makeFolder } from '../durable';
import type { Inbox, InboxEntry } from './inbox';
import { workItemId, type Lease, type WorkInput, type WorkRecord, type WorkView } from './item';
import { backoffAfter, rank, type WorkPolicy } from './policy';
import type { WorkStore } from './store';

/** Takes a delivered item into a workflow. `finished` is a hint: how the execution went. */
export interface Route {
	deliver(item: WorkItemReference, payload: unknown): void;
}

/** What happened to an item, for the ledger. */
export interface WorkEvent {
	type: 'opened' | 'delivered' | 'failed' | 'escalated' | 'closed' | 'disposed' | 'inbox-damaged';
	record?: WorkRecord;
	attempt?: number;
	state?: string;
	reason?: string;
}

export interface WorkEngineOptions {
	inbox: Inbox;
	store: WorkStore;
	policy: WorkPolicy;
	origin: string;
	/**
	 * True when no other process can be working on items (n8n in regular mode): leases of earlier
	 * process starts are void. False in queue mode: a worker may still be at it.
	 */
	alone: boolean;
	/** Where the command line leaves requests for this process. */
	requests: string;
	onEvent: (event: WorkEvent) => void;
	/** Removes what was kept for an ended item outside the store: sealed values, volumes. */
	onEnded: (id: string) => Promise<void>;
	clock?: () => number;
}

interface Tracked {
	entry: InboxEntry;
	lease?: Lease;
	/** Delivered by this process and not yet settled. */
	running: boolean;
	ended: boolean;
}

const TICK = 1000;

/**
 * Hands out work: each item goes to its workflow until it ends in a terminal state. It lives in the
 * process that owns the triggers (the main process) and knows nothing of DICOM, HL7 or FHIR.
 */
export class WorkEngine {
	private readonly items = new Map<string, Tracked>();
	private readonly routes = new Map<string, Route>();
	private readonly clock: () => number;
	private timer: NodeJS.Timeout | undefined;
	private passing: Promise<void> | undefined;
	private again = false;

	private constructor(private readonly options: WorkEngineOptions) {
		this.clock = options.clock ?? Date.now;
	}

	/** Reads the inbox and the state of every item. Nothing is delivered before a route attaches. */
	static async start(options: WorkEngineOptions): Promise<WorkEngine> {
		const engine = new WorkEngine(options);
		await makeFolder(options.requests);
		const damage = (): void => options.onEvent({ type: 'inbox-damaged' });
		for await (const entry of options.inbox.entries(damage)) await engine.restore(entry);
		engine.timer = setInterval(() => engine.wake(), TICK);
		engine.timer.unref();
		return engine;
	}

	async stop(): Promise<void> {
		clearInterval(this.timer);
		this.routes.clear();
		while (this.passing !== undefined) await this.passing;
		await this.options.inbox.close();
	}

	/**
	 * Accepts a piece of work. When it resolves the work is on the disk and will be delivered, even
	 * after a crash; the trigger may acknowledge it now.
	 */
	async open(input: WorkInput): Promise<{ id: string; fresh: boolean }> {
		const id = workItemId(input.route, input.dedupeKey);
		if (this.items.has(id)) return { id, fresh: false };
		const { kind, route, priority, owner } = input;
		const openedAt = new Date(this.clock()).toISOString();
		const record: WorkRecord = { id, kind, route, priority, owner, openedAt };
		const entry = await this.options.inbox.append(record, input.payload);
		// A second open of the same work may have overtaken this one while it waited for the disk.
		if (!this.items.has(id)) {
			this.items.set(id, { entry, running: false, ended: false });
			this.options.onEvent({ type: 'opened', record });
		}
		this.wake();
		return { id, fresh: true };
	}

	/** From now on the items of this route are delivered, those left from before included. */
	attach(name: string, route: Route): void {
		this.routes.set(name, route);
		this.wake();
	}

	detach(name: string): void {
		this.routes.delete(name);
	}

	/**
	 * The execution that worked on an item finished. A hint only: `success` without a terminal state
	 * counts as a failure, `waiting` is left to the parking.
	 */
	async settle(
		id: string,
		attempt: number,
		outcome: 'success' | 'error' | 'waiting',
		code?: string,
	): Promise<void> {
		const tracked = this.items.get(id);
		if (tracked === undefined || tracked.lease?.attempt !== attempt) return;
		tracked.running = false;
		if (outcome === 'waiting') return;
		if (await this.endIfClosed(id, tracked)) return;
		const parking = await this.options.store.parking(id);
		if (parking !== undefined && parking.decidedAt === undefined) return;
		await this.fail(tracked, code ?? (outcome === 'success' ? 'not-closed' : 'execution-failed'));
		this.wake();
	}

	/** Everything that has not been disposed of, oldest first. */
	async list(): Promise<WorkView[]> {
		return await Promise.all(
			[...this.items.values()].map((tracked) => viewOf(tracked.entry, this.options.store)),
		);
	}

	/** Looks now instead of at the next tick. */
	wake(): void {
		this.again = true;
		this.passing ??= this.pass().finally(() => (this.passing = undefined));
	}

	private async restore(entry: InboxEntry): Promise<void> {
		const { store, origin, alone } = this.options;
		let lease = await store.lease(entry.id);
		if (lease !== undefined && alone && lease.origin !== origin && lease.phase === 'running') {
			lease = { ...lease, until: 0 };
		}
		const ended = (await store.closing(entry.id)) !== undefined;
		this.items.set(entry.id, { entry, lease, running: false, ended });
	}

	private async pass(): Promise<void> {
		while (this.again) {
			this.again = false;
			await this.takeRequests();
			await this.reviewRunning();
			await this.deliverDue();
		}
	}

	/** Items in flight: ended by a node, or silent for longer than their lease. */
	private async reviewRunning(): Promise<void> {
		for (const [id, tracked] of this.items) {
			if (tracked.ended || tracked.lease?.phase !== 'running') continue;
			if (await this.endIfClosed(id, tracked)) continue;
			const parking = await this.options.store.parking(id);
			if (parking !== undefined && parking.decidedAt === undefined) continue;
			// A worker renews the lease on disk; this process's copy may be older.
			const current = await this.options.store.lease(id);
			if (current !== undefined && tracked.lease.until !== 0) tracked.lease = current;
			if (tracked.lease.until > this.clock()) continue;
			tracked.running = false;
			if (tracked.lease.until === 0) {
				// Left over from before a restart: not the item's fault, so no failure is counted.
				tracked.lease = { ...tracked.lease, phase: 'failed', until: this.clock() };
			} else {
				await this.fail(tracked, 'lease-expired');
			}
		}
	}

	private async deliverDue(): Promise<void> {
		const now = this.clock();
		const due = [...this.items.values()]
			.filter((item) => this.isDue(item, now))
			.sort((a, b) => this.order(a, now) - this.order(b, now));
		for (const tracked of due) {
			const route = this.routes.get(tracked.entry.route);
			if (route === undefined || !this.hasRoom(tracked.entry.priority)) continue;
			await this.deliver(tracked, route);
		}
	}

	private isDue({ ended, running, lease }: Tracked, now: number): boolean {
		if (ended || running) return false;
		return lease === undefined || (lease.phase === 'failed' && lease.until <= now);
	}

	private order({ entry }: Tracked, now: number): number {
		const opened = Date.parse(entry.openedAt);
		// One rank outweighs any difference in age; within a rank the oldest goes first.
		return rank(entry.priority, now - opened, this.options.policy) * 1e15 + opened;
	}

	private hasRoom(priority: Priority): boolean {
		let running = 0;
		for (const { entry, running: busy } of this.items.values()) {
			if (busy && entry.priority === priority) running += 1;
		}
		return running < this.options.policy.inFlight[priority];
	}

	private async deliver(tracked: Tracked, route: Route): Promise<void> {
		const { store, policy, origin } = this.options;
		const { id, kind, priority, openedAt } = tracked.entry;
		const attempt = (tracked.lease?.attempt ?? 0) + 1;
		if (attempt > policy.maxAttempts) return await this.escalate(tracked, 'attempts-exhausted');
		const lease: Lease = {
			attempt,
			failures: tracked.lease?.failures ?? 0,
			origin,
			emittedAt: new Date(this.clock()).toISOString(),
			until: this.clock() + policy.lease,
			phase: 'running',
			lastFailure: tracked.lease?.lastFailure,
		};
		await store.writeLease(id, lease);
		tracked.lease = lease;
		tracked.running = true;
		const payload = await this.options.inbox.payload(tracked.entry);
		this.options.onEvent({ type: 'delivered', record: tracked.entry, attempt });
		route.deliver({ id, attempt, kind, priority, openedAt }, payload);
	}

	private async fail(tracked: Tracked, code: string): Promise<void> {
		const { policy, store } = this.options;
		const lease = tracked.lease;
		if (lease === undefined) return;
		const failures = lease.failures + 1;
		this.options.onEvent({
			type: 'failed',
			record: tracked.entry,
			attempt: lease.attempt,
			reason: code,
		});
		tracked.lease = {
			...lease,
			failures,
			phase: 'failed',
			lastFailure: code,
			until: this.clock() + backoffAfter(failures, policy),
		};
		if (failures >= policy.maxFailures) return await this.escalate(tracked, code);
		await store.writeLease(tracked.entry.id, tracked.lease);
	}

	private async escalate(tracked: Tracked, reason: string): Promise<void> {
		const { id, owner } = tracked.entry;
		const attempt = tracked.lease?.attempt ?? 0;
		await this.options.store.close(id, { state: 'ESCALATED', reason, owner, attempt });
		this.options.onEvent({ type: 'escalated', record: tracked.entry, attempt, reason });
		await this.endIfClosed(id, tracked);
	}

	private async endIfClosed(id: string, tracked: Tracked): Promise<boolean> {
		const closing = await this.options.store.closing(id);
		if (closing === undefined) return false;
		if (tracked.ended) return true;
		// The execution may still be running its last nodes: what they need is removed after it settled.
		if (tracked.running && tracked.lease !== undefined && tracked.lease.until > this.clock()) {
			return true;
		}
		tracked.ended = true;
		tracked.running = false;
		await this.options.onEnded(id);
		return true;
	}

	/**
	 * Disposes of what ended before `limit` (epoch milliseconds). Results go at once; an inbox file
	 * goes when all its items may, and only then their ends, or a restart would take them for new.
	 *
	 * @returns how many items are gone
	 */
	async retire(limit: number): Promise<number> {
		const { inbox, store, onEvent } = this.options;
		const files = Map.groupBy(this.items.values(), ({ entry }) => entry.file);
		let gone = 0;
		for (const [file, all] of files) {
			const old = await Promise.all(all.map((tracked) => this.endedBefore(tracked, limit)));
			for (const [index, tracked] of all.entries()) {
				if (old[index]) await store.disposeResults(tracked.entry.id);
			}
			if (!old.every(Boolean) || !(await inbox.remove(file))) continue;
			for (const { entry } of all) {
				await store.dispose(entry.id);
				this.items.delete(entry.id);
				onEvent({ type: 'disposed', record: entry });
				gone += 1;
			}
		}
		return gone;
	}

	private async endedBefore(tracked: Tracked, limit: number): Promise<boolean> {
		if (!tracked.ended) return false;
		const closing = await this.options.store.closing(tracked.entry.id);
		return closing !== undefined && Date.parse(closing.at) < limit;
	}

	/** The command line leaves its requests as empty files, so that only this process changes state. */
	private async takeRequests(): Promise<void> {
		for (const name of await readdir(this.options.requests)) {
			const [verb, argument] = name.split('-');
			if (verb === 'retry') await this.retry(argument);
			if (verb === 'purge') await this.retire(Number(argument));
			await rm(join(this.options.requests, name), { force: true });
		}
	}

	private async retry(id: string): Promise<void> {
		const tracked = this.items.get(id);
		if (tracked === undefined || tracked.running) return;
		await this.options.store.reopen(id);
		tracked.ended = false;
		tracked.lease = undefined;
	}
}

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
			: parking !== undefined && parking.decidedAt === undefined
				? 'parked'
				: lease === undefined
					? 'waiting'
					: lease.phase === 'running'
						? 'running'
						: 'retrying';
	return { id, kind, route, priority, owner, openedAt, phase, lease, parking, closing };
}
