/**
 * Tells of most words that they are none of some others, by their first letter, their last and their
 * length: a look at one number, where a look into a set or a map goes through memory that is far apart.
 * It may say too much, never too little.
 */
export class WordEnds {
	/** Lengths as bits, by first and last letter. */
	private readonly lengths = new Int32Array(1024);

	constructor(words: Iterable<string> = []) {
		for (const word of words) this.add(word);
	}

	add(word: string): void {
		const ends = endsOf(word.charCodeAt(0), word.charCodeAt(word.length - 1));
		this.lengths[ends] = (this.lengths[ends] as number) | (1 << (word.length & 31));
	}

	mayHave(word: string): boolean {
		return this.mayEnd(word.charCodeAt(0), word.charCodeAt(word.length - 1), word.length);
	}

	/** The same of a word that is not put together yet. */
	mayEnd(first: number, last: number, length: number): boolean {
		return ((this.lengths[endsOf(first, last)] as number) & (1 << (length & 31))) !== 0;
	}
}

const endsOf = (first: number, last: number): number => ((first & 31) << 5) | (last & 31);
