import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeRle, readDataSet } from '../../../dist/nodes/formats/dicom/index.js';
import { cleanPixels } from '../../../dist/nodes/Phi/pixels/index.js';
import type { CleanedPixels, PixelOptions } from '../../../dist/nodes/Phi/pixels/index.js';
import { decodePlanes, encodePlanes } from '../../../dist/nodes/Phi/pixels/rle.js';
import { encodeRle } from '../dicom-data/compress.ts';
import { element } from '../dicom-data/bytes.ts';
import { Image, type ImageOptions } from './burned-in.ts';

const RLE = '1.2.840.10008.1.2.5';
/** Blackens x 4 to 11, y 2 to 5 of every frame. */
const OPTIONS: PixelOptions = {
	reviewed: true,
	ocr: 'never',
	rules: [
		{
			id: 'box',
			description: '',
			when: [{ tag: '00080060', equals: ['CR'] }],
			mask: [[4, 2, 8, 4]],
		},
	],
};
const isInside = (x: number, y: number): boolean => x >= 4 && x < 12 && y >= 2 && y < 6;
const small = (options: ImageOptions): Image => new Image({ rows: 10, columns: 17, ...options });

/** Every cell as it must be: frames, pixels, samples in the order of `cells`. */
function expected(image: Image, black: (sample: number, frame: number) => number): number[] {
	const { frames = 1 } = image.options;
	const cells: number[] = [];
	for (let frame = 0; frame < frames; frame++) {
		for (let sample = 0; sample < image.samples; sample++) {
			image.plane(frame, sample).forEach((cell, at) => {
				const masked = isInside(at % image.columns, Math.floor(at / image.columns));
				cells.push(masked ? black(sample, frame) : cell);
			});
		}
	}
	return cells;
}

/** Cells of native pixel data, all of a sample together. */
function cellsOf(image: Image, bytes: Buffer): number[] {
	const { bits = 8, frames = 1, planar = false } = image.options;
	const size = image.rows * image.columns;
	const at = (index: number): number =>
		bits === 8 ? bytes[index]! : bytes.readUInt16LE(2 * index);
	return Array.from({ length: frames * image.samples * size }, (_, index) => {
		const frame = Math.floor(index / (size * image.samples));
		const sample = Math.floor(index / size) % image.samples;
		const pixel = index % size;
		const inFrame = planar ? sample * size + pixel : pixel * image.samples + sample;
		return at(frame * size * image.samples + inFrame);
	});
}

describe('Masked pixels', () => {
	for (const [what, options, black] of [
		['eight bits', {}, () => 0],
		['sixteen bits', { bits: 16 }, () => 0],
		['several frames', { frames: 5 }, () => 0],
		['colours by pixel', { photometric: 'RGB' }, () => 0],
		['colours by plane', { photometric: 'RGB', planar: true, frames: 2 }, () => 0],
		[
			'brightness and colour',
			{ photometric: 'YBR_FULL' },
			(sample: number) => (sample === 0 ? 0 : 128),
		],
		['inverse brightness', { photometric: 'MONOCHROME1' }, () => 255],
		['inverse brightness in sixteen bits', { photometric: 'MONOCHROME1', bits: 16 }, () => 4095],
	] as const) {
		it(`are black in the box and untouched elsewhere: ${what}`, async () => {
			const image = small(options);
			const before = image.native();
			const cleaned = await cleanPixels(image.input(), OPTIONS);
			assert.equal(cleaned.decision, 'masked');
			const pixels = cleaned.pixelData as Buffer;
			assert.equal(pixels.length, before.length);
			assert.deepEqual(cellsOf(image, pixels), expected(image, black));
			assert.deepEqual(image.native(), before);
		});
	}

	it('are as dark as the darkest of a frame with signed numbers', async () => {
		const image = small({ bits: 16, signed: true });
		image.plane(0)[0] = 0xffff - 1023;
		const cleaned = await cleanPixels(image.input(), OPTIONS);
		assert.deepEqual(
			cellsOf(image, cleaned.pixelData as Buffer),
			expected(image, () => 0xffff - 1023),
		);
	});

	it('keep the byte order of a big endian file', async () => {
		const image = small({ bits: 16 });
		const little = image.input();
		const transferSyntax = '1.2.840.10008.1.2.2';
		const swapped = image.native().swap16();
		const tags = [
			0x00080060, 0x00280002, 0x00280004, 0x00280010, 0x00280011, 0x00280100, 0x00280101,
			0x00280102, 0x00280103,
		];
		const elements = tags.map((tag) => {
			const { vr } = little.dataSet.element(tag)!;
			const bytes = Buffer.from(little.dataSet.bytes(tag)!);
			return element(tag, vr, vr === 'US' ? bytes.swap16() : bytes, 'explicit-big');
		});
		const { dataSet } = readDataSet(Buffer.concat(elements), transferSyntax);
		const cleaned = await cleanPixels({ dataSet, transferSyntax, pixelData: swapped }, OPTIONS);
		const pixels = Buffer.from(cleaned.pixelData as Buffer).swap16();
		assert.deepEqual(
			cellsOf(image, pixels),
			expected(image, () => 0),
		);
	});

	it('stay in RLE, one fragment for each frame', async () => {
		for (const bits of [8, 16] as const) {
			const image = small({ bits, frames: 3, transferSyntax: RLE });
			const fragments = [0, 1, 2].map((frame) => encodeRle(image.plane(frame)));
			const cleaned = await cleanPixels(image.input([Buffer.alloc(12), ...fragments]), OPTIONS);
			const [table, ...frames] = cleaned.pixelData as Buffer[];
			assert.equal(table?.length, 0);
			// Read by the decoder of the intake, not by the one that was just used.
			const cells = frames.flatMap((frame) => [
				...decodeRle(frame, image.rows * image.columns, bits),
			]);
			assert.deepEqual(
				cells,
				expected(image, () => 0),
			);
			assert.ok(frames.every(({ length }) => length % 2 === 0));
		}
	});

	it('stay in RLE with colours', async () => {
		const image = small({ photometric: 'RGB', transferSyntax: RLE });
		const planes = [0, 1, 2].map((sample) => Uint8Array.from(image.plane(0, sample)));
		const input = image.input([Buffer.alloc(0), encodePlanes(planes, image.columns)]);
		const [, frame] = (await cleanPixels(input, OPTIONS)).pixelData as Buffer[];
		const cells = decodePlanes(frame!, 3, image.rows * image.columns).flatMap((plane) => [
			...plane,
		]);
		assert.deepEqual(
			cells,
			expected(image, () => 0),
		);
	});

	it('lose an overlay in their unused bits', async () => {
		const image = small({
			...{ modality: 'CT', sopClass: '1.2.840.10008.5.1.4.1.1.2' },
			bits: 16,
			overlayBit: 15,
		});
		const plain = [...image.cells];
		image.cells.forEach((cell, at) => (image.cells[at] = cell | (at % 3 === 0 ? 0x8000 : 0)));
		const cleaned = await cleanPixels(image.input(), { ocr: 'never', rules: [] });
		assert.equal(cleaned.decision, 'masked');
		assert.deepEqual(cellsOf(image, cleaned.pixelData as Buffer), plain);
	});
});

