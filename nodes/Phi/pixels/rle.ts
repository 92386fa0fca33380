import { corrupt } from '../../formats/dicom/corrupt';

const HEADER_BYTES = 64;
const MOST_SEGMENTS = 15;

/**
 * Decodes one frame of RLE Lossless (PS3.5 Annex G) into its byte planes, first sample first, most
 * significant byte of each sample first.
 *
 * @param length bytes in a plane: one for every pixel
 * @throws HospitalError `dicom-corrupt` when the frame does not hold exactly these planes
 */
export function decodePlanes(coded: Buffer, planes: number, length: number): Uint8Array[] {
	if (planes < 1 || planes > MOST_SEGMENTS) throw corrupt('its RLE frames cannot hold its pixels');
	if (coded.length < HEADER_BYTES || coded.readUInt32LE(0) !== planes) {
		throw corrupt('its RLE frame has another number of segments than its pixels have bytes');
	}
	return Array.from({ length: planes }, (_, segment) => {
		const start = coded.readUInt32LE(4 + 4 * segment);
		const end = segment + 1 < planes ? coded.readUInt32LE(8 + 4 * segment) : coded.length;
		if (start < HEADER_BYTES || end < start || end > coded.length) {
			throw corrupt('an RLE segment lies outside its frame');
		}
		return unpack(coded.subarray(start, end), length);
	});
}

/** PackBits (PS3.5 G.3.2): 0..127 copies n+1 bytes, 129..255 repeats the next byte 257-n times. */
function unpack(segment: Buffer, length: number): Uint8Array {
	const plane = new Uint8Array(length);
	let at = 0;
	let done = 0;
	while (done < length) {
		const control = segment[at++];
		if (control === undefined) throw corrupt('an RLE segment is too short');
		if (control === 128) continue;
		const run = control < 128 ? control + 1 : 257 - control;
		const taken = control < 128 ? run : 1;
		if (run > length - done || taken > segment.length - at) {
			throw corrupt('an RLE segment does not fit its frame');
		}
		if (control < 128) plane.set(segment.subarray(at, at + run), done);
		else plane.fill(segment[at]!, done, done + run);
		at += taken;
		done += run;
	}
	return plane;
}

/**
 * Encodes byte planes as one frame of RLE Lossless. Runs end with the row, as G.3.1 asks for.
 *
 * @param columns bytes in a row
 */
export function encodePlanes(planes: readonly Uint8Array[], columns: number): Buffer {
	const segments = planes.map((plane) => pack(plane, columns));
	const header = Buffer.alloc(HEADER_BYTES);
	header.writeUInt32LE(segments.length, 0);
	let offset = HEADER_BYTES;
	segments.forEach((segment, index) => {
		header.writeUInt32LE(offset, 4 + 4 * index);
		offset += segment.length;
	});
	return Buffer.concat([header, ...segments]);
}

function pack(plane: Uint8Array, columns: number): Buffer {
	// At worst every 128 bytes take one more.
	const packed = Buffer.allocUnsafe(
		plane.length + Math.ceil(plane.length / columns) * (2 + columns / 64) + 2,
	);
	let to = 0;
	for (let row = 0; row < plane.length; row += columns) {
		const end = Math.min(row + columns, plane.length);
		for (let at = row; at < end; ) {
			const run = runLength(plane, at, end);
			if (run > 1) {
				packed[to++] = 257 - run;
				packed[to++] = plane[at]!;
				at += run;
				continue;
			}
			let last = at + 1;
			while (last < end && last - at < 128 && runLength(plane, last, end) < 3) last++;
			packed[to++] = last - at - 1;
			packed.set(plane.subarray(at, last), to);
			to += last - at;
			at = last;
		}
	}
	// Segments have an even length (G.3.1).
	if (to % 2 === 1) packed[to++] = 0;
	return packed.subarray(0, to);
}

function runLength(plane: Uint8Array, at: number, end: number): number {
	const limit = Math.min(end, at + 128);
	let to = at + 1;
	while (to < limit && plane[to] === plane[at]) to++;
	return to - at;
}
