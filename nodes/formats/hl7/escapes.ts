import type { CharacterSet } from './charset';
import type { Delimiters } from './delimiters';
import { iso2022 } from './iso2022';

/** Every set that \C..\ and \M..\ may switch to. */
const SWITCHED = iso2022(['ascii', 'kanji', 'kanji-supplement', 'latin-1', 'katakana']);
const ESC = '\x1b';

/**
 * Resolves the escape sequences of a value (2.7): delimiters, \X..\ as bytes of the message's
 * character set, formatted text as plain lines (\.br\ is a new line), highlighting left out,
 * character set switches \C..\ and \M..\ decoded. What the two sides agreed upon for themselves
 * (\Z..\), and what is no escape sequence, stays as it is: nothing is dropped.
 */
export function unescapeText(text: string, delimiters: Delimiters, set: CharacterSet): string {
	const mark = String.fromCharCode(delimiters.escape);
	if (!text.includes(mark)) return text;
	const pieces = text.split(mark);
	let out = pieces[0] ?? '';
	let switches = false;
	for (let at = 1; at < pieces.length; at++) {
		const body = pieces[at] ?? '';
		if (at === pieces.length - 1) {
			// No closing mark.
			out += mark + body;
			break;
		}
		const hex = hexOf(pieces[at]);
		if (hex !== undefined) {
			// A character of several bytes may be spread over sequences that touch each other.
			let bytes = hex;
			while (at + 3 < pieces.length && pieces[at + 1] === '' && hexOf(pieces[at + 2])) {
				at += 2;
				bytes += hexOf(pieces[at]);
			}
			out += textOf(bytes, set, mark) + (pieces[++at] ?? '');
			continue;
		}
		const switched = /^[CM]((?:[0-9A-Fa-f]{2}){2,3})$/.exec(body)?.[1];
		const resolved = switched === undefined ? resolve(body, delimiters) : escOf(switched);
		if (switched !== undefined) switches = true;
		if (resolved === undefined) {
			// The mark that would have closed it may open the next one.
			out += mark + body;
			continue;
		}
		out += resolved + (pieces[++at] ?? '');
	}
	return switches ? SWITCHED.decode(Buffer.from(out, 'latin1')) : out;
}

/** The digits of \X..\. */
const hexOf = (body: string | undefined): string | undefined =>
	/^X((?:[0-9A-Fa-f]{2})+)$/.exec(body ?? '')?.[1];

/** Bytes that are no text of the set are data of some other kind: they stay as they were written. */
function textOf(hex: string, set: CharacterSet, mark: string): string {
	try {
		return set.decode(Buffer.from(hex, 'hex'));
	} catch {
		return `${mark}X${hex}${mark}`;
	}
}

const escOf = (hex: string): string => ESC + Buffer.from(hex, 'hex').toString('latin1');

/** @returns undefined for what is no escape sequence, or not one that stands for text */
function resolve(body: string, delimiters: Delimiters): string | undefined {
	switch (body) {
		case 'F':
			return String.fromCharCode(delimiters.field);
		case 'S':
			return String.fromCharCode(delimiters.component);
		case 'T':
			return String.fromCharCode(delimiters.subcomponent);
		case 'R':
			return String.fromCharCode(delimiters.repetition);
		case 'E':
			return String.fromCharCode(delimiters.escape);
		case 'P':
			return String.fromCharCode(delimiters.truncation ?? 0x23);
		case 'H':
		case 'N':
		case '.fi':
		case '.nf':
			return '';
		case '.br':
		case '.ce':
			return '\n';
	}
	const format = /^\.(sp|sk|in|ti)([+-]?\d{0,3})$/.exec(body);
	if (format === null) return undefined;
	const count = Math.abs(Number(format[2] || '1'));
	if (format[1] === 'sp') return '\n'.repeat(count);
	return format[1] === 'sk' ? ' '.repeat(count) : '';
}

/**
 * Text as it may stand in a value: delimiters and control characters escaped, lines as \.br\.
 */
export function escapeText(text: string, delimiters: Delimiters): string {
	const mark = String.fromCharCode(delimiters.escape);
	const letters = new Map([
		[String.fromCharCode(delimiters.field), 'F'],
		[String.fromCharCode(delimiters.component), 'S'],
		[String.fromCharCode(delimiters.subcomponent), 'T'],
		[String.fromCharCode(delimiters.repetition), 'R'],
		[mark, 'E'],
	]);
	if (delimiters.truncation !== undefined) {
		letters.set(String.fromCharCode(delimiters.truncation), 'P');
	}
	let out = '';
	for (const character of text.replaceAll(/\r\n?/g, '\n')) {
		const letter = letters.get(character);
		if (letter !== undefined) out += mark + letter + mark;
		else if (character === '\n') out += `${mark}.br${mark}`;
		else if (character < ' ' && character !== '\t') {
			// VT and FS would end the frame, CR the segment.
			const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
			out += `${mark}X${code}${mark}`;
		} else out += character;
	}
	return out;
}
