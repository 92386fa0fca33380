import { hash } from 'node:crypto';
import { appendFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { canonicalJson } from '../canonical-json';
import { GroupLog, makeFolder, syncFolder } from '../durable';
import { systemCode } from '../errors';
import { CHECKPOINT, signCheckpoint, signedNote, type AuditCheckpoint } from './checkpoint';
import type { AuditEvent, AuditRecord } from './event';
import { ended, removed, tooLarge } from './failures';
import { MAX_LINE_BYTES, OtherHeads, type LedgerEnd } from './heads';
import { claimDead, HEARTBEAT_MS, releaseLock, takeLock, touchLock } from './lock';
import { markedLeafHash, MerkleTree } from './merkle';
import { segmentName } from './places';
import type { Signer } from './signing';

const GENESIS = '0'.repeat(64);
const SEGMENT_BYTES = 16 * 1024 * 1024;
/** The first record after a checkpoint is covered by the next one within this time. */
const CHECKPOINT_MS = 5000;
/** Signed notes of the checkpoints, one after the other: for people and for other tools. */
export const NOTES = 'checkpoints.txt';
/** Reason in the checkpoint that ends a writer: no record of it can follow. */
export const WRITER_ENDED = 'writer-ended';
/** Interaction of what a delivery records about itself: it alone calls for no checkpoint. */
export const BATCH_DELIVERED = 'audit-batch-delivered';

/** Where an event stands in the ledger. `id` is the SHA-256 of its line. */
export interface LedgerReceipt {
	id: string;
	origin: string;
	seq: number;
}

export interface WriterOptions {
	clock?: () => Date;
	segmentBytes?: number;
	/** Signs checkpoints; without it none are written. */
	signer?: Signer;
	/** Name of this instance, for the records that the writer makes itself. */
	instance?: string;
	checkpointMs?: number;
}

/**
 * Appends audit events to segments of canonical JSON lines, each line carrying the hash of the one
 * before. One writer per process start, in a folder of its own; appends of many callers share one
 * flush. An append resolves only when the event is on the disk; after a failed flush every further
 * append is refused, so that no caller goes on in the belief that it was recorded.
 *
 * While events come, a signed checkpoint follows every few seconds, and one more at the end.
 */
export class LedgerWriter {
	private seq = 0;
	private head = GENESIS;
	private readonly tree = new MerkleTree();
	private segment = 0;
	private log: GroupLog | undefined;
	/** Inode of the segment that is written. */
	private file = 0n;
	private written = 0;
	private opening: Promise<GroupLog> | undefined;
	private failure: { error: unknown; at: number } | undefined;
	private readonly others: OtherHeads;
	private checkpointTimer: NodeJS.Timeout | undefined;
	private checkpointing: Promise<void> | undefined;
	/** The checkpoint that says that it ended is written. */
	private ended = false;
	private heartbeat: NodeJS.Timeout | undefined;

	private constructor(
		private readonly folder: string,
		readonly origin: string,
		private readonly options: WriterOptions,
	) {
		this.others = new OtherHeads(dirname(folder), origin);
	}

	/**
	 * @param auditFolder `audit` of the data directory
	 * @param origin name of this process start; its folder must not exist yet
	 */
	static async create(
		auditFolder: string,
		origin: string,
		options: WriterOptions = {},
	): Promise<LedgerWriter> {
		const folder = join(auditFolder, origin);
		await makeFolder(auditFolder);
		// Not "make unless it exists": a chain that ended cannot be gone on with.
		await mkdir(folder, { mode: 0o700 });
		await syncFolder(auditFolder);
		await takeLock(folder);
		const writer = new LedgerWriter(folder, origin, options);
		await writer.currentLog();
		writer.heartbeat = setInterval(() => void touchLock(folder), HEARTBEAT_MS);
		writer.heartbeat.unref();
		return writer;
	}

	/**
	 * Epoch milliseconds of the failure that ended this writer, undefined while it works. Lines that
	 * failed may have been counted into the chain, so nothing can follow them; a new writer can begin.
	 */
	get failedAt(): number | undefined {
		return this.failure?.at;
	}

	/** Number and SHA-256 (hex) of the last record that was counted into the chain. */
	get last(): { seq: number; hash: string } {
		return { seq: this.seq, hash: this.head };
	}

	/** What the disk said when it failed. */
	get failedWith(): unknown {
		return this.failure?.error;
	}

	/** @returns once the event is durable. @throws whatever the disk said; the event then does not count. */
	async append(event: AuditEvent): Promise<LedgerReceipt> {
		const log = await this.currentLog();
		if (event.interaction !== BATCH_DELIVERED) this.callForCheckpoint();
		return await this.write(log, () => event);
	}

	/** @param eventAt makes the event at its place in the chain; it may not wait */
	private async write(log: GroupLog, eventAt: () => AuditEvent): Promise<LedgerReceipt> {
		if (this.failure !== undefined) throw this.failure.error;
		if (this.ended) throw ended();
		// From here to append() nothing may wait: chain order must be file order.
		const record: AuditRecord = {
			...eventAt(),
			v: 1,
			origin: this.origin,
			seq: this.seq + 1,
			recorded: this.now().toISOString(),
			prev: this.head,
		};
		// One buffer serves both hashes and the file: the leaf's 0x00, the text, the newline.
		const framed = Buffer.from(`\0${canonicalJson(record)}\n`);
		const line = framed.subarray(1);
		const text = framed.subarray(1, -1);
		// Before it is counted: a line that no reader takes would end the ledger for all of them.
		if (text.length > MAX_LINE_BYTES) throw tooLarge();
		const id = hash('sha256', text, 'hex');
		this.tree.push(markedLeafHash(framed.subarray(0, -1)));
		this.seq = record.seq;
		this.head = id;
		this.written += line.length;
		try {
			await log.append(line);
		} catch (error) {
			this.failure ??= { error, at: Date.now() };
			throw error;
		}
		return { id, origin: this.origin, seq: record.seq };
	}

	/**
	 * Signs what there is now: the own records and how the ledgers of the others end. Does nothing
	 * without a signer. Writers that were found dead are noted first, each by one process only.
	 *
	 * @throws whatever the disk said
	 */
	async checkpoint(): Promise<void> {
		if (this.checkpointing !== undefined) return await this.checkpointing;
		this.checkpointing = this.writeCheckpoint().finally(() => (this.checkpointing = undefined));
		await this.checkpointing;
	}

	/** @param isLast the writer ends with it */
	private async writeCheckpoint(isLast = false): Promise<void> {
		const { signer } = this.options;
		clearTimeout(this.checkpointTimer);
		this.checkpointTimer = undefined;
		if (signer === undefined) return;
		const { heads, older, dead } = await this.others.collect();
		for (const end of dead) await this.noteDead(end);
		const log = await this.currentLog();
		let signed: AuditCheckpoint | undefined;
		const writing = this.write(log, () => {
			signed = signCheckpoint(
				{
					origin: this.origin,
					size: this.seq,
					root: this.tree.root().toString('hex'),
					time: this.now().toISOString(),
					heads,
					...(older !== undefined && { older }),
				},
				signer,
			);
			this.ended = isLast;
			const event = { ...this.own(CHECKPOINT, '0'), checkpoint: signed };
			return isLast ? { ...event, outcomeReason: WRITER_ENDED } : event;
		});
		const { segment, file, written } = this;
		await writing;
		await this.lookForFile(segment, file, written);
		const { keyId, signature, ...body } = signed as AuditCheckpoint;
		const note = signedNote({ ...body, origin: this.origin }, keyId, signature);
		// A copy of what the record holds, so it needs no flush and its failure no answer.
		await appendFile(join(this.folder, NOTES), `${note}\n`, { mode: 0o600 }).catch(() => undefined);
	}

	/**
	 * A file that was removed can still be written to, and what is written goes nowhere; of one that was
	 * cut off in place only the new end is there.
	 *
	 * @param written bytes that it must have at least
	 */
	private async lookForFile(segment: number, file: bigint, written: number): Promise<void> {
		const path = join(this.folder, segmentName(segment));
		const there = await stat(path, { bigint: true }).catch((error: unknown) => {
			if (systemCode(error) === 'ENOENT') return undefined;
			throw error;
		});
		if (there?.ino === file && there.size >= BigInt(written)) return;
		const error = removed();
		this.failure ??= { error, at: Date.now() };
		throw error;
	}

	/** A writer was killed: what it had begun to write is said here, its own file is never touched. */
	private async noteDead({ origin, seq, hash: sha256, tornBytes }: LedgerEnd): Promise<void> {
		if (!(await claimDead(join(dirname(this.folder), origin)))) return;
		const log = await this.currentLog();
		await this.write(log, () => ({
			...this.own('audit-tail-recovered', tornBytes > 0 ? '4' : '0'),
			objects: [
				{ type: 'ledger', version: origin, sha256, count: seq },
				{ type: 'torn-bytes', version: origin, count: tornBytes },
			],
		}));
	}

	private own(interaction: string, outcome: AuditEvent['outcome']): AuditEvent {
		const agent = { instance: this.options.instance ?? 'unnamed' };
		return { kind: 'system', interaction, action: 'E', outcome, agent };
	}

	private callForCheckpoint(): void {
		if (this.options.signer === undefined || this.checkpointTimer !== undefined) return;
		this.checkpointTimer = setTimeout(() => {
			// A disk that fails now fails the next event too, and that is where it is said.
			this.checkpoint().catch(() => undefined);
		}, this.options.checkpointMs ?? CHECKPOINT_MS);
		this.checkpointTimer.unref();
	}

	/** Writes the last checkpoint, if anything came since the one before, and ends. */
	async close(): Promise<void> {
		clearInterval(this.heartbeat);
		const uncovered = this.checkpointTimer !== undefined || this.checkpointing !== undefined;
		await this.checkpointing?.catch(() => undefined);
		if (uncovered && this.failure === undefined) {
			await this.writeCheckpoint(true).catch(() => undefined);
		}
		clearTimeout(this.checkpointTimer);
		const log = this.log;
		this.log = undefined;
		await log?.close();
		await releaseLock(this.folder);
	}

	private now(): Date {
		return this.options.clock?.() ?? new Date();
	}

	private async currentLog(): Promise<GroupLog> {
		const { segmentBytes = SEGMENT_BYTES } = this.options;
		if (this.log !== undefined && this.written < segmentBytes) return this.log;
		this.opening ??= this.nextSegment().finally(() => (this.opening = undefined));
		return await this.opening;
	}

	private async nextSegment(): Promise<GroupLog> {
		// The old segment is on the disk whole before a line of the new one can be.
		await this.log?.close();
		const path = join(this.folder, segmentName(this.segment + 1));
		const log = await GroupLog.open(path);
		const { ino } = await stat(path, { bigint: true });
		// Counted only now: a number that could not be opened is tried again, so that none is missing.
		this.segment += 1;
		this.file = ino;
		this.log = log;
		this.written = 0;
		return log;
	}
}
