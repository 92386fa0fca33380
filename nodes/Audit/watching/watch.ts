import type { BatchReference } from '../batch';
import { readCursor } from '../delivery/cursor';
import { isDelivered } from '../delivery/due';
import type { ChainBreak } from '../reading/read';
import { batchOf, gather } from './gather';
import { UnreadWatch } from './unread';

export interface WatchSettings {
	auditDir: string;
	cursorDir: string;
	/** Name of the sink whose cursor decides what is due. */
	sink: string;
	/** Largest batch. */
	maxEvents: number;
	maxBytes: number;
	/** Milliseconds between two looks at the ledger. */
	pollMs: number;
	/** Wait after a batch that was not delivered; doubles up to `retryMaxMs`. */
	retryFirstMs: number;
	retryMaxMs: number;
	/** How long a batch may be under way without a word before it is handed out again. */
	leaseMs: number;
	/** How long the delivery's own audit events wait for others to go with. */
	idleMs: number;
}

export const WATCH_DEFAULTS: Omit<WatchSettings, 'auditDir' | 'cursorDir' | 'sink'> = {
	maxEvents: 1000,
	maxBytes: 4 * 1024 * 1024,
	pollMs: 1000,
	retryFirstMs: 2000,
	retryMaxMs: 60_000,
	leaseMs: 10 * 60_000,
	idleMs: 15 * 60_000,
};

export interface WatchHandlers {
	/**
	 * Hands a batch out. Resolves with `ended` when whoever took it is done with it, whatever came of
	 * it, and with `unknown` when it may still come back to it: a hint that makes a retry come sooner.
	 * Only the cursor says that the batch was delivered.
	 */
	emit(batch: BatchReference): Promise<'ended' | 'unknown'>;
	/** Called once per place. */
	broken(found: ChainBreak): void;
	/** A look at the ledger failed; the next one comes by itself. */
	failed(error: unknown): void;
}

interface InFlight {
	batch: BatchReference;
	/** When it is handed out again unless the cursor moved. */
	until: number;
	/** Whoever took it said that it is done with it. */
	over: boolean;
	/** When the cursor was first seen behind it. */
	deliveredAt?: number;
}

/** How long a delivery may take to finish after the cursor moved, when nobody says that it did. */
const FINISHING_MS = 2000;

/**
 * Watches the ledger of all writers for one sink and hands out what is due, one batch at a time: the
 * next one comes only after the cursor has moved past the last. A batch that is not delivered comes
 * again after a wait; meanwhile the ledger just grows, so a SIEM that is down stalls nothing and
 * loses nothing.
 */
export class LedgerWatch {
	private readonly unread: UnreadWatch;
	private readonly reported = new Set<string>();
	private inFlight: InFlight | undefined;
	private attempt = 0;
	private timer: NodeJS.Timeout | undefined;
	private ticking: Promise<void> | undefined;
	private stopped = true;

	constructor(
		private readonly settings: WatchSettings,
		private readonly handlers: WatchHandlers,
		private readonly now: () => number = Date.now,
	) {
		this.unread = new UnreadWatch(settings.auditDir);
	}

	start(): void {
		this.stopped = false;
		this.schedule(0);
	}

	/** Ends the watch; a batch that is out stays with whoever took it. */
	async stop(): Promise<void> {
		this.stopped = true;
		clearTimeout(this.timer);
		await this.ticking;
	}

	/** One look at cursor and ledger. Never rejects. */
	async tick(): Promise<void> {
		this.ticking ??= this.look()
			.catch((error: unknown) => this.handlers.failed(error))
			.finally(() => (this.ticking = undefined));
		await this.ticking;
	}

	private async look(): Promise<void> {
		const { auditDir, cursorDir, sink, maxEvents, maxBytes, idleMs } = this.settings;
		const cursor = await readCursor(cursorDir, sink);
		if (this.inFlight !== undefined) {
			if (this.isHeld(this.inFlight, isDelivered(this.inFlight.batch, cursor))) return;
			this.inFlight = undefined;
		}
		const limit = { events: maxEvents, bytes: maxBytes };
		const gathered = await gather(auditDir, cursor, limit, this.unread, this.now());
		for (const found of gathered.breaks) this.report(found);
		const batch = batchOf(gathered, cursor, new Date(this.now()), idleMs);
		if (batch !== undefined) this.hand({ ...batch, attempt: ++this.attempt });
	}

	/**
	 * True while the next batch has to wait: the one in flight is not delivered and its time is not
	 * over, or it is delivered and whoever delivered it is still busy with the end of that.
	 */
	private isHeld(out: InFlight, delivered: boolean): boolean {
		if (!delivered) return this.now() < out.until;
		this.attempt = 0;
		out.deliveredAt ??= this.now();
		return !out.over && this.now() < Math.min(out.until, out.deliveredAt + FINISHING_MS);
	}

	private hand(batch: BatchReference): void {
		const out: InFlight = { batch, until: this.now() + this.settings.leaseMs, over: false };
		this.inFlight = out;
		this.handlers.emit(batch).then(
			(hint) => {
				if (hint === 'ended') this.ended(out);
			},
			(error: unknown) => {
				this.handlers.failed(error);
				this.ended(out);
			},
		);
	}

	private ended(out: InFlight): void {
		const { retryFirstMs, retryMaxMs } = this.settings;
		const wait = Math.min(retryFirstMs * 2 ** (out.batch.attempt - 1), retryMaxMs);
		out.until = Math.min(out.until, this.now() + wait);
		out.over = true;
		// A backlog goes on at once instead of at the next poll.
		this.schedule(0);
	}

	private report(found: ChainBreak): void {
		const name = `${found.origin} ${found.at.seq} ${found.reason}`;
		if (this.reported.has(name)) return;
		this.reported.add(name);
		this.handlers.broken(found);
	}

	private schedule(ms: number): void {
		clearTimeout(this.timer);
		if (this.stopped) return;
		this.timer = setTimeout(() => {
			void this.tick().finally(() => this.schedule(this.settings.pollMs));
		}, ms);
	}
}
