import { Kind, Shape, type Form } from './types';
import { classesOf } from './vocabulary/words';

/** Three cases of each word of the vocabulary, and small numbers. */
export const MOST_SHARED = 1 << 15;
const SLOTS = MOST_SHARED * 2;
const LONGEST_NUMBER = 3;
const LONGEST_WORD = 32;

/**
 * Spellings of the vocabulary, of marks and of small numbers, read once for all notes. No other word of
 * a note is kept: names and numbers of patients go with their note. So nobody can fill the table with
 * spellings that collide either.
 */
const SHARED: Form[] = [];
/** Number of a form by the hash of its spelling, one more than it is; the next free slot where one is taken. */
const NUMBERS = new Uint16Array(SLOTS);
const HASHES = new Int32Array(MOST_SHARED);
/** Forms by character code, for those of one ASCII character. */
const CHARACTERS: (Form | undefined)[] = new Array<Form | undefined>(128);

/** Where the hash of a spelling begins, and how one more of its code units goes in (FNV-1a). */
export const HASH = 0x811c9dc5 | 0;
export const hashed = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (SLOTS - 1);

/** How many spellings are shared by now: their numbers lie below. */
export const sharedCount = (): number => SHARED.length;

/** The shared form of a stretch of a text that has this hash, if it has one. */
export function sharedForm(
	text: string,
	start: number,
	end: number,
	hash: number,
): Form | undefined {
	for (let slot = slotOf(hash); ; slot = (slot + 1) & (SLOTS - 1)) {
		const number = (NUMBERS[slot] as number) - 1;
		if (number < 0) return undefined;
		if (HASHES[number] !== hash) continue;
		const form = SHARED[number] as Form;
		if (isAt(form.raw, text, start, end)) return form;
	}
}

function isAt(raw: string, text: string, start: number, end: number): boolean {
	if (raw.length !== end - start) return false;
	for (let at = 0; at < raw.length; at++) {
		if (raw.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
	}
	return true;
}

/** The shared form of one character. */
export function sharedCharacter(code: number): Form | undefined {
	return code < 128 ? CHARACTERS[code] : undefined;
}

function share(form: Form): void {
	const { raw, shared } = form;
	let hash = HASH;
	for (let at = 0; at < raw.length; at++) hash = hashed(hash, raw.charCodeAt(at));
	let slot = slotOf(hash);
	while (NUMBERS[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
	NUMBERS[slot] = shared + 1;
	HASHES[shared] = hash;
	SHARED.push(form);
	if (raw.length === 1) CHARACTERS[raw.charCodeAt(0)] = form;
}

/** Reads a spelling, given how many letters of each case and digits it has. */
export function spellingOf(
	raw: string,
	lowers: number,
	uppers: number,
	digits: number,
	firstUpper: boolean,
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
	const classes = kind === Kind.word ? classesOf(lower) : 0;
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
