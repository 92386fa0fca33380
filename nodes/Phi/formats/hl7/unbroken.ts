import type { Hl7Message } from '../../../formats/hl7';

/** No word is longer, and no escape sequence of a sender's own. */
const MOST_PIECES = 12;
const MOST_LETTERS = 200;

/**
 * A text in which no name is broken in two: by a line break that a sender set for the width of a column,
 * or by an escape sequence that means something to the sender alone (2.7.1). Other breaks stay.
 *
 * @param isKnown whether the chart names a word
 */
export function unbroken(
	text: string,
	{ delimiters }: Hl7Message,
	isKnown: (word: string) => boolean,
): string {
	const mark = String.fromCharCode(delimiters.escape);
	if (!text.includes('\n') && !text.includes(mark)) return text;
	const own = mark.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
	const gap = `(?:\\n|${own}[A-Za-z0-9.+-]{1,20}${own})`;
	const broken = new RegExp(
		`(?<![\\p{L}\\p{M}])[\\p{L}\\p{M}]{1,60}(?:${gap}{1,3}[\\p{L}\\p{M}]{1,60}){1,${MOST_PIECES}}`,
		'gu',
	);
	const gaps = new RegExp(gap, 'gu');
	return text.replace(broken, (found) => {
		const pieces = found.split(gaps).filter((piece) => piece !== '');
		// Two of the words may be lines of their own, and the third the rest of a name.
		const out: string[] = [];
		const between = found.match(new RegExp(`${gap}+`, 'gu')) ?? [];
		for (let at = 0; at < pieces.length; ) {
			const count = nameFrom(pieces, at, isKnown);
			out.push(pieces.slice(at, at + count).join(''), between[at + count - 1] ?? '');
			at += count;
		}
		return out.join('');
	});
}

/** How many pieces from one on make a word that the chart names; 1 for none. */
function nameFrom(
	pieces: readonly string[],
	from: number,
	isKnown: (word: string) => boolean,
): number {
	for (let count = Math.min(pieces.length - from, 4); count > 1; count--) {
		const parts = pieces.slice(from, from + count);
		const word = parts.join('');
		if (word.length <= MOST_LETTERS && !parts.every(isKnown) && isKnown(word)) return count;
	}
	return 1;
}
