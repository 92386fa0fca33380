import { constants, inflateRawSync } from 'node:zlib';
import { systemCode } from '../../../shared/errors';

/** So many compressed bytes are tried first. They inflate to 66 KB at most (RFC 1951: 1032 to 1). */
const FIRST_SLICE = 64;

/**
 * Reads the beginning of a deflated data set (PS3.5 A.5) without inflating the rest: ever longer
 * beginnings of the compressed bytes are tried, so that a few bytes that stand for gigabytes cost no
 * more than the header that is looked for.
 *
 * @param head the first compressed bytes
 * @param most inflated bytes that are ever looked at together
 * @param read gives what it looks for, or undefined when it needs more; `all`: there is no more
 * @returns what `read` gave; undefined when it is not in these bytes
 * @throws the error of the decoder, and RangeError when it is not within `most` inflated bytes
 */
export function readInflated<T>(
	head: Buffer,
	most: number,
	read: (inflated: Buffer, all: boolean) => T | undefined,
): T | undefined {
	let fits = 0;
	let tooMuch = head.length + 1;
	for (let length = Math.min(FIRST_SLICE, head.length); length > fits; ) {
		const inflated = inflateStart(head.subarray(0, length), most);
		if (inflated === undefined) tooMuch = length;
		else {
			const found = read(inflated, length === head.length);
			if (found !== undefined || length === head.length) return found;
			fits = length;
		}
		const doubled = Math.min(2 * Math.max(fits, FIRST_SLICE / 2), head.length);
		// Once the double is too much, the longest beginning that is not is searched by halves.
		length = doubled < tooMuch ? doubled : Math.floor((fits + tooMuch) / 2);
	}
	throw new RangeError('not within the first inflated bytes');
}

/** @returns undefined when it inflates to more than `most` */
function inflateStart(bytes: Buffer, most: number): Buffer | undefined {
	try {
		return inflateRawSync(bytes, {
			maxOutputLength: most,
			finishFlush: constants.Z_SYNC_FLUSH,
		});
	} catch (error) {
		if (systemCode(error) === 'ERR_BUFFER_TOO_LARGE') return undefined;
		throw error;
	}
}
