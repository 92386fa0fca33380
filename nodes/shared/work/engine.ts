import type { WorkItemReference } from '../contracts/work-item';
import { makeFolder } from '../durable';
import { toHospitalError } from '../errors';
import { Attempts } from './attempts';
import type { Inbox, InboxEntry } from './inbox';
import { workItemId, type WorkInput, type WorkRecord, type WorkView } from './item';
import type { WorkPolicy } from './policy';
import { takeRequests } from './requests';
import { Retirement } from './retirement';
import { Roster } from './roster';
import { freshLease, type WorkStore } from './store';
import { isParked, viewOf } from './view';

/** Takes a delivered item into a workflow. How the execution went comes back through `settle`. */
export interface Route {
	deliver(item: WorkItemReference, payload: unknown): void;
}

/** What happened to an item, for the ledger. */
export interface WorkEvent {
	type:
		| 'opened'
		| 'delivered'
		| 'failed'
		| 'escalated'
		| 'reopened'
		| 'disposed'
		| 'inbox-damaged'
		| 'engine-fault';
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

const TICK = 1000;
/** How often the inboxes of other processes are looked through for work that nobody took up. */
const LOOK_AROUND = 60_000;
/** Wait after the disk refused what a delivery needs; other items are tried meanwhile. */
const PAUSE_AFTER_FAULT = 30_000;
/** Ended items cleared in one pass: thousands after a restart must not hold up deliveries. */
const CLEAR_AT_ONCE = 100;

/**
 * Hands out work: each item goes to its workflow until it ends in a terminal state. It lives in the
 * process that owns the triggers (the main process) and knows nothing of DICOM, HL7 or FHIR.
 *
 * Nothing that fails inside may reach n8n as an unhandled rejection or stop the next look: a failure
 * is reported as `engine-fault`, and everything is looked at again a second later.
 */
export class WorkEngine {
	private readonly roster: Roster;
	private readonly attempts: Attempts;
	private readonly retirement: Retirement;
	private readonly routes = new Map<string, Route>();
	private readonly clock: () => number;
	private readonly opening = new Map<string, Promise<void>>();
	/** How far the inbox files of other processes were read. */
	private readonly read = new Map<string, number>();
	private lookedAround = 0;
	private timer: NodeJS.Timeout | undefined;
	private passing: Promise<void> | undefined;
	private again = false;
	private stopped = false;
	private fault: string | undefined;

	private constructor(private readonly options: WorkEngineOptions) {
		this.clock = options.clock ?? Date.now;
		this.roster = new Roster(options.policy);
		this.attempts = new Attempts(options, this.roster, this.clock, (event) => this.report(event));
		this.retirement = new Retirement(this.roster, options);
	}

	/** Reads the inbox and the state of every item. Nothing is delivered before a route attaches. */
	static async start(options: WorkEngineOptions): Promise<WorkEngine> {
		const engine = new WorkEngine(options);
		await makeFolder(options.requests);
		await engine.takeOver(false);
		engine.timer = setInterval(() => engine.wake(), TICK);
		engine.timer.unref();
		return engine;
	}

	async stop(): Promise<void> {
		this.stopped = true;
		clearInterval(this.timer);
		this.routes.clear();
		await this.passing;
		await this.options.inbox.close();
	}

	/**
	 * Accepts a piece of work. When it resolves the work is on the disk and will be delivered, even
	 * after a crash; the trigger may acknowledge it now.
	 */
	async open(input: WorkInput): Promise<{ id: string; fresh: boolean }> {
		const id = workItemId(input.route, input.dedupeKey);
		if (this.roster.has(id)) return { id, fresh: false };
		const underWay = this.opening.get(id);
		if (underWay !== undefined) {
			await underWay;
			return { id, fresh: false };
		}
		const accepted = this.accept(id, input).finally(() => this.opening.delete(id));
		this.opening.set(id, accepted);
		await accepted;
		return { id, fresh: true };
	}

	private async accept(id: string, input: WorkInput): Promise<void> {
		const { kind, route, priority, owner } = input;
		const openedAt = new Date(this.clock()).toISOString();
		const record: WorkRecord = { id, kind, route, priority, owner, openedAt };
		const entry = await this.options.inbox.append(record, input.payload);
		this.roster.hold(entry.file, id);
		this.roster.add({ entry, running: false, ended: false, foreign: false });
		this.report({ type: 'opened', record });
		this.wake();
	}

	/** From now on the items of this route are delivered, those left from before included. */
	attach(name: string, route: Route): void {
		this.routes.set(name, route);
		this.wake();
	}

	/** @param route when given, only this one is detached, not one that took its place since */
	detach(name: string, route?: Route): void {
		if (route === undefined || this.routes.get(name) === route) this.routes.delete(name);
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
		const tracked = this.roster.get(id);
		if (tracked === undefined || tracked.lease?.attempt !== attempt) return;
		tracked.running = false;
		if (outcome === 'waiting') return;
		if (
			!(await this.attempts.endIfClosed(tracked)) &&
			!isParked(await this.options.store.parking(id))
		) {
			await this.attempts.fail(
				tracked,
				attempt,
				code ?? (outcome === 'success' ? 'not-closed' : 'execution-failed'),
			);
		}
		this.wake();
	}

	/** What work of a kind that has not ended is about: its payloads. */
	async openPayloads(kind: string): Promise<unknown[]> {
		const open = this.roster.live().filter(({ entry }) => entry.kind === kind);
		return await Promise.all(open.map(({ entry }) => this.options.inbox.payload(entry)));
	}

