import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 13;

/** A code of 65 random bits. */
export function drawCode(): string {
	return Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte & 31]).join('');
}

const BARE = `[${ALPHABET}]{${LENGTH}}`;
const WHOLE = new RegExp(`^(?:\\[[A-Z_]{2,10}:(${BARE})\\]|(${BARE}))$`);

/** The code in `[MRN:7F3K...]` or alone; undefined where there is none. */
export function codeIn(text: string): string | undefined {
	const match = WHOLE.exec(text.trim());
	return match?.[1] ?? match?.[2];
}

/** Codes in a text; a bare one is one only if the vault knows it. */
export const CODES_IN_TEXT = new RegExp(
	`\\[[A-Z_]{2,10}:(?<marked>${BARE})\\]|(?<![\\p{L}\\p{N}])(?<bare>${BARE})(?![\\p{L}\\p{N}])`,
	'gu',
);
