/**
 * A text as the verifier reads it: lower case, no accents, one form of every dash, quote and space.
 * Every character stands at its old index, so an offset here is an offset in the text shown.
 */
export interface Folded {
	readonly text: string;
	/** Indexes of characters that a reader cannot see: zero width, bidirectional marks, controls. */
	readonly hidden: readonly number[];
	/** Indexes of letters of another script that look like Latin ones. */
	readonly foreign: readonly number[];
}

const SAME_WIDTH: Readonly<Record<string, string>> = {
	'‘': "'",
	'’': "'",
	'‛': "'",
	'′': "'",
	'“': '"',
	'”': '"',
	'„': '"',
	'«': '"',
	'»': '"',
	'‐': '-',
	'‑': '-',
	'‒': '-',
	'–': '-',
	'—': '—',
	'―': '—',
	'−': '-',
	'→': '→',
	μ: 'µ',
	'×': 'x',
	'⁄': '/',
	'∕': '/',
	º: '°',
	'⁹': '9',
	'³': '3',
	'⁶': '6',
	'⁰': '0',
	'¹': '1',
	'²': '2',
};

/** A soft hyphen, zero-width characters, bidirectional controls, the byte order mark, tags. */
const isHidden = (code: number) =>
	code === 0xad ||
	(code >= 0x200b && code <= 0x200f) ||
	(code >= 0x202a && code <= 0x202e) ||
	(code >= 0x2060 && code <= 0x206f) ||
	code === 0xfeff ||
	code === 0x34f ||
	code === 0x180e ||
	(code >= 0xfe00 && code <= 0xfe0f) ||
	(code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) ||
	(code >= 0x7f && code <= 0x9f);

const isSpace = (code: number) =>
	code === 0x20 ||
	(code >= 0x09 && code <= 0x0d) ||
	code === 0xa0 ||
	code === 0x1680 ||
	(code >= 0x2000 && code <= 0x200a) ||
	code === 0x2028 ||
	code === 0x2029 ||
	code === 0x202f ||
	code === 0x205f ||
	code === 0x3000;

/** Cyrillic and Greek blocks: their letters pass for Latin ones to the eye. The micro sign does not count. */
const isForeign = (code: number) =>
	(code >= 0x370 && code <= 0x3ff && code !== 0x3bc && !GREEK_IN_MEDICINE.has(code)) ||
	(code >= 0x400 && code <= 0x52f);

/** Alpha, beta, gamma, delta as in "β-blocker". */
const GREEK_IN_MEDICINE = new Set([0x3b1, 0x3b2, 0x3b3, 0x3b4, 0x394]);

export function fold(text: string): Folded {
	const hidden: number[] = [];
	const foreign: number[] = [];
	let out = '';
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 0x80) {
			if (code >= 0x41 && code <= 0x5a) out += String.fromCharCode(code + 32);
			else if (code === 0x09 || code === 0x0a || code === 0x0d) out += ' ';
			else if (isHidden(code)) {
				hidden.push(index);
				out += ' ';
			} else out += text[index];
			continue;
		}
		out += foldOther(text[index], code, index, hidden, foreign);
	}
	return { text: out, hidden, foreign };
}

function foldOther(
	char: string,
	code: number,
	index: number,
	hidden: number[],
	foreign: number[],
): string {
	if (isHidden(code)) {
		hidden.push(index);
		return ' ';
	}
	if (isSpace(code)) return ' ';
	// Full-width forms of ASCII.
	if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase();
	const same = SAME_WIDTH[char];
	if (same !== undefined) return same;
	if (isForeign(code)) foreign.push(index);
	const plain = char.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
	const low = (plain === '' ? "'" : plain).toLowerCase();
	return low.length === 1 ? low : char;
}
