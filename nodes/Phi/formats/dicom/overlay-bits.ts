import type { DataSet } from '../../../formats/dicom';
import { Tag } from '../../../formats/dicom';
import { isOverlay } from './profile-table';

/** Overlays that lie in unused bits of the pixels (PS3.3 C.9.2, retired; PS3.5 8.1.2). */
export interface OverlayBits {
	/** Bits of each pixel cell to clear. */
	readonly mask: number;
	/** Bytes of a pixel cell. */
	readonly cell: 1 | 2 | 4;
}

/**
 * The bits in which old images keep overlays, undefined when there are none. An overlay without data
 * of its own, or with cells as large as the pixel's, lies in the pixels.
 */
export function overlayBits(set: DataSet): OverlayBits | undefined {
	const allocated = set.number(Tag.BitsAllocated) ?? 0;
	if (allocated !== 8 && allocated !== 16 && allocated !== 32) return undefined;
	const groups = new Set<number>();
	for (const { tag } of set) if (isOverlay(tag)) groups.add((tag & 0xffff0000) >>> 0);
	if (groups.size === 0) return undefined;
	let mask = 0;
	for (const group of groups) {
		if (set.has(group + 0x3000)) continue;
		const position = numberOf(set, group + 0x0102);
		if (position >= 0 && position < allocated) mask |= 1 << position;
	}
	mask &= ~storedBits(set);
	return mask === 0 ? undefined : { mask, cell: (allocated / 8) as 1 | 2 | 4 };
}

/** The bits that hold the pixel itself. */
function storedBits(set: DataSet): number {
	const stored = set.number(Tag.BitsStored) ?? 0;
	const high = set.number(Tag.HighBit) ?? stored - 1;
	const ones = stored >= 32 ? -1 : (1 << stored) - 1;
	return ones << Math.max(0, high - stored + 1);
}

/** Repeating groups are not in the dictionary: without VR their numbers are read as US. */
function numberOf(set: DataSet, tag: number): number {
	const bytes = set.bytes(tag);
	if (bytes === undefined || bytes.length < 2) return 0;
	return set.encoding.bigEndian ? bytes.readUInt16BE(0) : bytes.readUInt16LE(0);
}

/**
 * Clears the bits in `bytes`, in place.
 *
 * @param bytes begins with a whole pixel cell
 */
export function clearBits(bytes: Buffer, { mask, cell }: OverlayBits, bigEndian: boolean): void {
	// The mask as the bytes of one cell, in the order in which they lie.
	const keep = Buffer.alloc(4);
	keep.writeInt32LE(~mask);
	const pattern = [...keep.subarray(0, cell)];
	if (bigEndian) pattern.reverse();
	for (let at = 0; at < bytes.length; at++) bytes[at] = bytes[at]! & pattern[at % cell]!;
}
