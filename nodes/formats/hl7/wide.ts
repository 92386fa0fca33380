/** UTF-16: two bytes a code unit. */
export type Wide = 'le' | 'be';

/** Tells UTF-16 by its byte order mark, or by how the name of the header looks in it. */
export function wideOf(bytes: Buffer): Wide | undefined {
	const start = bytes.toString('latin1', 0, 6);
	if (start.startsWith('\xff\xfe') || start === 'M\0S\0H\0') return 'le';
	if (start.startsWith('\xfe\xff') || start === '\0M\0S\0H') return 'be';
	return undefined;
}

/** One byte for each code unit, in which delimiters and line ends can be looked for. */
export function shadowOf(bytes: Buffer, wide: Wide): Buffer {
	const shadow = Buffer.alloc(bytes.length >> 1);
	const low = wide === 'le' ? 0 : 1;
	for (let unit = 0; unit < shadow.length; unit++) {
		const at = unit * 2;
		const byte = bytes[at + low] ?? 0;
		shadow[unit] = (bytes[at + 1 - low] ?? 0) === 0 && byte < 0x80 ? byte : 0x80;
	}
	return shadow;
}
