import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeJpegLossless, decodeRle } from '../../../dist/nodes/formats/dicom/index.js';
import { seeded } from './build.ts';
import { encodeJpegLossless, encodeRle } from './compress.ts';

const random = seeded(3);
const CELLS = Uint16Array.from({ length: 64 }, () => Math.floor(random() * 65536));
const IMAGE = { rows: 8, columns: 8, bitsAllocated: 16, leastPrecision: 16 } as const;
const JPEG = encodeJpegLossless(CELLS, { rows: 8, columns: 8, precision: 16, predictor: 1 });

const CORRUPT = { code: 'dicom-corrupt' };

test('eight-bit frames decode too', () => {
	const cells = Uint8Array.from(CELLS);
	assert.deepEqual(decodeRle(encodeRle(cells), 64, 8), cells);
	const coded = encodeJpegLossless(cells, { rows: 8, columns: 8, precision: 8, predictor: 7 });
	const image = { rows: 8, columns: 8, bitsAllocated: 8, leastPrecision: 8 } as const;
	assert.deepEqual(decodeJpegLossless(coded, image), cells);
});

test('a JPEG frame that ends early is refused, never filled up', () => {
	assert.deepEqual(decodeJpegLossless(JPEG, IMAGE), CELLS);
	for (let missing = 3; missing < 40; missing++) {
		const cut = JPEG.subarray(0, JPEG.length - missing);
		assert.throws(() => decodeJpegLossless(cut, IMAGE), CORRUPT, `${missing} bytes short`);
		const ended = Buffer.concat([cut, Buffer.from([0xff, 0xd9])]);
		assert.throws(() => decodeJpegLossless(ended, IMAGE), CORRUPT, `${missing} bytes short`);
	}
});

test('a JPEG frame of another image than announced is refused', () => {
	for (const other of [{ rows: 7 }, { columns: 9 }, { bitsAllocated: 8 as const }]) {
		assert.throws(() => decodeJpegLossless(JPEG, { ...IMAGE, ...other }), CORRUPT);
	}
	const shallow = encodeJpegLossless(
		CELLS.map((cell) => cell & 0xfff),
		{ rows: 8, columns: 8, precision: 12, predictor: 1 },
	);
	assert.throws(() => decodeJpegLossless(shallow, IMAGE), CORRUPT, 'the sign would be lost');
	const baseline = Buffer.from(JPEG);
	baseline[3] = 0xc0;
	assert.throws(() => decodeJpegLossless(baseline, IMAGE), CORRUPT);
});

test('an RLE frame that is shorter or longer than announced is refused', () => {
	const coded = encodeRle(CELLS);
	assert.deepEqual(decodeRle(coded, 64, 16), CELLS);
	assert.throws(() => decodeRle(coded, 65, 16), CORRUPT);
	assert.throws(() => decodeRle(coded, 63, 16), CORRUPT);
	assert.throws(() => decodeRle(coded, 64, 8), CORRUPT);
	assert.throws(() => decodeRle(coded.subarray(0, coded.length - 8), 64, 16), CORRUPT);
	assert.throws(() => decodeRle(coded.subarray(0, 40), 64, 16), CORRUPT);
	const outside = Buffer.from(coded);
	outside.writeUInt32LE(coded.length + 2, 8);
	assert.throws(() => decodeRle(outside, 64, 16), CORRUPT);
});
