/** Ways in which a word of a note may differ from the word of the chart that it stands for. */

/** Letters and digits that scanners take for each other, one of each kind standing for all. */
const ALIKE = new Uint16Array(128);
for (let code = 0; code < 128; code++) ALIKE[code] = code;
for (const pair of ['0o', '1l', 'il', '5s', '8b', '6g', '9g', 'qg', '2z', '4a', '3e']) {
	ALIKE[pair.charCodeAt(0)] = pair.charCodeAt(1);
}

/** What the first two signs of a skeleton are, in ten bits: skeletons that differ in it begin otherwise. */
export function beginOfSkeleton(lower: string): number {
	return (alike(lower.charCodeAt(0)) << 5) | (lower.length > 1 ? alike(lower.charCodeAt(1)) : 0);
}

const alike = (code: number): number => (code < 128 ? (ALIKE[code] as number) : code) & 31;

/** The word with everything that scanners confuse made alike: `Te5tperson` and `Testperson` come out the same. */
export function skeleton(lower: string): string {
	for (let at = 0; at < lower.length; at++) {
		const code = lower.charCodeAt(at);
		if (code < 128 && ALIKE[code] !== code) return skeletonFrom(lower, at);
	}
	return lower;
}

function skeletonFrom(lower: string, from: number): string {
	let made = lower.slice(0, from);
	for (let at = from; at < lower.length; at++) {
		const code = lower.charCodeAt(at);
		made += String.fromCharCode(code < 128 ? (ALIKE[code] as number) : code);
	}
	return made;
}

/** Spellings of a word in which a scanner joined or parted letters: `Barnes` for `Bames`. */
export function rejoined(lower: string): string[] {
	const made: string[] = [];
	for (const [one, other] of JOINED) {
		if (lower.includes(one)) made.push(lower.replace(one, other));
		if (lower.includes(other)) made.push(lower.replace(other, one));
	}
	return made;
}

/**
 * Whether one of those spellings may be a word of the chart.
 *
 * @param isBegun whether a word of the chart begins with the same two letters
 */
export function mayRejoin(lower: string, isBegun: boolean): boolean {
	for (const [one, other] of JOINED) {
		const at = lower.indexOf(one);
		if (at >= 0 && (isBegun || at < 2)) return true;
		const next = lower.indexOf(other);
		if (next >= 0 && (isBegun || next < 2)) return true;
	}
	return false;
}

const JOINED = [
	['m', 'rn'],
	['w', 'vv'],
	['d', 'cl'],
] as const;

const DIGIT: Readonly<Record<string, string>> = {
	O: '0',
	o: '0',
	Q: '0',
	D: '0',
	l: '1',
	I: '1',
	i: '1',
	L: '1',
	Z: '2',
	z: '2',
	S: '5',
	s: '5',
	G: '6',
	b: '6',
	B: '8',
	g: '9',
	q: '9',
};

/** The digits of a token in which a scanner took some for letters; undefined where a letter is no such. */
export function digitsOf(raw: string): string | undefined {
	let made = '';
	for (const character of raw) {
		if (character >= '0' && character <= '9') made += character;
		else {
			const digit = DIGIT[character];
			if (digit === undefined) return undefined;
			made += digit;
		}
	}
	return made;
}

/** One bit for each letter that a word has: two words within n edits differ in at most 2n bits. */
export function lettersOf(lower: string): number {
	let mask = 0;
	for (let at = 0; at < lower.length; at++) {
		const code = lower.charCodeAt(at) - 97;
		mask |= code >= 0 && code < 26 ? 1 << code : 1 << 26;
	}
	return mask;
}

function ones(mask: number): number {
	let left = mask;
	let count = 0;
	while (left !== 0) {
		left &= left - 1;
		count++;
	}
	return count;
}

/** Whether two words could lie within `most` edits of each other, from their letters alone. */
export function mayBeClose(one: number, other: number, most: number): boolean {
	return ones(one ^ other) <= most * 2;
}

const LONGEST = 40;
let before = new Uint8Array(LONGEST + 1);
let last = new Uint8Array(LONGEST + 1);
let row = new Uint8Array(LONGEST + 1);

/**
 * Insertions, deletions, substitutions and swaps of neighbours between two words (optimal string
 * alignment), or `most + 1` as soon as there are more than `most`.
 */
export function distance(one: string, other: string, most: number): number {
	const { length } = one;
	const wide = other.length;
	if (Math.abs(length - wide) > most || length > LONGEST || wide > LONGEST) return most + 1;
	for (let at = 0; at <= wide; at++) last[at] = at;
	for (let i = 1; i <= length; i++) {
		row[0] = i;
		let least = i;
		const letter = one.charCodeAt(i - 1);
		for (let j = 1; j <= wide; j++) {
			const same = letter === other.charCodeAt(j - 1);
			let cost = (last[j - 1] as number) + (same ? 0 : 1);
			cost = Math.min(cost, (last[j] as number) + 1, (row[j - 1] as number) + 1);
			if (
				i > 1 &&
				j > 1 &&
				letter === other.charCodeAt(j - 2) &&
				one.charCodeAt(i - 2) === other.charCodeAt(j - 1)
			) {
				cost = Math.min(cost, (before[j - 2] as number) + 1);
			}
			row[j] = cost;
			if (cost < least) least = cost;
		}
		if (least > most) return most + 1;
		[before, last, row] = [last, row, before];
	}
	return last[wide] as number;
}

/** Edits that a word of the chart may be away where it stands alone: none below five letters. */
export function editsFor(length: number): number {
	if (length < 5) return 0;
	return length < 8 ? 1 : 2;
}
