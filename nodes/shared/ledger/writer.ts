import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../canonical-json';
import { GroupLog, makeFolder } from '../durable';
import type { AuditEvent, AuditRecord } from './event';

const GENESIS = '0'.repeat(64);
const SEGMENT_BYTES = 16 * 1024 * 1024;

/** Where an event stands in the ledger. `id` is the SHA-256 of its line. */
export interface LedgerReceipt {
	id: string;
	origin: string;
	seq: number;
}

/**
 * Appends audit events to segments of canonical JSON lines, each line carrying the hash of the one
 * before. One writer per process start, in a folder of its own; appends of many callers share one
 * flush. An append resolves only when the event is on the disk; after a failed flush every further
 * append is refused, so that no caller goes on in the belief that it was recorded.
 */
export class LedgerWriter {
	private seq = 0;
	private head = GENESIS;
	private segment = 0;
	private log: GroupLog | undefined;
	private written = 0;
	private opening: Promise<GroupLog> | undefined;
	private failure: { error: unknown; at: number } | undefined;

	private constructor(
		private readonly folder: string,
		readonly origin: string,
		private readonly clock: () => Date,
		private readonly segmentBytes: number,
	) {}

	/**
	 * @param auditFolder `audit` of the data directory
	 * @param origin name of this process start; its folder must not exist yet
	 */
	static async create(
		auditFolder: string,
		origin: string,
		options: { clock?: () => Date; segmentBytes?: number } = {},
	): Promise<LedgerWriter> {
		const folder = join(auditFolder, origin);
		await makeFolder(folder);
		const writer = new LedgerWriter(
			folder,
			origin,
			options.clock ?? (() => new Date()),
			options.segmentBytes ?? SEGMENT_BYTES,
		);
		await writer.currentLog();
		return writer;
	}

	/**
	 * Epoch milliseconds of the failure that ended this writer, undefined while it works. Lines that
	 * failed may have been counted into the chain, so nothing can follow them; a new writer can begin.
	 */
	get failedAt(): number | undefined {
		return this.failure?.at;
	}

	/** @returns once the event is durable. @throws whatever the disk said; the event then does not count. */
	async append(event: AuditEvent): Promise<LedgerReceipt> {
		const log = await this.currentLog();
		if (this.failure !== undefined) throw this.failure.error;
		// From here to append() nothing may wait: chain order must be file order.
		const record: AuditRecord = {
			...event,
			v: 1,
			origin: this.origin,
			seq: this.seq + 1,
			recorded: this.clock().toISOString(),
			prev: this.head,
		};
		const line = Buffer.from(canonicalJson(record));
		const id = createHash('sha256').update(line).digest('hex');
		this.seq = record.seq;
		this.head = id;
		this.written += line.length + 1;
		try {
			await log.append(Buffer.concat([line, NEWLINE]));
		} catch (error) {
			this.failure ??= { error, at: Date.now() };
			throw error;
		}
		return { id, origin: this.origin, seq: record.seq };
	}

	async close(): Promise<void> {
		const log = this.log;
		this.log = undefined;
		await log?.close();
	}

	private async currentLog(): Promise<GroupLog> {
		if (this.log !== undefined && this.written < this.segmentBytes) return this.log;
		this.opening ??= this.nextSegment().finally(() => (this.opening = undefined));
		return await this.opening;
	}

	private async nextSegment(): Promise<GroupLog> {
		// The old segment is on the disk whole before a line of the new one can be.
		await this.log?.close();
		const name = `${String(this.segment + 1).padStart(6, '0')}.jsonl`;
		const log = await GroupLog.open(join(this.folder, name));
		// Counted only now: a number that could not be opened is tried again, so that none is missing.
		this.segment += 1;
		this.log = log;
		this.written = 0;
		return log;
	}
}

const NEWLINE = Buffer.from('\n');
