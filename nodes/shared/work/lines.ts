const NEWLINE = 0x0a;

/** A whole line: its text without the newline, and where its bytes lie in the stream. */
export interface WholeLine {
	/** Undefined for a line longer than the limit, whose text was not kept. */
	text: string | undefined;
	offset: number;
	/** In bytes, the newline included. */
	length: number;
}

/**
 * Splits bytes at line feeds and at nothing else: JSON text may hold U+2028, which node's readline
 * takes for the end of a line. What follows the last line feed is not given out.
 *
 * @param limit bytes of the longest line that is kept in memory
 */
export async function* linesOf(
	bytes: AsyncIterable<Buffer>,
	limit: number,
): AsyncGenerator<WholeLine> {
	let pieces: Buffer[] = [];
	let offset = 0;
	let length = 0;
	for await (const chunk of bytes) {
		let from = 0;
		for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
			pieces.push(chunk.subarray(from, end));
			length += end + 1 - from;
			const text = length > limit ? undefined : Buffer.concat(pieces).toString('utf8');
			yield { text, offset, length };
			offset += length;
			from = end + 1;
			pieces = [];
			length = 0;
		}
		length += chunk.length - from;
		if (length > limit) pieces = [];
		else pieces.push(chunk.subarray(from));
	}
}
