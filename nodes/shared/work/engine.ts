import { makeFolder } from '../durable';
import { toHospitalError } from '../errors';
import { Attempts } from './attempts';
import { Endings } from './endings';
import type { WorkEvent } from './events';
import type { InboxEntry } from './inbox';
import { isQueued, workItemId, type WorkInput, type WorkRecord, type WorkView } from './item';
import type { Route, WorkEngineOptions } from './options';
import { Reopening } from './reopening';
import { takeRequests, type RequestHandler } from './requests';
import { Retirement } from './retirement';
import { Roster, type Tracked } from './roster';
import { RouteBoard } from './route-board';
import { Unclaimed } from './unclaimed';
import { Upkeep } from './upkeep';
import { isParked, viewOf, viewOfEnded } from './view';

export type * from './events';
export type * from './options';

const TICK = 1000;
/** How often the inboxes of other processes are looked through for work that nobody took up. */
const LOOK_AROUND = 60_000;
/** Wait after the disk refused what a delivery needs; other items are tried meanwhile. */
const PAUSE_AFTER_FAULT = 30_000;
/** Ended items taken to the archive in one pass: thousands at once must not hold up deliveries. */
const FINISH_AT_ONCE = 200;
/** Parked items looked at in one pass. */
const PARKED_AT_ONCE = 200;
/** Payloads read at once for a list of them. */
const READ_AT_ONCE = 64;

/**
 * Hands out work: each item goes to its workflow until it ends in a terminal state. It lives in the
 * process that owns the triggers (the main process) and knows nothing of DICOM, HL7 or FHIR. Its
 * memory holds open work; what has ended takes about 20 bytes an item.
 *
 * Nothing that fails inside may reach n8n as an unhandled rejection or stop the next look: a failure
 * is reported as `engine-fault`, and everything is looked at again a second later.
 */
export class WorkEngine {
	private readonly roster: Roster;
	private readonly endings: Endings;
	private readonly attempts: Attempts;
	private readonly retirement: Retirement;
	private readonly upkeep: Upkeep;
	private readonly unclaimed: Unclaimed;
	private readonly requests: RequestHandler;
	private readonly routes = new Map<string, Route>();
	private readonly clock: () => number;
	private readonly opening = new Map<string, Promise<void>>();
	/** How far the inbox files of other processes were read. */
	private readonly read = new Map<string, number>();
	private lookedAround = 0;
	private timer: NodeJS.Timeout | undefined;
	private passing: Promise<void> | undefined;
	/** What the next pass has to do: look at everything, or only hand out what is due. */
	private again: 'look' | 'deliver' | undefined;
	private stopped = false;
	private fault: string | undefined;

	private constructor(
		private readonly options: WorkEngineOptions,
		private readonly board: RouteBoard,
	) {
		const report = (event: WorkEvent): void => this.report(event);
		this.clock = options.clock ?? Date.now;
		this.roster = new Roster(options.policy);
		this.endings = new Endings(options, this.roster, this.clock);
		this.attempts = new Attempts(options, this.roster, this.endings, this.clock, report);
		this.upkeep = new Upkeep(this.roster, options, this.clock);
		this.retirement = new Retirement(this.roster, this.upkeep, options);
		this.unclaimed = new Unclaimed(options, this.roster, board, this.attempts, this.clock, report);
		const reopening = new Reopening(options, this.roster, this.endings, this.clock, report);
		this.requests = {
			look: () => (this.lookedAround = Number.NEGATIVE_INFINITY),
			retry: (id) => reopening.reopen(id),
			purge: async (limit) => void (await this.retire(limit)),
		};
	}

	/** Reads the inbox and the state of open items. Nothing is delivered before a route attaches. */
	static async start(options: WorkEngineOptions): Promise<WorkEngine> {
		await makeFolder(options.requests);
		const board = await RouteBoard.open(options.routes, (options.clock ?? Date.now)());
		const engine = new WorkEngine(options, board);
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
		await this.options.ended.close();
	}

