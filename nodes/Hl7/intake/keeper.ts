import { join } from 'node:path';
import { systemCode } from '../../shared/errors';
import type { Reading } from './describe';
import type { ListenerEvent } from './events';
import { Journal } from './journal';
import { Outbox } from './outbox';
import type { MessageRecord, SeenEntry } from './records';
import { Replay } from './replay';
import { disposeResponses } from './responses';
import { Seen } from './seen';
import type { IntakePlace } from './settings';

export interface KeeperOptions {
	place: IntakePlace;
	name: string;
	reading: Reading;
	journalBytes: number;
	windowMs: number;
	flushEach: boolean;
	emit(event: ListenerEvent): void;
}

/** Files of the journal that one message which cannot be handed on may hold back. */
const MOST_FILES = 8;
const MOST_TIDY_EVERY = 60_000;
const LEAST_TIDY_EVERY = 1_000;
/** By then the workflows of this port are active: what still waits, waits for nobody. */
const UNCLAIMED_AFTER = 60_000;
/** Answers of workflows are kept at least so long. Milliseconds. */
const ANSWERS_KEPT = 24 * 3_600_000;

/** Stores messages, remembers them, hands them on, and removes files of the journal in their turn. */
export class Keeper {
	readonly outbox: Outbox;
	readonly seen: Seen;
	private number: number;
	private sweeping: Promise<void> | undefined;
	private again = false;
	private closed = false;
	private readonly tidying: NodeJS.Timeout;
	private readonly unclaimed: NodeJS.Timeout;

	private constructor(
		private readonly options: KeeperOptions,
		private readonly journal: Journal,
		replay: Replay,
	) {
		const { emit, reading } = options;
		this.seen = replay.seen;
		this.number = replay.lastNumber;
		this.outbox = new Outbox({
			journal,
			reading,
			emit,
			onFailure: (error) => emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' }),
			onSettled: () => {
				if (journal.hasSeveral) this.sweepSoon();
			},
		});
		replay.into(this.outbox);
		const every = Math.min(MOST_TIDY_EVERY, Math.max(LEAST_TIDY_EVERY, options.windowMs));
		this.tidying = setInterval(() => void this.tidy(), every);
		this.tidying.unref();
		this.unclaimed = setTimeout(() => this.reportUnclaimed(), UNCLAIMED_AFTER);
		this.unclaimed.unref();
	}

	static async open(options: KeeperOptions): Promise<Keeper> {
		const { place, name, journalBytes, windowMs, flushEach, emit } = options;
		const replay = new Replay(new Seen(windowMs));
		const { journal, damaged } = await Journal.open(
			join(place.folder, name),
			place.key,
			{ fullAt: journalBytes, flushEach },
			(record, at) => replay.take(record, at),
		);
		if (damaged > 0) emit({ type: 'journal-damaged', records: damaged });
		const keeper = new Keeper(options, journal, replay);
		keeper.sweepSoon();
		return keeper;
	}

	nextNumber(): number {
		return ++this.number;
	}

	/** @returns once it is on the disk. @throws the disk's error */
	async store(record: MessageRecord): Promise<MessageRecord> {
		const { promise, resolve } = Promise.withResolvers<boolean>();
		const { name = '', content, key, at, routes, quarantined } = record;
		const about = { name, content, key, at, routes, ...(quarantined && { quarantined }) };
		const known = this.seen.add(about, 0, promise);
		try {
			const place = await this.journal.append(record);
			known.segment = place.segment;
			delete known.storing;
			resolve(true);
			this.outbox.add(record, place);
			return record;
		} catch (error) {
			this.seen.forget(known);
			resolve(false);
			throw error;
		}
	}

	/** Like {@link store}, unless the same content is here under that name. */
	async storeOnce(record: MessageRecord): Promise<{ key: string; at: number }> {
		const { same } = this.seen.find(record.name ?? '', record.content, Date.now());
		if (same === undefined) return await this.store(record);
		if ((await same.storing) !== false) return same;
		return await this.store(record);
	}

	async close(): Promise<void> {
		this.closed = true;
		clearInterval(this.tidying);
		clearTimeout(this.unclaimed);
		await this.outbox.close();
		await this.sweeping;
		await this.journal.close();
	}

	private reportUnclaimed(): void {
		for (const waiting of this.outbox.unclaimed) {
			if (waiting.count > 0) this.options.emit({ type: 'messages-unclaimed', ...waiting });
		}
	}

	private async tidy(): Promise<void> {
		this.seen.tidy(Date.now());
		const kept = Math.max(ANSWERS_KEPT, this.options.windowMs);
		await disposeResponses(this.options.place, Date.now() - kept).catch(() => undefined);
		this.sweepSoon();
	}

	private sweepSoon(): void {
		if (this.closed) return;
		if (this.sweeping !== undefined) {
			this.again = true;
			return;
		}
		this.sweeping = this.sweep()
			.catch((error: unknown) =>
				this.options.emit({ type: 'storage-failing', code: systemCode(error) ?? 'unknown' }),
			)
			.finally(() => {
				this.sweeping = undefined;
				if (!this.again) return;
				this.again = false;
				this.sweepSoon();
			});
	}

	/**
	 * Removes files in which nothing waits any more, always the oldest first: the note that a message is
	 * done stands in the same file or a later one, and must not go before the message.
	 */
	private async sweep(): Promise<void> {
		for (;;) {
			const { segments } = this.journal;
			const [oldest] = segments;
			if (oldest === undefined || this.closed || this.journal.isBusy(oldest)) return;
			if (this.outbox.isLive(oldest)) {
				if (segments.length <= MOST_FILES) return;
				await this.carry(oldest);
			}
			const entries = this.seen.of(oldest, Date.now());
			if (entries.length > 0) {
				const place = await this.journal.append({ kind: 'seen', entries: entries.map(plain) });
				for (const entry of entries) entry.segment = place.segment;
			}
			if (this.outbox.isLive(oldest)) return;
			await this.journal.remove(oldest);
		}
	}

	/** Writes once more what waits in an old file, so that it does not hold back all those after it. */
	private async carry(segment: number): Promise<void> {
		const { pending, records } = this.outbox.undoneOf(segment);
		for (const { routes, places } of pending) {
			const [first] = places;
			if (first === undefined) continue;
			const record = first.record ?? (await this.journal.readAt(first.place));
			// Of the routes that had it already it must not be offered again.
			const place = await this.journal.append({ ...(record as MessageRecord), routes });
			for (const each of places) this.outbox.moved(each, place);
		}
		for (const record of records) await this.journal.append(record);
	}
}

/** Without what only this process knows. */
const plain = ({ name, content, key, at, routes, quarantined }: SeenEntry): SeenEntry => ({
	...{ name, content, key, at, routes },
	...(quarantined !== undefined && { quarantined }),
});
