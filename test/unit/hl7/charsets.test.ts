import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TextDecoder } from 'node:util';
import {
	buildAck,
	characterSetName,
	parseMessage,
	readAck,
} from '../../../dist/nodes/formats/hl7/index.js';

const code = (expected: string) => (error: unknown) =>
	(error as { code: string }).code === expected;
const head = (set: string) => `MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|P|2.5.1||||||${set}\rPID|1||1||`;
const message = (set: string, name: number[] | Buffer, options?: object) =>
	parseMessage(
		Buffer.concat([Buffer.from(head(set)), Buffer.from(name), Buffer.from('^x\r')]),
		options,
	);

/** Name, its bytes, and the set they are of. */
const NAMES: ReadonlyArray<readonly [string, number[], string]> = [
	['UNICODE UTF-8', [...Buffer.from('M\u00fcller')], 'M\u00fcller'],
	['8859/1', [0x4d, 0xfc], 'M\u00fc'],
	['8859/2', [0xb1, 0xe6], '\u0105\u0107'],
	['8859/5', [0xb8, 0xd2], '\u0418\u0432'],
	['8859/7', [0xc1], '\u0391'],
	['8859/9', [0xfd], '\u0131'],
	['8859/15', [0xa4], '\u20ac'],
	['GB 18030-2000', [0xd5, 0xc5, 0x97, 0x7c], '\u5f20\u68b6'],
	['KS X 1001', [0xb1, 0xe8], '\uae40'],
	['BIG-5', [0xb3, 0x5c], '\u8a31'],
	['~ISO IR87', [0x1b, 0x24, 0x42, 0x3b, 0x33, 0x45, 0x44, 0x1b, 0x28, 0x42], '\u5c71\u7530'],
	['ISO IR13', [0xd4, 0xcf], '\uff94\uff8f'],
	['ASCII~UNICODE UTF-8', [...Buffer.from('\u5c71')], '\u5c71'],
];

test('names are read in the character set that the header declares', () => {
	for (const [set, bytes, name] of NAMES) {
		const read = message(set, bytes);
		assert.equal(read.get('PID-5.1'), name, set);
		assert.equal(read.get('PID-5.2'), 'x', set);
	}
});

test('a byte of a character that looks like a delimiter is none', () => {
	const [, bytes] = NAMES.find(([set]) => set === 'GB 18030-2000')!;
	assert.ok(bytes.includes(0x7c));
	assert.equal(message('GB 18030-2000', bytes).segment('PID')?.fieldCount, 5);
});

test('a change is written in the character set of the message, and the rest stays', () => {
	for (const [set, bytes, name] of NAMES) {
		const read = message(set, bytes);
		const before = read.encode();
		read.set('PID-8', 'F');
		const changed = read.encode();
		assert.deepEqual(changed.subarray(0, before.length - 1), before.subarray(0, -1), set);
		read.set('PID-5.2', name);
		assert.equal(parseMessage(read.encode()).get('PID-5.2'), name, set);
	}
	assert.throws(
		() => message('8859/1', [0x41]).set('PID-5', '\u5c71'),
		code('hl7-characters-unencodable'),
	);
	assert.throws(
		() => message('ASCII', [0x41]).set('PID-5', '\u00fc'),
		code('hl7-characters-unencodable'),
	);
});

test('UTF-16 is read in both byte orders, and comes out as it came in', () => {
	const text = `${head('UNICODE UTF-16')}M\u00fcller^x\r`;
	for (const [mark, swap] of [
		['\ufeff', false],
		['', false],
		['\ufeff', true],
	] as const) {
		const bytes = Buffer.from(mark + text, 'utf16le');
		if (swap) bytes.swap16();
		const read = parseMessage(bytes);
		assert.equal(read.get('PID-5.1'), 'M\u00fcller');
		assert.equal(read.header.controlId, '1');
		assert.deepEqual(read.encode(), bytes);
		read.set('PID-8', 'F');
		const again = parseMessage(read.encode());
		assert.deepEqual([again.get('PID-5.1'), again.get('PID-8')], ['M\u00fcller', 'F']);
	}
	const ack = buildAck(Buffer.from(text, 'utf16le'), { code: 'AA' });
	assert.equal(readAck(ack)?.answeredControlId, '1');
});

test('an unknown character set is refused, and can be overridden', () => {
	assert.throws(() => message('KLINGON', [0x41]), code('hl7-charset-unknown'));
	assert.equal(message('KLINGON', [0xfc], { charset: '8859/1' }).get('PID-5'), '\u00fc');
});

test('characters of no declared set are never guessed', () => {
	assert.throws(() => message('', [0xfc]).get('PID-5'), code('hl7-characters-undeclared'));
	assert.throws(() => message('ASCII', [0xfc]).get('PID-5'), code('hl7-characters-invalid'));
	assert.throws(
		() => message('UNICODE UTF-8', [0xfc]).get('PID-5'),
		code('hl7-characters-invalid'),
	);
	assert.throws(() => message('~ISO IR87', [0xfc]).get('PID-5'), code('hl7-characters-invalid'));
	assert.equal(message('', [...Buffer.from('\u00fc')]).get('PID-5'), '\u00fc');
	assert.equal(message('', [0xfc], { charsetWhenUndeclared: '8859/1' }).get('PID-5'), '\u00fc');
	assert.equal(message('', [0xfc]).get('PID-3'), '1', 'what is ASCII can still be read');
});

test('usual spellings of character sets are known', () => {
	for (const [spelling, name] of [
		['utf-8', 'UNICODE UTF-8'],
		['UTF8', 'UNICODE UTF-8'],
		['ISO-8859-1', '8859/1'],
		['ISO_8859-15', '8859/15'],
		['ISO IR 100', '8859/1'],
		['GB18030', 'GB 18030-2000'],
		['us-ascii', 'ASCII'],
		['CP1252', 'WINDOWS-1252'],
		['ISO IR 87', 'ISO IR87'],
	] as const) {
		assert.equal(characterSetName(spelling), name);
	}
});

test('every character that a one-byte set has survives reading and writing', () => {
	for (const [set, label] of [
		['8859/2', 'iso-8859-2'],
		['8859/15', 'iso-8859-15'],
	] as const) {
		const bytes = Buffer.from(Array.from({ length: 96 }, (_, at) => 0xa0 + at));
		const text = new TextDecoder(label).decode(bytes);
		const read = message(set, [0x41]);
		read.set('PID-5.1', text);
		assert.equal(parseMessage(read.encode()).get('PID-5.1'), text);
		assert.ok(read.encode().includes(bytes));
	}
});