	/**
	 * Accepts a piece of work. When it resolves the work is on the disk and will be delivered, even
	 * after a crash; the trigger may acknowledge it now.
	 */
	async open(input: WorkInput): Promise<{ id: string; fresh: boolean }> {
		const id = workItemId(input.route, input.dedupeKey);
		if (this.roster.has(id) || this.options.ended.has(id)) return { id, fresh: false };
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
		const { kind, route, priority, owner, supersedes, evidence } = input;
		const openedAt = new Date(this.clock()).toISOString();
		const record: WorkRecord = {
			...{ id, kind, route, priority, owner, openedAt },
			...(supersedes !== undefined && { supersedes }),
			...(evidence !== undefined && { evidence }),
		};
		const entry = await this.options.inbox.append(record, input.payload);
		this.roster.add(entry, {}, this.clock());
		this.report({ type: 'opened', record });
		this.stir('deliver');
	}

	/** From now on the items of this route are delivered, those left from before included. */
	attach(name: string, route: Route): void {
		this.routes.set(name, route);
		this.board.attach(name, route.label, this.clock());
		this.writeBoard();
		this.stir('deliver');
	}

	/** @param route when given, only this one is detached, not one that took its place since */
	detach(name: string, route?: Route): void {
		if (route !== undefined && this.routes.get(name) !== route) return;
		this.routes.delete(name);
		this.board.detach(name, this.clock());
		this.writeBoard();
	}

	/**
	 * The execution that worked on an item finished. A hint only: `success` without a terminal state
	 * counts as a failure, `waiting` is left to the parking.
	 *
	 * @param sign what is known of a failure. What a node noted itself says more, if it was that node
	 */
	async settle(
		id: string,
		attempt: number,
		outcome: 'success' | 'error' | 'waiting',
		sign: { code?: string; node?: string; needsPerson?: boolean } = {},
	): Promise<void> {
		const tracked = this.roster.get(id);
		if (tracked === undefined || tracked.lease?.attempt !== attempt) return;
		this.roster.stop(tracked);
		if (outcome !== 'waiting' && !(await this.endings.endIfClosed(tracked))) {
			const parked = isParked(await this.options.store.parking(id));
			if (!parked) await this.fail(tracked, attempt, outcome, sign);
		}
		this.stir('deliver');
	}

	private async fail(
		tracked: Tracked,
		attempt: number,
		outcome: 'success' | 'error',
		{ code, node, needsPerson = false }: { code?: string; node?: string; needsPerson?: boolean },
	): Promise<void> {
		const noted = await this.options.store.failure(tracked.entry.id, attempt);
		const gaveUp = noted?.gaveUp === true;
		if (outcome === 'success' && !gaveUp)
			return await this.attempts.fail(tracked, attempt, 'not-closed');
		// An earlier failure that the execution got over says nothing about the node that ended it.
		const said = noted !== undefined && (gaveUp || node === undefined || node === noted.node);
		const reason = code ?? (said ? noted.code : 'execution-failed');
		await this.attempts.fail(tracked, attempt, reason, needsPerson || (said && noted.needsPerson));
	}

	/** What work of a kind that has not ended is about: its payloads. */
	async openPayloads(kind: string): Promise<unknown[]> {
		const open = this.roster.live().filter(({ entry }) => entry.kind === kind);
		const payloads: unknown[] = [];
		for (let from = 0; from < open.length; from += READ_AT_ONCE) {
			const some = open.slice(from, from + READ_AT_ONCE);
			payloads.push(
				...(await Promise.all(some.map(({ entry }) => this.options.inbox.payload(entry)))),
			);
		}
		return payloads;
	}

	/** How much is in memory, and how much in the archive. */
	get counts(): { open: number; ended: number } {
		return { open: [...this.roster.all()].length, ended: this.options.ended.size };
	}

	/** Everything that has not been disposed of, oldest first. */
	async list(): Promise<WorkView[]> {
		const views: WorkView[] = [];
		for (const { entry } of this.roster.all()) views.push(await viewOf(entry, this.options.store));
		for await (const ended of this.options.ended.files.newestFirst()) {
			if (!this.roster.has(ended.id)) views.push(viewOfEnded(ended));
		}
		return views.sort((a, b) => Date.parse(a.openedAt) - Date.parse(b.openedAt));
	}

	/** Looks at everything now instead of at the next tick. */
	wake(): void {
		this.stir('look');
	}

