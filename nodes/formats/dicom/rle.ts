import { corrupt } from './corrupt';

const HEADER_BYTES = 64;

/**
 * Decodes one grayscale frame of RLE Lossless (PS3.5 Annex G): one PackBits segment per byte of a
 * cell, the most significant first.
 *
 * @param coded the frame, its fragments joined
 * @param count cells in the frame
 * @returns the cells as unsigned numbers
 * @throws HospitalError `dicom-corrupt` when the frame does not hold exactly what it should
 */
export function decodeRle(
	coded: Buffer,
	count: number,
	bitsAllocated: 8 | 16,
): Uint8Array | Uint16Array {
	const segments = bitsAllocated / 8;
	if (coded.length < HEADER_BYTES || coded.readUInt32LE(0) !== segments) {
		throw corrupt('its RLE frame has another number of segments than its cells have bytes');
	}
	const planes: Uint8Array[] = [];
	for (let segment = 0; segment < segments; segment++) {
		const start = coded.readUInt32LE(4 + 4 * segment);
		const end = segment + 1 < segments ? coded.readUInt32LE(8 + 4 * segment) : coded.length;
		if (start < HEADER_BYTES || end < start || end > coded.length) {
			throw corrupt('an RLE segment lies outside its frame');
		}
		planes.push(unpack(coded.subarray(start, end), count));
	}
	const [high, low] = planes;
	if (low === undefined) return high!;
	const cells = new Uint16Array(count);
	for (let at = 0; at < count; at++) cells[at] = (high![at]! << 8) | low[at]!;
	return cells;
}

/** PackBits (PS3.5 G.3.2): 0..127 copies n+1 bytes, 129..255 repeats the next byte 257-n times. */
function unpack(segment: Buffer, count: number): Uint8Array {
	const plane = new Uint8Array(count);
	let at = 0;
	let done = 0;
	while (done < count) {
		if (at >= segment.length) throw corrupt('an RLE segment is too short');
		const control = segment[at++]!;
		if (control === 128) continue;
		const length = control < 128 ? control + 1 : 257 - control;
		if (length > count - done) throw corrupt('an RLE segment is too long');
		if (control < 128) {
			if (length > segment.length - at) throw corrupt('an RLE segment is too short');
			// Runs are short: a loop is faster than a view for each.
			for (let to = done; to < done + length; to++) plane[to] = segment[at++]!;
		} else {
			if (at >= segment.length) throw corrupt('an RLE segment is too short');
			plane.fill(segment[at++]!, done, done + length);
		}
		done += length;
	}
	// Padding is zeros or no-operations; anything else belongs to a larger image than announced.
	if (segment.subarray(at).some((byte) => byte !== 0 && byte !== 128)) {
		throw corrupt('an RLE segment is too long');
	}
	return plane;
}
