import type { Picture } from './types';

/** Strokes of letters are thinner than this; what is wider is background. Pixels, odd. */
const WIDTH = 13;
/** Fainter than this is noise, which would be read for a long time and to no end. Grey levels. */
const FAINTEST = 24;

/**
 * Only what is thin and bright: the picture without its opening (erosion, then dilation). Anatomy
 * goes away, letters on it stay, whatever their grey level.
 */
export function thinParts({ width, height, grey }: Picture): Picture {
	const eroded = filtered(grey, width, height, Math.min);
	const background = filtered(eroded, width, height, Math.max);
	const thin = grey.map((value, at) => value - background[at]!);
	const most = thin.reduce((one, other) => Math.max(one, other), 1);
	const shown = thin.map((value) => (value < FAINTEST ? 0 : Math.round((value * 255) / most)));
	return { width, height, grey: shown };
}

/** The least or greatest value in a square around every pixel, rows first, then columns. */
function filtered(
	grey: Uint8Array,
	width: number,
	height: number,
	pick: (one: number, other: number) => number,
): Uint8Array {
	const half = (WIDTH - 1) / 2;
	/** Along lines of `count` pixels that lie `step` apart. */
	const pass = (from: Uint8Array, count: number, step: number): Uint8Array => {
		const to = new Uint8Array(from.length);
		for (let at = 0; at < from.length; at++) {
			const place = Math.floor(at / step) % count;
			const last = Math.min(half, count - 1 - place);
			let value = from[at]!;
			for (let near = -Math.min(half, place); near <= last; near++) {
				value = pick(value, from[at + near * step]!);
			}
			to[at] = value;
		}
		return to;
	};
	return pass(pass(grey, width, 1), height, width);
}
