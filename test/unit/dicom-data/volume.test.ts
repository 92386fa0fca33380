import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { buildVolume } from '../../../dist/nodes/Dicom/volume/index.js';
import {
	readPart10,
	Tag,
	writePart10,
	type Content,
} from '../../../dist/nodes/formats/dicom/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { ctSlice, range, temporaryFolder, writeImages } from './build.ts';
import { element, file, type Layout } from './bytes.ts';
import { encapsulated, encodeJpegLossless, encodeRle } from './compress.ts';

async function build(t: TestContext, images: readonly Content[]) {
	const folder = await temporaryFolder(t);
	const out = join(folder, 'out.vol');
	const volume = await buildVolume(await writeImages(folder, images), out, { key: 'v1' });
	return { volume, bytes: await readFile(out), folder };
}

/** The voxels as numbers, whatever their type. */
function voxels({ volume, bytes }: Awaited<ReturnType<typeof build>>): number[] {
	const size = volume.dataType === 'int16' ? 2 : 4;
	return range(bytes.length / size).map((index) =>
		size === 2 ? bytes.readInt16LE(index * 2) : bytes.readFloatLE(index * 4),
	);
}

async function refused(t: TestContext, code: string, images: readonly Content[]) {
	const folder = await temporaryFolder(t);
	const files = await writeImages(folder, images);
	await assert.rejects(
		buildVolume(files, join(folder, 'out.vol')),
		(error) => error instanceof HospitalError && error.code === code && error.nextStep !== '',
	);
	const left = (await readdir(folder)).filter((name) => !name.endsWith('.dcm'));
	assert.deepEqual(left, [], 'a refused volume leaves no file');
}

test('slices become Hounsfield units in the order of their positions', async (t) => {
	const value = (slice: number) => (row: number, column: number) =>
		1000 + 100 * slice + 10 * row + column;
	const order = [2, 0, 3, 1];
	const built = await build(
		t,
		order.map((slice) => ctSlice(slice, { pixel: value(slice) })),
	);
	const expected = range(4).flatMap((slice) =>
		range(4).flatMap((row) => range(6).map((column) => value(slice)(row, column) - 1024)),
	);
	assert.deepEqual(voxels(built), expected);
	assert.deepEqual(built.volume, {
		key: 'v1',
		sha256: createHash('sha256').update(built.bytes).digest('hex'),
		dataType: 'int16',
		shape: [4, 4, 6],
		spacing: [5, 0.5, 0.4],
		origin: [-100, -120.5, 10],
		direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
		unit: 'HU',
		seriesInstanceUid: '2.25.10',
		frameOfReferenceUid: '2.25.99',
		sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
		sopInstanceUids: ['2.25.10000', '2.25.10001', '2.25.10002', '2.25.10003'],
	});
});

test('slices that were sent feet first are sorted along the normal all the same', async (t) => {
	const built = await build(
		t,
		range(3).map((index) =>
			ctSlice(index, {
				pixel: () => index,
				content: {
					ImageOrientationPatient: [1, 0, 0, 0, -1, 0],
					ImagePositionPatient: [0, 0, index * 3],
				},
			}),
		),
	);
	// The normal points to the feet: the highest slice comes first.
	assert.deepEqual(built.volume.direction.slice(6), [0, 0, -1]);
	assert.deepEqual(built.volume.origin, [0, 0, 6]);
	assert.equal(voxels(built)[0], 2 - 1024);
});

test('each slice is rescaled by its own slope and intercept', async (t) => {
	const built = await build(t, [
		ctSlice(0, { pixel: () => 10, content: { RescaleSlope: 2, RescaleIntercept: -5 } }),
		ctSlice(1, { pixel: () => 10, content: { RescaleSlope: 3, RescaleIntercept: 7 } }),
	]);
	const values = voxels(built);
	assert.equal(built.volume.dataType, 'int16');
	assert.deepEqual([values[0], values.at(-1)], [15, 37]);
});