describe('Pixels that cannot be masked', () => {
	const decided = ({ decision, reasons, pixelData }: CleanedPixels): unknown[] => [
		decision,
		reasons[0]?.code,
		pixelData,
	];

	for (const [what, transferSyntax] of [
		['JPEG', '1.2.840.10008.1.2.4.50'],
		['JPEG Lossless', '1.2.840.10008.1.2.4.70'],
		['JPEG 2000', '1.2.840.10008.1.2.4.90'],
		['a private compression', '1.2.3.4'],
	] as const) {
		it(`are refused in ${what} when they must change, also after review`, async () => {
			const image = small({ transferSyntax });
			const input = image.input([Buffer.alloc(0), Buffer.alloc(16)]);
			assert.deepEqual(decided(await cleanPixels(input, OPTIONS)), [
				'refused',
				'pixels-compressed',
				undefined,
			]);
			const unseen = await cleanPixels(input, { rules: [] });
			assert.deepEqual(decided(unseen), ['refused', 'pixels-not-inspected', undefined]);
			const reviewed = await cleanPixels(input, { rules: [], reviewed: true });
			assert.equal(reviewed.decision, 'clean');
		});
	}

	it('are an error when they are shorter or longer than the header says', async () => {
		const image = small({});
		for (const bytes of [image.native().subarray(0, 100), Buffer.alloc(172), Buffer.alloc(0)]) {
			await assert.rejects(cleanPixels(image.input(bytes), OPTIONS), { code: 'dicom-corrupt' });
		}
	});

	it('are an error when RLE is damaged', async () => {
		const image = small({ transferSyntax: RLE });
		const whole = encodeRle(image.plane(0));
		for (const frame of [whole.subarray(0, 60), whole.subarray(0, 90), Buffer.alloc(64)]) {
			const input = image.input([Buffer.alloc(0), frame]);
			await assert.rejects(cleanPixels(input, OPTIONS), { code: 'dicom-corrupt' });
		}
		const missing = image.input([Buffer.alloc(0)]);
		await assert.rejects(cleanPixels(missing, OPTIONS), { code: 'dicom-corrupt' });
	});
});

describe('RLE as written here', () => {
	it('gives back what went in, for runs, noise and single cells', () => {
		let state = 3;
		for (const columns of [1, 2, 7, 128, 129, 300]) {
			for (const tones of [1, 2, 3, 256]) {
				const plane = Uint8Array.from({ length: columns * 5 }, () => {
					state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
					return Math.floor((state / 2 ** 32) * tones);
				});
				const coded = encodePlanes([plane, plane.toReversed()], columns);
				const [one, other] = decodePlanes(coded, 2, plane.length);
				assert.deepEqual(one, plane);
				assert.deepEqual(other, plane.toReversed());
				// The next segment begins after the padding of this one.
				const first = Buffer.concat([
					coded.subarray(0, 64),
					coded.subarray(64, coded.readUInt32LE(8)),
				]);
				first.writeUInt32LE(1, 0);
				assert.deepEqual(decodeRle(first, plane.length, 8), plane);
			}
		}
	});
});
