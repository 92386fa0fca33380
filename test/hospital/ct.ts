import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeriesEncoder } from './ct/encode.ts';
import {
	axialHeader,
	localizerHeader,
	PIXEL_FORM,
	studyHeader,
	studyUid,
	type PixelForm,
	type StudyOptions,
} from './ct/header.ts';
import { SCOUT_CORNER, SCOUT_SIZE, SCOUT_SPACING, SCOUT_VIEWS, scoutView } from './ct/scout.ts';
import { HeadScanner, lesionPosition, type VolumeOptions } from './ct/volume.ts';
import { demoHospital, orderOf } from './people.ts';
import { Random, uidOf } from './random.ts';

export { CT_IMAGE_STORAGE, type PixelForm } from './ct/header.ts';
export { gridOf, headVolume, lesionPosition, type Grid } from './ct/volume.ts';
export type { Lesion } from './ct/phantom.ts';

export type SeriesKind = 'axial' | 'bone' | 'scout';

export interface HeadCtOptions extends StudyOptions, VolumeOptions {
	seed?: number | string;
	pixelForm?: PixelForm;
	/** More series than the axial one: a localizer of two images, a reconstruction with bone kernel. */
	extraSeries?: readonly Exclude<SeriesKind, 'axial'>[];
	/** True: instance numbers rise with the slices. False (default): they tell nothing about them. */
	numbersInOrder?: boolean;
	/** Makes other series and instance UIDs for the same study, as a repeated scan does. */
	repetition?: number;
}

/** One image as a Part 10 file in Explicit VR Little Endian. */
export interface CtImage {
	studyInstanceUid: string;
	seriesInstanceUid: string;
	sopInstanceUid: string;
	series: SeriesKind;
	bytes: Buffer;
}

/**
 * A synthetic CT of a head as CT Image Storage objects. The images come in no particular order,
 * neither by position nor by instance number. Equal options give equal bytes.
 */
export function headCt(options: HeadCtOptions): CtImage[] {
	const kinds: SeriesKind[] = ['axial', ...(options.extraSeries ?? [])];
	const images = kinds.flatMap((kind) =>
		kind === 'scout' ? scoutSeries(options) : axialSeries(options, kind),
	);
	return new Random('files', options.seed ?? 1).shuffle(images);
}

function axialSeries(options: HeadCtOptions, kind: 'axial' | 'bone'): CtImage[] {
	const { pixelForm = 'unsigned', seed = 1 } = options;
	const scanner = new HeadScanner({ ...options, sharp: kind === 'bone' });
	const { grid } = scanner;
	const series = {
		uid: seriesUid(options, kind),
		number: kind === 'bone' ? 3 : 2,
		description: kind === 'bone' ? 'HEAD BONE' : 'HEAD BRAIN',
		kernel: kind === 'bone' ? 'B70' : 'H30',
	};
	const header = { ...studyHeader(options), ...axialHeader(grid, pixelForm, series) };
	const encoder = new SeriesEncoder(header, grid.matrix ** 2 * 2);
	const numbers = Array.from({ length: grid.slices }, (_, index) => index + 1);
	const numbering = options.numbersInOrder
		? numbers
		: new Random('numbers', kind, seed).shuffle(numbers);
	return numbering.map((instanceNumber, index) => {
		const pixels = storedPixels(scanner.slice(index), pixelForm);
		const z = grid.origin[2] + index * grid.sliceSpacing;
		const position = [grid.origin[0], grid.origin[1], z] as const;
		return image(options, kind, encoder, { instanceNumber, position, pixels });
	});
}

function scoutSeries(options: HeadCtOptions): CtImage[] {
	const { seed = 1 } = options;
	const size = { rows: SCOUT_SIZE, columns: SCOUT_SIZE, spacing: SCOUT_SPACING };
	return SCOUT_VIEWS.map(({ name, rowDirection }, index) => {
		const series = { uid: seriesUid(options, 'scout'), number: 1, rowDirection };
		const header = { ...studyHeader(options), ...localizerHeader(size, series) };
		const encoder = new SeriesEncoder(header, SCOUT_SIZE ** 2 * 2);
		const pixels = storedPixels(scoutView(seed, name), 'unsigned');
		const corner = [SCOUT_CORNER, 0, -SCOUT_CORNER] as const;
		const position = name === 'frontal' ? corner : ([0, SCOUT_CORNER, -SCOUT_CORNER] as const);
		return image(options, 'scout', encoder, { instanceNumber: index + 1, position, pixels });
	});
}

function image(
	options: HeadCtOptions,
	kind: SeriesKind,
	encoder: SeriesEncoder,
	parts: {
		instanceNumber: number;
		position: readonly [number, number, number];
		pixels: Uint8Array;
	},
): CtImage {
	const { seed = 1, repetition = 1, order } = options;
	const name = ['image', kind, order.accession, seed, repetition, parts.position.join(' ')];
	const sopInstanceUid = uidOf(...name);
	return {
		studyInstanceUid: studyUid(options),
		seriesInstanceUid: seriesUid(options, kind),
		sopInstanceUid,
		series: kind,
		bytes: encoder.encode({ ...parts, sopInstanceUid }),
	};
}

const seriesUid = ({ order, seed = 1, repetition = 1 }: HeadCtOptions, kind: SeriesKind): string =>
	uidOf('series', kind, order.accession, seed, repetition);

/** HU to stored values, rounded and kept within the range of the form; two little-endian bytes each. */
function storedPixels(hu: Float32Array, form: PixelForm): Uint8Array {
	const { intercept, lowest, highest } = PIXEL_FORM[form];
	const stored = new Int16Array(hu.length);
	for (let index = 0; index < hu.length; index++) {
		const value = Math.round((hu[index] as number) - intercept);
		stored[index] = value < lowest ? lowest : value > highest ? highest : value;
	}
	return new Uint8Array(stored.buffer);
}

if (import.meta.main) {
	const folder = process.argv[2];
	const hospital = demoHospital();
	const person = hospital.ordinary[0]!;
	const started = performance.now();
	const images = headCt({
		person,
		order: orderOf(hospital, person),
		lesion: { size: 18, hu: 68, position: lesionPosition(1) },
		extraSeries: ['scout', 'bone'],
	});
	console.log(`${images.length} images in ${Math.round(performance.now() - started)} ms`);
	if (folder === undefined) console.log('Give a folder to write them.');
	else {
		mkdirSync(folder, { recursive: true });
		images.forEach(({ bytes }, index) => writeFileSync(join(folder, `${index}.dcm`), bytes));
	}
}
