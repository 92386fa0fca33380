import { createReadStream } from 'node:fs';
import { open as openFile, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError, systemCode, toHospitalError } from '../errors';
import { asWorkRecord, type WorkRecord } from './item';
import { linesOf } from './lines';
import { RollingLog } from './rolling-log';

const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
/** Base64 makes four characters of three bytes; the rest of a line is short. */
const MAX_LINE_BYTES = Math.ceil((MAX_PAYLOAD_BYTES * 4) / 3) + 64 * 1024;
/** Small enough that a file whose work has ended soon leaves the inbox. */
const FULL_AT = 16 * 1024 * 1024;
/** The payload is the last member of a line. */
const PAYLOAD = ',"payload":"';

/** Where the payload of an item lies. */
export interface InboxEntry extends WorkRecord {
	file: string;
	offset: number;
	length: number;
}

/**
 * The durable inbox: append-only files, one line per accepted piece of work, payload encrypted under
 * the key for `work`. Files whose work has all ended move to the folder `kept` beside it: they are
 * not read at start, only when such work is taken up again.
 */
export class Inbox {
	private readonly log: RollingLog;
	private readonly keptFolder: string;

	constructor(
		private readonly folder: string,
		origin: string,
		private readonly key: Buffer,
		fullAt = FULL_AT,
	) {
		this.log = new RollingLog(folder, origin, '.jsonl', fullAt);
		this.keptFolder = join(dirname(folder), 'kept');
	}

	/**
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
		const sealed = encrypt(this.key, plain, context(record.id)).toString('base64');
		const line = Buffer.from(`${JSON.stringify(record).slice(0, -1)}${PAYLOAD}${sealed}"}\n`);
		return { ...record, ...(await this.log.append(line)), length: line.length };
	}

	/** Writes the line of an entry once more, so that the file it stands in may go. */
	async carry(entry: InboxEntry): Promise<InboxEntry> {
		const line = await this.readLine(entry);
		return { ...entry, ...(await this.log.append(line)), length: line.length };
	}

	/** The payload of an entry. @throws HospitalError `work-unreadable`, `sealed-data-unreadable` */
	async payload(entry: InboxEntry): Promise<unknown> {
		const line = await this.readLine(entry);
		try {
			const { payload } = JSON.parse(line.toString('utf8')) as { payload: string };
			const sealed = Buffer.from(payload, 'base64');
			return JSON.parse(decrypt(this.key, sealed, context(entry.id)).toString('utf8'));
		} catch (error) {
			if (error instanceof HospitalError) throw error;
			throw unreadable(error);
		}
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
			if (othersOnly && this.log.isMine(file)) continue;
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
				// It was kept or disposed of between listing and reading.
				if (systemCode(error) !== 'ENOENT') throw error;
			}
		}
	}

	/** Names of the files that may hold open work. */
	async files(): Promise<string[]> {
		return await this.log.names();
	}

	/** True for a file of an earlier process start, or of another process. */
	isForeign(file: string): boolean {
		return !this.log.isMine(file);
	}

	/** True while this process may still write to the file. */
	isOpen(file: string): boolean {
		return this.log.isOpen(file);
	}

	/** Size and time of the last write (epoch milliseconds) of a file; zeros when it is gone. */
	async look(file: string): Promise<{ size: number; writtenAt: number }> {
		const stats = await stat(join(this.folder, file)).catch(() => undefined);
		return { size: stats?.size ?? 0, writtenAt: stats?.mtimeMs ?? 0 };
	}

	/** All work in the file has ended: it is not read any more. @param at notes when that was */
	async keep(file: string, at: number): Promise<void> {
		await makeFolder(this.keptFolder);
		const [from, to] = [join(this.folder, file), join(this.keptFolder, file)];
		await utimes(from, at / 1000, at / 1000);
		await rename(from, to);
		await syncFolder(this.keptFolder);
		await syncFolder(this.folder);
	}

	/** Kept files that have been so since before `limit` (epoch milliseconds). */
	async keptBefore(limit: number): Promise<string[]> {
		const names = await readdir(this.keptFolder).catch(() => []);
		const old: string[] = [];
		for (const name of names) {
			const stats = await stat(join(this.keptFolder, name)).catch(() => undefined);
			if (stats !== undefined && stats.mtimeMs < limit) old.push(name);
		}
		return old;
	}

	async removeKept(files: readonly string[]): Promise<void> {
		for (const file of files) await rm(join(this.keptFolder, file), { force: true });
		if (files.length > 0) await syncFolder(this.keptFolder);
	}

	/** Further work goes into a new file, so that the old one can be kept some day. */
	async rotate(): Promise<void> {
		await this.log.rotate();
	}

	async close(): Promise<void> {
		await this.log.rotate();
	}

	private async readLine(entry: InboxEntry): Promise<Buffer> {
		try {
			return await this.readFrom(this.folder, entry);
		} catch (error) {
			if (systemCode(error) !== 'ENOENT') throw toHospitalError(error, 'Reading the inbox');
		}
		try {
			return await this.readFrom(this.keptFolder, entry);
		} catch (error) {
			if (systemCode(error) === 'ENOENT') throw unreadable(error);
			throw toHospitalError(error, 'Reading the inbox');
		}
	}

	private async readFrom(folder: string, entry: InboxEntry): Promise<Buffer> {
		const handle = await openFile(join(folder, entry.file), 'r');
		try {
			const bytes = Buffer.alloc(entry.length);
			const { bytesRead } = await handle.read(bytes, 0, entry.length, entry.offset);
			if (bytesRead === entry.length && parseLine(bytes.toString('utf8'))?.id === entry.id) {
				return bytes;
			}
		} finally {
			await handle.close();
		}
		throw unreadable(undefined);
	}
}

const context = (id: string): string => `work/1/${id}/payload`;

const unreadable = (cause: unknown): HospitalError =>
	new HospitalError('work-unreadable', 'The stored work cannot be read any more', {
		nextStep: 'Its file in the hospital data directory was changed or damaged. Have it sent again.',
		cause,
	});

/** The record alone: payloads may be long, and are not needed to know what is there. */
function parseLine(text: string): WorkRecord | undefined {
	const end = text.indexOf(PAYLOAD);
	try {
		return end === -1 ? undefined : asWorkRecord(JSON.parse(`${text.slice(0, end)}}`));
	} catch {
		return undefined;
	}
}