	/** Everything that has not been disposed of, oldest first. */
	async list(): Promise<WorkView[]> {
		const views: WorkView[] = [];
		for (const { entry } of this.roster.all()) views.push(await viewOf(entry, this.options.store));
		return views;
	}

	/** Looks now instead of at the next tick. */
	wake(): void {
		if (this.stopped) return;
		this.again = true;
		this.passing ??= this.pass();
	}

	/**
	 * Disposes of what ended before `limit` (epoch milliseconds).
	 *
	 * @returns how many items are gone
	 */
	async retire(limit: number): Promise<number> {
		await this.takeOver(true);
		// Closed by an execution that was given up, while no workflow is there to deliver it to.
		for (const tracked of this.roster.live()) {
			if (!tracked.running) await this.attempts.endIfClosed(tracked);
		}
		return await this.retirement.retire(limit);
	}

	/** Takes up what the inbox holds. @param othersOnly only what other processes wrote meanwhile */
	private async takeOver(othersOnly: boolean): Promise<void> {
		this.lookedAround = this.clock();
		const damage = (): void => this.report({ type: 'inbox-damaged' });
		for await (const entry of this.options.inbox.entries(damage, this.read, othersOnly)) {
			if (!this.roster.has(entry.id)) await this.restore(entry, othersOnly);
			this.roster.hold(entry.file, entry.id);
		}
		for (const file of this.read.keys()) this.roster.hold(file);
	}

	private async restore(entry: InboxEntry, foreign: boolean): Promise<void> {
		const { store, origin, alone } = this.options;
		const lease = await store.lease(entry.id);
		const ended = (await store.closing(entry.id)) !== undefined;
		// A paused execution outlasts the process; the decision it waits for extends its lease on disk.
		const givenUp =
			!foreign && alone && lease?.phase === 'running' && lease.origin !== origin
				? lease.until
				: undefined;
		if (this.roster.has(entry.id)) return;
		this.roster.add({ entry, lease, running: false, ended, givenUp, foreign });
	}

	private async pass(): Promise<void> {
		// So that `passing` is set before anything below can clear it.
		await Promise.resolve();
		try {
			while (this.again && !this.stopped) {
				this.again = false;
				const before = this.fault;
				this.fault = undefined;
				await this.guard(() => takeRequests(this.options.requests, this.requestHandler), before);
				await this.guard(() => this.lookAround(), before);
				for (const tracked of this.roster.live()) {
					await this.guard(() => this.attempts.review(tracked), before);
				}
				await this.deliverDue(before);
				await this.clearEnded(before);
			}
		} finally {
			// At once, not in a later microtask: a wake in between would be lost.
			this.passing = undefined;
		}
	}

	/** The same fault is reported once, not every second, until a pass went without it. */
	private async guard(stage: () => Promise<void>, before: string | undefined): Promise<void> {
		try {
			await stage();
		} catch (error) {
			const { code } = toHospitalError(error, 'Handing out work');
			if (this.fault === undefined && code !== before) {
				this.report({ type: 'engine-fault', reason: code });
			}
			this.fault ??= code;
		}
	}

	/** Whoever listens must not be able to stop the engine. */
	private report(event: WorkEvent): void {
		try {
			this.options.onEvent(event);
		} catch {
			// The listener has its own way of telling; work goes on.
		}
	}

	private async lookAround(): Promise<void> {
		if (Math.abs(this.clock() - this.lookedAround) >= LOOK_AROUND) await this.takeOver(true);
	}

	private async deliverDue(before: string | undefined): Promise<void> {
		for (const tracked of this.roster.due(this.clock())) {
			const route = this.routes.get(tracked.entry.route);
			if (route === undefined || !this.roster.hasRoom(tracked.entry.priority)) continue;
			await this.guard(async () => {
				tracked.pausedUntil = this.clock() + PAUSE_AFTER_FAULT;
				if (!(await this.attempts.isTaken(tracked))) await this.attempts.deliver(tracked, route);
				tracked.pausedUntil = undefined;
			}, before);
		}
	}

	/** What a crash or a failing disk left of ended items. */
	private async clearEnded(before: string | undefined): Promise<void> {
		const { uncleared } = this.roster;
		for (const tracked of [...uncleared].slice(0, CLEAR_AT_ONCE)) {
			// To the end of the line, so that one which cannot be removed does not hold up the others.
			uncleared.delete(tracked);
			uncleared.add(tracked);
			await this.guard(() => this.attempts.clear(tracked), before);
		}
	}

	private readonly requestHandler = {
		retry: async (id: string): Promise<boolean> => {
			const tracked = this.roster.get(id);
			if (tracked === undefined) return true;
			const { store } = this.options;
			const ended = (await store.closing(id)) !== undefined;
			// The execution that closed it still runs its last nodes: asked again in a second.
			if (ended && tracked.running) return false;
			const inHand = tracked.lease?.phase === 'running' && tracked.givenUp === undefined;
			if (!ended && (inHand || isParked(await store.parking(id)))) return true;
			if (ended) await store.reopen(id);
			this.roster.reopen(tracked);
			if (tracked.lease !== undefined) {
				tracked.lease = freshLease(tracked.lease);
				if (!ended) await store.writeLease(id, tracked.lease);
			}
			this.report({ type: 'reopened', record: tracked.entry, attempt: tracked.lease?.attempt });
			return true;
		},
		purge: async (limit: number): Promise<void> => {
			await this.retire(limit);
		},
	};
}
