import { Kind, type Form } from '../types';

/** How many digits a text has. */
export function digitsIn(text: string): number {
	let digits = 0;
	for (let at = 0; at < text.length; at++) if (isDigit(text, at)) digits++;
	return digits;
}

/** Whether nothing before an offset belongs to what begins there: no letter, digit or `_`. */
export function startsFree(text: string, start: number): boolean {
	if (start === 0) return true;
	const before = start - 1;
	return !isDigit(text, before) && !isLetter(text, before) && text[before] !== '_';
}

/** Whether a token may stand inside of a code. */
export function isInner({ raw, kind }: Form): boolean {
	return kind !== Kind.mark || raw === '-' || raw === '_';
}

/** End of what `CHAIN` matches at an offset; the offset itself where it matches nothing. */
export function chainEnd(text: string, start: number): number {
	let end = runEnd(text, start);
	for (let parts = 0; parts < 7 && end > start; parts++) {
		if (end >= text.length || !INNER.includes(text.charAt(end))) break;
		const next = runEnd(text, end + 1);
		if (next === end + 1) break;
		end = next;
	}
	return end;
}

/** Marks inside of a code. */
const INNER = '-_/.';

const LONGEST_RUN = 24;

/** End of the letters and digits that begin at an offset, of 24 at most. */
function runEnd(text: string, start: number): number {
	let end = start;
	while (end - start < LONGEST_RUN && (isDigit(text, end) || isLetter(text, end))) end++;
	return end;
}

/** Whether a digit stands at an offset. */
export function isDigit(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return code >= 48 && code <= 57;
}

/** Whether a letter of ASCII stands at an offset. */
export function isLetter(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

/** How many digits stand in a stretch, and whether letters do. */
export function partsIn(
	text: string,
	start: number,
	end: number,
): { digits: number; letters: boolean } {
	let digits = 0;
	let letters = false;
	for (let at = start; at < end; at++) {
		if (isDigit(text, at)) digits++;
		else if (isLetter(text, at)) letters = true;
	}
	return { digits, letters };
}
