import type { Size } from './boxes';
import type { Box, Picture } from './types';

/** How far a picture is turned, clockwise. */
export type Turn = 90 | 270;

/** The picture, turned, so that text that ran up (90) or down (270) runs from left to right. */
export function turned({ width, height, grey }: Picture, turn: Turn): Picture {
	const to = new Uint8Array(grey.length);
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			// A row of the picture becomes a column.
			const at = turn === 90 ? x * height + (height - 1 - y) : (width - 1 - x) * height + y;
			to[at] = grey[y * width + x]!;
		}
	}
	return { width: height, height: width, grey: to };
}

/** Where a box of the turned picture lies in the picture that was turned, whose size is given. */
export function turnedBack({ left, top, right, bottom }: Box, turn: Turn, size: Size): Box {
	if (turn === 90) {
		return { left: top, top: size.height - right, right: bottom, bottom: size.height - left };
	}
	return { left: size.width - bottom, top: left, right: size.width - top, bottom: right };
}
