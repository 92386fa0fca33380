/** Whether a text is one of some single signs. */
export const oneOf = (signs: string, text: string): boolean =>
	text.length === 1 && signs.includes(text);

/** Whether a text begins with a digit. */
export function digitFirst(text: string): boolean {
	const code = text.charCodeAt(0);
	return code >= 48 && code <= 57;
}

/** Whether a text ends with a digit. */
export function digitLast(text: string): boolean {
	const code = text.charCodeAt(text.length - 1);
	return code >= 48 && code <= 57;
}

/** Whether a letter of ASCII, a digit or `_` stands at an offset of a text. */
export function isWordSign(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	if (code >= 97) return code <= 122;
	return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95;
}

/** Whether a text is digits, `least` of them or more, and no more than `most`. */
export function allDigits(text: string, least = 1, most = Infinity): boolean {
	if (text.length < least || text.length > most) return false;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < 48 || code > 57) return false;
	}
	return true;
}

/** Whether a text is capitals of ASCII, `least` of them or more, and no more than `most`. */
export function allCapitals(text: string, least: number, most: number): boolean {
	if (text.length < least || text.length > most) return false;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < 65 || code > 90) return false;
	}
	return true;
}

/** A row of digits without the zeros that it begins with. */
export function withoutZeros(digits: string): string {
	let at = 0;
	while (digits.charCodeAt(at) === 48) at++;
	return at === 0 ? digits : digits.slice(at);
}

/** Words as a set: `a b c`. */
export const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));
