import { setTimeout as sleep } from 'node:timers/promises';
import { toHospitalError } from '../../shared/errors';
import type { ChartWatch } from './chart-watch';
import type { Notification } from './notification';
import { Outage, type OutageSettings } from './outage';
import { readWakeUps, removeWakeUps, type WakeUps } from './wake-ups';
import type { WatchEvent } from './watch-events';

/** How often wake-ups are looked for, in milliseconds. */
const LISTEN_EVERY = 500;
/** How often a process that does not hold the lease asks for it. */
const ASK_EVERY = 5_000;
/** Looks follow each other at least so far apart, however often the server tells of changes. */
const AT_LEAST = 500;

export interface WatchLoopOptions {
	watch: ChartWatch;
	/** Folder of the watch, where wake-ups lie. */
	folder: string;
	outage: OutageSettings;
	/** Present when the server tells of changes. */
	subscription?: SubscriptionUpkeep;
	on(event: WatchEvent): void;
	/** Our own clock, for waiting only. */
	now?: () => number;
}

export interface SubscriptionUpkeep {
	/** Looks after it and puts it up again when needed. @returns why it was put up again, if it was */
	ensure(): Promise<string | undefined>;
	/** Wait between two looks while it works. */
	everyMs: number;
	/** The server promised a sign of life at least so often. */
	heartbeatMs?: number;
}

/**
 * Looks again and again: at intervals, and at once when the server told of changes. A look that fails
 * comes again after a growing wait and leaves the position where it was.
 */
export class WatchLoop {
	private readonly stopping = new AbortController();
	private readonly outage: Outage;
	private readonly now: () => number;
	private running: Promise<void> | undefined;
	private heldElsewhere = false;
	/** False until the subscription is known to work: then looks come as often as without one. */
	private subscribed = false;
	private subscriptionTold = false;
	private checkedAt = Number.NEGATIVE_INFINITY;
	private heardAt: number;

	constructor(private readonly options: WatchLoopOptions) {
		this.now = options.now ?? (() => performance.now());
		this.heardAt = this.now();
		this.outage = new Outage(options.outage, (event) => options.on(event));
	}

	start(): void {
		this.running ??= this.run();
	}

	/** Ends the look under way, waits for it and gives the lease back. */
	async stop(): Promise<void> {
		this.stopping.abort();
		await this.options.watch.close();
		await this.running;
	}

	/** True while looks fail. */
	get failing(): boolean {
		return this.outage.failingSince !== undefined;
	}

	private get stopped(): boolean {
		return this.stopping.signal.aborted;
	}

	private async run(): Promise<void> {
		while (!this.stopped) {
			const wait = await this.once();
			await this.waitOrWake(wait);
		}
	}

	/**
	 * One round: what the server told of, then a look. Never rejects.
	 *
	 * @returns how long to wait, in milliseconds
	 */
	async once(): Promise<number> {
		const { watch, folder } = this.options;
		try {
			const told = await readWakeUps(folder);
			const looked = await watch.look();
			if (looked === undefined) return this.waitForLease();
			this.heldElsewhere = false;
			await this.follow(told);
			this.outage.succeeded(this.now());
			await this.lookAfterSubscription(told.notifications);
			return looked.more ? 0 : this.everyMs;
		} catch (error) {
			return this.stopped ? 0 : this.outage.failed(error, this.now());
		}
	}

	private waitForLease(): number {
		if (this.stopped) return 0;
		if (!this.heldElsewhere) this.options.on({ type: 'held-elsewhere' });
		this.heldElsewhere = true;
		return ASK_EVERY;
	}

	/** What the server told of lies before the look that has just succeeded: it may go. */
	private async follow({ names, notifications }: WakeUps): Promise<void> {
		if (names.length === 0) return;
		this.heardAt = this.now();
		await this.count(notifications);
		await removeWakeUps(this.options.folder, names);
	}

	/** The server numbers its events: a number that no notification brought tells of a lost one. */
	private async count(notifications: readonly Notification[]): Promise<void> {
		const { watch, on } = this.options;
		const before = watch.lastEvent;
		const numbered = notifications.filter(({ events }) => events !== undefined);
		// Lower numbers only: the subscription was put up anew and counts from the start.
		const anew = numbered.every(({ events = 0 }) => events < (before ?? 0));
		let last = anew ? undefined : before;
		let missed = 0;
		for (const { kind, events = 0, carries = 1 } of numbered.sort(byNumber)) {
			const own = kind === 'events' ? carries : 0;
			if (last !== undefined) missed += Math.max(0, events - last - own);
			last = Math.max(last ?? 0, events);
		}
		if (missed > 0) on({ type: 'events-missed', count: missed });
		if (numbered.length > 0 && last !== before) await watch.noteEvent(last);
	}

	private get everyMs(): number {
		const { subscription, outage } = this.options;
		return subscription && this.subscribed ? subscription.everyMs : outage.everyMs;
	}

	private async lookAfterSubscription(told: readonly Notification[]): Promise<void> {
		const { subscription, on, watch } = this.options;
		if (subscription === undefined) return;
		const { heartbeatMs = Number.POSITIVE_INFINITY, everyMs } = subscription;
		const now = this.now();
		const silent = now - this.heardAt > 2 * heartbeatMs;
		const off = told.some(({ status }) => status === 'off');
		if (!silent && !off && this.subscribed && now - this.checkedAt < everyMs) return;
		this.checkedAt = now;
		if (silent) this.heardAt = now;
		try {
			const reason = await subscription.ensure();
			if (reason !== undefined) {
				// A new subscription counts its events from the start.
				await watch.noteEvent(undefined);
				on({ type: 'subscription-restored', reason });
			}
			this.subscribed = true;
			this.subscriptionTold = false;
		} catch (error) {
			this.subscribed = false;
			const { code } = toHospitalError(error, 'Looking after the subscription');
			if (!this.subscriptionTold) on({ type: 'subscription-failing', reason: code });
			this.subscriptionTold = true;
		}
	}

	private async waitOrWake(ms: number): Promise<void> {
		const { subscription, folder } = this.options;
		const until = this.now() + ms;
		// A server that is down is not asked more often because of what it said before.
		const listens = subscription !== undefined && !this.failing;
		await this.pause(Math.min(ms, AT_LEAST));
		while (!this.stopped && this.now() < until) {
			if (listens && (await wakes(folder))) return;
			const left = until - this.now();
			await this.pause(listens ? Math.min(LISTEN_EVERY, left) : left);
		}
	}

	private async pause(ms: number): Promise<void> {
		await sleep(Math.max(ms, 0), undefined, { signal: this.stopping.signal }).catch(
			() => undefined,
		);
	}
}

const byNumber = (a: Notification, b: Notification): number => (a.events ?? 0) - (b.events ?? 0);

const wakes = async (folder: string): Promise<boolean> =>
	(await readWakeUps(folder)).names.length > 0;