	private stir(what: 'look' | 'deliver'): void {
		if (this.stopped) return;
		if (this.again !== 'look') this.again = what;
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
			if (!tracked.running) await this.endings.endIfClosed(tracked);
		}
		for (const tracked of [...this.roster.unfinished]) await this.endings.finish(tracked);
		return await this.retirement.retire(limit, this.read);
	}

	/** Takes up what the inbox holds. @param othersOnly only what other processes wrote meanwhile */
	private async takeOver(othersOnly: boolean): Promise<void> {
		this.lookedAround = this.clock();
		await this.options.ended.catchUp();
		const damage = (): void => this.report({ type: 'inbox-damaged' });
		const begun = new Set(await this.options.store.ids());
		for await (const entry of this.options.inbox.entries(damage, this.read, othersOnly)) {
			const known = this.roster.get(entry.id);
			// The same work may stand in several files: the last one stays the longest.
			if (known !== undefined) known.entry = entry;
			else await this.restore(entry, othersOnly, begun);
		}
	}

	private async restore(
		entry: InboxEntry,
		foreign: boolean,
		begun: ReadonlySet<string>,
	): Promise<void> {
		const { store, origin, alone, ended } = this.options;
		if (ended.has(entry.id)) {
			// A crash on the way to the archive left its state behind.
			if (begun.has(entry.id) && !foreign) await store.settleIn(entry.id);
			return;
		}
		const known = foreign || begun.has(entry.id);
		const lease = known ? await store.lease(entry.id) : undefined;
		const isOver = known && (await store.closingHere(entry.id)) !== undefined;
		// A paused execution outlasts the process; the decision it waits for extends its lease on disk.
		const givenUp =
			!foreign && alone && lease?.phase === 'running' && lease.origin !== origin
				? lease.until
				: undefined;
		if (this.roster.has(entry.id)) return;
		// Whoever put it into a queue does not deliver it: it need not be waited for.
		const theirs = foreign && !(lease === undefined && isQueued(entry.route));
		this.roster.add(entry, { lease, ended: isOver, givenUp, foreign: theirs }, this.clock());
	}

	private async pass(): Promise<void> {
		// So that `passing` is set before anything below can clear it.
		await Promise.resolve();
		try {
			while (this.again !== undefined && !this.stopped) {
				const everything = this.again === 'look';
				this.again = undefined;
				const before = this.fault;
				if (everything) this.fault = undefined;
				if (everything) await this.lookAtAll(before);
				await this.deliverDue(before);
			}
		} finally {
			// At once, not in a later microtask: a wake in between would be lost.
			this.passing = undefined;
		}
	}

	private async lookAtAll(before: string | undefined): Promise<void> {
		await this.guard(() => takeRequests(this.options.requests, this.requests), before);
		await this.guard(() => this.lookAround(), before);
		for (const tracked of this.roster.toReview(PARKED_AT_ONCE)) {
			await this.guard(() => this.attempts.review(tracked), before);
		}
		await this.guard(() => this.unclaimed.look(), before);
		await this.finishEnded(before);
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
		else await this.options.ended.catchUp();
	}

	private async deliverDue(before: string | undefined): Promise<void> {
		for (;;) {
			const tracked = this.roster.next(this.clock(), this.routes);
			const route = tracked && this.routes.get(tracked.entry.route);
			if (tracked === undefined || route === undefined || this.stopped) return;
			await this.guard(async () => {
				tracked.pausedUntil = this.clock() + PAUSE_AFTER_FAULT;
				this.roster.put(tracked, this.clock());
				if (!(await this.attempts.isTaken(tracked))) await this.attempts.deliver(tracked, route);
				tracked.pausedUntil = undefined;
			}, before);
		}
	}

	/** What has ended without an execution to tell, and what a crash or a failing disk left. */
	private async finishEnded(before: string | undefined): Promise<void> {
		const { unfinished } = this.roster;
		const some = [...unfinished].slice(0, FINISH_AT_ONCE);
		for (const tracked of some) {
			// To the end of the line, so that one which cannot be finished does not hold up the others.
			unfinished.delete(tracked);
			unfinished.add(tracked);
		}
		await Promise.all(
			some.map((tracked) => this.guard(() => this.endings.finish(tracked), before)),
		);
	}

	private writeBoard(): void {
		this.board.write(this.clock()).catch(() => undefined);
	}
}
