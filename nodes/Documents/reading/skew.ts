import type { Picture } from '../../formats/ocr';
import { isDark } from './picture';

const WIDEST = 6;
const MOST_POINTS = 40_000;

interface Points {
	readonly x: Float32Array;
	readonly y: Float32Array;
	readonly height: number;
}

/**
 * How far lines of writing stand askew, in degrees clockwise, at most 6. Rows are added up under each
 * angle: writing that is level gives the sharpest change from rows with ink to rows without.
 */
export function skewOf(picture: Picture): number {
	const points = darkPoints(picture);
	if (points.x.length < 200) return 0;
	let best = sweep(points, -WIDEST, WIDEST, 0.5);
	best = sweep(points, best - 0.4, best + 0.4, 0.1);
	// An angle at the edge is no peak: there are no lines.
	return Math.abs(best) >= WIDEST ? 0 : Math.round(best * 10) / 10;
}

/**
 * How much sharper columns of ink stand apart than rows: far above 1 when lines of writing run from
 * top to bottom, far below it when they run from left to right.
 */
export function sidewaysness(picture: Picture): number {
	const level = darkPoints(picture);
	if (level.x.length < 200) return 0;
	const upright: Points = { x: level.y, y: level.x, height: picture.width };
	const sharpest = (points: Points): number =>
		Math.max(...[-2, -1, 0, 1, 2].map((angle) => sharpness(points, angle)));
	return sharpest(upright) / Math.max(1, sharpest(level));
}

function darkPoints({ width, height, grey }: Picture): Points {
	let dark = 0;
	for (const value of grey) if (isDark(value)) dark += 1;
	const every = Math.max(1, Math.ceil(dark / MOST_POINTS));
	const x = new Float32Array(Math.ceil(dark / every));
	const y = new Float32Array(x.length);
	let seen = 0;
	for (let at = 0; at < grey.length; at++) {
		if (!isDark(grey[at]!)) continue;
		if (seen % every === 0) {
			x[seen / every] = at % width;
			y[seen / every] = Math.floor(at / width);
		}
		seen += 1;
	}
	return { x, y, height };
}

function sweep(points: Points, from: number, to: number, step: number): number {
	let best = 0;
	let sharpest = -1;
	for (let angle = from; angle <= to + step / 2; angle += step) {
		const found = sharpness(points, angle);
		if (found > sharpest) [sharpest, best] = [found, angle];
	}
	return best;
}

/** Sum of the squared differences of neighbouring rows, in rows of two pixels. */
function sharpness({ x, y, height }: Points, angle: number): number {
	const slope = Math.tan((angle * Math.PI) / 180);
	const rows = new Float64Array(Math.ceil(height * 1.5) + 2);
	const shift = height / 4;
	for (let at = 0; at < x.length; at++) {
		const row = Math.round((y[at]! - x[at]! * slope + shift) / 2);
		if (row >= 0 && row < rows.length) rows[row] = rows[row]! + 1;
	}
	let sum = 0;
	for (let row = 1; row < rows.length; row++) sum += (rows[row]! - rows[row - 1]!) ** 2;
	return sum;
}
