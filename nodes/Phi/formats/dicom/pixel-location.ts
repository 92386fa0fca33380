import { Tag, type Encoding } from '../../../formats/dicom';
import { corrupt } from '../../../formats/dicom/corrupt';
import type { ByteSource } from './source';

/** Float Pixel Data, Double Float Pixel Data and Pixel Data are the last three of group 7FE0. */
export const PIXELS_FROM = Tag.FloatPixelData;

/** Where the pixel data lie. Offsets count from the first byte of the source. */
export interface PixelLocation {
	readonly tag: number;
	readonly vr: string;
	/** First byte of the element. */
	readonly start: number;
	/** First byte of the value. */
	readonly offset: number;
	/** Bytes of the value, delimiter not counted. */
	readonly length: number;
	/** First byte behind the element. */
	readonly end: number;
	/** Fragments of encapsulated pixel data, Basic Offset Table first. */
	readonly fragments?: readonly { readonly offset: number; readonly length: number }[];
}

const UNDEFINED_LENGTH = 0xffffffff;
const ITEM = 0xfffee000;
const SEQUENCE_DELIMITER = 0xfffee0dd;
/** A whole-slide image has hundreds of thousands of frames. */
const MAX_FRAGMENTS = 4_000_000;

/**
 * The pixel data at `at`, undefined when something else or nothing begins there.
 *
 * @throws HospitalError `dicom-corrupt` when they end outside of the source
 */
export function locatePixels(
	bytes: ByteSource,
	at: number,
	encoding: Encoding,
): PixelLocation | undefined {
	if (bytes.size - at < 8) return undefined;
	const { explicitVr, bigEndian } = encoding;
	const head = bytes.read(at, Math.min(12, bytes.size - at));
	const tag = tagAt(head, bigEndian);
	if (tag < PIXELS_FROM || tag > Tag.PixelData) return undefined;
	const size = explicitVr ? 12 : 8;
	if (head.length < size) throw corrupt('its pixel data end early');
	const length = bigEndian ? head.readUInt32BE(size - 4) : head.readUInt32LE(size - 4);
	const vr = explicitVr ? head.toString('latin1', 4, 6) : 'OW';
	if (explicitVr && !/^O[BWFDLV]$/.test(vr)) throw corrupt('its pixel data have no valid VR');
	const offset = at + size;
	if (length !== UNDEFINED_LENGTH) {
		const end = offset + length;
		if (end > bytes.size) throw corrupt('its pixel data end early');
		return { tag, vr, start: at, offset, length, end };
	}
	const { fragments, end } = walk(bytes, offset);
	return { tag, vr, start: at, offset, length: end - 8 - offset, end, fragments };
}

/** Encapsulated pixel data are always little endian (PS3.5 A.4). */
function walk(bytes: ByteSource, at: number) {
	const fragments: { offset: number; length: number }[] = [];
	for (;;) {
		if (bytes.size - at < 8) throw corrupt('its pixel data end early');
		const head = bytes.read(at, 8);
		const tag = tagAt(head, false);
		const length = head.readUInt32LE(4);
		at += 8;
		if (tag === SEQUENCE_DELIMITER) return { fragments, end: at };
		if (tag !== ITEM || fragments.length >= MAX_FRAGMENTS) {
			throw corrupt('its pixel data hold something that is no fragment');
		}
		if (length > bytes.size - at) throw corrupt('its pixel data end early');
		fragments.push({ offset: at, length });
		at += length;
	}
}

function tagAt(bytes: Buffer, bigEndian: boolean): number {
	return bigEndian
		? bytes.readUInt32BE(0)
		: bytes.readUInt16LE(0) * 0x10000 + bytes.readUInt16LE(2);
}
