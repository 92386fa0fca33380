import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GroupLog, makeFolder, syncFolder } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { decodeRecord, encodeRecord, type JournalRecord } from './records';

/** Where a record stands. */
export interface Place {
	segment: number;
	/** Of the length that precedes the record. */
	offset: number;
	length: number;
}

const LENGTH_BYTES = 4;
/** A record is a message with little around it; a longer one is damage. */
const MAX_RECORD = 512 * 1024 * 1024;
const CONTEXT = 'hl7/1/journal';

interface Segment {
	number: number;
	log: GroupLog;
	/** Bytes given to it so far, those that wait for their flush included. */
	taken: number;
}

/**
 * The journal of one listener: files of length-prefixed records, encrypted, in the order in which they
 * were written. Many appends share one flush. A file is never written again by a later start, so that
 * a torn end stays where it is. One listener owns the folder: it holds the port.
 */
export class Journal {
	private current: Promise<Segment> | undefined;
	/** The file before is complete: nothing may be in the next one before that. */
	private before: Promise<unknown> = Promise.resolve();
	private readonly numbers = new Set<number>();
	/** Files that something may still be on its way to. */
	private readonly busy = new Set<number>();
	private last = 0;
	private queue: Promise<unknown> = Promise.resolve();

	private constructor(
		private readonly folder: string,
		private readonly key: Buffer,
		private readonly options: { fullAt: number; flushEach: boolean },
	) {}

	/**
	 * Opens the journal and hands over what it holds.
	 *
	 * @param onRecord in the order of writing
	 * @returns the journal, and how many records in the middle of files could not be read
	 */
	static async open(
		folder: string,
		key: Buffer,
		options: { fullAt: number; flushEach?: boolean },
		onRecord: (record: JournalRecord, place: Place) => void,
	): Promise<{ journal: Journal; damaged: number }> {
		await makeFolder(folder);
		const journal = new Journal(folder, key, { flushEach: false, ...options });
		const names = (await readdir(folder)).filter((name) => /^\d{9}\.log$/.test(name)).sort();
		let damaged = 0;
		for (const name of names) {
			const segment = Number(name.slice(0, 9));
			journal.numbers.add(segment);
			journal.last = segment;
			damaged += await journal.read(segment, onRecord);
		}
		return { journal, damaged };
	}

	/** Numbers of the files, oldest first. */
	get segments(): number[] {
		return [...this.numbers].sort((a, b) => a - b);
	}

	get hasSeveral(): boolean {
		return this.numbers.size > 1;
	}

	/** @returns where it stands, once it is on the disk. @throws the disk's error */
	async append(record: JournalRecord): Promise<Place> {
		const sealed = encrypt(this.key, encodeRecord(record), CONTEXT);
		const bytes = Buffer.allocUnsafe(LENGTH_BYTES + sealed.length);
		bytes.writeUInt32BE(sealed.length, 0);
		sealed.copy(bytes, LENGTH_BYTES);
		const opened = (this.current ??= this.openNext());
		try {
			const segment = await opened;
			segment.taken += bytes.length;
			const appended = this.options.flushEach
				? this.alone(segment.log, bytes)
				: segment.log.append(bytes);
			if (segment.taken >= this.options.fullAt && this.current === opened) this.letGo(opened);
			return { segment: segment.number, offset: await appended, length: sealed.length };
		} catch (error) {
			// A full disk: the next append begins a new file, never behind half a record.
			if (this.current === opened) this.letGo(opened);
			throw error;
		}
	}

	/** The record at a place. @throws the disk's error, HospitalError `sealed-data-unreadable` */
	async readAt({ segment, offset, length }: Place): Promise<JournalRecord> {
		const handle = await open(this.path(segment), 'r');
		try {
			const bytes = Buffer.alloc(length);
			await handle.read(bytes, 0, length, offset + LENGTH_BYTES);
			return decodeRecord(decrypt(this.key, bytes, CONTEXT));
		} finally {
			await handle.close();
		}
	}

	/** True while something may be on its way to the file, or has just arrived there. */
	isBusy(segment: number): boolean {
		return this.busy.has(segment);
	}

	/** Removes a file: nothing in it is needed any more. */
	async remove(segment: number): Promise<void> {
		await rm(this.path(segment), { force: true });
		await syncFolder(this.folder);
		this.numbers.delete(segment);
	}

	async close(): Promise<void> {
		const opened = this.current;
		this.current = undefined;
		await (await opened?.catch(() => undefined))?.log.close();
	}

	/** One flush for each record, for comparison. */
	private alone(log: GroupLog, bytes: Buffer): Promise<number> {
		const mine = this.queue.then(() => log.append(bytes));
		this.queue = mine.catch(() => undefined);
		return mine;
	}

	private letGo(opened: Promise<Segment>): void {
		this.current = undefined;
		this.before = opened
			.then(async ({ number, log }) => {
				await log.close();
				// By then whoever waited for the last flush has gone on.
				setImmediate(() => this.busy.delete(number));
			})
			.catch(() => undefined);
	}

	private async openNext(): Promise<Segment> {
		await this.before;
		const number = ++this.last;
		this.busy.add(number);
		const log = await GroupLog.open(this.path(number));
		this.numbers.add(number);
		return { number, log, taken: 0 };
	}

	/** @returns how many records could not be read; a torn last one does not count */
	private async read(
		segment: number,
		onRecord: (record: JournalRecord, place: Place) => void,
	): Promise<number> {
		let rest: Buffer = Buffer.alloc(0);
		let offset = 0;
		let damaged = 0;
		for await (const chunk of createReadStream(this.path(segment))) {
			rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
			for (;;) {
				if (rest.length < LENGTH_BYTES) break;
				const length = rest.readUInt32BE(0);
				if (length > MAX_RECORD) return damaged + 1;
				const end = LENGTH_BYTES + length;
				if (rest.length < end) break;
				try {
					const record = decodeRecord(decrypt(this.key, rest.subarray(LENGTH_BYTES, end), CONTEXT));
					onRecord(record, { segment, offset, length });
				} catch {
					damaged += 1;
				}
				rest = rest.subarray(end);
				offset += end;
			}
		}
		return damaged;
	}

	private path(segment: number): string {
		return join(this.folder, `${String(segment).padStart(9, '0')}.log`);
	}
}
