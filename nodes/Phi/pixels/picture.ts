import type { Frame } from './frames';
import type { PixelLayout } from './layout';
import type { Picture } from './types';

/**
 * A frame as eight-bit grey, for text recognition: white text is white, whatever the photometric
 * interpretation. The full range of the frame is used; windows of the header are meant for anatomy.
 *
 * @returns one picture; two for colours, by the largest sample (coloured text is as bright as white)
 * and by the smallest (only white is bright, and coloured flow disappears)
 */
export function picturesOf(frame: Frame, layout: PixelLayout): Picture[] {
	const [first, second, third] = frame.samples;
	const isInverse = layout.photometric === 'MONOCHROME1';
	if (layout.photometric !== 'RGB' || second === undefined || third === undefined) {
		return [stretched(first!, layout, isInverse)];
	}
	const picked = (pick: (...samples: number[]) => number): Uint16Array =>
		Uint16Array.from(first!, (cell, at) => pick(cell, second[at]!, third[at]!));
	return [picked(Math.max), picked(Math.min)].map((cells) => stretched(cells, layout, false));
}

/** Stored values (of `bitsStored`, signed or not) as 0 to 255. */
function stretched(
	cells: Uint8Array | Uint16Array,
	{ rows, columns, signed, bitsStored, highBit }: PixelLayout,
	isInverse: boolean,
): Picture {
	const shift = Math.max(0, highBit + 1 - bitsStored);
	const mask = 2 ** bitsStored - 1;
	// Two's complement, moved so that the smallest value is 0.
	const move = signed ? 2 ** (bitsStored - 1) : 0;
	const values = Int32Array.from(cells, (cell) => (((cell >>> shift) & mask) + move) & mask);
	const least = values.reduce((one, other) => Math.min(one, other), Infinity);
	const range = values.reduce((one, other) => Math.max(one, other), 0) - least || 1;
	const grey = Uint8Array.from(values, (value) => {
		const share = Math.round(((value - least) * 255) / range);
		return isInverse ? 255 - share : share;
	});
	return { width: columns, height: rows, grey };
}

export const inverted = ({ width, height, grey }: Picture): Picture => ({
	width,
	height,
	grey: grey.map((value) => 255 - value),
});

/** Enlarged by a whole number, bilinear. */
export function enlarged({ width, height, grey }: Picture, times: number): Picture {
	if (times === 1) return { width, height, grey };
	const wide = width * times;
	const high = height * times;
	const to = new Uint8Array(wide * high);
	for (let y = 0; y < high; y++) {
		const fromY = Math.max(0, Math.min(height - 1, (y + 0.5) / times - 0.5));
		const top = Math.floor(fromY);
		const below = Math.min(height - 1, top + 1);
		const downShare = fromY - top;
		for (let x = 0; x < wide; x++) {
			const fromX = Math.max(0, Math.min(width - 1, (x + 0.5) / times - 0.5));
			const left = Math.floor(fromX);
			const right = Math.min(width - 1, left + 1);
			const share = fromX - left;
			const up = grey[top * width + left]! * (1 - share) + grey[top * width + right]! * share;
			const down = grey[below * width + left]! * (1 - share) + grey[below * width + right]! * share;
			to[y * wide + x] = up * (1 - downShare) + down * downShare;
		}
	}
	return { width: wide, height: high, grey: to };
}