test('values with fractions, or beyond int16, are written as float32', async (t) => {
	const fraction = await build(t, [
		ctSlice(0, { pixel: () => 3, content: { RescaleSlope: 0.5, RescaleIntercept: -1024 } }),
		ctSlice(1, { pixel: () => 3 }),
	]);
	assert.equal(fraction.volume.dataType, 'float32');
	assert.deepEqual([voxels(fraction)[0], voxels(fraction).at(-1)], [-1022.5, -1021]);
	assert.equal(fraction.bytes.length, 2 * 4 * 6 * 4);
	const large = await build(t, [
		ctSlice(0, { pixel: () => 0 }),
		ctSlice(1, { pixel: () => 65535, content: { PixelRepresentation: 0 } }),
	]);
	assert.equal(large.volume.dataType, 'float32');
	assert.deepEqual([voxels(large)[0], voxels(large).at(-1)], [-1024, 64511]);
});

test('bits above Bits Stored are dropped and the sign is that of the stored bits', async (t) => {
	const stored12 = { BitsStored: 12, HighBit: 11, RescaleIntercept: 0 };
	const built = await build(t, [
		ctSlice(0, { pixel: () => 0xf801, content: { ...stored12, PixelRepresentation: 0 } }),
		ctSlice(1, { pixel: () => 0x7fff, content: { ...stored12, PixelRepresentation: 1 } }),
	]);
	assert.deepEqual([voxels(built)[0], voxels(built).at(-1)], [0x801, -1]);
});

test('pixel padding becomes air, also as a range and whatever its sign in the header', async (t) => {
	const padded = (content: Content) =>
		ctSlice(content.InstanceNumber as number, {
			pixel: (row, column) => [-2000, -1990, -1980, 1024, 2000, 0][column],
			content,
		});
	const built = await build(t, [
		padded({ InstanceNumber: 0, PixelPaddingValue: 65536 - 2000 }),
		padded({
			InstanceNumber: 1,
			PixelPaddingValue: 65536 - 2000,
			PixelPaddingRangeLimit: 65536 - 1985,
		}),
	]);
	assert.deepEqual(voxels(built).slice(0, 6), [-1024, -3014, -3004, 0, 976, -1024]);
	assert.deepEqual(voxels(built).slice(24, 30), [-1024, -1024, -3004, 0, 976, -1024]);
});

test('a modality without Hounsfield units keeps its stored values', async (t) => {
	const mr = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.4', Modality: 'MR', RescaleType: undefined };
	const plain = { ...mr, RescaleSlope: undefined, RescaleIntercept: undefined };
	const built = await build(t, [ctSlice(0, { content: plain }), ctSlice(1, { content: plain })]);
	assert.equal(built.volume.unit, 'stored');
	assert.equal(voxels(built)[0], 1000);
	await refused(t, 'rescale-not-hu', [
		ctSlice(0, { content: { ...mr, RescaleSlope: 2 } }),
		ctSlice(1, { content: plain }),
	]);
});

const at = (index: number, content: Content) => (slice: number) =>
	ctSlice(slice, { content: slice === index ? content : {} });
const all = (content: Content) => (slice: number) => ctSlice(slice, { content });

