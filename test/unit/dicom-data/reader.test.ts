import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import {
	readDataSet,
	readPart10,
	Tag,
	TransferSyntax,
} from '../../../dist/nodes/formats/dicom/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { element, file, item, sequenceEnd, UNDEFINED, type Layout } from './bytes.ts';

const EXPLICIT = TransferSyntax.ExplicitLittle;

function corrupt(read: () => unknown) {
	assert.throws(read, (error) => error instanceof HospitalError && error.code === 'dicom-corrupt');
}

const SYNTAXES: Array<[Layout, string]> = [
	['explicit-little', TransferSyntax.ExplicitLittle],
	['implicit-little', TransferSyntax.ImplicitLittle],
	['explicit-big', TransferSyntax.ExplicitBig],
];

for (const [layout, syntax] of SYNTAXES) {
	test(`text, numbers and nested items read the same in ${layout}`, () => {
		const rows = Buffer.alloc(2);
		if (layout === 'explicit-big') rows.writeUInt16BE(513);
		else rows.writeUInt16LE(513);
		const inner = element(Tag.CodeValue, 'SH', '1386000 ', layout);
		const read = readPart10(
			file(
				Buffer.concat([
					element(Tag.ProcedureCodeSequence, 'SQ', item(inner, false, layout), layout),
					element(Tag.PatientID, 'LO', 'ZZ-1', layout),
					element(Tag.Rows, 'US', rows, layout),
					element(Tag.PixelSpacing, 'DS', '0.5\\0.4 ', layout),
				]),
				syntax,
			),
		);
		assert.equal(read.transferSyntax, syntax);
		assert.equal(read.dataSet.string(Tag.PatientID), 'ZZ-1');
		assert.equal(read.dataSet.number(Tag.Rows), 513);
		assert.deepEqual(read.dataSet.numbers(Tag.PixelSpacing), [0.5, 0.4]);
		assert.equal(
			read.dataSet.sequence(Tag.ProcedureCodeSequence)[0].string(Tag.CodeValue),
			'1386000',
		);
		assert.equal(read.complete, true);
	});

	test(`a delimited sequence in a delimited item ends where it says in ${layout}`, () => {
		const inner = element(
			Tag.RequestAttributesSequence,
			'SQ',
			Buffer.concat([
				item(element(Tag.RequestedProcedureID, 'SH', 'P1', layout), true, layout),
				sequenceEnd(layout),
			]),
			layout,
			UNDEFINED,
		);
		const outer = element(
			Tag.ProcedureCodeSequence,
			'SQ',
			Buffer.concat([item(inner, true, layout), item(inner, false, layout), sequenceEnd(layout)]),
			layout,
			UNDEFINED,
		);
		const after = element(Tag.PatientID, 'LO', 'ZZ-1', layout);
		const { dataSet } = readDataSet(Buffer.concat([outer, after]), syntax);
		const items = dataSet.sequence(Tag.ProcedureCodeSequence);
		assert.equal(items.length, 2);
		for (const each of items) {
			const [request] = each.sequence(Tag.RequestAttributesSequence);
			assert.equal(request.string(Tag.RequestedProcedureID), 'P1');
		}
		assert.equal(dataSet.string(Tag.PatientID), 'ZZ-1');
	});
}

test('reading stops before the tag that is asked for, at the top level only', () => {
	const pixels = element(Tag.PixelData, 'OW', Buffer.alloc(8));
	const icon = element(0x00880200, 'SQ', item(pixels));
	const bytes = Buffer.concat([icon, element(0x00880140, 'UI', '2.25.1'), pixels]);
	const { dataSet, complete } = readDataSet(bytes, EXPLICIT, { until: Tag.PixelData });
	assert.equal(dataSet.has(Tag.PixelData), false);
	assert.equal(dataSet.sequence(0x00880200)[0].has(Tag.PixelData), true);
	assert.equal(complete, true);
});

test('the first part of an object is given as incomplete, wherever it was cut', () => {
	const elements = [
		element(Tag.PatientName, 'PN', 'ZZTEST^ADA'),
		element(Tag.PatientID, 'LO', 'ZZ-1'),
		element(Tag.ProcedureCodeSequence, 'SQ', item(element(Tag.CodeValue, 'SH', 'AB'))),
	];
	const whole = Buffer.concat(elements);
	for (let cut = 0; cut < whole.length; cut++) {
		const part = readDataSet(whole.subarray(0, cut), EXPLICIT, {
			until: Tag.PixelData,
			allowPartial: true,
		});
		assert.equal(part.complete, false, `cut at ${cut}`);
		assert.equal(part.dataSet.has(Tag.PatientName), cut >= elements[0].length);
		const atBoundary = [0, elements[0].length, elements[0].length + elements[1].length];
		if (!atBoundary.includes(cut)) corrupt(() => readDataSet(whole.subarray(0, cut), EXPLICIT));
	}
});

