import type { ImageHeader, Vector } from './image-header';

/** Why a set of images is no volume. Each is a code that users see. */
export type GeometryProblem =
	| 'geometry-missing'
	| 'mixed-orientation'
	| 'mixed-matrix'
	| 'mixed-frame-of-reference'
	| 'duplicate-slice'
	| 'slice-gap'
	| 'uneven-spacing'
	| 'sheared-stack'
	| 'too-few-slices';

/** A stack of parallel slices at equal distances. */
export interface StackGeometry {
	/** Indices into the given headers, ascending along the normal. */
	order: number[];
	/** Mean distance between slice centres along the normal, mm. */
	sliceSpacing: number;
	/** Unit vectors (LPS): increasing column index, increasing row index, increasing slice index. */
	rowDirection: Vector;
	columnDirection: Vector;
	normal: Vector;
}

/** Direction cosines are written with few digits: angles below about 0.15 degrees count as equal. */
const SAME_DIRECTION = 1 - 3.5e-6;
/** How far the two directions of one image may be from a right angle (cosine). */
const PERPENDICULAR = 1e-3;
/** Closer than this, two slices lie at the same place, mm. */
const SAME_POSITION = 0.01;
/** A distance may differ from the mean by this share of it, and at least by `SPACING_FLOOR` mm. */
const SPACING_TOLERANCE = 0.05;
const SPACING_FLOOR = 0.02;
/** From this multiple of the usual distance on, a slice is missing. */
const GAP = 1.5;

/**
 * Checks that images form one stack (PS3.3 C.7.6.2): same matrix, spacing, orientation and frame of
 * reference; unique positions; equal distances along the normal; no shift across the normal, which a
 * tilted gantry gives and which a rectangular volume cannot hold.
 */
export function stackGeometry(
	headers: readonly ImageHeader[],
): { stack: StackGeometry } | { problem: GeometryProblem } {
	const first = headers[0];
	if (first === undefined || headers.length < 2) return { problem: 'too-few-slices' };
	if (!headers.every(isLocated)) return { problem: 'geometry-missing' };
	const frame = imageFrame(first);
	if (frame === undefined) return { problem: 'geometry-missing' };
	for (const header of headers) {
		const mixed = differs(first, header);
		if (mixed !== undefined) return { problem: mixed };
	}
	return orderAlong(
		frame,
		headers.map((header) => header.position!),
		first.pixelSpacing!,
	);
}

/** True when the header says where its image lies. */
function isLocated(header: ImageHeader): boolean {
	return (
		header.frameOfReferenceUid !== '' &&
		header.position !== undefined &&
		header.rowDirection !== undefined &&
		header.columnDirection !== undefined &&
		header.pixelSpacing !== undefined
	);
}

type Frame = Pick<StackGeometry, 'rowDirection' | 'columnDirection' | 'normal'>;

/** Unit vectors of an image; undefined when its directions are not two perpendicular unit vectors. */
export function imageFrame(header: ImageHeader): Frame | undefined {
	if (header.rowDirection === undefined || header.columnDirection === undefined) return undefined;
	const row = unit(header.rowDirection);
	const column = unit(header.columnDirection);
	if (row === undefined || column === undefined) return undefined;
	const normal = unit(cross(row, column));
	if (normal === undefined || Math.abs(dot(row, column)) > PERPENDICULAR) return undefined;
	return { rowDirection: row, columnDirection: column, normal };
}

function differs(first: ImageHeader, header: ImageHeader): GeometryProblem | undefined {
	if (
		dot(first.rowDirection!, header.rowDirection!) < SAME_DIRECTION ||
		dot(first.columnDirection!, header.columnDirection!) < SAME_DIRECTION
	) {
		return 'mixed-orientation';
	}
	if (
		header.rows !== first.rows ||
		header.columns !== first.columns ||
		header.pixelSpacing!.some((value, axis) => !close(value, first.pixelSpacing![axis]!, 1e-4))
	) {
		return 'mixed-matrix';
	}
	return header.frameOfReferenceUid === first.frameOfReferenceUid
		? undefined
		: 'mixed-frame-of-reference';
}

function orderAlong(
	frame: Frame,
	positions: readonly Vector[],
	pixelSpacing: readonly [number, number],
): { stack: StackGeometry } | { problem: GeometryProblem } {
	const heights = positions.map((position) => dot(position, frame.normal));
	const order = positions.map((_, index) => index).sort((a, b) => heights[a]! - heights[b]!);
	const distances = order.slice(1).map((index, at) => heights[index]! - heights[order[at]!]!);
	if (distances.some((distance) => distance < SAME_POSITION)) return { problem: 'duplicate-slice' };
	const usual = [...distances].sort((a, b) => a - b)[Math.floor((distances.length - 1) / 2)]!;
	if (distances.some((distance) => distance > GAP * usual)) return { problem: 'slice-gap' };
	const sliceSpacing = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
	const tolerance = Math.max(SPACING_FLOOR, SPACING_TOLERANCE * sliceSpacing);
	if (distances.some((distance) => Math.abs(distance - sliceSpacing) > tolerance)) {
		return { problem: 'uneven-spacing' };
	}
	// Half a pixel is where the shift begins to move a voxel into its neighbour.
	const shift = Math.min(...pixelSpacing) / 2;
	const origin = positions[order[0]!]!;
	for (const position of positions) {
		const offset = subtract(position, origin);
		const across = [frame.rowDirection, frame.columnDirection].map((axis) => dot(offset, axis));
		if (across.some((distance) => Math.abs(distance) > shift)) return { problem: 'sheared-stack' };
	}
	return { stack: { order, sliceSpacing, ...frame } };
}

/** True when the normal is within 30 degrees of the body axis: axial, tilted gantries included. */
export function isAxial(header: ImageHeader): boolean {
	const frame = imageFrame(header);
	return frame !== undefined && Math.abs(frame.normal[2]) >= Math.cos(Math.PI / 6);
}

export const dot = (a: Vector, b: Vector) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

const cross = (a: Vector, b: Vector): Vector => [
	a[1] * b[2] - a[2] * b[1],
	a[2] * b[0] - a[0] * b[2],
	a[0] * b[1] - a[1] * b[0],
];

function unit(vector: Vector): Vector | undefined {
	const length = Math.sqrt(dot(vector, vector));
	if (Math.abs(length - 1) > 0.01) return undefined;
	return [vector[0] / length, vector[1] / length, vector[2] / length];
}

function close(a: number, b: number, share: number): boolean {
	return Math.abs(a - b) <= share * Math.max(Math.abs(a), Math.abs(b));
}