const REFUSALS: Array<[string, (slice: number) => Content]> = [
	['mixed-study', at(1, { PatientID: 'ZZ-2' })],
	['mixed-study', at(1, { IssuerOfPatientID: 'ZZOTHER' })],
	['mixed-study', at(1, { StudyInstanceUID: '2.25.2' })],
	['mixed-study', at(1, { SeriesInstanceUID: '2.25.11' })],
	['mixed-sop-class', at(1, { SOPClassUID: '1.2.840.10008.5.1.4.1.1.4', RescaleIntercept: 0 })],
	['duplicate-slice', at(1, { SOPInstanceUID: '2.25.10000' })],
	['duplicate-slice', at(1, { ImagePositionPatient: [-100, -120.5, 10] })],
	['slice-gap', at(4, { ImagePositionPatient: [-100, -120.5, 35] })],
	['uneven-spacing', at(4, { ImagePositionPatient: [-100, -120.5, 31] })],
	['mixed-orientation', at(2, { ImageOrientationPatient: [0, 1, 0, 0, 0, -1] })],
	['mixed-matrix', at(2, { PixelSpacing: [0.5, 0.5] })],
	['mixed-frame-of-reference', at(2, { FrameOfReferenceUID: '2.25.98' })],
	['geometry-missing', at(2, { ImagePositionPatient: undefined })],
	[
		'sheared-stack',
		(slice) => ctSlice(slice, { content: { ImagePositionPatient: [0, slice, slice * 5] } }),
	],
	['not-grayscale', all({ PhotometricInterpretation: 'MONOCHROME1' })],
	['not-grayscale', all({ SamplesPerPixel: 3, PhotometricInterpretation: 'RGB' })],
	['enhanced-multiframe-not-supported', all({ NumberOfFrames: 2 })],
	['enhanced-multiframe-not-supported', all({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.1' })],
	['pixel-format-not-supported', all({ BitsAllocated: 32 })],
	['pixel-format-not-supported', all({ BitsStored: 12, HighBit: 15 })],
	['pixel-format-not-supported', all({ PixelRepresentation: undefined })],
	['rescale-missing', at(3, { RescaleIntercept: undefined })],
	['rescale-missing', at(3, { RescaleSlope: 0 })],
	['rescale-not-hu', all({ RescaleType: 'US' })],
	['rescale-not-hu', all({ ModalityLUTSequence: [{}] })],
	['pixel-data-missing', at(3, { PixelData: undefined })],
	['pixel-data-missing', at(3, { PixelData: Buffer.alloc(46) })],
];

for (const [index, [code, slice]] of REFUSALS.entries()) {
	test(`a series is refused as ${code} (${index})`, async (t) => {
		await refused(t, code, range(5).map(slice));
	});
}

test('one slice, or none, is no volume', async (t) => {
	await refused(t, 'too-few-slices', [ctSlice(0)]);
	await refused(t, 'no-images', []);
});

test('a volume beyond the limits is refused before it is written', async (t) => {
	const folder = await temporaryFolder(t);
	const files = await writeImages(
		folder,
		range(3).map((index) => ctSlice(index)),
	);
	const out = join(folder, 'out.vol');
	for (const limits of [{ maxSlices: 2 }, { maxVolumeBytes: 3 * 24 * 4 - 1 }]) {
		await assert.rejects(buildVolume(files, out, limits), { code: 'volume-too-large' });
	}
});

test('a truncated file is refused as corrupt and nothing is left behind', async (t) => {
	const folder = await temporaryFolder(t);
	const files = await writeImages(
		folder,
		range(3).map((index) => ctSlice(index)),
	);
	const bytes = await readFile(files[1]);
	await writeFile(files[1], bytes.subarray(0, bytes.length - 10));
	await assert.rejects(buildVolume(files, join(folder, 'out.vol')), { code: 'dicom-corrupt' });
	assert.equal((await readdir(folder)).length, 3);
});

test('a stopped execution stops the build', async (t) => {
	const folder = await temporaryFolder(t);
	const files = await writeImages(
		folder,
		range(3).map((index) => ctSlice(index)),
	);
	const signal = AbortSignal.abort();
	await assert.rejects(buildVolume(files, join(folder, 'out.vol'), { signal }), {
		name: 'AbortError',
	});
});

test('paths may come one by one from the spool', async (t) => {
	const folder = await temporaryFolder(t);
	const files = await writeImages(
		folder,
		range(3).map((index) => ctSlice(index)),
	);
	const spool = async function* () {
		for (const path of files) yield { path };
	};
	const volume = await buildVolume(spool(), join(folder, 'out.vol'));
	assert.deepEqual(volume.shape, [3, 4, 6]);
	assert.equal(volume.key, 'out.vol');
});

/** The same image in another encoding: its elements by hand, its pixels as given. */
function reencode(bytes: Buffer, layout: Layout, syntax: string, pixelData: Buffer): Buffer {
	const { dataSet } = readPart10(bytes);
	const elements = [...dataSet].map(({ tag, vr }) => {
		const value = Buffer.from(dataSet.bytes(tag)!);
		if (tag === Tag.PixelData) return pixelData;
		if (layout === 'explicit-big' && vr === 'US') value.swap16();
		return element(tag, vr, value, layout);
	});
	return file(Buffer.concat(elements), syntax);
}

type Encoder = (cells: Uint16Array) => { layout: Layout; syntax: string; pixels: Buffer };

const ENCODINGS: Record<string, Encoder> = {
	'implicit little endian': (cells) => ({
		layout: 'implicit-little',
		syntax: '1.2.840.10008.1.2',
		pixels: element(Tag.PixelData, 'OW', Buffer.from(cells.buffer), 'implicit-little'),
	}),
	'explicit big endian': (cells) => ({
		layout: 'explicit-big',
		syntax: '1.2.840.10008.1.2.2',
		pixels: element(
			Tag.PixelData,
			'OW',
			Buffer.from(cells.slice().buffer).swap16(),
			'explicit-big',
		),
	}),
	'RLE Lossless': (cells) => ({
		layout: 'explicit-little',
		syntax: '1.2.840.10008.1.2.5',
		pixels: encapsulated(encodeRle(cells)),
	}),
	...Object.fromEntries(
		[1, 2, 3, 4, 5, 6, 7].map((predictor) => [
			`JPEG Lossless, selection value ${predictor}`,
			(cells: Uint16Array) => ({
				layout: 'explicit-little' as const,
				syntax: predictor === 1 ? '1.2.840.10008.1.2.4.70' : '1.2.840.10008.1.2.4.57',
				pixels: encapsulated(
					encodeJpegLossless(cells, {
						rows: 16,
						columns: 20,
						precision: 16,
						predictor,
						restartRows: predictor % 2 ? 4 : 0,
					}),
				),
			}),
		]),
	),
};

for (const [name, encode] of Object.entries(ENCODINGS)) {
	test(`${name} gives the same voxels as uncompressed images`, async (t) => {
		const folder = await temporaryFolder(t);
		// Steps over the whole range: differences wrap around 16 bits.
		const pixel = (row: number, column: number) =>
			column < 5 ? 700 : (row * 7919 + column * 104729) % 65536;
		const images = range(2).map((index) => ctSlice(index, { rows: 16, columns: 20, pixel }));
		const plain = await buildVolume(await writeImages(folder, images), join(folder, 'plain.vol'));
		const paths: string[] = [];
		for (const [index, image] of images.entries()) {
			const bytes = writePart10(image);
			const data = image.PixelData as Buffer;
			const cells = Uint16Array.from(range(320), (at) => data.readUInt16LE(at * 2));
			const { layout, syntax, pixels } = encode(cells);
			const path = join(folder, `other-${index}.dcm`);
			await writeFile(path, reencode(bytes, layout, syntax, pixels));
			paths.push(path);
		}
		const other = await buildVolume(paths, join(folder, 'other.vol'));
		assert.equal(other.sha256, plain.sha256);
		assert.deepEqual({ ...other, key: '' }, { ...plain, key: '' });
	});
}

test('a compression that is not decoded here is refused with a way out', async (t) => {
	const folder = await temporaryFolder(t);
	const paths: string[] = [];
	for (const index of range(2)) {
		const path = join(folder, `${index}.dcm`);
		const bytes = writePart10(ctSlice(index));
		const pixels = encapsulated(Buffer.alloc(40));
		await writeFile(path, reencode(bytes, 'explicit-little', '1.2.840.10008.1.2.4.90', pixels));
		paths.push(path);
	}
	await assert.rejects(
		buildVolume(paths, join(folder, 'out.vol')),
		(error) =>
			error instanceof HospitalError &&
			error.code === 'unsupported-transfer-syntax' &&
			/RLE Lossless/.test(error.nextStep),
	);
});

test('an image that changed between the two readings is refused', async (t) => {
	const folder = await temporaryFolder(t);
	const files = await writeImages(
		folder,
		range(3).map((index) => ctSlice(index)),
	);
	const [other] = await writeImages(await temporaryFolder(t), [ctSlice(7)]);
	const swapping = async function* () {
		for (const path of files) yield { path };
		await rename(other, files[1]);
	};
	await assert.rejects(buildVolume(swapping(), join(folder, 'out.vol')), {
		code: 'series-changed',
	});
});
