/** Where the hash of a spelling begins, and how one more of its code units goes in (FNV-1a). */
export const HASH = 0x811c9dc5 | 0;
export const hashed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

/** Bits of a sieve: one in thirty of what is not in it passes. */
const BITS = 1 << 18;

/** Tells of most words that they are not among those that were put in. */
export class Sieve {
	private readonly bits = new Uint32Array(BITS >>> 5);

	add(word: string): void {
		let hash = HASH;
		for (let at = 0; at < word.length; at++) hash = hashed(hash, word.charCodeAt(at));
		const bit = bitOf(hash);
		this.bits[bit >>> 5] = (this.bits[bit >>> 5] as number) | (1 << (bit & 31));
	}

	/** Whether a word of this hash may have been put in. */
	passes(hash: number): boolean {
		const bit = bitOf(hash);
		return ((this.bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
	}
}

const bitOf = (hash: number): number => (hash ^ (hash >>> 14)) & (BITS - 1);