test('encapsulated pixel data give their fragments, the offset table first', () => {
	const bytes = element(
		Tag.PixelData,
		'OB',
		Buffer.concat([
			item(Buffer.alloc(0)),
			item(Buffer.from('abcd')),
			item(Buffer.from('ef')),
			sequenceEnd(),
		]),
		'explicit-little',
		UNDEFINED,
	);
	const { dataSet } = readDataSet(bytes, TransferSyntax.RleLossless);
	const parts = dataSet
		.element(Tag.PixelData)!
		.fragments!.map(({ offset, length }) =>
			dataSet.buffer.toString('latin1', offset, offset + length),
		);
	assert.deepEqual(parts, ['', 'abcd', 'ef']);
});

test('a known element that was turned into UN still reads by the dictionary', () => {
	const rows = Buffer.from([0x02, 0x01]);
	const bytes = Buffer.concat([
		element(Tag.PatientID, 'UN', 'ZZ-1'),
		element(Tag.Rows, 'UN', rows),
		element(
			Tag.ProcedureCodeSequence,
			'UN',
			item(element(Tag.CodeValue, 'SH', 'X1', 'implicit-little')),
		),
	]);
	const { dataSet } = readDataSet(bytes, EXPLICIT);
	assert.equal(dataSet.string(Tag.PatientID), 'ZZ-1');
	assert.equal(dataSet.number(Tag.Rows), 0x0102);
	assert.equal(dataSet.sequence(Tag.ProcedureCodeSequence)[0].string(Tag.CodeValue), 'X1');
});

test('a UN of undefined length is a sequence in implicit little endian, in big endian too', () => {
	for (const [layout, syntax] of SYNTAXES) {
		const items = Buffer.concat([
			item(element(Tag.CodeValue, 'SH', 'X1', 'implicit-little'), true),
			sequenceEnd(),
		]);
		const bytes = element(0x00091001, 'UN', items, layout, UNDEFINED);
		const { dataSet } = readDataSet(bytes, syntax);
		assert.equal(dataSet.sequence(0x00091001)[0].string(Tag.CodeValue), 'X1', layout);
	}
});

test('odd lengths and zero padding behind the last element do no harm', () => {
	const bytes = Buffer.concat([element(Tag.PatientID, 'LO', 'ZZ1'), Buffer.alloc(21)]);
	assert.equal(readDataSet(bytes, EXPLICIT).dataSet.string(Tag.PatientID), 'ZZ1');
});

