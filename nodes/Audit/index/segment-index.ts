import type { AuditRecord } from '../../shared/ledger/event';
import { keyOf, valuesOf, type IndexKey } from './keys';

/**
 * The index of one segment: a header, 257 entry numbers by the first byte of a key, and the entries,
 * sorted: 34 bits of key and 30 bits of the byte at which a line starts. A key is found by reading
 * the header and one slice.
 *
 *     magic 8 | segment bytes 8 | first recorded 24 | last recorded 24 | entries 4 | fan 257 x 4 | 0 x 4 | entries x 8
 *
 * Numbers are little-endian, an entry is one 64-bit number.
 */
const MAGIC = Buffer.from('HAIDX002');
const TIME_BYTES = 24;
const FAN = 257;
const FAN_AT = 8 + 8 + 2 * TIME_BYTES + 4;
export const HEADER_BYTES = FAN_AT + FAN * 4 + 4;
export const ENTRY_BYTES = 8;
const OFFSET_BITS = 30;
const OFFSET_MASK = 2 ** OFFSET_BITS - 1;

export interface SegmentHeader {
	/** Size of the segment that was indexed. */
	segmentBytes: number;
	firstRecorded: string;
	lastRecorded: string;
	entries: number;
	/** Number of the first entry whose key starts with this byte or a higher one; 257 of them. */
	fan: Uint32Array;
}

/**
 * Builds the index of a segment of at most 1 GiB.
 *
 * @param segment the whole file; a line that is no record is passed over: verification is not the
 *   index's business
 */
export function buildIndex(segment: Buffer): Buffer {
	const words = new WordList();
	let firstRecorded = '';
	let lastRecorded = '';
	for (let start = 0; ; ) {
		const end = segment.indexOf(0x0a, start);
		if (end < 0) break;
		const record = parseRecord(segment.toString('utf8', start, end));
		if (record !== undefined) {
			if (firstRecorded === '' || record.recorded < firstRecorded) firstRecorded = record.recorded;
			if (record.recorded > lastRecorded) lastRecorded = record.recorded;
			for (const [field, value] of valuesOf(record)) words.add(keyOf(field, value), start);
		}
		start = end + 1;
	}
	const entries = words.sorted();
	const bytes = Buffer.alloc(HEADER_BYTES + entries.byteLength);
	MAGIC.copy(bytes);
	bytes.writeBigUInt64LE(BigInt(segment.length), 8);
	bytes.write(firstRecorded, 16, TIME_BYTES, 'latin1');
	bytes.write(lastRecorded, 16 + TIME_BYTES, TIME_BYTES, 'latin1');
	bytes.writeUInt32LE(entries.length / 2, FAN_AT - 4);
	for (const [byte, first] of fanOf(entries).entries()) {
		bytes.writeUInt32LE(first, FAN_AT + byte * 4);
	}
	for (let at = 0; at < entries.length; at++)
		bytes.writeUInt32LE(entries[at], HEADER_BYTES + at * 4);
	return bytes;
}

/** Entries as pairs of 32-bit words, lower word first: read as 64-bit numbers they sort by key. */
class WordList {
	private words = new Uint32Array(1 << 16);
	private used = 0;

	add({ high, low }: IndexKey, offset: number): void {
		if (this.used === this.words.length) {
			const wider = new Uint32Array(this.words.length * 2);
			wider.set(this.words);
			this.words = wider;
		}
		this.words[this.used++] = (low << OFFSET_BITS) | offset;
		this.words[this.used++] = high;
	}

	/** Lower word first on every machine that Node runs on today. */
	sorted(): Uint32Array {
		const words = this.words.slice(0, this.used);
		new BigUint64Array(words.buffer).sort();
		return words;
	}
}

function fanOf(entries: Uint32Array): Uint32Array {
	const fan = new Uint32Array(FAN);
	for (let at = 1; at < entries.length; at += 2) fan[(entries[at] >>> 24) + 1] += 1;
	for (let byte = 1; byte < FAN; byte++) fan[byte] += fan[byte - 1];
	return fan;
}

/**
 * @param bytes the first {@link HEADER_BYTES} of the file
 * @returns undefined when it is no index of this form
 */
export function readHeader(bytes: Buffer, fileBytes: number): SegmentHeader | undefined {
	if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
		return undefined;
	const entries = bytes.readUInt32LE(FAN_AT - 4);
	if (fileBytes !== HEADER_BYTES + entries * ENTRY_BYTES) return undefined;
	const fan = new Uint32Array(FAN);
	for (let byte = 0; byte < FAN; byte++) fan[byte] = bytes.readUInt32LE(FAN_AT + byte * 4);
	// Slices that end before they begin, or behind the file, were made by nobody but a tamperer.
	if (fan[0] !== 0 || fan[FAN - 1] !== entries) return undefined;
	if (fan.some((first, byte) => byte > 0 && first < fan[byte - 1])) return undefined;
	const text = (from: number): string =>
		bytes.toString('latin1', from, from + TIME_BYTES).replace(/\0+$/, '');
	return {
		segmentBytes: Number(bytes.readBigUInt64LE(8)),
		firstRecorded: text(16),
		lastRecorded: text(16 + TIME_BYTES),
		entries,
		fan,
	};
}

/** Which entries may hold a key: numbers of the first and of the one behind the last. */
export const sliceFor = ({ fan }: SegmentHeader, { high }: IndexKey): [number, number] => [
	fan[high >>> 24],
	fan[(high >>> 24) + 1],
];

/** Offsets of the lines with this key in a slice of entries, ascending. */
export function offsetsOf(slice: Buffer, { high, low }: IndexKey): number[] {
	const offsets: number[] = [];
	for (let at = 0; at + ENTRY_BYTES <= slice.length; at += ENTRY_BYTES) {
		if (slice.readUInt32LE(at + 4) !== high) continue;
		const word = slice.readUInt32LE(at);
		if (word >>> OFFSET_BITS === low) offsets.push(word & OFFSET_MASK);
	}
	return offsets;
}

/** @returns undefined for a line that is no record */
export function parseRecord(line: string): AuditRecord | undefined {
	try {
		const value = JSON.parse(line) as Partial<AuditRecord> | null;
		const sound =
			typeof value?.recorded === 'string' &&
			typeof value.agent === 'object' &&
			value.agent !== null;
		return sound ? (value as AuditRecord) : undefined;
	} catch {
		return undefined;
	}
}
