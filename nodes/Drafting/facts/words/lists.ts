/** `a`, `a and b`, `a, b and c` */
export function joined(words: readonly string[], last = 'and'): string {
	if (words.length <= 1) return words.join('');
	return `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

/** The parts that say something. */
export function partsOf(
	parts: Readonly<Record<string, string | undefined>>,
): Record<string, string> | undefined {
	const said = Object.entries(parts).filter(
		(entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
	);
	return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** A text as it is compared: lower case, one blank between words, nothing but letters and digits. */
export const comparable = (text: string): string =>
	text
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, ' ')
		.trim();

export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];
