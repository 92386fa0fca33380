import { HASH, hashed } from './hashing';
import { Kind, Shape, type Form } from './types';
import { classesOf, mayHaveClasses } from './vocabulary/words';

/** Three cases of each word of the vocabulary, and small numbers. */
export const MOST_SHARED = 1 << 15;
const SLOTS = MOST_SHARED * 2;
const LONGEST_NUMBER = 3;
const LONGEST_WORD = 32;
/** A spelling of so many ASCII characters is its own key: four of them in each of two numbers. */
export const PACKED = 8;

/**
 * Spellings of the vocabulary, of marks and of small numbers, read once for all notes. No other word of
 * a note is kept: names and numbers of patients go with their note. So nobody can fill the table with
 * spellings that collide either.
 */
const SHARED: Form[] = [];
/**
 * Where they are found. What belongs to one of them stands side by side, so that one look at memory
 * brings it all: the two numbers of its key, its own number (one more than it is), and what the reader
 * of a note keeps there.
 */
export const RECORDS = new Int32Array(SLOTS * 8);
const NUMBER = 2;
/** The note that was the last to have it, and its place among the spellings of that note. */
export const READ_IN = 3;
export const PLACE = 4;
/** Where a shared spelling is found, by its number. */
const RECORD_OF = new Int32Array(MOST_SHARED);

/** How many spellings are shared by now: their numbers lie below. */
export const sharedCount = (): number => SHARED.length;

/** The shared form that a record speaks of. */
export const sharedOf = (record: number): Form =>
	SHARED[(RECORDS[record + NUMBER] as number) - 1] as Form;

/** The record of a shared form. */
export const recordOf = (form: Form): number => RECORD_OF[form.shared] as number;

function slotOf(low: number, high: number): number {
	const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
	return ((mixed ^ (mixed >>> 15)) & (SLOTS - 1)) << 3;
}

const after = (record: number): number => (record + 8) & (SLOTS * 8 - 1);

/** The second number of the key of a long spelling; no sign of ASCII has the bit. */
const longKey = (length: number): number => length | 0x80000000;

/**
 * Where the shared form of a stretch of ASCII is found, -1 if it has none.
 *
 * @param low its first four characters, the first lowest
 * @param high the next four
 * @param hash of all of it
 */
export function sharedAt(
	text: string,
	start: number,
	end: number,
	low: number,
	high: number,
	hash: number,
): number {
	const length = end - start;
	const isLong = length > PACKED;
	const first = isLong ? hash : low;
	const second = isLong ? longKey(length) : high;
	for (let record = slotOf(first, second); ; record = after(record)) {
		const number = RECORDS[record + NUMBER] as number;
		if (number === 0) return -1;
		if (RECORDS[record] !== first || RECORDS[record + 1] !== second) continue;
		if (!isLong || isAt((SHARED[number - 1] as Form).raw, text, start, end)) return record;
	}
}

/** Whether a spelling stands at a place of a text. */
export function isAt(raw: string, text: string, start: number, end: number): boolean {
	if (raw.length !== end - start) return false;
	for (let at = 0; at < raw.length; at++) {
		if (raw.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
	}
	return true;
}

function share(form: Form): void {
	const { raw, shared } = form;
	let [low, high, hash] = [0, 0, HASH];
	for (let at = 0; at < raw.length; at++) {
		const code = raw.charCodeAt(at);
		hash = hashed(hash, code);
		if (at < 4) low |= code << (at * 8);
		else if (at < PACKED) high |= code << ((at - 4) * 8);
	}
	if (raw.length > PACKED) [low, high] = [hash, longKey(raw.length)];
	let record = slotOf(low, high);
	while (RECORDS[record + NUMBER] !== 0) record = after(record);
	RECORDS[record] = low;
	RECORDS[record + 1] = high;
	RECORDS[record + NUMBER] = shared + 1;
	RECORD_OF[shared] = record;
	SHARED.push(form);
}

/**
 * Reads a spelling, given how many letters of each case and digits it has.
 *
 * @param lowerHash of its ASCII letters in lower case; undefined where it has others
 */
export function spellingOf(
	raw: string,
	lowers: number,
	uppers: number,
	digits: number,
	firstUpper: boolean,
	lowerHash: number | undefined,
): Form {
	const letters = lowers + uppers;
	const lower = uppers > 0 ? raw.toLowerCase() : raw;
	let kind: Kind = Kind.mark;
	if (digits > 0) kind = letters > 0 ? Kind.mixed : Kind.number;
	else if (letters > 0) kind = Kind.word;
	let shape: Shape = Shape.none;
	if (letters > 0) {
		if (uppers === 0) shape = Shape.lower;
		else if (letters === 1 && digits === 0) shape = Shape.initial;
		else if (lowers === 0) shape = Shape.upper;
		else shape = firstUpper && uppers === 1 ? Shape.capital : Shape.camel;
	}
	const isWord = kind === Kind.word && (lowerHash === undefined || mayHaveClasses(lowerHash));
	const classes = isWord ? classesOf(lower) : 0;
	const isCommon =
		kind === Kind.word
			? classes !== 0 && shape !== Shape.camel && raw.length <= LONGEST_WORD
			: kind === Kind.number
				? raw.length <= LONGEST_NUMBER
				: raw.charCodeAt(0) < 128;
	const shares = isCommon && kind !== Kind.mixed && SHARED.length < MOST_SHARED - 1 && isAscii(raw);
	if (!shares) return { raw, lower, kind, shape, classes, shared: -1 };
	// A slice of a note would keep the whole note in memory.
	const own = Buffer.from(raw, 'latin1').toString('latin1');
	const form = {
		raw: own,
		lower: uppers > 0 ? own.toLowerCase() : own,
		kind,
		shape,
		classes,
		shared: SHARED.length,
	};
	share(form);
	return form;
}

function isAscii(raw: string): boolean {
	for (let at = 0; at < raw.length; at++) if (raw.charCodeAt(at) > 127) return false;
	return true;
}
