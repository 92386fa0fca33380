import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { GroupLog, makeFolder, syncFolder } from '../../../shared/durable';
import { DEFAULT_LIMITS } from '../settings';
import { decodeRecords, encodeRecord, type JournalRecord } from './records';

/** A note is on the disk after so long at the latest. Milliseconds. */
const NOTES_WITHIN = 25;

/**
 * The journal of one listener: numbered segments in a folder of its own. Each start, and each full
 * segment, begins a new one with a snapshot of the state and then removes the old ones. Records are
 * idempotent, so a crash between the two steps changes nothing.
 */
export class Journal {
	private log: GroupLog | undefined;
	private number = 0;
	private old: string[] = [];
	/** Bytes of the snapshot that the running segment began with. */
	private begun = 0;
	private rotating: Promise<void> | undefined;
	/** Records that nobody waits for. */
	private notes: Buffer[] = [];
	private notesTimer: NodeJS.Timeout | undefined;
	/** True after a write failed: the segment is given up, `rotate` starts another. */
	failed = false;

	private constructor(
		private readonly folder: string,
		private readonly segmentBytes: number,
	) {}

	/**
	 * Opens the folder for reading. Nothing is written before `begin`.
	 *
	 * @param segmentBytes a segment that grew beyond this is replaced by a snapshot
	 */
	static async open(
		folder: string,
		segmentBytes = DEFAULT_LIMITS.journalBytes,
	): Promise<{ journal: Journal; records: JournalRecord[] }> {
		await makeFolder(folder);
		const journal = new Journal(folder, segmentBytes);
		const names = (await readdir(folder)).filter((name) => /^\d{8}\.log$/.test(name)).sort();
		const records: JournalRecord[] = [];
		for (const name of names) records.push(...decodeRecords(await readFile(join(folder, name))));
		journal.old = names;
		journal.number = names.length === 0 ? 0 : Number(names[names.length - 1].slice(0, 8));
		return { journal, records };
	}

	/** Starts a segment with `snapshot` as its first records, then drops the old segments. */
	async begin(snapshot: Iterable<JournalRecord>): Promise<void> {
		const { name, log } = await this.newSegment();
		const bytes = encodeAll(snapshot);
		const written = log.append(bytes);
		this.begun = bytes.length;
		this.log = log;
		await written;
		await this.removeOld(name);
	}

	/** Resolves once the record is on the disk. @throws the disk's error; see `failed` */
	async append(record: JournalRecord): Promise<void> {
		if (this.rotating !== undefined) await this.rotating.catch(() => {});
		if (this.log === undefined) throw new Error('journal closed');
		try {
			await this.log.append(this.withNotes(encodeRecord(record)));
		} catch (error) {
			this.failed = true;
			throw error;
		}
	}

	/**
	 * Adds a record that nobody waits for. It is written with the next one that somebody waits for, so
	 * that it costs no sync of its own while there is work, and may be lost in a crash.
	 *
	 * @param record what it says is in the state that snapshots are taken of, already now
	 */
	note(record: JournalRecord): void {
		this.notes.push(encodeRecord(record));
		this.notesTimer ??= setTimeout(() => void this.writeNotes(), NOTES_WITHIN).unref();
	}

	private withNotes(...bytes: Buffer[]): Buffer {
		const all = Buffer.concat([...this.notes, ...bytes]);
		this.dropNotes();
		return all;
	}

	private dropNotes(): void {
		this.notes = [];
		clearTimeout(this.notesTimer);
		this.notesTimer = undefined;
	}

	/** Never rejects. */
	private async writeNotes(): Promise<void> {
		await this.rotating?.catch(() => {});
		if (this.notes.length === 0 || this.log === undefined) return;
		await this.log.append(this.withNotes()).catch(() => (this.failed = true));
	}

	get full(): boolean {
		// A large state must not be written anew at every record.
		const limit = Math.max(this.segmentBytes, 2 * this.begun);
		return this.rotating === undefined && (this.log?.length ?? 0) > limit;
	}

	/**
	 * Replaces the running segment. Appends wait meanwhile, so that the snapshot, which is taken
	 * when the old segment is closed, holds everything that was appended before.
	 */
	rotate(snapshot: () => Iterable<JournalRecord>): Promise<void> {
		this.rotating ??= this.replace(snapshot).finally(() => (this.rotating = undefined));
		return this.rotating;
	}

	private async replace(snapshot: () => Iterable<JournalRecord>): Promise<void> {
		const before = this.log;
		await before?.close().catch(() => {});
		// One turn lets the owners of the last appends put them into the state.
		await new Promise<void>((resolve) => setImmediate(resolve));
		const { name, log } = await this.newSegment();
		const bytes = encodeAll(snapshot());
		this.dropNotes();
		try {
			await log.append(bytes);
		} catch (error) {
			// On a full disk this is tried again and again: nothing of it may stay, open or in the folder.
			await log.close().catch(() => {});
			await unlink(join(this.folder, name)).catch(() => {});
			throw error;
		}
		this.begun = bytes.length;
		this.log = log;
		this.failed = false;
		await this.removeOld(name);
	}

	private async newSegment(): Promise<{ name: string; log: GroupLog }> {
		this.number++;
		const name = `${String(this.number).padStart(8, '0')}.log`;
		return { name, log: await GroupLog.open(join(this.folder, name), { inThread: true }) };
	}

	private async removeOld(current: string): Promise<void> {
		for (const name of this.old) await unlink(join(this.folder, name)).catch(() => {});
		if (this.old.length > 0) await syncFolder(this.folder);
		this.old = [current];
	}

	async close(): Promise<void> {
		await this.rotating?.catch(() => {});
		await this.writeNotes();
		const log = this.log;
		this.dropNotes();
		this.log = undefined;
		await log?.close();
	}
}

const encodeAll = (records: Iterable<JournalRecord>): Buffer =>
	Buffer.concat([...records].map(encodeRecord));
