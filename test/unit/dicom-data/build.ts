import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { writePart10, type Content } from '../../../dist/nodes/formats/dicom/index.js';

/** A folder that is removed after the test. */
export async function temporaryFolder(t: TestContext): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'dicom-data-'));
	t.after(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

export const CT = '1.2.840.10008.5.1.4.1.1.2';

/** A synthetic axial CT slice; stored value of each pixel from `pixel`. */
export function ctSlice(
	index: number,
	options: {
		rows?: number;
		columns?: number;
		spacing?: number;
		pixel?: (row: number, column: number) => number;
		content?: Content;
	} = {},
): Content {
	const { rows = 4, columns = 6, spacing = 5, pixel = (r, c) => 1000 + 10 * r + c } = options;
	const pixels = new Uint16Array(rows * columns);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			pixels[row * columns + column] = pixel(row, column) & 0xffff;
		}
	}
	return {
		ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
		SOPClassUID: CT,
		SOPInstanceUID: `2.25.1000${index}`,
		StudyDate: '20260102',
		StudyTime: '101500',
		AccessionNumber: 'ZZ0001',
		Modality: 'CT',
		Manufacturer: 'ZZTEST Scanners',
		ReferringPhysicianName: 'ZZREFER^RITA',
		PatientName: 'ZZTEST^ADA',
		PatientID: 'ZZ-1',
		IssuerOfPatientID: 'ZZHOSP',
		PatientBirthDate: '19600504',
		PatientSex: 'F',
		BodyPartExamined: 'HEAD',
		SliceThickness: spacing,
		ConvolutionKernel: 'H30s',
		StudyInstanceUID: '2.25.1',
		SeriesInstanceUID: '2.25.10',
		StudyID: '1',
		SeriesNumber: 2,
		InstanceNumber: index + 1,
		ImagePositionPatient: [-100, -120.5, 10 + index * spacing],
		ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
		FrameOfReferenceUID: '2.25.99',
		PositionReferenceIndicator: '',
		SamplesPerPixel: 1,
		PhotometricInterpretation: 'MONOCHROME2',
		Rows: rows,
		Columns: columns,
		PixelSpacing: [0.5, 0.4],
		BitsAllocated: 16,
		BitsStored: 16,
		HighBit: 15,
		PixelRepresentation: 1,
		RescaleIntercept: -1024,
		RescaleSlope: 1,
		RescaleType: 'HU',
		PixelData: Buffer.from(pixels.buffer),
		...options.content,
	};
}

/** Writes images as Part 10 files and gives their paths. */
export async function writeImages(folder: string, images: readonly Content[]): Promise<string[]> {
	return await Promise.all(
		images.map(async (content, index) => {
			const path = join(folder, `image-${String(index).padStart(4, '0')}.dcm`);
			await writeFile(path, writePart10(content));
			return path;
		}),
	);
}

export function range(count: number): number[] {
	return Array.from({ length: count }, (_, index) => index);
}

/** A small generator of repeatable pseudo-random numbers in [0, 1) (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}
