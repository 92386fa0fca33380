import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDataSet, Tag, TransferSyntax } from '../../../dist/nodes/formats/dicom/index.js';
import { element, item } from './bytes.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** The name that a data set with this character set and these bytes states. */
function name(characterSet: string, value: Buffer): string {
	const { dataSet } = readDataSet(
		Buffer.concat([
			element(Tag.SpecificCharacterSet, 'CS', characterSet),
			element(Tag.PatientName, 'PN', value),
		]),
		TransferSyntax.ExplicitLittle,
	);
	return dataSet.string(Tag.PatientName);
}

// Byte sequences of PS3.5 Annexes H to K, or the encoding of the script's own alphabet.
const CASES: Array<[string, string, string, string]> = [
	['Latin 1', 'ISO_IR 100', 'c46e656173 5e 52fc64', 'Äneas^Rüd'],
	['Latin 2', 'ISO_IR 101', 'b3f3dfbc', 'łóßź'],
	['Latin 3', 'ISO_IR 109', 'a6b6', 'Ĥĥ'],
	['Latin 4', 'ISO_IR 110', 'a3b3', 'Ŗŗ'],
	['Cyrillic', 'ISO_IR 144', 'bbeeda', 'Люк'],
	['Arabic', 'ISO_IR 127', 'e2c8c7', 'قبا'],
	['Greek', 'ISO_IR 126', 'c4e9', 'Δι'],
	['Hebrew', 'ISO_IR 138', 'f9f8', 'שר'],
	['Turkish', 'ISO_IR 148', 'ddfe', 'İş'],
	['Thai', 'ISO_IR 166', 'a1a2', 'กข'],
	['Latin 9', 'ISO_IR 203', 'a4bd', '€œ'],
	['Katakana', 'ISO_IR 13', 'd4cfc0de', 'ﾔﾏﾀﾞ'],
	['UTF-8', 'ISO_IR 192', '57616e67 5e e78e8b', 'Wang^王'],
	['GB18030', 'GB18030', 'cdf5 5e d0a1b6ab', '王^小东'],
	['GBK', 'GBK ', 'cdf5 5e d0a1b6ab', '王^小东'],
	['GBK with 0x5C as second byte', 'GBK ', '815c', '乗'],
	[
		'Kanji and Kana by escapes (PS3.5 H.3.1)',
		'\\ISO 2022 IR 87',
		'59616d616461 3d 1b2442 3b33 4544 1b2842 5e 1b2442 4240 4f3a 1b2842',
		'Yamada=山田^太郎',
	],
	[
		'Katakana first, Kanji by escapes (PS3.5 H.3.2)',
		'ISO 2022 IR 13\\ISO 2022 IR 87',
		'd4cfc0de 5e c0dbb3 3d 1b2442 3b33 4544 1b284a 5e 1b2442 4240 4f3a 1b284a',
		'ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎',
	],
	[
		'Korean (PS3.5 I.2)',
		'\\ISO 2022 IR 149',
		'486f6e67 3d 1b242943 fbf3 5e 1b242943 d1ce d4d7 3d 1b242943 c8ab',
		'Hong=洪^吉洞=홍',
	],
	['Chinese by escapes (PS3.5 K.2)', '\\ISO 2022 IR 58', '5a68616e67 5e 1b242941 d5c5', 'Zhang^张'],
	['Supplementary Kanji', '\\ISO 2022 IR 159', '1b242844 3021 1b2842', '丂'],
	['spelled with a hyphen', 'ISO-IR 100', 'c4', 'Ä'],
];

for (const [what, set, hex, expected] of CASES) {
	test(`${what} text is decoded`, () => assert.equal(name(set, bytes(hex)), expected));
}

test('a component delimiter returns to the initial sets, as PS3.5 6.1.2.5.3 wants', () => {
	// Without a new escape the bytes behind ^ are undesignated: nothing may be made of them.
	assert.equal(name('\\ISO 2022 IR 149', bytes('1b242943 c8ab 5e b1e6')), '홍^\ufffd\ufffd');
});

test('bytes that no set explains become replacement characters, not letters', () => {
	assert.equal(name('ISO_IR 6', bytes('41c442')), 'A\ufffdB');
	assert.equal(name('NO SUCH SET', bytes('41c442')), 'A\ufffdB');
	assert.equal(name('ISO_IR 192', bytes('41c442')), 'A\ufffdB');
	assert.equal(name('\\ISO 2022 IR 87', bytes('411b7a42')), 'A\ufffdzB');
});

test('items inherit the character set of the data set around them, or have their own', () => {
	const inherited = item(element(Tag.CodeMeaning, 'LO', bytes('c4 20')));
	const own = item(
		Buffer.concat([
			element(Tag.SpecificCharacterSet, 'CS', 'ISO_IR 126'),
			element(Tag.CodeMeaning, 'LO', bytes('c4 20')),
		]),
	);
	const { dataSet } = readDataSet(
		Buffer.concat([
			element(Tag.SpecificCharacterSet, 'CS', 'ISO_IR 100'),
			element(Tag.ProcedureCodeSequence, 'SQ', Buffer.concat([inherited, own])),
		]),
		TransferSyntax.ExplicitLittle,
	);
	const meanings = dataSet
		.sequence(Tag.ProcedureCodeSequence)
		.map((each) => each.string(Tag.CodeMeaning));
	assert.deepEqual(meanings, ['Ä', 'Δ']);
});

test('a backslash divides values, except in text of one value', () => {
	const { dataSet } = readDataSet(
		Buffer.concat([
			element(Tag.ImageType, 'CS', 'ORIGINAL\\PRIMARY\\\\AXIAL '),
			element(Tag.TextValue, 'UT', ' a\\b  '),
		]),
		TransferSyntax.ExplicitLittle,
	);
	assert.deepEqual(dataSet.strings(Tag.ImageType), ['ORIGINAL', 'PRIMARY', '', 'AXIAL']);
	assert.deepEqual(dataSet.strings(Tag.TextValue), [' a\\b']);
});
