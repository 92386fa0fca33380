import { createReadStream } from 'node:fs';
import { open as openFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { GroupLog, makeFolder, syncFolder } from '../durable';
import { decrypt, encrypt } from '../encryption';
import { HospitalError } from '../errors';
import type { WorkRecord } from './item';

const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;

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

/**
 * The durable inbox: one append-only file per process start, one line per accepted piece of work,
 * payload encrypted under the key for `work`. Many accepts share one flush.
 */
export class Inbox {
	private log: Promise<GroupLog> | undefined;
	private number = 1;

	constructor(
		private readonly folder: string,
		private readonly origin: string,
		private readonly key: Buffer,
	) {}

	/** @returns once the line is on the disk. @throws HospitalError `work-too-large`, or the disk's error */
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
		this.log ??= this.openLog();
		const file = this.fileName;
		const offset = await (await this.log).append(bytes);
		return { ...record, file, offset, length: bytes.length };
	}

	/** The payload of an entry. */
	async payload(entry: InboxEntry): Promise<unknown> {
		const handle = await openFile(join(this.folder, entry.file), 'r');
		try {
			const bytes = Buffer.alloc(entry.length);
			await handle.read(bytes, 0, entry.length, entry.offset);
			const line = JSON.parse(bytes.toString('utf8')) as Line;
			const sealed = Buffer.from(line.payload, 'base64');
			return JSON.parse(decrypt(this.key, sealed, context(entry.id)).toString('utf8'));
		} finally {
			await handle.close();
		}
	}

	/**
	 * Every line of every inbox file, oldest file first. The last line of a file may be torn (its
	 * sender never got an acknowledgement); any other unreadable line is reported.
	 */
	async *entries(onDamage: (file: string) => void): AsyncGenerator<InboxEntry> {
		for (const file of await this.files()) {
			let offset = 0;
			let damaged = false;
			const lines = createInterface({
				input: createReadStream(join(this.folder, file), { encoding: 'utf8' }),
				crlfDelay: Infinity,
			});
			for await (const text of lines) {
				if (damaged) onDamage(file);
				const length = Buffer.byteLength(text) + 1;
				const record = parseLine(text);
				damaged = record === undefined;
				if (record !== undefined) yield { ...record, file, offset, length };
				offset += length;
			}
		}
	}

	/** Removes a file that is no longer written to. @returns false for the one that still is */
	async remove(file: string): Promise<boolean> {
		if (file === this.fileName && this.log !== undefined) return false;
		await rm(join(this.folder, file), { force: true });
		await syncFolder(this.folder);
		return true;
	}

	/** Further work goes into a new file, so that the old one can be disposed of some day. */
	async rotate(): Promise<void> {
		const finished = this.log;
		if (finished === undefined) return;
		this.number += 1;
		this.log = undefined;
		await (await finished).close();
	}

	async close(): Promise<void> {
		const log = this.log;
		this.log = undefined;
		await (await log)?.close();
	}

	private get fileName(): string {
		return `${this.origin}-${String(this.number).padStart(4, '0')}.jsonl`;
	}

	private async files(): Promise<string[]> {
		await makeFolder(this.folder);
		return (await readdir(this.folder)).filter((name) => name.endsWith('.jsonl')).sort();
	}

	private async openLog(): Promise<GroupLog> {
		await makeFolder(this.folder);
		return await GroupLog.open(join(this.folder, this.fileName));
	}
}

const context = (id: string): string => `work/1/${id}/payload`;

function parseLine(text: string): WorkRecord | undefined {
	try {
		const { id, kind, route, priority, owner, openedAt } = JSON.parse(text) as Line;
		return { id, kind, route, priority, owner, openedAt };
	} catch {
		return undefined;
	}
}
