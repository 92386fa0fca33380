import { hash } from 'node:crypto';

/** Bytes of a SHA-256 value. */
export const HASH_BYTES = 32;

const LEAF = Buffer.from([0]);

/** Leaf hash of RFC 6962 2.1: SHA-256 over 0x00 and the entry. */
export const leafHash = (entry: Uint8Array): Buffer => markedLeafHash(Buffer.concat([LEAF, entry]));

/** The same of an entry that has its 0x00 in front already, which saves a copy. */
export const markedLeafHash = (markedEntry: Uint8Array): Buffer =>
	hash('sha256', markedEntry, 'buffer');

/** 0x01 and room for two hashes. Nothing waits between filling and hashing it. */
const node = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** Inner node of RFC 6962 2.1: SHA-256 over 0x01, the left and the right hash. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
	node.set(left, 1);
	node.set(right, 1 + HASH_BYTES);
	return hash('sha256', node, 'buffer');
}

/** Root of the tree without entries. */
export const EMPTY_ROOT: Buffer = hash('sha256', Buffer.alloc(0), 'buffer');

/**
 * The Merkle tree of RFC 6962 over a growing list, kept as the roots of its complete subtrees only:
 * as many hashes as the size has bits. Adding an entry costs one hash for the entry and, on average,
 * one more.
 */
export class MerkleTree {
	/** Roots of complete subtrees, widest first; their widths are the bits of `size`. */
	private readonly peaks: Buffer[] = [];
	private count = 0;

	/** Number of entries. */
	get size(): number {
		return this.count;
	}

	/** @param leaf {@link leafHash} of the entry */
	push(leaf: Buffer): void {
		let node = leaf;
		// Sizes stay far below 2^53; bits above 31 need arithmetic instead of shifts.
		for (let width = this.count; width % 2 === 1; width = (width - 1) / 2) {
			node = nodeHash(this.peaks.pop() as Buffer, node);
		}
		this.peaks.push(node);
		this.count += 1;
	}

	/** Merkle tree hash (RFC 6962 2.1) of everything pushed so far. */
	root(): Buffer {
		const { peaks } = this;
		if (peaks.length === 0) return EMPTY_ROOT;
		return peaks
			.slice(0, -1)
			.reduceRight((right, left) => nodeHash(left, right), peaks[peaks.length - 1]);
	}
}
