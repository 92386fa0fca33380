import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { MAX_LINE_BYTES } from '../../shared/ledger/heads';
import { listSegments, requireOrigin, segmentPath } from '../../shared/ledger/places';
import { checkLine, type BreakReason, type LedgerEntry } from './check';
import type { Position } from './position';

const CHUNK_BYTES = 512 * 1024;
const NEWLINE = 0x0a;

/** Where and why a ledger stops being readable. */
export interface ChainBreak {
	origin: string;
	/** The last place up to which everything follows. */
	at: Position;
	reason: BreakReason;
}

/** What one call of `readFrom` found. */
export interface Reading {
	entries: LedgerEntry[];
	/** Bytes of those entries in the ledger. */
	bytes: number;
	/** Where to read on. */
	next: Position;
	/** True when the limit ended the reading, false when nothing more is readable now. */
	more: boolean;
	/** Bytes of an unfinished last line: a live writer in mid-write, or one that was killed. */
	tornBytes: number;
	/** Present when the ledger cannot be read beyond `next`. */
	broken?: ChainBreak;
}

/** How much one reading may take, whichever comes first. The entry that reaches `bytes` is still taken. */
export interface ReadLimit {
	events: number;
	bytes: number;
}

/**
 * Reads one writer's ledger from `position` on and checks that every record follows the one before:
 * canonical form (RFC 8785), running number, hash chain, across segments. Nothing is ever skipped:
 * a record that does not follow ends the reading with `broken`.
 *
 * An unfinished line is tolerated only as the very last bytes of the last segment.
 *
 * @param auditDir the folder that holds one folder per writer
 * @throws system errors of the disk
 */
export async function readFrom(
	auditDir: string,
	origin: string,
	position: Position,
	limit: ReadLimit,
): Promise<Reading> {
	requireOrigin(origin);
	// Listed before anything is read: a segment that has a successor here is finished.
	const segments = await listSegments(auditDir, origin);
	const reading: Reading = {
		entries: [],
		bytes: 0,
		next: { ...position },
		more: false,
		tornBytes: 0,
	};
	const stop = (reason: BreakReason): Reading => {
		reading.broken = { origin, at: reading.next, reason };
		return reading;
	};
	for (;;) {
		const { segment } = reading.next;
		const last = segments.at(-1) ?? 0;
		if (!segments.includes(segment)) {
			const nothingYet = last === 0 && reading.next.seq === 0;
			return nothingYet ? reading : stop('segment-missing');
		}
		const reason = await readSegment(
			segmentPath(auditDir, origin, segment),
			origin,
			reading,
			limit,
		);
		if (reason !== undefined) return stop(reason);
		if (reading.more || segment === last) return reading;
		if (reading.tornBytes > 0) return stop('torn-inside');
		reading.next = { ...reading.next, segment: segment + 1, offset: 0 };
	}
}

async function readSegment(
	path: string,
	origin: string,
	reading: Reading,
	limit: ReadLimit,
): Promise<BreakReason | undefined> {
	const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
	try {
		const { size } = await handle.stat();
		if (reading.next.offset > size) return 'segment-shorter-than-before';
		return await readLines(handle, origin, reading, limit);
	} finally {
		await handle.close();
	}
}

async function readLines(
	handle: FileHandle,
	origin: string,
	reading: Reading,
	limit: ReadLimit,
): Promise<BreakReason | undefined> {
	const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
	for (;;) {
		const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, reading.next.offset);
		let start = 0;
		for (;;) {
			const end = chunk.subarray(start, bytesRead).indexOf(NEWLINE);
			if (end > MAX_LINE_BYTES) return 'line-too-long';
			if (end < 0) break;
			if (reading.entries.length >= limit.events || reading.bytes >= limit.bytes) {
				reading.more = true;
				return undefined;
			}
			const entry = checkLine(chunk.subarray(start, start + end), origin, reading.next);
			if (typeof entry === 'string') return entry;
			reading.entries.push(entry);
			reading.bytes += entry.bytes;
			start += end + 1;
			reading.next = {
				segment: reading.next.segment,
				offset: reading.next.offset + end + 1,
				seq: entry.record.seq,
				hash: entry.id,
			};
		}
		const rest = bytesRead - start;
		if (rest > MAX_LINE_BYTES) return 'line-too-long';
		if (bytesRead < CHUNK_BYTES) {
			reading.tornBytes = rest;
			return undefined;
		}
	}
}
