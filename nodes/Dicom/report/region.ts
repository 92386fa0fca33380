import type { VolumeReference, VoxelBox } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

type Point = [number, number, number];

/**
 * The outline of a box in each slice that it covers: closed rectangles around the voxels, through
 * the slice centres, in patient coordinates (LPS, mm).
 *
 * @throws HospitalError `box-outside-volume`
 */
export function boxOutlines(box: VoxelBox, volume: VolumeReference): Point[][] {
	for (let axis = 0; axis < 3; axis++) {
		const [low, high] = [box.min[axis]!, box.max[axis]!];
		if (
			!(Number.isInteger(low) && Number.isInteger(high) && low >= 0 && low <= high) ||
			high >= volume.shape[axis]!
		) {
			throw new HospitalError(
				'box-outside-volume',
				'The box of the result does not lie in the volume',
				{
					nextStep: 'Check the output of the model: the box is given as slice, row and column.',
				},
			);
		}
	}
	const top = box.min[1] - 0.5;
	const bottom = box.max[1] + 0.5;
	const left = box.min[2] - 0.5;
	const right = box.max[2] + 0.5;
	const outlines: Point[][] = [];
	for (let slice = box.min[0]; slice <= box.max[0]; slice++) {
		outlines.push(
			[
				[slice, top, left],
				[slice, top, right],
				[slice, bottom, right],
				[slice, bottom, left],
				[slice, top, left],
			].map(([s, r, c]) => toPatient(volume, s!, r!, c!)),
		);
	}
	return outlines;
}

/** Voxel index to patient coordinates (PS3.3 C.7.6.2.1.1, with the slice axis added). */
function toPatient(volume: VolumeReference, slice: number, row: number, column: number): Point {
	const { origin, spacing, direction } = volume;
	const steps = [column * spacing[2], row * spacing[1], slice * spacing[0]];
	return [0, 1, 2].map(
		(axis) =>
			origin[axis]! +
			steps.reduce((sum, step, vector) => sum + step * direction[vector * 3 + axis]!, 0),
	) as Point;
}
