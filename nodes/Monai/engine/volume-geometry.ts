import type { VolumeReference, VoxelBox } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';

const BYTES_PER_VOXEL = { int16: 2, float32: 4 } as const;
/** 1 Gi voxels: 2,000 slices of 724 x 724, beyond any CT series. */
const MOST_VOXELS = 2 ** 30;

/**
 * Makes sure that a volume reference can be calculated with: it came through the canvas and may have
 * been edited there.
 *
 * @returns voxels and bytes of the volume file
 * @throws HospitalError `invalid-volume`
 */
export function checkVolume(volume: VolumeReference): { voxels: number; bytes: number } {
	const { shape, spacing, origin, direction, dataType } = volume;
	const perVoxel = Object.hasOwn(BYTES_PER_VOXEL, dataType) ? BYTES_PER_VOXEL[dataType] : 0;
	const numbers = (list: unknown, length: number, rule: (n: number) => boolean) =>
		Array.isArray(list) &&
		list.length === length &&
		list.every((n) => Number.isFinite(n) && rule(n));
	const sound =
		perVoxel > 0 &&
		numbers(shape, 3, (n) => Number.isInteger(n) && n > 0) &&
		numbers(spacing, 3, (n) => n > 0) &&
		numbers(origin, 3, () => true) &&
		numbers(direction, 9, (n) => Math.abs(n) <= 1.0001) &&
		/^[0-9a-f]{64}$/.test(volume.sha256);
	const voxels = sound ? shape[0] * shape[1] * shape[2] : Infinity;
	if (voxels > MOST_VOXELS) {
		throw new HospitalError('invalid-volume', 'The item holds no usable image volume', {
			nextStep: 'Connect this node behind DICOM > Build Volume, and pass its output on unchanged.',
		});
	}
	return { voxels, bytes: voxels * perVoxel };
}

/**
 * Centre of a box in patient coordinates (LPS, mm; DICOM PS3.3 C.7.6.2.1.1 extended by the slice
 * direction). Voxel coordinates are those of voxel centres, so a box of one voxel gives its centre.
 */
export function boxCentre(box: VoxelBox, volume: VolumeReference): [number, number, number] {
	const [slice, row, column] = [0, 1, 2].map((axis) => (box.min[axis] + box.max[axis]) / 2);
	const [betweenSlices, betweenRows, betweenColumns] = volume.spacing;
	const along = [column * betweenColumns, row * betweenRows, slice * betweenSlices];
	const coordinate = (axis: number) =>
		along.reduce(
			(sum, distance, step) => sum + distance * volume.direction[step * 3 + axis],
			volume.origin[axis],
		);
	return [coordinate(0), coordinate(1), coordinate(2)];
}
