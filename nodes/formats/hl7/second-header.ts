import { isNameAt, type Lines } from './lines';

const NAME = Buffer.from('MSH');

/** Letters, digits and blanks after the name make a word of a text, no header. */
const isMark = (byte: number | undefined): boolean =>
	byte === undefined || (byte > 0x20 && !/[A-Za-z0-9]/.test(String.fromCharCode(byte)));

/**
 * True when another message begins inside of the one that was read: its sender left out the end between
 * them, and the segments of one patient would be read as those of another. It is found at the beginning
 * of a line, and inside of one where the first message does not end its last segment: the delimiters of
 * the header stand nowhere in a value, because values hold them escaped (2.7).
 *
 * @param from where the header begins
 */
export function hasSecondHeader(bytes: Buffer, from: number, lines: Lines): boolean {
	for (let index = 1; index < lines.count; index++) {
		const start = lines.start(index);
		if (isNameAt(bytes, start) && NAME.compare(bytes, start, start + 3) === 0) {
			if (isMark(bytes[start + 3])) return true;
		}
	}
	const headerEnd = lines.end(0);
	const second = bytes.subarray(from, headerEnd).indexOf(bytes[from + 3] ?? 0, 4);
	if (second === -1) return false;
	return bytes.indexOf(bytes.subarray(from, from + second + 1), from + second) !== -1;
}
