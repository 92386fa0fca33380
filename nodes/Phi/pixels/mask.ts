import type { Frame } from './frames';
import type { PixelLayout } from './layout';
import type { Box } from './types';

/** Makes the boxes black. Colours and grey levels stay within what the frame may hold. */
export function blacken(frame: Frame, boxes: readonly Box[], layout: PixelLayout): void {
	frame.samples.forEach((plane, sample) => {
		const black = blackOf(plane, sample, layout);
		for (const { left, top, right, bottom } of boxes) {
			for (let y = top; y < bottom; y++) {
				plane.fill(black, y * layout.columns + left, y * layout.columns + right);
			}
		}
	});
}

/** Black as one sample of a pixel stores it (PS3.3 C.7.6.3.1.2). */
function blackOf(plane: Uint8Array | Uint16Array, sample: number, layout: PixelLayout): number {
	const { photometric, bitsStored, highBit, signed } = layout;
	if (photometric === 'YBR_FULL' && sample > 0) return 2 ** (bitsStored - 1);
	const isInverse = photometric === 'MONOCHROME1';
	if (!signed) return isInverse ? (2 ** bitsStored - 1) << (highBit + 1 - bitsStored) : 0;
	// Far outside of what the scanner measured, viewers would show the rest without contrast.
	const half = 2 ** (layout.bitsAllocated - 1);
	let extreme = isInverse ? -half : half - 1;
	for (const cell of plane) {
		const value = cell >= half ? cell - 2 * half : cell;
		extreme = isInverse ? Math.max(extreme, value) : Math.min(extreme, value);
	}
	return extreme & (2 ** layout.bitsAllocated - 1);
}

/** Clears the bits beside the stored ones, where old images hold overlays. */
export function clearUnusedBits(frame: Frame, { bitsStored, highBit, signed }: PixelLayout): void {
	const shift = Math.max(0, highBit + 1 - bitsStored);
	const mask = (2 ** bitsStored - 1) << shift;
	const sign = 1 << highBit;
	for (const plane of frame.samples) {
		for (let at = 0; at < plane.length; at++) {
			const stored = plane[at]! & mask;
			// The array cuts the sign to its width.
			plane[at] = signed && shift === 0 && (stored & sign) !== 0 ? stored | ~mask : stored;
		}
	}
}
