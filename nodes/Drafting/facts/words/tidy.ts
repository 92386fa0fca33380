import type { FactFlag } from '../../../shared/contracts/clinical-facts';

/** Longest text of a fact, in UTF-16 code units; a note's sentence may be longer. */
export const LONGEST_TEXT = 400;

/**
 * Signs that are not seen: control and format signs (Unicode general categories Cc and Cf: zero width,
 * direction, soft hyphen, tags), but for tab and line feed.
 */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}]/gu;

/** The text without signs that nobody sees, and how many there were. */
export function withoutUnseen(text: string): { text: string; removed: number } {
	let removed = 0;
	const clean = text.replace(UNSEEN, () => {
		removed += 1;
		return '';
	});
	return { text: clean, removed };
}

/** One line of plain words, with a bound; what was done to it is said by flags. */
export function tidy(text: string, most = LONGEST_TEXT): { text: string; flags: FactFlag[] } {
	const flags: FactFlag[] = [];
	// Ten times the bound is enough to find the words in; the rest is not even looked at.
	const { text: seen, removed } = withoutUnseen(text.slice(0, most * 10));
	if (removed > 0) flags.push('cleaned');
	// Braces in pairs are placeholders of a draft: a name must not become one.
	let line = seen
		.replace(/\s+/g, ' ')
		.replace(/\{\{|\}\}/g, '')
		.trim();
	if (line.length > most || text.length > most * 10) {
		line = `${cutAt(line, most - 1)}…`;
		flags.push('shortened');
	}
	return { text: line, flags };
}

/** The beginning of a text that does not end within a pair of surrogates. */
export function cutAt(text: string, most: number): string {
	const code = text.charCodeAt(most - 1);
	return text.slice(0, code >= 0xd800 && code <= 0xdbff ? most - 1 : most);
}
