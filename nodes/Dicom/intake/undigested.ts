import { unlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemCode } from '../../shared/errors';
import type { ListenerEvent } from './events';
import { Digests } from './spool/digests';
import type { InstanceStore } from './spool/instance-store';
import type {
	InstanceRecord,
	JournalRecord,
	SendersRecord,
	UndigestedRecord,
} from './spool/records';
import type { Stored } from './transfers';

/**
 * Bytes that may wait for their digest; more must wait for its Success. One core takes about three
 * seconds for it.
 */
const MAX_WAITING = 4 * 1024 ** 3;
/** Pause after the disk refused. Milliseconds. */
const AFTER_FAILURE = 5_000;

/** What is to be called when an instance has its digest, or never gets one. */
export type Over = (stored: Stored | undefined) => void;

export interface UndigestedHost {
	store: InstanceStore;
	append(record: JournalRecord): Promise<void>;
	/** Makes a digested instance part of its study, durably, and leaves the file where it is. */
	enter(record: InstanceRecord, path: string): Promise<Stored>;
	emit(event: ListenerEvent): void;
}

/**
 * Large instances between their Success and their digest. Hashing costs as much as receiving and
 * storing together, so it is done afterwards in a thread of its own: the file and a journal entry
 * are on the disk before the sender hears of it, and after a crash the digest is made anew. Until
 * then the instance counts as arriving: its study cannot be complete.
 */
export class Undigested {
	private readonly digests = new Digests();
	private readonly waiting = new Map<string, UndigestedRecord>();
	/** The newest of an instance that is still at work, by lane and SOP key. */
	private readonly newest = new Map<string, Promise<void>>();
	private bytes = 0;
	private settledOne: () => void = () => {};
	private one = this.nextSettled();
	private closed = false;
	private readonly closing = Promise.withResolvers<void>();

	constructor(private readonly host: UndigestedHost) {}

	/** Finds what an earlier life of this listener left, and removes files that never got a record. */
	async replay(records: Iterable<JournalRecord>): Promise<void> {
		for (const record of records) {
			if (record.kind === 'undigested') this.waiting.set(record.file, record);
			else if (record.kind === 'digested') this.waiting.delete(record.file);
			else if (record.kind === 'senders') this.heard(record);
		}
		await this.host.store.tidyAside(new Set(this.waiting.keys()));
	}

	/** The senders of a study whose end is not known: those of the others are over. */
	heard({ lane, studyKey, cutOff }: SendersRecord): void {
		for (const record of this.waiting.values()) {
			if (record.lane !== lane || record.studyKey !== studyKey) continue;
			const { callingAeTitle, header } = record;
			const isCutOff = cutOff.some(
				(each) =>
					each.callingAeTitle === callingAeTitle && each.series === header.seriesInstanceUid,
			);
			if (!isCutOff) record.over = true;
		}
	}

	/**
	 * Takes up what `replay` found, once the journal can be written.
	 *
	 * @param arriving is told of each, and gives what is to be called when it has ended, with what it
	 *   proved to be when that is known
	 */
	resume(arriving: (record: UndigestedRecord) => Over): void {
		for (const record of [...this.waiting.values()]) this.begin(record, arriving(record));
	}

	/**
	 * Keeps a synced temporary file. When this resolves, the instance may be acknowledged.
	 *
	 * @param over called when the instance has become part of its study, or proved to be there already
	 */
	async keep(
		temporary: string,
		about: Omit<UndigestedRecord, 'kind' | 'file'>,
		over: Over,
	): Promise<void> {
		while (this.bytes > MAX_WAITING && !this.closed) await this.one;
		const file = await this.host.store.setAside(temporary);
		const record: UndigestedRecord = { kind: 'undigested', file, ...about };
		try {
			await this.host.append(record);
		} catch (error) {
			await unlink(this.host.store.aside(file)).catch(() => {});
			throw error;
		}
		this.begin(record, over);
	}

	/** Resolves when no older content of the instance is at work: what comes last must count. */
	async before(lane: string, sopKey: string): Promise<void> {
		await this.newest.get(keyOf({ lane, sopKey }));
	}

	/** True while a content of the instance waits for its digest. */
	isAtWork(lane: string, sopKey: string): boolean {
		return this.newest.has(keyOf({ lane, sopKey }));
	}

	/** The records that give this state back. */
	snapshot(): Iterable<JournalRecord> {
		return this.waiting.values();
	}

	private begin(record: UndigestedRecord, over: Over): void {
		const key = keyOf(record);
		const before = this.newest.get(key);
		this.waiting.set(record.file, record);
		this.bytes += record.bytes;
		const digest = this.digestOf(record);
		digest.catch(() => {});
		const settled = this.settle(record, digest, before).then((stored) => {
			if (this.newest.get(key) === settled) this.newest.delete(key);
			this.bytes -= record.bytes;
			if (!this.closed) over(stored);
			this.settledOne();
			this.one = this.nextSettled();
		});
		this.newest.set(key, settled);
	}

	private digestOf({ file, dataSetOffset }: UndigestedRecord): Promise<string> {
		return this.digests.of(this.host.store.aside(file), dataSetOffset);
	}

	/** Never rejects: it tries again until it is done or the listener closes. */
	private async settle(
		record: UndigestedRecord,
		digest: Promise<string>,
		before: Promise<void> | undefined,
	): Promise<Stored | undefined> {
		await before;
		while (!this.closed) {
			try {
				return await this.finish(record, await digest);
			} catch (error) {
				if (this.closed) return undefined;
				const code = systemCode(error) ?? 'unknown';
				if (code === 'ENOENT') {
					await this.giveUp(record);
					return undefined;
				}
				this.host.emit({ type: 'storage-failing', code });
				await Promise.race([sleep(AFTER_FAILURE, undefined, { ref: false }), this.closing.promise]);
				digest = this.digestOf(record);
				digest.catch(() => {});
			}
		}
		return undefined;
	}

	private async finish(record: UndigestedRecord, sha256: string): Promise<Stored> {
		const { file } = record;
		const path = this.host.store.aside(file);
		const stored = await this.host.enter(instanceOf(record, sha256), path);
		await this.host.append({ kind: 'digested', file });
		this.waiting.delete(file);
		await unlink(path).catch(() => {});
		return stored;
	}

	/** Somebody removed the file of an acknowledged instance. */
	private async giveUp({ file, lane, studyKey }: UndigestedRecord): Promise<void> {
		this.host.emit({ type: 'study-missing', lane, studyKey });
		this.waiting.delete(file);
		await this.host.append({ kind: 'digested', file }).catch(() => {});
	}

	private nextSettled(): Promise<void> {
		return new Promise((resolve) => (this.settledOne = resolve));
	}

	/** What has no digest yet gets it in the next life. */
	async close(): Promise<void> {
		this.closed = true;
		this.closing.resolve();
		this.settledOne();
		await this.digests.close();
		await Promise.all(this.newest.values());
	}
}

/** Without its association: the record before has been counted for that. */
function instanceOf(record: UndigestedRecord, sha256: string): InstanceRecord {
	const { lane, studyKey, sopKey, bytes, transferSyntax, receivedAt, callingAeTitle, header } =
		record;
	return {
		kind: 'instance',
		lane,
		studyKey,
		sopKey,
		sha256,
		bytes,
		transferSyntax,
		receivedAt,
		callingAeTitle,
		header,
	};
}

const keyOf = ({ lane, sopKey }: { lane: string; sopKey: string }) => `${sopKey} ${lane}`;
