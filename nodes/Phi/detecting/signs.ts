/** What a sign of a note is to its reader. */
export const Sign = { other: 0, lower: 1, upper: 2, digit: 3, blank: 4, line: 5 } as const;

const { other: OTHER, lower: LOWER, upper: UPPER, digit: DIGIT, blank: BLANK, line: LINE } = Sign;

/** Class of each ASCII character. */
export const ASCII = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
	const character = String.fromCharCode(code);
	if (/[a-z]/.test(character)) ASCII[code] = LOWER;
	else if (/[A-Z]/.test(character)) ASCII[code] = UPPER;
	else if (/[0-9]/.test(character)) ASCII[code] = DIGIT;
	else if (/[ \t]/.test(character) || code < 9 || code === 127) ASCII[code] = BLANK;
	else if (/[\n\r\f\v]/.test(character)) ASCII[code] = LINE;
}
const UPPER_LETTER = /\p{Lu}|\p{Lt}/u;
const LETTER = /\p{L}/u;

/** Classes of the other code units as they are met, one more than they are. */
const OTHERS = new Uint8Array(1 << 16);

/** The class of a code unit. */
export function classOf(code: number): number {
	if (code < 128) return ASCII[code] as number;
	const before = OTHERS[code] as number;
	if (before > 0) return before - 1;
	const made = newClassOf(code);
	OTHERS[code] = made + 1;
	return made;
}

function newClassOf(code: number): number {
	const character = String.fromCharCode(code);
	if (UPPER_LETTER.test(character)) return UPPER;
	if (LETTER.test(character)) return LOWER;
	if (code === 0x2028 || code === 0x2029 || code === 0x85) return LINE;
	return OTHER;
}
