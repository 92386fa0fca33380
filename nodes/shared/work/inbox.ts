import { createReadStream } from 'node:fs';
import { open as openFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GroupLog, makeFolder, syncFolder } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError, systemCode, toHospitalError } from '../errors';
import { asWorkRecord, type WorkRecord } from './item';
import { linesOf } from './lines';

const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
/** Base64 makes four characters of three bytes; the rest of a line is short. */
const MAX_LINE_BYTES = Math.ceil((MAX_PAYLOAD_BYTES * 4) / 3) + 64 * 1024;

interface Line extends WorkRecord {
	/** Base64 of the encrypted payload. */
	payload: string;
}

/** Where the payload of an item lies. */
export interface InboxEntry extends WorkRecord {
	file: string;
	offset: number;
	length: number;
}

interface OpenFile {
	name: string;
	log: GroupLog;
}

/**
 * The durable inbox: append-only files of one process start, one line per accepted piece of work,
 * payload encrypted under the key for `work`. Many accepts share one flush.
 */
export class Inbox {
	private current: Promise<OpenFile> | undefined;
	private currentName: string | undefined;
	private number = 0;

	constructor(
		private readonly folder: string,
		private readonly origin: string,
		private readonly key: Buffer,
	) {}

	/**
	 * After a failure (a full disk) the next append begins a new file, so that work is accepted again
	 * as soon as the disk takes it.
	 *
	 * @returns once the line is on the disk. @throws HospitalError `work-too-large`, or the disk's error
	 */
	async append(record: WorkRecord, payload: unknown): Promise<InboxEntry> {
		const plain = Buffer.from(JSON.stringify(payload));
		if (plain.length > MAX_PAYLOAD_BYTES) {
			throw new HospitalError(
				'work-too-large',
				'The work is too large for the inbox (over 16 MB)',
				{
					nextStep: 'Large data belongs into the spool; the work carries a reference to it.',
				},
			);
		}
		const payloadText = encrypt(this.key, plain, context(record.id)).toString('base64');
		const line: Line = { ...record, payload: payloadText };
		const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
		const opened = (this.current ??= this.openNext());
		try {
			const { name, log } = await opened;
			const offset = await log.append(bytes);
			return { ...record, file: name, offset, length: bytes.length };
		} catch (error) {
			await this.abandon(opened);
			throw error;
		}
	}

	/** The payload of an entry. @throws HospitalError `work-unreadable`, `sealed-data-unreadable` */
	async payload(entry: InboxEntry): Promise<unknown> {
		const line = await this.readLine(entry);
		const sealed = Buffer.from(line.payload, 'base64');
		return JSON.parse(decrypt(this.key, sealed, context(entry.id)).toString('utf8'));
	}

	/**
	 * Every line of every inbox file, oldest file first. The last line of a file may be torn (its
	 * sender never got an acknowledgement); any other unreadable line is reported.
	 *
	 * @param read how far each file was read before; brought up to date. Torn lines are read again
	 * @param othersOnly passes over the files of this process start
	 */
	async *entries(
		onDamage: (file: string) => void,
		read = new Map<string, number>(),
		othersOnly = false,
	): AsyncGenerator<InboxEntry> {
		const files = await this.files();
		for (const known of [...read.keys()]) if (!files.includes(known)) read.delete(known);
		for (const file of files) {
			if (othersOnly && file.startsWith(this.origin)) continue;
			const start = read.get(file) ?? 0;
			if (!read.has(file)) read.set(file, 0);
			try {
				const { size } = await stat(join(this.folder, file));
				if (size <= start) continue;
				const bytes = createReadStream(join(this.folder, file), { start });
				for await (const { text, offset, length } of linesOf(bytes, MAX_LINE_BYTES)) {
					const record = text === undefined ? undefined : parseLine(text);
					read.set(file, start + offset + length);
					if (record === undefined) onDamage(file);
					else yield { ...record, file, offset: start + offset, length };
				}
			} catch (error) {
				// It was disposed of between listing and reading.
				if (systemCode(error) !== 'ENOENT') throw error;
			}
		}
	}

	/** Removes a file that is no longer written to. @returns false for the one that still is */
	async remove(file: string): Promise<boolean> {
		if (file === this.currentName) return false;
		await rm(join(this.folder, file), { force: true });
		await syncFolder(this.folder);
		return true;
	}

	/** Epoch milliseconds of the last write to a file; 0 when it is gone. */
	async writtenAt(file: string): Promise<number> {
		const stats = await stat(join(this.folder, file)).catch(() => undefined);
		return stats?.mtimeMs ?? 0;
	}

	/** Further work goes into a new file, so that the old one can be disposed of some day. */
	async rotate(): Promise<void> {
		await this.close();
	}

	async close(): Promise<void> {
		const opened = this.current;
		this.current = undefined;
		if (opened === undefined) return;
		const { name, log } = await opened;
		await log.close();
		if (this.currentName === name) this.currentName = undefined;
	}

	/** Gives up a file that could not be opened or written. What was acknowledged in it stays. */
	private async abandon(opened: Promise<OpenFile>): Promise<void> {
		if (this.current !== opened) return;
		this.current = undefined;
		const file = await opened.catch(() => undefined);
		if (file === undefined) return;
		await file.log.close().catch(() => undefined);
		if (this.currentName === file.name) this.currentName = undefined;
		if (file.log.length > 0) return;
		// Nothing in it was ever acknowledged; a full disk must not fill up with such files.
		await rm(join(this.folder, file.name), { force: true }).catch(() => undefined);
	}

	private async readLine(entry: InboxEntry): Promise<Line> {
		try {
			const handle = await openFile(join(this.folder, entry.file), 'r');
			try {
				const bytes = Buffer.alloc(entry.length);
				await handle.read(bytes, 0, entry.length, entry.offset);
				return JSON.parse(bytes.toString('utf8')) as Line;
			} finally {
				await handle.close();
			}
		} catch (error) {
			if (systemCode(error) !== undefined) throw toHospitalError(error, 'Reading the inbox');
			throw new HospitalError('work-unreadable', 'The stored work cannot be read any more', {
				nextStep:
					'Its file in the hospital data directory was changed or damaged. Have it sent again.',
				cause: error,
			});
		}
	}

	private async files(): Promise<string[]> {
		await makeFolder(this.folder);
		return (await readdir(this.folder)).filter((name) => name.endsWith('.jsonl')).sort();
	}

	/** A file of its own, never one that a failed write may have left with half a line at its end. */
	private async openNext(): Promise<OpenFile> {
		const taken = await this.files();
		const mine = taken.filter((name) => name.startsWith(`${this.origin}-`)).at(-1);
		const onDisk = Number(mine?.slice(this.origin.length + 1, -'.jsonl'.length) ?? 0);
		this.number = Math.max(onDisk, this.number) + 1;
		const name = `${this.origin}-${String(this.number).padStart(6, '0')}.jsonl`;
		this.currentName = name;
		return { name, log: await GroupLog.open(join(this.folder, name)) };
	}
}

const context = (id: string): string => `work/1/${id}/payload`;

function parseLine(text: string): WorkRecord | undefined {
	try {
		return asWorkRecord(JSON.parse(text));
	} catch {
		return undefined;
	}
}
