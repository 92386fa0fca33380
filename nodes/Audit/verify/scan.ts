import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { isCanonical } from '../../shared/canonical-json';
import type { AuditRecord } from '../../shared/ledger/event';
import { MAX_LINE_BYTES } from '../../shared/ledger/heads';
import { HASH_BYTES } from '../../shared/ledger/merkle';
import { isAuditRecord, type BreakReason } from '../reading/check';

/** A place in one segment where the records stop following each other. */
export interface SegmentBreak {
	/** Line, from 1. */
	line: number;
	/** Byte at which that line starts. */
	offset: number;
	reason: BreakReason;
}

/** A record of the ledger about itself: a checkpoint, a disposal, a writer that was found dead. */
export interface LedgerNote {
	seq: number;
	recorded: string;
	interaction: string;
	outcomeReason?: string;
	checkpoint?: AuditRecord['checkpoint'];
	objects?: AuditRecord['objects'];
}

/** What one segment says by itself. Whether it follows the segment before is for the caller to see. */
export interface SegmentScan {
	lines: number;
	/** Of the first line; 0 and empty when there is none. */
	firstSeq: number;
	firstPrev: string;
	firstRecorded: string;
	lastSeq: number;
	lastHash: string;
	lastRecorded: string;
	/** RFC 6962 leaf hashes of all lines, 32 bytes each. */
	leaves: Uint8Array;
	/** First 16 bytes of each line's SHA-256: enough to compare with a signed head. */
	ids: Uint8Array;
	notes: LedgerNote[];
	broken?: SegmentBreak;
	/** Bytes after the last newline. */
	tornBytes: number;
}

export const ID_BYTES = 16;
const NEWLINE = 0x0a;

/**
 * Reads one segment: every line canonical JSON, a record of `origin`, numbered and chained to the
 * line before. Stops at the first line that is not.
 *
 * @param padded the segment behind one byte of any value; its line ends are overwritten
 */
export function scanSegment(padded: Buffer, origin: string): SegmentScan {
	const lines = countLines(padded);
	const leaves = Buffer.alloc(lines * HASH_BYTES);
	const ids = Buffer.alloc(lines * ID_BYTES);
	const scan: SegmentScan = {
		lines: 0,
		firstSeq: 0,
		firstPrev: '',
		firstRecorded: '',
		lastSeq: 0,
		lastHash: '',
		lastRecorded: '',
		leaves,
		ids,
		notes: [],
		tornBytes: 0,
	};
	let start = 1;
	for (;;) {
		const end = padded.indexOf(NEWLINE, start);
		if (end < 0) break;
		const reason = scanLine(padded, start, end, origin, scan);
		if (reason !== undefined) {
			scan.broken = { line: scan.lines + 1, offset: start - 1, reason };
			return scan;
		}
		start = end + 1;
	}
	scan.tornBytes = padded.length - start;
	return scan;
}

function scanLine(
	padded: Buffer,
	start: number,
	end: number,
	origin: string,
	scan: SegmentScan,
): BreakReason | undefined {
	if (end - start > MAX_LINE_BYTES) return 'line-too-long';
	const line = padded.subarray(start, end);
	if (!isUtf8(line)) return 'not-utf8';
	const record = parse(line);
	if (typeof record === 'string') return record;
	if (record.origin !== origin) return 'other-origin';
	if (scan.lines === 0) {
		scan.firstSeq = record.seq;
		scan.firstPrev = record.prev;
		scan.firstRecorded = record.recorded;
	} else {
		if (record.seq !== scan.lastSeq + 1) return 'sequence-gap';
		if (record.prev !== scan.lastHash) return 'previous-hash-differs';
	}
	const id = hash('sha256', line, 'hex');
	// The newline before the line makes room for the leaf's 0x00: no copy of the line is needed.
	padded[start - 1] = 0;
	const leaf = hash('sha256', padded.subarray(start - 1, end), 'buffer');
	leaf.copy(scan.leaves as Buffer, scan.lines * HASH_BYTES);
	(scan.ids as Buffer).write(id.slice(0, 2 * ID_BYTES), scan.lines * ID_BYTES, 'hex');
	scan.lines += 1;
	scan.lastSeq = record.seq;
	scan.lastHash = id;
	scan.lastRecorded = record.recorded;
	if (record.kind === 'system' && record.interaction.startsWith('audit-')) {
		const { seq, recorded, interaction, outcomeReason, checkpoint, objects } = record;
		scan.notes.push({ seq, recorded, interaction, outcomeReason, checkpoint, objects });
	}
	return undefined;
}

function parse(line: Buffer): AuditRecord | BreakReason {
	// Most lines are plain ASCII, and the decoder for it is the fastest; structure is the same.
	const text = line.toString('latin1');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return 'not-json';
	}
	if (!isAuditRecord(value)) return 'not-a-record';
	if (isCanonical(value, text)) return value;
	const exact = line.toString('utf8');
	return isCanonical(JSON.parse(exact), exact) ? value : 'not-canonical';
}

function countLines(padded: Buffer): number {
	let lines = 0;
	for (let at = padded.indexOf(NEWLINE, 1); at >= 0; at = padded.indexOf(NEWLINE, at + 1)) {
		lines += 1;
	}
	return lines;
}
