import { statSync } from 'node:fs';
import { join } from 'node:path';
import { lifeOf, type WriterLife } from '../../shared/ledger/lock';
import { HASH_BYTES, MerkleTree } from '../../shared/ledger/merkle';
import { readCheckpoint, type ReadNote } from '../../shared/ledger/note';
import { listSegments, segmentPath } from '../../shared/ledger/places';
import type { BreakReason } from '../reading/check';
import { ID_BYTES, type LedgerNote, type SegmentScan } from './scan';
import type { Scanners } from './scanners';

/** Where a writer's ledger is damaged. */
export interface OriginBreak {
	segment: number;
	/** Line in that segment, from 1. */
	line: number;
	/** Byte at which the line starts. */
	offset: number;
	/** Number of the last record before it. */
	seq: number;
	reason: BreakReason;
}

/** A checkpoint that stands in a ledger, and whether that ledger has the root that it states. */
export interface FoundCheckpoint {
	seq: number;
	/** Undefined when it has not the form that a writer gives it. */
	note: ReadNote | undefined;
	rootMatches: boolean;
}

/** One writer's ledger, read from the first to the last byte. */
export interface OriginScan {
	origin: string;
	life: WriterLife;
	records: number;
	bytes: number;
	firstRecorded: string;
	lastRecorded: string;
	lastHash: string;
	tornBytes: number;
	broken?: OriginBreak;
	checkpoints: FoundCheckpoint[];
	notes: LedgerNote[];
	/** True when the record with this number has this SHA-256 (hex). */
	hasRecord(seq: number, hash: string): boolean;
	/** Merkle roots (hex) of the sizes that were asked for and that it has. */
	roots: ReadonlyMap<number, string>;
}

const GENESIS = '0'.repeat(64);

/**
 * Reads one writer's ledger.
 *
 * @param sizes sizes whose Merkle root somebody outside has signed
 * @throws system errors of the disk
 */
export async function scanOrigin(
	auditDir: string,
	origin: string,
	scanners: Scanners,
	sizes: ReadonlySet<number>,
	onProgress: (bytes: number) => void,
): Promise<OriginScan> {
	const life = await lifeOf(join(auditDir, origin));
	const segments = await listSegments(auditDir, origin);
	const reader = new OriginReader(origin, life, sizes);
	const first = segments[0];
	if (first !== undefined && first !== 1) reader.breakAt(1, 1, 0, 'segment-missing');
	const pending: Array<Promise<SegmentScan>> = [];
	const ask = (index: number): void => {
		if (index >= segments.length) return;
		const scan = scanners.scan(segmentPath(auditDir, origin, segments[index]), origin);
		// Awaited in its turn; until then a failure must not count as unhandled.
		scan.catch(() => undefined);
		pending[index] = scan;
	};
	for (let index = 0; index < scanners.width; index++) ask(index);
	for (const [index, segment] of segments.entries()) {
		if (reader.broken !== undefined) break;
		const scan = await pending[index];
		delete pending[index];
		ask(index + scanners.width);
		const last = index === segments.length - 1;
		reader.take(segment, scan, last);
		if (!last && segments[index + 1] !== segment + 1) {
			reader.breakAt(segment + 1, 1, 0, 'segment-missing');
		}
		const { size } = statSync(segmentPath(auditDir, origin, segment));
		reader.bytes += size;
		onProgress(size);
	}
	await Promise.allSettled(Object.values(pending));
	return reader.result();
}

class OriginReader {
	broken: OriginBreak | undefined;
	bytes = 0;
	private readonly tree = new MerkleTree();
	private readonly ids: Uint8Array[] = [];
	private readonly starts: number[] = [];
	private readonly checkpoints: FoundCheckpoint[] = [];
	private readonly notes: LedgerNote[] = [];
	private readonly roots = new Map<number, string>();
	private seq = 0;
	private head = GENESIS;
	private firstRecorded = '';
	private lastRecorded = '';
	private tornBytes = 0;

	constructor(
		private readonly origin: string,
		private readonly life: WriterLife,
		private readonly sizes: ReadonlySet<number>,
	) {}

	breakAt(segment: number, line: number, offset: number, reason: BreakReason): void {
		this.broken ??= { segment, line, offset, seq: this.seq, reason };
	}

	take(segment: number, scan: SegmentScan, last: boolean): void {
		if (scan.lines > 0) {
			if (scan.firstSeq !== this.seq + 1) return this.breakAt(segment, 1, 0, 'sequence-gap');
			if (scan.firstPrev !== this.head) {
				return this.breakAt(segment, 1, 0, 'previous-hash-differs');
			}
			this.plant(scan);
			this.ids.push(scan.ids.subarray(0, scan.lines * ID_BYTES));
			this.starts.push(this.seq + 1);
			this.seq = scan.lastSeq;
			this.head = scan.lastHash;
			this.firstRecorded ||= scan.firstRecorded;
			this.lastRecorded = scan.lastRecorded;
		}
		if (scan.broken !== undefined) {
			const { line, offset, reason } = scan.broken;
			return this.breakAt(segment, line, offset, reason);
		}
		this.tornBytes = scan.tornBytes;
		if (scan.tornBytes > 0 && !last) this.breakAt(segment, scan.lines + 1, 0, 'torn-inside');
	}

	/** Grows the tree line by line and looks at its root where somebody signed one. */
	private plant(scan: SegmentScan): void {
		const leaves = Buffer.from(scan.leaves.buffer, scan.leaves.byteOffset, scan.leaves.byteLength);
		let note = 0;
		for (let line = 0; line < scan.lines; line++) {
			const seq = scan.firstSeq + line;
			if (this.sizes.has(seq - 1)) this.roots.set(seq - 1, this.tree.root().toString('hex'));
			if (scan.notes[note]?.seq === seq) this.read(scan.notes[note++]);
			this.tree.push(leaves.subarray(line * HASH_BYTES, (line + 1) * HASH_BYTES));
		}
		const size = scan.firstSeq + scan.lines - 1;
		if (this.sizes.has(size)) this.roots.set(size, this.tree.root().toString('hex'));
	}

	private read(note: LedgerNote): void {
		this.notes.push(note);
		if (note.checkpoint === undefined) return;
		const read = readCheckpoint(this.origin, note.checkpoint);
		const rootMatches =
			read?.body.size === this.tree.size && read.body.root === this.tree.root().toString('hex');
		this.checkpoints.push({ seq: note.seq, note: read, rootMatches });
	}

	result(): OriginScan {
		const { origin, life, bytes, firstRecorded, lastRecorded, tornBytes, broken } = this;
		const { checkpoints, notes, roots, ids, starts } = this;
		return {
			origin,
			life,
			records: this.seq,
			bytes,
			firstRecorded,
			lastRecorded,
			lastHash: this.head,
			tornBytes,
			...(broken !== undefined && { broken }),
			checkpoints,
			notes,
			roots,
			hasRecord(seq, hash) {
				const part = starts.findLastIndex((start) => start <= seq);
				const at = (seq - (starts[part] ?? 0)) * ID_BYTES;
				const id = ids[part]?.subarray(at, at + ID_BYTES);
				return id?.length === ID_BYTES && Buffer.from(id).toString('hex') === hash.slice(0, 32);
			},
		};
	}
}
