/** 32-bit words that are kept of an id: 96 of its 124 bits. */
const WORDS = 3;
const FIRST_CAPACITY = 1024;
/** Above this share of used places a look-up would have to step too far. */
const FULL = 0.75;
const GROWTH = 1.5;

/**
 * A set of work-item ids in about 20 bytes each, where strings in a Set take some 100: it stands for
 * every item that ended within the time to live. Two of ten million ids agree in their first 96 bits
 * with a probability below 1e-14.
 *
 * Open addressing with linear probing. A place is empty when its three words are 0.
 */
export class IdSet {
	private capacity = FIRST_CAPACITY;
	private table = new Uint32Array(FIRST_CAPACITY * WORDS);
	private count = 0;

	get size(): number {
		return this.count;
	}

	has(id: string): boolean {
		return this.isUsed(this.placeOf(wordsOf(id)));
	}

	add(id: string): void {
		this.addWords(wordsOf(id));
	}

	addWords(words: Words): void {
		if (this.count >= this.capacity * FULL) this.grow();
		const place = this.placeOf(words);
		if (this.isUsed(place)) return;
		this.table.set(words, place * WORDS);
		this.count += 1;
	}

	delete(id: string): void {
		this.deleteWords(wordsOf(id));
	}

	/** What follows in the same run moves up, so that no search ends too early. */
	deleteWords(words: Words): void {
		let hole = this.placeOf(words);
		if (!this.isUsed(hole)) return;
		this.count -= 1;
		for (let at = this.after(hole); this.isUsed(at); at = this.after(at)) {
			const home = this.table[at * WORDS] % this.capacity;
			const stays = hole < at ? hole < home && home <= at : hole < home || home <= at;
			if (stays) continue;
			this.table.copyWithin(hole * WORDS, at * WORDS, (at + 1) * WORDS);
			hole = at;
		}
		this.table.fill(0, hole * WORDS, (hole + 1) * WORDS);
	}

	/** Makes room for that many more, so that reading many at start does not copy again and again. */
	reserve(more: number): void {
		const needed = Math.ceil((this.count + more) / FULL) + 1;
		if (needed > this.capacity) this.resize(Math.max(needed, Math.ceil(this.capacity * GROWTH)));
	}

	private placeOf(words: Words): number {
		const { table } = this;
		for (let place = words[0] % this.capacity; ; place = this.after(place)) {
			const at = place * WORDS;
			const same =
				table[at] === words[0] && table[at + 1] === words[1] && table[at + 2] === words[2];
			if (same || !this.isUsed(place)) return place;
		}
	}

	private isUsed(place: number): boolean {
		const at = place * WORDS;
		return (this.table[at] | this.table[at + 1] | this.table[at + 2]) !== 0;
	}

	private after(place: number): number {
		return place + 1 === this.capacity ? 0 : place + 1;
	}

	private grow(): void {
		this.resize(Math.ceil(this.capacity * GROWTH));
	}

	private resize(capacity: number): void {
		const old = this.table;
		this.capacity = capacity;
		this.table = new Uint32Array(capacity * WORDS);
		this.count = 0;
		for (let at = 0; at < old.length; at += WORDS) {
			if ((old[at] | old[at + 1] | old[at + 2]) !== 0) {
				this.addWords([old[at], old[at + 1], old[at + 2]]);
			}
		}
	}
}

export type Words = readonly [number, number, number];

/** The first 96 bits of an id, never all zero. */
export function wordsOf(id: string): Words {
	const word = (from: number): number => Number.parseInt(id.slice(from, from + 8), 16) >>> 0;
	const words: Words = [word(1), word(9), word(17)];
	return words[0] === 0 && words[1] === 0 && words[2] === 0 ? [0, 0, 1] : words;
}
