import { readFile } from 'node:fs/promises';
import { writeDurably } from '../durable';
import type { Words } from './id-set';

/** What one segment says of an item: where its end stands, or that it was taken up again. */
export interface Mark {
	words: Words;
	/** Byte offset of the line; undefined when the item was taken up again after. */
	offset: number | undefined;
}

const MAGIC = Buffer.from('HWENDED1');
const HEADER = MAGIC.length + 8 + 4;
const RECORD = 16;
const TAKEN_UP = 0xffffffff;

export const indexOf = (segment: string): string => `${segment}.ids`;

/**
 * The sorted ids of one segment, beside it: magic (8 bytes), bytes of the segment that it covers
 * (uint64), number of records (uint32), then per item 12 bytes of its id and the offset of its line
 * (uint32), all little-endian. It is what is read at start instead of the segment, and may be deleted:
 * the segment alone tells the same.
 */
export class EndedIndex {
	private constructor(
		private readonly bytes: Buffer,
		/** Bytes of the segment that were there when it was made. */
		readonly covered: number,
	) {}

	/** An index that says nothing when there is none, or when it is damaged. */
	static async read(segment: string): Promise<EndedIndex> {
		const bytes = await readFile(indexOf(segment)).catch(() => Buffer.alloc(0));
		const sound =
			bytes.length >= HEADER &&
			bytes.subarray(0, MAGIC.length).equals(MAGIC) &&
			bytes.length === HEADER + bytes.readUInt32LE(MAGIC.length + 8) * RECORD;
		if (!sound) return new EndedIndex(Buffer.alloc(HEADER), 0);
		return new EndedIndex(bytes, Number(bytes.readBigUInt64LE(MAGIC.length)));
	}

	/** @param marks in the order of their lines: the last one of an item counts */
	static async write(segment: string, marks: readonly Mark[], covered: number): Promise<void> {
		const last = new Map(marks.map((mark) => [mark.words.join(), mark]));
		const sorted = [...last.values()].sort((a, b) => compare(a.words, b.words));
		const bytes = Buffer.alloc(HEADER + sorted.length * RECORD);
		MAGIC.copy(bytes);
		bytes.writeBigUInt64LE(BigInt(covered), MAGIC.length);
		bytes.writeUInt32LE(sorted.length, MAGIC.length + 8);
		for (const [index, { words, offset }] of sorted.entries()) {
			const at = HEADER + index * RECORD;
			words.forEach((word, place) => bytes.writeUInt32LE(word, at + 4 * place));
			bytes.writeUInt32LE(offset ?? TAKEN_UP, at + 12);
		}
		await writeDurably(indexOf(segment), bytes);
	}

	get size(): number {
		return (this.bytes.length - HEADER) / RECORD;
	}

	at(index: number): Mark {
		const from = HEADER + index * RECORD;
		const word = (place: number): number => this.bytes.readUInt32LE(from + 4 * place);
		const offset = word(3);
		return {
			words: [word(0), word(1), word(2)],
			offset: offset === TAKEN_UP ? undefined : offset,
		};
	}

	find(words: Words): Mark | undefined {
		let [low, high] = [0, this.size];
		while (low < high) {
			const middle = (low + high) >> 1;
			const mark = this.at(middle);
			const order = compare(mark.words, words);
			if (order === 0) return mark;
			if (order < 0) low = middle + 1;
			else high = middle;
		}
		return undefined;
	}
}

const compare = (a: Words, b: Words): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
