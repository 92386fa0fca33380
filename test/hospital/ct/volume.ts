import { Random } from '../random.ts';
import { HU, HeadPhantom, type Lesion } from './phantom.ts';

/** What is scanned, and on which grid. */
export interface VolumeOptions {
	lesion?: Lesion;
	/** Number of axial slices, 1 to 300. */
	slices?: number;
	/** Rows and columns, 16 to 1024. */
	matrix?: number;
	seed?: number | string;
	/** Standard deviation of the noise in soft tissue, HU. */
	noise?: number;
}

/** Where the voxels lie: axial, no gantry tilt, rows run to the left and columns to the back (LPS). */
export interface Grid {
	slices: number;
	matrix: number;
	/** Millimetres between the centres of rows and columns. */
	pixelSpacing: number;
	/** Millimetres between the centres of slices, also their thickness. */
	sliceSpacing: number;
	/** Centre of the first voxel of slice 0, the lowest one, LPS in millimetres. */
	origin: [number, number, number];
}

const FIELD_OF_VIEW = 240;
const COVERAGE = 150;
/** Middle of the scanned range above the centre of the head. */
const MIDDLE = 9;

export function gridOf(options: VolumeOptions): Grid {
	const { slices = 40, matrix = 512 } = options;
	if (!(slices >= 1 && slices <= 300)) throw new RangeError('slices must be 1 to 300');
	if (!(matrix >= 16 && matrix <= 1024)) throw new RangeError('matrix must be 16 to 1024');
	const pixelSpacing = FIELD_OF_VIEW / matrix;
	const sliceSpacing = Math.min(5, Math.round((COVERAGE / slices) * 20) / 20);
	const corner = -(FIELD_OF_VIEW - pixelSpacing) / 2;
	const bottom = MIDDLE - (sliceSpacing * (slices - 1)) / 2;
	return { slices, matrix, pixelSpacing, sliceSpacing, origin: [corner, corner, bottom] };
}

/** Renders slices of one synthetic head in HU. */
export class HeadScanner {
	readonly grid: Grid;
	private readonly phantom: HeadPhantom;
	private readonly noise: Float32Array;
	private readonly random: Random;
	private readonly sharp: boolean;
	private readonly raw: Float32Array;
	private readonly rows: Float32Array;
	private readonly result: Float32Array;

	/** @param options.sharp bone kernel: no smoothing, three times the noise */
	constructor(options: VolumeOptions & { sharp?: boolean } = {}) {
		const { seed = 1, noise = 4.5, sharp = false } = options;
		this.grid = gridOf(options);
		this.phantom = new HeadPhantom(seed, options.lesion);
		this.random = new Random('noise', seed);
		this.sharp = sharp;
		const pixels = this.grid.matrix ** 2;
		this.raw = new Float32Array(pixels);
		this.rows = new Float32Array(pixels);
		this.result = new Float32Array(pixels).fill(HU.air);
		// Smoothing a slice takes away 5/8 of the noise (binomial 3 x 3), so more is put in.
		const deviation = this.smooths ? noise / 0.375 : sharp ? noise * 3 : noise;
		this.noise = Float32Array.from({ length: 65_536 }, () => this.random.normal() * deviation);
	}

	/** Fine grids are smoothed like a soft-tissue kernel; on coarse ones it would blur too far. */
	private get smooths(): boolean {
		return !this.sharp && this.grid.pixelSpacing < 1;
	}

	/**
	 * One slice in HU, row by row; index 0 is the lowest. Call in order: the noise depends on it. The
	 * array is used again by the next call.
	 */
	slice(index: number): Float32Array {
		const { matrix, pixelSpacing, sliceSpacing, origin } = this.grid;
		const z = origin[2] + index * sliceSpacing;
		const values = this.raw;
		for (let row = 0; row < matrix; row++) {
			const y = origin[1] + row * pixelSpacing;
			let grain = this.random.integer(0, this.noise.length - 1);
			for (let column = 0; column < matrix; column++) {
				const density = this.phantom.at(origin[0] + column * pixelSpacing, y, z);
				grain = (grain + 1) & 0xffff;
				values[row * matrix + column] = density + (this.noise[grain] as number);
			}
		}
		return this.smooths ? this.smooth() : values;
	}

	/** Binomial 3 x 3 filter, 1-2-1 along rows and columns; the border keeps air. */
	private smooth(): Float32Array {
		const { raw, rows, result } = this;
		const { matrix } = this.grid;
		for (let index = 1; index < raw.length - 1; index++) {
			rows[index] = (raw[index - 1]! + 2 * raw[index]! + raw[index + 1]!) / 4;
		}
		for (let index = matrix; index < raw.length - matrix; index++) {
			result[index] = (rows[index - matrix]! + 2 * rows[index]! + rows[index + matrix]!) / 4;
		}
		return result;
	}
}

/** The whole volume [slices, rows, columns] in HU, slice 0 the lowest: what a model takes in. */
export function headVolume(options: VolumeOptions = {}): { grid: Grid; voxels: Float32Array } {
	const scanner = new HeadScanner(options);
	const { grid } = scanner;
	const voxels = new Float32Array(grid.slices * grid.matrix ** 2);
	for (let index = 0; index < grid.slices; index++) {
		voxels.set(scanner.slice(index), index * grid.matrix ** 2);
	}
	return { grid, voxels };
}

/** A parenchymal position away from ventricles and bone, where a lesion of up to 24 mm has room. */
export function lesionPosition(seed: number | string): Lesion['position'] {
	const random = new Random('lesion', seed);
	const side = random.pick([-1, 1]);
	return [side * random.between(27, 36), random.between(-24, 24), random.between(8, 26)];
}
