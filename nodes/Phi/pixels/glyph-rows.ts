import { around } from './boxes';
import type { Box, Picture } from './types';

/** Letters are at least this high; below it is noise. Pixels. */
const LOWEST = 5;
const HIGHEST = 160;
/** So many shapes of the height of letters are noise. */
const MOST_SHAPES = 8_000;
/** More ink than this is no writing but a bright area. */
const MOST_INK = 0.3;

/**
 * Rows of shapes that look like writing: of one height, side by side. Needs no knowledge of a
 * script, so it also sees what text recognition cannot read.
 *
 * @param ink two tones, black on white
 * @param least shapes that make a row: from 4 on it hardly ever is anything else
 */
export function glyphRows(ink: Picture, least: number): Box[] {
	const black = ink.grey.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);
	if (black > ink.grey.length * MOST_INK) return [];
	const shapes = shapesOf(ink).filter((box) => {
		const [width, height] = [box.right - box.left, box.bottom - box.top];
		return height >= LOWEST && height <= HIGHEST && width <= 3 * height;
	});
	return shapes.length > MOST_SHAPES ? [] : rowsOf(shapes, least);
}

/** Boxes around connected black pixels, diagonals included. */
function shapesOf({ width, height, grey }: Picture): Box[] {
	const seen = new Uint8Array(grey.length);
	const stack: number[] = [];
	const shapes: Box[] = [];
	for (let start = 0; start < grey.length; start++) {
		if (grey[start] !== 0 || seen[start] === 1) continue;
		let box = { left: width, top: height, right: 0, bottom: 0 };
		stack.push(start);
		seen[start] = 1;
		for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
			const x = at % width;
			const y = (at - x) / width;
			box = around(box, { left: x, top: y, right: x + 1, bottom: y + 1 });
			for (let nextY = Math.max(0, y - 1); nextY <= Math.min(height - 1, y + 1); nextY++) {
				for (let nextX = Math.max(0, x - 1); nextX <= Math.min(width - 1, x + 1); nextX++) {
					const next = nextY * width + nextX;
					if (grey[next] !== 0 || seen[next] === 1) continue;
					seen[next] = 1;
					stack.push(next);
				}
			}
		}
		shapes.push(box);
	}
	return shapes;
}

interface Row {
	box: Box;
	last: Box;
	count: number;
}

function rowsOf(shapes: readonly Box[], least: number): Box[] {
	const rows: Row[] = [];
	for (const shape of shapes.toSorted((one, other) => one.left - other.left)) {
		const row = rows.find(({ last, box }) => continues(last, box, shape));
		if (row === undefined) {
			rows.push({ box: shape, last: shape, count: 1 });
		} else {
			row.box = around(row.box, shape);
			row.last = shape;
			row.count++;
		}
	}
	return rows.filter(({ count }) => count >= least).map(({ box }) => box);
}

/** On one line with the row, near its end, and about as high as its letters. */
function continues(last: Box, row: Box, shape: Box): boolean {
	const height = shape.bottom - shape.top;
	const before = last.bottom - last.top;
	const shared = Math.min(row.bottom, shape.bottom) - Math.max(row.top, shape.top);
	return (
		shape.left - last.right < 2 * Math.max(height, before) &&
		shared > 0.6 * Math.min(height, before) &&
		height < 2 * before &&
		before < 2 * height &&
		row.bottom - row.top < 2.5 * height
	);
}
