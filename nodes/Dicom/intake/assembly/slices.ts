import type { InstanceRecord } from '../spool/records';
import type { SliceHeader } from '../reception/identify';

/** From this multiple of the usual distance on, a slice is missing. */
const GAP = 1.5;
/** Closer than this, two slices lie at the same place, mm. */
const SAME_POSITION = 0.01;
/** Direction cosines of one stack may differ by this much: they are written with few digits. */
const SAME_DIRECTION = 1e-3;

/**
 * True when the images are one stack of parallel slices without a gap: no distance along the normal
 * is larger than 1.5 times the median (PS3.3 C.7.6.2.1.1). The ends of the stack are not proved:
 * any first part of a whole stack has no gap either.
 *
 * Two images at the same place are no single stack (phases, echoes): nothing is proved then.
 */
export function isGapless(images: readonly InstanceRecord[]): boolean {
	const slices = slicesOf(images);
	const first = slices?.[0];
	if (slices === undefined || first === undefined || slices.length < 2) return false;
	const normal = normalOf(first.orientation);
	if (normal === undefined) return false;
	const sameStack = ({ orientation }: SliceHeader) =>
		orientation.every((value, at) => Math.abs(value - first.orientation[at]!) <= SAME_DIRECTION);
	if (!slices.every(sameStack)) return false;
	const heights = slices.map(({ position }) => along(position, normal)).sort((a, b) => a - b);
	const distances = heights.slice(1).map((height, at) => height - heights[at]!);
	if (distances.some((distance) => distance < SAME_POSITION)) return false;
	const median = [...distances].sort((a, b) => a - b)[Math.floor((distances.length - 1) / 2)]!;
	return distances.every((distance) => distance <= GAP * median);
}

/** What Images in Acquisition (0020,1002) says about the images of a series. */
export type AcquisitionState =
	/** It is not given, or not on all of them. */
	| 'untold'
	/** Images of an acquisition are missing. */
	| 'short'
	/** Every acquisition of which an image came is whole. */
	| 'whole';

/**
 * @returns the state, and how many acquisitions there are: when there is one alone and it is whole,
 *   nothing can be missing
 */
export function acquisitionsOf(images: readonly InstanceRecord[]): {
	state: AcquisitionState;
	count: number;
} {
	const came = new Map<number, number>();
	const announced = new Map<number, number>();
	for (const { header } of images) {
		const { acquisition = 0, imagesInAcquisition = 0 } = header.slice ?? {};
		if (imagesInAcquisition < 1) return { state: 'untold', count: 0 };
		came.set(acquisition, (came.get(acquisition) ?? 0) + 1);
		announced.set(acquisition, Math.max(announced.get(acquisition) ?? 0, imagesInAcquisition));
	}
	const whole = [...came].every(([acquisition, count]) => count >= announced.get(acquisition)!);
	return { state: whole ? 'whole' : 'short', count: came.size };
}

function slicesOf(images: readonly InstanceRecord[]): SliceHeader[] | undefined {
	const slices: SliceHeader[] = [];
	for (const { header } of images) {
		if (header.slice === undefined) return undefined;
		slices.push(header.slice);
	}
	return slices;
}

type Triple = readonly [number, number, number];

/** Of the two directions of an image; undefined when they span no plane. */
function normalOf(orientation: readonly number[]): Triple | undefined {
	const [a, b, c, d, e, f] = orientation as [number, number, number, number, number, number];
	const cross: Triple = [b * f - c * e, c * d - a * f, a * e - b * d];
	const length = Math.hypot(...cross);
	if (!(length > 0.5)) return undefined;
	return [cross[0] / length, cross[1] / length, cross[2] / length];
}

const along = (position: readonly number[], normal: Triple): number =>
	position[0]! * normal[0] + position[1]! * normal[1] + position[2]! * normal[2];
