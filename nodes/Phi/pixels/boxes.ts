import type { Box } from './types';

export interface Size {
	readonly width: number;
	readonly height: number;
}

/** The part of a box that lies inside of the frame, in whole pixels; undefined when there is none. */
export function inside(box: Box, { width, height }: Size): Box | undefined {
	const left = Math.max(0, Math.floor(box.left));
	const top = Math.max(0, Math.floor(box.top));
	const right = Math.min(width, Math.ceil(box.right));
	const bottom = Math.min(height, Math.ceil(box.bottom));
	return left < right && top < bottom ? { left, top, right, bottom } : undefined;
}

export const grown = (box: Box, x: number, y: number): Box => ({
	left: box.left - x,
	top: box.top - y,
	right: box.right + x,
	bottom: box.bottom + y,
});

export const around = (one: Box, other: Box): Box => ({
	left: Math.min(one.left, other.left),
	top: Math.min(one.top, other.top),
	right: Math.max(one.right, other.right),
	bottom: Math.max(one.bottom, other.bottom),
});

export const touch = (one: Box, other: Box): boolean =>
	one.left < other.right &&
	other.left < one.right &&
	one.top < other.bottom &&
	other.top < one.bottom;

export const holds = (outer: Box, inner: Box): boolean =>
	outer.left <= inner.left &&
	outer.top <= inner.top &&
	outer.right >= inner.right &&
	outer.bottom >= inner.bottom;

/** Without boxes that lie in another one. */
export function withoutInner(boxes: readonly Box[]): Box[] {
	const kept: Box[] = [];
	for (const box of boxes.toSorted((one, other) => area(other) - area(one))) {
		if (!kept.some((outer) => holds(outer, box))) kept.push(box);
	}
	return kept;
}

/** What is left of a frame outside of some boxes, as boxes. */
export function outside(boxes: readonly Box[], { width, height }: Size): Box[] {
	let left: Box[] = [{ left: 0, top: 0, right: width, bottom: height }];
	for (const box of boxes) left = left.flatMap((rest) => minus(rest, box));
	return left;
}

function minus(from: Box, box: Box): Box[] {
	if (!touch(from, box)) return [from];
	const top = Math.max(from.top, box.top);
	const bottom = Math.min(from.bottom, box.bottom);
	return [
		{ ...from, bottom: top },
		{ ...from, top: bottom },
		{ left: from.left, top, right: box.left, bottom },
		{ left: box.right, top, right: from.right, bottom },
	].filter((part) => part.left < part.right && part.top < part.bottom);
}

const area = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);
