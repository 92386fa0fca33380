/** Where words stand in a text, in UTF-16 code units. */
export interface Span {
	start: number;
	end: number;
}

const LONGEST_QUOTE = 600;
const SHORTEST_QUOTE = 2;
const MOST_PLACES = 20;

/**
 * Every place at which a quotation stands in a text. Letters and figures must be the same; only how
 * much white space lies between words may differ, and whether quotation marks are curly.
 */
export function placesOfQuote(quote: string, text: string): Span[] {
	const words = quote.trim();
	if (words.length < SHORTEST_QUOTE || words.length > LONGEST_QUOTE) return [];
	const pattern = words
		.split(/\s+/)
		.map((word) =>
			word
				.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)
				.replace(/['‘’]/g, "['‘’]")
				.replace(/["“”]/g, '["“”]'),
		)
		.join(String.raw`\s+`);
	const places: Span[] = [];
	for (const match of text.matchAll(new RegExp(pattern, 'g'))) {
		const [start, end] = [match.index, match.index + match[0].length];
		if (isWhole(text, start, end)) places.push({ start, end });
		if (places.length === MOST_PLACES) break;
	}
	return places;
}

/** A quotation begins and ends with whole words and whole numbers: "mg 5" of "mg 50" is none. */
function isWhole(text: string, start: number, end: number): boolean {
	const joins = (a: string | undefined, b: string | undefined): boolean =>
		/[\p{L}\p{N}]/u.test(a ?? '') && /[\p{L}\p{N}]/u.test(b ?? '');
	const decimal = /\d/.test(text[end - 1] ?? '') && /^[.,]\d/.test(text.slice(end, end + 2));
	const behindDecimal =
		/\d/.test(text[start] ?? '') && /\d[.,]$/.test(text.slice(Math.max(0, start - 2), start));
	return (
		!joins(text[start - 1], text[start]) &&
		!joins(text[end - 1], text[end]) &&
		!decimal &&
		!behindDecimal
	);
}
