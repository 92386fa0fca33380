import type { DroppedExtract, Extract } from '../../shared/contracts';
import { align, type Aligned } from './alignment';
import { MOST_OF_ONE, type WantedField } from './wanted-fields';

export interface Located {
	extracts: Extract[];
	dropped: DroppedExtract[];
	/** Fields for which nothing is left. */
	missing: string[];
}

/**
 * Finds what a model copied out of a text in that text. What stays is always taken from the text itself,
 * so `text.slice(start, end)` is the extract, character by character; what the text does not hold is
 * dropped and said. White space may differ, because models write line ends as spaces, and invisible
 * characters, because they were taken out before the model saw the text.
 *
 * @param text as it was given, before anything was taken out of it
 * @param answer for each field what the model says the text holds
 */
export function locate(
	text: string,
	fields: readonly WantedField[],
	answer: Readonly<Record<string, readonly string[]>>,
): Located {
	const found: Located = { extracts: [], dropped: [], missing: [] };
	const aligned = align(text);
	for (const { name, several } of fields) {
		const quotes = answer[name] ?? [];
		const most = several ? MOST_OF_ONE : 1;
		const places: Extract[] = [];
		for (const quote of quotes) {
			const why = place(text, aligned, name, quote, most, places);
			if (why !== undefined) found.dropped.push({ field: name, why });
		}
		if (places.length === 0) found.missing.push(name);
		found.extracts.push(...places.sort((a, b) => a.start - b.start));
	}
	return found;
}

/** @returns why the quotation is left out */
function place(
	given: string,
	{ cleaned, places: inGiven }: Aligned,
	field: string,
	quote: string,
	most: number,
	places: Extract[],
): DroppedExtract['why'] | undefined {
	const words = quote.split(/\s+/u).filter((word) => word !== '');
	if (words.length === 0) return 'empty';
	const everywhere = occurrencesOf(cleaned, words);
	if (everywhere.length === 0) return 'not-in-text';
	const whole = everywhere.filter(([start, end]) => isWhole(cleaned, start, end));
	if (whole.length === 0) return 'cut-short';
	// The same words again mean their next place, as far as there is one.
	const free = whole
		.map(([from, to]) => ({ start: inGiven[from], end: inGiven[to - 1] + 1 }))
		.find(({ start }) => !places.some((taken) => taken.start === start));
	if (free === undefined) return 'repeated';
	if (places.length >= most) return 'too-many';
	const { start, end } = free;
	places.push({ field, text: given.slice(start, end), start, end, occurrences: whole.length });
	return undefined;
}

/** Places that are looked at: a single letter may stand in a long text very often. */
const MOST_PLACES = 1000;

/** Where the words stand one after the other with any white space between them: start and end. */
function occurrencesOf(text: string, words: readonly string[]): Array<[number, number]> {
	const places: Array<[number, number]> = [];
	const [first] = words;
	for (
		let start = text.indexOf(first);
		start !== -1 && places.length < MOST_PLACES;
		start = text.indexOf(first, start + 1)
	) {
		const end = endOf(text, start, words);
		if (end !== undefined) places.push([start, end]);
	}
	return places;
}

function endOf(text: string, start: number, words: readonly string[]): number | undefined {
	let at = start;
	for (const [index, word] of words.entries()) {
		const from = index === 0 ? at : skipSpace(text, at);
		if ((index > 0 && from === at) || !text.startsWith(word, from)) return undefined;
		at = from + word.length;
	}
	return at;
}

function skipSpace(text: string, from: number): number {
	let at = from;
	while (at < text.length && /\s/u.test(text[at])) at += 1;
	return at;
}

const WORD = /[\p{L}\p{M}\p{N}]/u;
const DIGIT = /\p{N}/u;
/**
 * What belongs to the number behind it: digits with their point, a point, a sign, a comparison, the other
 * side of a range or fraction.
 */
const BELONGS_BEFORE =
	/(?:\p{N}[.,]|(?:^|\s)\.|(?:^|[\s(:=])[-+\u2212]|[<>=~\u2264\u2265]\s*|\p{N}\s?(?:[-/\u2010-\u2015\u2212]|to|or)\s?)$/u;
const BELONGS_BEHIND = /^(?:[.,]\p{N}|\s?(?:[-/\u2010-\u2015\u2212]|to\s|or\s)\s?\p{N})/u;
/** Thousands: "000 units" is a piece of "10 000 units". */
const THOUSANDS_BEFORE = /\p{N}[ \u00a0\u2009\u202f'\u2019]$/u;
const THREE_DIGITS = /^\p{N}{3}(?!\p{N})/u;
/** "5 mg" of "5 mg/kg" is another dose. */
const PER = /^\s?\/\s?[\p{L}\p{N}]/u;
/** How much around a place is looked at. */
const AROUND = 8;

/**
 * "5 mg" must not be found in "25 mg" nor in "1.5 mg" or "5 mg/kg", "0.01" not in "<0.01", "10" not in
 * "5-10", "no" not in "normal": a piece of a word or number says something else than the text does.
 */
function isWhole(text: string, start: number, end: number): boolean {
	const before = text.slice(Math.max(0, start - AROUND), start);
	const behind = text.slice(end, end + AROUND);
	const quote = text.slice(start, end);
	const [first, last] = [quote[0], quote[quote.length - 1]];
	if (WORD.test(first) && WORD.test(before.at(-1) ?? '')) return false;
	if (WORD.test(last) && WORD.test(behind[0] ?? '')) return false;
	if (DIGIT.test(quote) && PER.test(behind)) return false;
	if (DIGIT.test(first)) {
		if (BELONGS_BEFORE.test(before)) return false;
		if (THREE_DIGITS.test(quote) && THOUSANDS_BEFORE.test(before)) return false;
	}
	return !(DIGIT.test(last) && BELONGS_BEHIND.test(behind));
}
