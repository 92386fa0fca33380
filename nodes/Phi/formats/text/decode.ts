import { TextDecoder } from 'node:util';
import { HospitalError } from '../../../shared/errors';

/** Character sets that a note may be declared in; UTF-16 needs its byte order mark. */
export type NoteCharset = 'utf-8' | 'utf-16' | 'windows-1252';

/** Largest note that is read, in bytes or UTF-16 code units. */
export const MAX_NOTE = 256 * 1024 * 1024;

/** Bytes that Windows-1252 leaves without a character. */
const UNASSIGNED_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

/**
 * The text of a note. A name that is decoded wrongly is a name that is not found: what does not decode
 * without any doubt is refused. A byte order mark wins over what was declared, and is left out.
 *
 * @throws HospitalError `phi-text-undecodable`, `phi-text-too-large`
 */
export function decodeNote(input: string | Uint8Array, charset: NoteCharset = 'utf-8'): string {
	if (input.length > MAX_NOTE) throw tooLarge();
	return checked(typeof input === 'string' ? withoutMark(input) : decoded(input, charset));
}

function decoded(bytes: Uint8Array, declared: NoteCharset): string {
	const charset = byteOrderMark(bytes) ?? declared;
	if (charset === 'utf-16') throw undecodable('is declared as UTF-16 and has no byte order mark');
	if (charset === 'windows-1252' && bytes.some((byte) => UNASSIGNED_1252.has(byte))) {
		throw undecodable('holds bytes that Windows-1252 does not have');
	}
	try {
		return new TextDecoder(charset, { fatal: true }).decode(bytes);
	} catch {
		throw undecodable('holds bytes that are no characters of its character set');
	}
}

function byteOrderMark(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | undefined {
	const [first, second, third, fourth] = bytes;
	if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
	if (first === 0xff && second === 0xfe) {
		if (third === 0 && fourth === 0) throw undecodable('is in UTF-32');
		return 'utf-16le';
	}
	return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text);

/** Half a character, or a NUL: the sign of another encoding, or of a file that is no text. */
function checked(text: string): string {
	if (!text.isWellFormed()) throw undecodable('holds half characters');
	if (text.includes('\0')) throw undecodable('holds NUL characters');
	return text;
}

const undecodable = (why: string) =>
	new HospitalError('phi-text-undecodable', `The note ${why}`, {
		nextStep:
			'Nothing of it was used. Say which character set the sending system uses (UTF-8, UTF-16 with a byte order mark, or Windows-1252), or have the note sent in UTF-8.',
	});

const tooLarge = () =>
	new HospitalError('phi-text-too-large', 'The note is larger than 256 MB', {
		nextStep: 'Split it into documents, and give them one by one.',
	});
