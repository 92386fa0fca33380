import type { Stretch } from './score';

/** How offsets of labels are counted: Python counts code points, JavaScript and Java UTF-16 code units. */
export type OffsetUnit = 'utf16' | 'codepoints';

/**
 * Whether labels were counted the other way: some cut words as they are read, and none would if they were
 * read so. Only what stands behind a sign of two code units tells, such as an emoji.
 */
export function isCountedOtherwise(
	text: string,
	spans: readonly Stretch[],
	unit: OffsetUnit,
): boolean {
	const places = codePointPlaces(text);
	if (places.length === text.length + 1) return false;
	const numbers = new Map(places.map((place, index) => [place, index]));
	let cut = 0;
	for (const { start, end } of spans) {
		const { start: from, end: to } = otherwise(places, numbers, { start, end }, unit);
		if (from === start && to === end) continue;
		const isTidyOtherwise = to <= text.length && to > from && !isUntidy(text, from, to);
		if (isUntidy(text, start, end) && isTidyOtherwise) cut++;
		else if (!isTidyOtherwise) return false;
	}
	return cut > 0;
}

/** A stretch as it would be if its numbers were counted the other way. */
function otherwise(
	places: readonly number[],
	numbers: ReadonlyMap<number, number>,
	{ start, end }: Stretch,
	unit: OffsetUnit,
): Stretch {
	if (unit === 'utf16') return { start: places[start] ?? -1, end: places[end] ?? -1 };
	return { start: numbers.get(start) ?? -1, end: numbers.get(end) ?? -1 };
}

const IN_WORD = /[\p{L}\p{N}]/u;

/** Whether a stretch begins or ends within a word, or with white space. */
function isUntidy(text: string, start: number, end: number): boolean {
	const cuts = (at: number) => IN_WORD.test(text.charAt(at - 1)) && IN_WORD.test(text.charAt(at));
	return cuts(start) || cuts(end) || /^\s|\s$/.test(text.slice(start, end));
}

/** Offset in UTF-16 code units of every code point, and of the end. */
export function codePointPlaces(text: string): number[] {
	const places: number[] = [];
	let at = 0;
	for (const character of text) {
		places.push(at);
		at += character.length;
	}
	places.push(at);
	return places;
}