test('a file without preamble or meta information is recognised by its first element', () => {
	for (const [layout, syntax] of SYNTAXES) {
		const dataSet = Buffer.concat([
			element(Tag.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.2\0', layout),
			element(Tag.PatientID, 'LO', 'ZZ-1', layout),
			element(Tag.PixelData, 'OW', Buffer.alloc(200), layout),
		]);
		const read = readPart10(dataSet);
		assert.equal(read.transferSyntax, syntax);
		assert.equal(read.dataSetOffset, 0);
		assert.equal(read.dataSet.string(Tag.PatientID), 'ZZ-1');
	}
	corrupt(() => readPart10(Buffer.from('GIF89a'.repeat(100))));
	corrupt(() => readPart10(Buffer.alloc(0)));
	corrupt(() => readPart10(Buffer.alloc(4096)));
});

test('the offset of the data set allows to send its bytes as they are', () => {
	const dataSet = element(Tag.PatientID, 'LO', 'ZZ-1');
	const bytes = file(dataSet);
	const read = readPart10(bytes);
	assert.deepEqual(bytes.subarray(read.dataSetOffset), dataSet);
});

test('a deflated data set is inflated, but not beyond the cap', () => {
	const dataSet = Buffer.concat([
		element(Tag.PatientID, 'LO', 'ZZ-1'),
		element(Tag.PixelData, 'OW', Buffer.alloc(100_000)),
	]);
	const bytes = file(deflateRawSync(dataSet), TransferSyntax.DeflatedExplicitLittle);
	assert.equal(readPart10(bytes).dataSet.string(Tag.PatientID), 'ZZ-1');
	corrupt(() => readPart10(bytes, { maxInflatedBytes: 50_000 }));
	corrupt(() => readPart10(bytes.subarray(0, bytes.length - 4)));
});

test('a tag that occurs twice is refused: two patient ids in one object are no identity', () => {
	const twice = Buffer.concat([
		element(Tag.PatientID, 'LO', 'ZZ-1'),
		element(Tag.PatientID, 'LO', 'ZZ-2'),
	]);
	corrupt(() => readDataSet(twice, EXPLICIT));
});

test('lengths that reach outside are refused', () => {
	const code = element(Tag.CodeValue, 'SH', 'AB');
	const cases: Record<string, Buffer> = {
		element: element(Tag.PatientID, 'LO', 'ZZ-1', 'explicit-little', 5000),
		'32-bit length': element(Tag.PixelData, 'OW', 'ABCD', 'explicit-little', 0xfffffffe),
		'undefined length of text': element(Tag.TextValue, 'UT', 'ABCD', 'explicit-little', UNDEFINED),
		'element in an item': element(
			Tag.ProcedureCodeSequence,
			'SQ',
			Buffer.concat([
				item(element(Tag.CodeValue, 'SH', 'AB', 'explicit-little', 200)),
				Buffer.alloc(400),
			]),
		),
		'no item': element(Tag.ProcedureCodeSequence, 'SQ', code),
		'no end of sequence': element(
			Tag.ProcedureCodeSequence,
			'SQ',
			item(code),
			'explicit-little',
			UNDEFINED,
		),
		'stray delimiter': Buffer.concat([code, sequenceEnd()]),
		'no value representation': Buffer.concat([
			Buffer.from([8, 0, 0x16, 0, 1, 2, 3, 4]),
			Buffer.alloc(300, 1),
		]),
	};
	for (const [name, bytes] of Object.entries(cases)) {
		assert.throws(() => readDataSet(bytes, EXPLICIT), { code: 'dicom-corrupt' }, name);
	}
});

test('nesting that is deeper than the cap is refused', () => {
	let bytes = element(Tag.CodeValue, 'SH', 'AB');
	for (let depth = 0; depth < 60; depth++) {
		bytes = element(Tag.ContentSequence, 'SQ', item(bytes));
	}
	assert.ok(readDataSet(bytes, EXPLICIT).dataSet.has(Tag.ContentSequence));
	for (let depth = 0; depth < 60; depth++) {
		bytes = element(Tag.ContentSequence, 'SQ', item(bytes));
	}
	corrupt(() => readDataSet(bytes, EXPLICIT));
	const open = Buffer.concat([
		element(Tag.ContentSequence, 'SQ', Buffer.alloc(0), 'explicit-little', UNDEFINED),
		Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff]),
	]);
	corrupt(() => readDataSet(Buffer.concat(Array<Buffer>(100_000).fill(open)), EXPLICIT));
});

test('a number that is no number is NaN, an absent one undefined', () => {
	const bytes = Buffer.concat([
		element(Tag.SliceThickness, 'DS', '1,5 '),
		element(Tag.KVP, 'DS', '0x10'),
		element(Tag.InstanceNumber, 'IS', ' 12 '),
		element(Tag.RescaleSlope, 'DS', '1.5E-2'),
	]);
	const { dataSet } = readDataSet(bytes, EXPLICIT);
	assert.equal(dataSet.number(Tag.SliceThickness), Number.NaN);
	assert.equal(dataSet.number(Tag.KVP), Number.NaN);
	assert.equal(dataSet.number(Tag.InstanceNumber), 12);
	assert.equal(dataSet.number(Tag.RescaleSlope), 0.015);
	assert.equal(dataSet.number(Tag.Rows), undefined);
	assert.equal(dataSet.string(Tag.PatientID), '');
	assert.deepEqual(dataSet.strings(Tag.PatientID), []);
	assert.deepEqual(dataSet.sequence(Tag.ContentSequence), []);
});

test('errors name tags and never values', () => {
	const bytes = Buffer.concat([
		element(Tag.PatientName, 'PN', 'ZZTEST^ADA'),
		element(Tag.PatientID, 'LO', 'ZZ-SECRET', 'explicit-little', 5000),
	]);
	assert.throws(
		() => readDataSet(bytes, EXPLICIT),
		(error) =>
			error instanceof HospitalError &&
			!/ZZ/.test(`${error.message} ${error.nextStep} ${String(error.cause)}`),
	);
});

test('an object of nothing but tiny elements is refused before it fills the memory', () => {
	const bytes = Buffer.alloc(1_100_000 * 8);
	for (let index = 0; index < 1_100_000; index++) {
		bytes.writeUInt16LE(9 + 2 * (index >>> 14), index * 8);
		bytes.writeUInt16LE(0x1000 + (index & 0x3fff), index * 8 + 2);
	}
	const read = (count: number) =>
		readDataSet(bytes.subarray(0, count * 8), TransferSyntax.ImplicitLittle);
	assert.equal(read(100_000).dataSet.size, 100_000);
	corrupt(() => read(1_100_000));
});
