/** VT, NUL and white space. */
const BLANK = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0d, 0x20]);
const LONGEST = 256;

/**
 * How many bytes of noise stand before the header: a byte order mark (one byte where UTF-16 was made
 * narrow), line ends, blanks. Senders that treat messages as text files leave them there.
 */
export function noiseBefore(bytes: Buffer): number {
	const mark = bytes.toString('latin1', 0, 3);
	let at = mark === '\xef\xbb\xbf' ? 3 : mark.startsWith('\x80') ? 1 : 0;
	while (at < LONGEST && BLANK.has(bytes[at] ?? -1)) at++;
	return at;
}
