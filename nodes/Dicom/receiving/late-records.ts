/** What is to be recorded; a transfer names an association whose images the listener still holds as untold. */
interface Recordable {
	type: string;
	transfer?: string;
}

export interface LateRecordsOptions<T> {
	record(event: T): Promise<void>;
	/** The event waits, or, without a pause, is given up. Milliseconds. */
	onFailure(event: T, error: unknown, pauseMs: number | undefined): void;
	/** True when no further try can succeed. */
	isHopeless(error: unknown): boolean;
	/** Milliseconds. */
	pauses?: { first: number; longest: number; last: number };
}

/** Beyond so many events that wait the oldest one is given up. */
const MOST = 10_000;
/** `last` is between two tries once everything is about to end. */
const PAUSES = { first: 1_000, longest: 30_000, last: 250 };

/** So many are recorded at once: they share what the disk takes for one. */
const AT_ONCE = 64;

interface Numbered<T> {
	/** In the order in which they came. */
	number: number;
	event: T;
}

/**
 * Records events as soon as the ledger takes them: what it cannot take now (a full disk) waits, and
 * everything after it waits behind it. An association that waits here when the process ends is told
 * again by the listener's journal.
 */
export class LateRecords<T extends Recordable> {
	private readonly queue: Array<Numbered<T>> = [];
	/** Being recorded without having waited. */
	private readonly direct = new Map<T, Promise<void>>();
	/** How many at the head of the queue are being recorded. */
	private recording = 0;
	private numbers = 0;
	private readonly pauses: { first: number; longest: number; last: number };
	private pause: number;
	private timer: NodeJS.Timeout | undefined;
	private trying: Promise<void> | undefined;
	private ending = false;
	private closed = false;

	constructor(private readonly options: LateRecordsOptions<T>) {
		this.pauses = options.pauses ?? PAUSES;
		this.pause = this.pauses.first;
	}

	/** How many events wait. */
	get size(): number {
		return this.queue.length;
	}

	/** Records it now, or behind what waits. Never rejects; resolves after the first try. */
	async add(event: T): Promise<void> {
		if (this.isTwin(event)) return;
		const numbered = { number: ++this.numbers, event };
		if (this.queue.length === 0 && this.direct.size < AT_ONCE) {
			const first = this.recordNow(numbered);
			this.direct.set(event, first);
			return await first.finally(() => this.direct.delete(event));
		}
		this.enqueue(numbered);
		// While a pause lasts, a further event is no reason to try.
		if (this.timer === undefined) await this.attempt();
	}

	private async recordNow(numbered: Numbered<T>): Promise<void> {
		const { event } = numbered;
		try {
			await this.options.record(event);
		} catch (error) {
			if (this.options.isHopeless(error)) return this.options.onFailure(event, error, undefined);
			this.enqueue(numbered);
			if (this.timer === undefined && this.trying === undefined) this.wait(event, error);
			else this.options.onFailure(event, error, this.pause);
		}
	}

	private enqueue(numbered: Numbered<T>): void {
		if (this.queue.length >= MOST) {
			const [oldest] = this.queue.splice(this.recording, 1);
			const full = new Error('too many events wait for the ledger');
			if (oldest !== undefined) this.options.onFailure(oldest.event, full, undefined);
		}
		// What was tried before it may fail after it.
		let at = this.queue.length;
		while (at > this.recording && this.queue[at - 1].number > numbered.number) at--;
		this.queue.splice(at, 0, numbered);
	}

	/** The restarted thread tells of an association as cut off whose proper end waits here. */
	private isTwin({ type, transfer }: T): boolean {
		if (type !== 'association-cut-off' || transfer === undefined) return false;
		const waiting = [...this.direct.keys(), ...this.queue.map(({ event }) => event)];
		return waiting.some((event) => event.transfer === transfer);
	}

	/** Tries at once whether the ledger takes what waits. Never rejects. */
	async attempt(): Promise<void> {
		this.trying ??= this.work().finally(() => this.over());
		await this.trying;
	}

	/** One that failed at the very end of a try found nobody who would try it again. */
	private over(): void {
		this.trying = undefined;
		if (this.queue.length === 0 || this.timer !== undefined || this.closed) return;
		this.timer = setTimeout(() => void this.attempt(), this.pause).unref();
	}

	private async work(): Promise<void> {
		clearTimeout(this.timer);
		this.timer = undefined;
		while (this.queue.length > 0) {
			const failed = await this.recordSome(this.queue.slice(0, AT_ONCE));
			if (failed !== undefined) return this.wait(failed.event, failed.error);
			this.pause = this.pauses.first;
		}
	}

	/** @returns the first that is to be tried again */
	private async recordSome(
		some: ReadonlyArray<Numbered<T>>,
	): Promise<{ event: T; error: unknown } | undefined> {
		this.recording = some.length;
		const outcomes = await Promise.allSettled(
			some.map(async ({ event }) => await this.options.record(event)),
		);
		const again: Array<Numbered<T>> = [];
		let failed: { event: T; error: unknown } | undefined;
		for (const [at, outcome] of outcomes.entries()) {
			if (outcome.status === 'fulfilled') continue;
			const { event } = some[at];
			const error: unknown = outcome.reason;
			if (this.options.isHopeless(error)) this.options.onFailure(event, error, undefined);
			else {
				again.push(some[at]);
				failed ??= { event, error };
			}
		}
		this.queue.splice(0, some.length, ...again);
		this.recording = 0;
		return failed;
	}

	private wait(event: T, error: unknown): void {
		if (this.closed) return;
		const pause = this.ending ? this.pauses.last : this.pause;
		this.pause = Math.min(this.pause * 2, this.pauses.longest);
		this.options.onFailure(event, error, pause);
		this.timer = setTimeout(() => void this.attempt(), pause).unref();
	}

	/** The listener is about to close: what waits is tried often from now on. */
	hurry(): void {
		this.ending = true;
		if (this.timer !== undefined) void this.attempt();
	}

	/** One last try. */
	async close(): Promise<void> {
		await Promise.allSettled(this.direct.values());
		await this.trying;
		this.closed = true;
		await this.attempt();
		clearTimeout(this.timer);
	}
}
