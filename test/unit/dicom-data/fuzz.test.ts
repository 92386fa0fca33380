import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	decodeJpegLossless,
	decodeRle,
	readPart10,
	Tag,
	writePart10,
	type DataSet,
} from '../../../dist/nodes/formats/dicom/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { ctSlice, seeded } from './build.ts';
import { encodeJpegLossless, encodeRle } from './compress.ts';
import { element, file, item, sequenceEnd, UNDEFINED } from './bytes.ts';

/** Reads every value of every element, nested ones too. */
function readAll(set: DataSet): void {
	for (const { tag } of set) {
		set.strings(tag);
		set.numbers(tag);
		for (const each of set.sequence(tag)) readAll(each);
	}
}

function seeds(): Buffer[] {
	const nested = item(
		Buffer.concat([
			element(Tag.CodeValue, 'SH', 'AB'),
			element(
				Tag.ContentSequence,
				'SQ',
				Buffer.concat([item(element(Tag.TextValue, 'UT', 'x ')), sequenceEnd()]),
				'explicit-little',
				UNDEFINED,
			),
		]),
		true,
	);
	const rich = Buffer.concat([
		element(Tag.SpecificCharacterSet, 'CS', '\\ISO 2022 IR 87'),
		element(
			Tag.ProcedureCodeSequence,
			'SQ',
			Buffer.concat([nested, sequenceEnd()]),
			'explicit-little',
			UNDEFINED,
		),
		element(0x00091001, 'UN', item(element(Tag.CodeValue, 'SH', 'Q1', 'implicit-little'))),
		element(
			Tag.PixelData,
			'OB',
			Buffer.concat([item(Buffer.alloc(4)), sequenceEnd()]),
			'explicit-little',
			UNDEFINED,
		),
	]);
	return [
		writePart10(ctSlice(0)),
		file(rich),
		file(rich, '1.2.840.10008.1.2'),
		file(rich, '1.2.840.10008.1.2.2'),
	];
}

/** Changed bytes, cut ends, doubled stretches. */
function mutate(seed: Buffer, random: () => number): Buffer {
	let bytes = Buffer.from(seed);
	for (let change = 0; change <= random() * 6; change++) {
		const at = Math.floor(random() * bytes.length);
		const kind = random();
		if (kind < 0.5) bytes[at] = Math.floor(random() * 256);
		else if (kind < 0.7) bytes.fill(0xff, at, Math.min(at + 4, bytes.length));
		else if (kind < 0.85) bytes = bytes.subarray(0, at);
		else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2))]);
		if (bytes.length === 0) return bytes;
	}
	return bytes;
}

test('20,000 damaged files are read or refused, and nothing else happens', () => {
	const random = seeded(20260102);
	const originals = seeds();
	const before = process.memoryUsage().heapUsed;
	let refused = 0;
	for (let round = 0; round < 20_000; round++) {
		const bytes = mutate(originals[round % originals.length], random);
		for (const allowPartial of [false, true]) {
			try {
				const read = readPart10(bytes, { allowPartial, maxInflatedBytes: 1 << 20 });
				readAll(read.dataSet);
			} catch (error) {
				assert.ok(error instanceof HospitalError && error.code === 'dicom-corrupt', String(error));
				refused++;
			}
		}
	}
	assert.ok(refused > 5_000, `only ${refused} were refused`);
	assert.ok(process.memoryUsage().heapUsed - before < 256 * 2 ** 20);
});

test('10,000 damaged compressed frames are decoded or refused', () => {
	const random = seeded(7);
	const cells = Uint16Array.from({ length: 64 }, () => Math.floor(random() * 4096));
	const image = { rows: 8, columns: 8, precision: 12, predictor: 4 };
	const rle = encodeRle(cells);
	const jpegs = [
		encodeJpegLossless(cells, image),
		encodeJpegLossless(cells, { ...image, restartRows: 2 }),
	];
	const expected = { rows: 8, columns: 8, bitsAllocated: 16, leastPrecision: 2 } as const;
	for (let round = 0; round < 10_000; round++) {
		const frame = mutate(round % 3 === 0 ? rle : jpegs[round % 2], random);
		try {
			const decoded =
				round % 3 === 0 ? decodeRle(frame, 64, 16) : decodeJpegLossless(frame, expected);
			assert.equal(decoded.length, 64);
		} catch (error) {
			assert.ok(error instanceof HospitalError && error.code === 'dicom-corrupt', String(error));
		}
	}
});
