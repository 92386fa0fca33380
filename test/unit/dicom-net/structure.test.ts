import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, test } from 'node:test';
import { inflatedState } from '../../../dist/nodes/Dicom/intake/reception/inflated-check.js';
import { StructureCheck } from '../../../dist/nodes/Dicom/intake/reception/structure.js';
import {
	BIG_ENDIAN,
	dataSet,
	element,
	EXPLICIT,
	IMPLICIT,
	random,
	temporaryFolder,
} from './build.ts';

const item = (tag: number, length: number) => {
	const bytes = Buffer.alloc(8);
	bytes.writeUInt16LE(tag >>> 16, 0);
	bytes.writeUInt16LE(tag & 0xffff, 2);
	bytes.writeUInt32LE(length, 4);
	return bytes;
};
const UNDEFINED = 0xffffffff;
const undefinedElement = (tag: number, vr: string) => {
	const bytes = element(tag, vr, Buffer.alloc(0));
	bytes.writeUInt32LE(UNDEFINED, 8);
	return bytes;
};

/** Every kind of nesting; `boundaries` are the offsets at which the outermost level is whole. */
function nested(): { bytes: Buffer; boundaries: Set<number> } {
	const sequence = Buffer.concat([
		undefinedElement(0x00081140, 'SQ'),
		item(0xfffee000, UNDEFINED),
		element(0x00081155, 'UI', '2.25.9'),
		undefinedElement(0x00081199, 'SQ'),
		item(0xfffee000, 12),
		element(0x00081155, 'UI', '2.25'),
		item(0xfffee0dd, 0),
		item(0xfffee00d, 0),
		item(0xfffee0dd, 0),
	]);
	const unknown = Buffer.concat([
		undefinedElement(0x00091001, 'UN'),
		item(0xfffee000, UNDEFINED),
		// Inside UN of undefined length the encoding is implicit (PS3.5 6.2.2).
		Buffer.concat([item(0x00091002, 4), Buffer.from('abcd')]),
		item(0xfffee00d, 0),
		item(0xfffee0dd, 0),
	]);
	const pixels = Buffer.concat([
		undefinedElement(0x7fe00010, 'OB'),
		item(0xfffee000, 0),
		Buffer.concat([item(0xfffee000, 10), Buffer.alloc(10, 0xfe)]),
		item(0xfffee0dd, 0),
	]);
	const elements = [
		element(0x00080016, 'UI', '1.2.3'),
		element(0x00080018, 'UI', '2.25.1'),
		sequence,
		unknown,
		element(0x00100010, 'PN', 'ZZTEST^ADA'),
		pixels,
		element(0xfffcfffc, 'OB', Buffer.alloc(6)),
	];
	const boundaries = new Set<number>([0]);
	let at = 0;
	for (const bytes of elements) boundaries.add((at += bytes.length));
	return { bytes: Buffer.concat(elements), boundaries };
}

const completeAfter = (bytes: Buffer, syntax = EXPLICIT): boolean => {
	const check = new StructureCheck(syntax);
	check.push(bytes);
	return check.complete;
};

describe('the structure check', () => {
	test('finds a data set complete at the ends of its outermost elements and nowhere else', () => {
		const { bytes, boundaries } = nested();
		for (let length = 0; length <= bytes.length; length++) {
			const complete = completeAfter(bytes.subarray(0, length));
			assert.equal(complete, boundaries.has(length), `after ${length} of ${bytes.length} bytes`);
		}
	});

	test('comes to the same result wherever the stream is split', () => {
		const { bytes } = nested();
		for (let split = 0; split <= bytes.length; split++) {
			const check = new StructureCheck(EXPLICIT);
			check.push(bytes.subarray(0, split));
			check.push(bytes.subarray(split));
			assert.equal(check.complete, true, `split at ${split}`);
		}
		const bytewise = new StructureCheck(EXPLICIT);
		for (const byte of bytes) bytewise.push(Buffer.from([byte]));
		assert.equal(bytewise.complete, true);
	});

	test('notices pixel data that are one byte short', () => {
		const bytes = dataSet({ pixels: Buffer.alloc(100_000, 1) });
		assert.equal(completeAfter(bytes), true);
		assert.equal(completeAfter(bytes.subarray(0, -1)), false);
	});

	test('reads implicit and big endian headers', () => {
		const implicit = Buffer.concat([item(0x00080018, 4), Buffer.from('1.2\0')]);
		assert.equal(completeAfter(implicit, IMPLICIT), true);
		assert.equal(completeAfter(implicit.subarray(0, -1), IMPLICIT), false);
		const big = Buffer.from('00080018554900043132330000100010504e000241420000'.slice(0, 44), 'hex');
		assert.equal(completeAfter(big, BIG_ENDIAN), true);
		assert.equal(completeAfter(big.subarray(0, -1), BIG_ENDIAN), false);
	});

	test('tolerates padding with zeros and nothing else behind the last element', () => {
		const bytes = dataSet();
		assert.equal(completeAfter(Buffer.concat([bytes, Buffer.alloc(100)])), true);
		assert.equal(completeAfter(Buffer.concat([bytes, Buffer.alloc(5)])), true);
		assert.equal(completeAfter(Buffer.concat([bytes, Buffer.alloc(20), Buffer.from('x')])), false);
	});

	test('calls random bytes no data set', () => {
		const next = random(7);
		let complete = 0;
		for (let round = 0; round < 500; round++) {
			const bytes = Buffer.from(Array.from({ length: 300 }, () => Math.floor(next() * 256)));
			if (completeAfter(bytes)) complete++;
		}
		assert.equal(complete, 0);
	});

	test('bounds the nesting', () => {
		const deep = Buffer.concat(
			Array.from({ length: 200 }, () =>
				Buffer.concat([undefinedElement(0x00081140, 'SQ'), item(0xfffee000, UNDEFINED)]),
			),
		);
		const check = new StructureCheck(EXPLICIT);
		check.push(deep);
		assert.equal(check.broken, true);
	});

	test('looks into deflated data sets: whole, cut off, and deflated from a cut-off one', async (t) => {
		const path = join(await temporaryFolder(t), 'file');
		const verdict = async (bytes: Buffer) => {
			await writeFile(path, Buffer.concat([Buffer.alloc(132), bytes]));
			return await inflatedState(path, 132, 1 << 20);
		};
		const bytes = dataSet({ pixels: Buffer.from(Array.from({ length: 999 }, (_, i) => i % 251)) });
		const deflated = deflateRawSync(bytes);
		assert.equal(await verdict(deflated), 'whole');
		// PS3.5 A.5: a deflated data set is padded to an even length, here in the next part of the file.
		const large = deflateRawSync(dataSet({ pixels: randomBytes(262_144) }), { level: 0 });
		for (const padding of [1, 262_144]) {
			assert.equal(await verdict(Buffer.concat([large, Buffer.alloc(padding)])), 'whole');
		}
		assert.equal(await verdict(deflated.subarray(0, -4)), 'cut-off');
		assert.equal(await verdict(deflateRawSync(bytes.subarray(0, -2))), 'cut-off');
		assert.equal(await verdict(Buffer.alloc(200, 0xff)), 'cut-off');
		const bomb = deflateRawSync(dataSet({ pixels: Buffer.alloc(1 << 21) }));
		assert.equal(await verdict(bomb), 'too-large');
	});
});
