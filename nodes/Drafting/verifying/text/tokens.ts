import { fold, type Folded } from './fold';

/** One word, number or mark of a text. `start` and `end` are offsets in the text shown. */
export interface Token {
	readonly kind: 'word' | 'number' | 'mark';
	/** Folded: lower case, no accents. */
	readonly low: string;
	readonly start: number;
	readonly end: number;
	/** As written, for words where capitals carry meaning (`IV`, `Mg`, `PT`). */
	readonly raw: string;
	/** Value of a number. */
	readonly value?: number;
	/** Digits after the decimal point as written. */
	readonly decimals?: number;
	/** True when no space stands before this token. */
	readonly glued: boolean;
	/** True when a hyphen joins this token to the one before it ("twice-daily"); the hyphen is no token. */
	readonly hyphen: boolean;
}

export interface Tokens {
	readonly tokens: readonly Token[];
	readonly folded: Folded;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

/** Letters of the folded text: ASCII, the micro sign, and whatever has no ASCII form. */
const isLetter = (code: number) =>
	(code >= 0x61 && code <= 0x7a) || code === 0xb5 || (code > 0xbf && !isSymbol(code));

const isSymbol = (code: number) =>
	(code >= 0x2000 && code <= 0x2bff) || code === 0xd7 || code === 0xf7;

/** Fractions that are one character. */
const FRACTIONS: Readonly<Record<string, number>> = { '½': 0.5, '¼': 0.25, '¾': 0.75 };

/** Splits a text in one pass; time grows with its length and with nothing else. */
export function tokenise(text: string): Tokens {
	const folded = fold(text);
	const low = folded.text;
	const tokens: Token[] = [];
	let index = 0;
	let hyphen = false;
	let spaced = true;
	const push = (kind: Token['kind'], end: number, number?: { value: number; decimals: number }) => {
		tokens.push({
			kind,
			low: low.slice(index, end),
			raw: text.slice(index, end),
			start: index,
			end,
			glued: !spaced,
			hyphen,
			...number,
		});
		index = end;
		hyphen = false;
		spaced = false;
	};
	while (index < low.length) {
		const code = low.charCodeAt(index);
		if (code === 0x20) {
			spaced = true;
			hyphen = false;
			index++;
		} else if (isDigit(code) || (code === 0x2e && startsDecimal(low, index))) {
			const end = endOfNumber(low, index);
			push('number', end, valueOf(low.slice(index, end)));
		} else if (FRACTIONS[low[index]] !== undefined) {
			push('number', index + 1, { value: FRACTIONS[low[index]], decimals: 2 });
		} else if (isLetter(code)) {
			push('word', isTimes(low, index) ? index + 1 : endOfWord(low, index));
		} else if (code === 0x2d && joins(low, index)) {
			hyphen = true;
			spaced = false;
			index++;
		} else {
			push('mark', index + 1);
		}
	}
	return { tokens, folded };
}

/** "x3 days" and "8x6 mm" are a sign and a number; "x10^3" and "x103" are units. */
function isTimes(low: string, index: number): boolean {
	if (low[index] !== 'x' || isLetter(low.charCodeAt(index - 1))) return false;
	const rest = /^x(\d{1,2})(?![\d^*.a-z])(.{0,3})/.exec(low.slice(index, index + 8));
	return rest !== null && (rest[1] !== '10' || /^ ?(?:d|w|m|h)/.test(rest[2]));
}

/** ".5" is a number, the "." of "day.5" is not. */
function startsDecimal(low: string, index: number): boolean {
	if (!isDigit(low.charCodeAt(index + 1))) return false;
	const before = index === 0 ? 0x20 : low.charCodeAt(index - 1);
	return !isDigit(before) && !isLetter(before);
}

function endOfNumber(low: string, start: number): number {
	let end = start;
	while (isDigit(low.charCodeAt(end))) end++;
	// Thousands: one to three digits, then groups of exactly three.
	if (end - start >= 1 && end - start <= 3) {
		let next = end;
		while (low[next] === ',' && threeDigits(low, next + 1)) next += 4;
		end = next;
	}
	if (low[end] === '.' && isDigit(low.charCodeAt(end + 1))) {
		let next = end + 1;
		while (isDigit(low.charCodeAt(next))) next++;
		// "3.3.2026" is a date of three numbers, not the decimal 3.3.
		if (!(low[next] === '.' && isDigit(low.charCodeAt(next + 1)))) end = next;
	}
	return end;
}

function threeDigits(low: string, at: number): boolean {
	return (
		isDigit(low.charCodeAt(at)) &&
		isDigit(low.charCodeAt(at + 1)) &&
		isDigit(low.charCodeAt(at + 2)) &&
		!isDigit(low.charCodeAt(at + 3))
	);
}

function valueOf(written: string): { value: number; decimals: number } {
	const plain = written.replaceAll(',', '');
	const point = plain.indexOf('.');
	return { value: Number(plain), decimals: point < 0 ? 0 : plain.length - point - 1 };
}

function endOfWord(low: string, start: number): number {
	let end = start + 1;
	while (end < low.length) {
		const code = low.charCodeAt(end);
		if (isLetter(code) || isDigit(code)) end++;
		else if (code === 0x27 && isLetter(low.charCodeAt(end + 1))) end++;
		else if (code === 0x2e && isAbbreviationPoint(low, start, end)) end++;
		else break;
	}
	return end;
}

/** The points inside "p.o." and "q.i.d.": single letters, each followed by a point and a letter. */
function isAbbreviationPoint(low: string, start: number, at: number): boolean {
	const single = at - 1 === start || low[at - 2] === '.';
	return (
		single &&
		isLetter(low.charCodeAt(at + 1)) &&
		!isLetter(low.charCodeAt(at + 2)) &&
		!isDigit(low.charCodeAt(at + 2))
	);
}

/** A hyphen between two letters, or between a letter and a digit, joins; between numbers it is a range. */
function joins(low: string, index: number): boolean {
	if (index === 0) return false;
	const before = low.charCodeAt(index - 1);
	const after = low.charCodeAt(index + 1);
	const letterBefore = isLetter(before);
	const letterAfter = isLetter(after);
	return (letterBefore && (letterAfter || isDigit(after))) || (isDigit(before) && letterAfter);
}
