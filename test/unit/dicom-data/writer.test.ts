import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	decimalString,
	derivedUid,
	IMPLEMENTATION_CLASS_UID,
	IMPLEMENTATION_VERSION_NAME,
	isUid,
	nameUuid,
	readPart10,
	Tag,
	uuidUid,
	writePart10,
} from '../../../dist/nodes/formats/dicom/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { ctSlice } from './build.ts';

test('what is written reads back the same', () => {
	const { meta, dataSet, transferSyntax } = readPart10(
		writePart10({
			...ctSlice(3),
			PatientName: 'ZZTEST^Ädä=山田',
			ContentSequence: [{ TextValue: 'a\\b', ContentSequence: [{ UID: '2.25.7' }] }, {}],
			StudyDescription: '',
			ReferencedPerformedProcedureStepSequence: [],
		}),
	);
	assert.equal(transferSyntax, '1.2.840.10008.1.2.1');
	assert.equal(meta.string(Tag.MediaStorageSOPInstanceUID), '2.25.10003');
	assert.equal(meta.string(Tag.ImplementationClassUID), IMPLEMENTATION_CLASS_UID);
	assert.equal(dataSet.string(Tag.SpecificCharacterSet), 'ISO_IR 192');
	assert.equal(dataSet.string(Tag.PatientName), 'ZZTEST^Ädä=山田');
	assert.deepEqual(dataSet.numbers(Tag.ImagePositionPatient), [-100, -120.5, 25]);
	assert.equal(dataSet.number(Tag.Rows), 4);
	assert.equal(dataSet.bytes(Tag.StudyDescription)?.length, 0);
	assert.equal(dataSet.bytes(Tag.ReferencedPerformedProcedureStepSequence)?.length, 0);
	const [first, second] = dataSet.sequence(Tag.ContentSequence);
	assert.equal(first.string(Tag.TextValue), 'a\\b');
	assert.equal(first.sequence(Tag.ContentSequence)[0].string(Tag.UID), '2.25.7');
	assert.equal(second.size, 0);
});

test('elements stand in the order of their tags and have even lengths', () => {
	const { dataSet } = readPart10(writePart10({ ...ctSlice(0), PatientID: 'ODD' }));
	const tags = [...dataSet].map(({ tag }) => tag);
	assert.deepEqual(
		tags,
		[...tags].sort((a, b) => a - b),
	);
	for (const { tag, length } of dataSet) assert.equal(length % 2, 0, tag.toString(16));
});

test('UIDs are padded with NUL and text with a space', () => {
	const { dataSet } = readPart10(
		writePart10({ ...ctSlice(0), StudyInstanceUID: '2.25.123', PatientID: 'ODD' }),
	);
	assert.equal(dataSet.bytes(Tag.StudyInstanceUID)!.toString('latin1'), '2.25.123');
	assert.equal(dataSet.bytes(Tag.SeriesInstanceUID)!.toString('latin1'), '2.25.10\0');
	assert.equal(dataSet.bytes(Tag.PatientID)!.at(-1), 0x20);
});

test('a value that its VR cannot hold is refused by keyword, without the value', () => {
	const cases = [
		{ StudyInstanceUID: '1.02.3' },
		{ StudyInstanceUID: 'ZZSECRET' },
		{ PatientID: 'ZZ\\SECRET' },
		{ PatientID: 'ZZ\u001bSECRET' },
		{ Modality: 'zzsecret' },
		{ StudyDate: 'ZZ-SECRET' },
		{ Rows: 70_000 },
		{ SOPInstanceUID: '' },
		{ ContentSequence: 'ZZSECRET' },
	];
	for (const content of cases) {
		assert.throws(
			() => writePart10({ ...ctSlice(0), ...content }),
			(error) =>
				error instanceof HospitalError &&
				error.code === 'dicom-value-invalid' &&
				error.message.includes(Object.keys(content)[0]) &&
				!error.message.includes('SECRET'),
			JSON.stringify(content),
		);
	}
});

test('decimal strings keep to 16 characters and to the number', () => {
	for (const value of [
		0,
		-0,
		1,
		-1024,
		0.1,
		1 / 3,
		-1 / 3,
		123456.789012345,
		1e-7,
		-1.23456789e-12,
		5e20,
		-2.5e-300,
	]) {
		const text = decimalString(value);
		assert.ok(text.length <= 16, text);
		assert.ok(Math.abs(Number(text) - value) <= Math.abs(value) * 1e-7, text);
	}
	assert.throws(() => decimalString(Number.NaN), TypeError);
});

test('a UUID becomes the UID that PS3.5 B.2 gives as its example', () => {
	assert.equal(
		uuidUid('f81d4fae-7dec-11d0-a765-00a0c91e6bf6'),
		'2.25.329800735698586629295641978511506172918',
	);
	assert.throws(() => uuidUid('f81d4fae'), TypeError);
});

test('a name gives the version 5 UUID that RFC 9562 A.4 gives as its example', () => {
	assert.equal(
		nameUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com'),
		'2ed6657d-e927-568b-95e1-2665a8aea6a2',
	);
});

test('derived UIDs repeat for the same parts and differ for others', () => {
	assert.equal(derivedUid(['a', 'b']), derivedUid(['a', 'b']));
	const all = [['a', 'b'], ['ab'], ['a', 'b', ''], ['b', 'a'], ['a","b']].map(derivedUid);
	assert.equal(new Set(all).size, all.length);
	assert.ok(all.every(isUid));
});

test('the software names itself within the limits of the standard', () => {
	assert.ok(isUid(IMPLEMENTATION_CLASS_UID));
	assert.ok(IMPLEMENTATION_VERSION_NAME.length <= 16);
	assert.equal(isUid('1.2.03'), false);
	assert.equal(isUid('1'.repeat(65)), false);
});
