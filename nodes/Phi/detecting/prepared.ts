import { fold } from './folding';
import { HASH, hashed, MOST_SHARED, sharedCharacter, sharedForm, spellingOf } from './spellings';
import { Gap, type Form, type PreparedText } from './types';

const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const BLANK = 4;
const LINE = 5;

/** Class of each ASCII character. */
const ASCII = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
	const character = String.fromCharCode(code);
	if (/[a-z]/.test(character)) ASCII[code] = LOWER;
	else if (/[A-Z]/.test(character)) ASCII[code] = UPPER;
	else if (/[0-9]/.test(character)) ASCII[code] = DIGIT;
	else if (/[ \t]/.test(character) || code < 9 || code === 127) ASCII[code] = BLANK;
	else if (/[\n\r\f\v]/.test(character)) ASCII[code] = LINE;
}
const UPPER_LETTER = /\p{Lu}|\p{Lt}/u;
const LETTER = /\p{L}/u;

/** Where a shared spelling stands among those of the note that is being read, and which note that was. */
const placeOf = new Uint32Array(MOST_SHARED);
const readIn = new Uint32Array(MOST_SHARED);
let reading = 0;

function classOf(code: number): number {
	if (code < 128) return ASCII[code] as number;
	const character = String.fromCharCode(code);
	if (UPPER_LETTER.test(character)) return UPPER;
	if (LETTER.test(character)) return LOWER;
	if (code === 0x2028 || code === 0x2029 || code === 0x85) return LINE;
	return OTHER;
}

/** Reads a note once: folds it and cuts it into tokens. Linear in its length. */
export function prepare(text: string): PreparedText {
	const { folded, map } = fold(text);
	const length = folded.length;
	let room = Math.max(16, length >> 2);
	let starts = new Int32Array(room);
	let ends = new Int32Array(room);
	let form = new Int32Array(room);
	let gaps = new Uint8Array(room);
	const lines: number[] = [0];
	const forms: Form[] = [];
	const byRaw = new Map<string, number>();
	reading = (reading + 1) >>> 0;
	let count = 0;
	let gap: number = Gap.line;
	let newlines = 0;
	for (let at = 0; at < length; ) {
		const first = classOf(folded.charCodeAt(at));
		if (first === BLANK) {
			const code = folded.charCodeAt(at);
			if (gap === Gap.none) gap = code === 9 ? Gap.wide : Gap.space;
			else if (gap === Gap.space) gap = Gap.wide;
			at++;
			continue;
		}
		if (first === LINE) {
			const pair = folded.charCodeAt(at) === 13 && folded.charCodeAt(at + 1) === 10;
			at += pair ? 2 : 1;
			lines.push(at);
			newlines++;
			gap = newlines > 1 ? Gap.blank : Gap.line;
			continue;
		}
		const start = at++;
		let hash = HASH;
		if (first !== OTHER) {
			let code = folded.charCodeAt(start);
			for (;;) {
				hash = hashed(hash, code);
				if (at >= length) break;
				code = folded.charCodeAt(at);
				const kind = code < 128 ? (ASCII[code] as number) : classOf(code);
				if (kind === OTHER || kind >= BLANK) break;
				at++;
			}
		}
		const common =
			at === start + 1
				? sharedCharacter(folded.charCodeAt(start))
				: sharedForm(folded, start, at, hash);
		let index: number;
		if (common !== undefined) {
			const { shared } = common;
			if (readIn[shared] === reading) index = placeOf[shared] as number;
			else {
				index = forms.push(common) - 1;
				readIn[shared] = reading;
				placeOf[shared] = index;
			}
		} else {
			const raw = folded.slice(start, at);
			index = byRaw.get(raw) ?? -1;
			if (index < 0) {
				const made = spelled(raw);
				index = forms.push(made) - 1;
				if (made.shared < 0) byRaw.set(raw, index);
				else {
					readIn[made.shared] = reading;
					placeOf[made.shared] = index;
				}
			}
		}
		if (count === room) {
			room *= 2;
			starts = copied(starts, new Int32Array(room));
			ends = copied(ends, new Int32Array(room));
			form = copied(form, new Int32Array(room));
			gaps = copied(gaps, new Uint8Array(room));
		}
		starts[count] = start;
		ends[count] = at;
		form[count] = index;
		gaps[count] = gap;
		gap = Gap.none;
		newlines = 0;
		count++;
	}
	return new Prepared(text, folded, map, count, starts, ends, gaps, form, forms, lines);
}

function copied<T extends Int32Array | Uint8Array>(from: T, to: T): T {
	to.set(from);
	return to;
}

/** Reads a spelling that no note shares, or none before this one has had. */
function spelled(raw: string): Form {
	const first = classOf(raw.charCodeAt(0));
	let uppers = 0;
	let lowers = 0;
	let digits = 0;
	if (first !== OTHER) {
		for (let at = 0; at < raw.length; at++) {
			const kind = classOf(raw.charCodeAt(at));
			if (kind === LOWER) lowers++;
			else if (kind === UPPER) uppers++;
			else digits++;
		}
	}
	return spellingOf(raw, lowers, uppers, digits, first === UPPER);
}

class Prepared implements PreparedText {
	readonly lines: Int32Array;

	constructor(
		readonly text: string,
		readonly folded: string,
		private readonly map: Int32Array | undefined,
		readonly count: number,
		readonly starts: Int32Array,
		readonly ends: Int32Array,
		readonly gaps: Uint8Array,
		readonly form: Int32Array,
		readonly forms: readonly Form[],
		lines: readonly number[],
	) {
		this.lines = Int32Array.from(lines);
	}

	at(token: number): Form {
		return this.forms[this.form[token] as number] as Form;
	}

	origin(start: number, end: number): [number, number] {
		const { map } = this;
		return map === undefined ? [start, end] : [map[start] as number, map[end] as number];
	}

	place(start: number, end: number): [number, number] {
		const { map } = this;
		if (map === undefined) return [start, end];
		return [firstAtLeast(map, start), firstAtLeast(map, end)];
	}

	tokenAfter(offset: number): number {
		let low = 0;
		let high = this.count;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.ends[middle] as number) > offset) high = middle;
			else low = middle + 1;
		}
		return low;
	}
}

/** Index of the first entry of a rising table that is at least `value`; the last index where none is. */
function firstAtLeast(table: Int32Array, value: number): number {
	let low = 0;
	let high = table.length - 1;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((table[middle] as number) >= value) high = middle;
		else low = middle + 1;
	}
	return low;
}
