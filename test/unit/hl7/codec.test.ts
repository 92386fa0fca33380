import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	buildAck,
	createMessage,
	encode,
	escapeText,
	parseMessage,
	readAck,
} from '../../../dist/nodes/formats/hl7/index.js';
import { hl7 } from './build.ts';

const of = (text: string) => parseMessage(Buffer.from(text));
const code = (expected: string) => (error: unknown) =>
	(error as { code: string }).code === expected;
const HEAD = 'MSH|^~\\&|A|B|C|D|2026||ORU^R01|1|P|2.5.1';

test('values are found by segment, field, repetition, component and subcomponent', () => {
	const message = of(`${HEAD}\rPID|1||11^^^X&1.2&ISO^MR~22^^^Y||ZZTEST^ADA\rOBX|1\rOBX|2||c\r`);
	assert.equal(message.get('PID-3.1'), '11');
	assert.equal(message.get('PID-3[2].1'), '22');
	assert.equal(message.get('PID-3.4.2'), '1.2');
	assert.equal(message.get('PID-3.4'), 'X', 'a path that stops short means the first part');
	assert.equal(message.get('PID-3'), '11');
	assert.equal(message.get('OBX[2]-3'), 'c');
	assert.equal(message.get('OBX[3]-3'), undefined);
	assert.equal(message.get('PID-3[3].1'), undefined);
	assert.equal(message.get('PID-99'), undefined);
	assert.deepEqual(
		message.all('PID-3').map((element) => element.get(4)),
		['X', 'Y'],
	);
	for (const path of ['PID', 'PID-0', 'pid-3', 'PID-3[0]', 'PID-3.1.1.1', '']) {
		assert.throws(() => message.get(path), code('hl7-path-invalid'), path);
	}
});

test('the header counts its own delimiter as the first field', () => {
	const message = of(`${HEAD}\r`);
	assert.equal(message.get('MSH-1'), '|');
	assert.equal(message.get('MSH-2'), '^~\\&');
	assert.equal(message.get('MSH-3'), 'A');
	assert.equal(message.header.type, 'ORU');
	assert.equal(message.header.event, 'R01');
	assert.equal(message.header.controlId, '1');
});

test('the delimiters are those of the header', () => {
	const message = of('MSH*!%$@*A*B\rPID*1**11!2@3%22**x$S$y\r');
	assert.equal(message.get('PID-3.2.2'), '3');
	assert.equal(message.get('PID-3[2]'), '22');
	assert.equal(message.get('PID-5'), 'x!y');
	for (const head of ['MSH||||', 'MSHA^~\\&A', 'MSH|^^\\&|', 'MSH', 'MSH|^~\\&#!@|']) {
		assert.throws(() => of(head), code('hl7-delimiters-invalid'), head);
	}
});

test('nothing, "delete this" and text are told apart', () => {
	const message = of(`${HEAD}\rPID|1||""||x^""^|\r`);
	assert.equal(message.get('PID-2'), undefined);
	assert.equal(message.get('PID-3'), null);
	assert.equal(message.get('PID-5.2'), null);
	assert.equal(message.get('PID-5.3'), undefined);
});

test('escape sequences are resolved, and what is none stays', () => {
	const value = (raw: string) => of(`${HEAD}\rNTE|1||${raw}\r`).get('NTE-3');
	assert.equal(value('a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f'), 'a|b^c&d~e\\f');
	assert.equal(value('a\\X41\\b'), 'aAb');
	assert.equal(value('\\XC3\\\\XA4\\'), '\u00e4', 'a character spread over two sequences');
	assert.equal(value('\\X41\\\\F\\'), 'A|');
	assert.equal(value('a\\XFF\\b'), 'a\\XFF\\b', 'bytes that are no text');
	assert.equal(value('one\\.br\\two\\.sp2\\three'), 'one\ntwo\n\nthree');
	assert.equal(value('a\\H\\b\\N\\c'), 'abc');
	assert.equal(value('a\\.sk3\\b'), 'a   b');
	assert.equal(value('a\\Z01\\b'), 'a\\Z01\\b');
	assert.equal(value('C:\\temp'), 'C:\\temp');
	assert.equal(value('a\\Q\\F\\'), 'a\\Q|');
	assert.equal(value('a\\'), 'a\\');
	assert.equal(value('\\P\\'), '#');
});

test('character sets are switched inside of a value', () => {
	const message = of(`${HEAD}\rPID|1||1||\\M2442\\;3ED\\C2842\\^x\r`);
	assert.equal(message.get('PID-5.1'), '\u5c71\u7530');
});

test('what is written can be read again, whatever it holds', () => {
	const message = of(`${HEAD}\rNTE|1\r`);
	for (const text of [
		'a|b^c&d~e\\f',
		'two\nlines',
		'tab\there',
		'VT \x0b FS \x1c',
		'"',
		'\u00e4\u5c71',
	]) {
		message.set('NTE-3', text);
		assert.equal(message.get('NTE-3'), text);
		assert.ok(!message.encode().includes(0x0b) && !message.encode().includes(0x1c));
	}
	assert.equal(escapeText('a\r\nb', message.delimiters), 'a\\.br\\b');
});

test('a message that is not changed comes out byte by byte as it went in', () => {
	for (const text of [
		`${HEAD}\rPID|1\rZZZ|own\r`,
		`${HEAD}\nPID|1\n`,
		`${HEAD}\r\nPID|1\r\n\r\n`,
		`\ufeff\r\n${HEAD}\rPID|1`,
		`${HEAD}\rOBX|1||text with\na line\rnot a segment\r`,
	]) {
		assert.deepEqual(encode(of(text)), Buffer.from(text));
	}
	const odd = Buffer.from([...Buffer.from(`${HEAD}\rPID|`), 0xff, 0xfe, 0x80, 0x0d]);
	assert.deepEqual(encode(parseMessage(odd)), odd);
});

test('line ends of text files separate segments, lone ones inside of a text do not', () => {
	assert.equal(of(`${HEAD}\nPID|1\nPV1|1\n`).segments.length, 3);
	assert.equal(of(`${HEAD}\r\nPID|1\r\n`).segments.length, 2);
	const text = of(`${HEAD}\rOBX|1||one\ntwo\rPV1|1\nPV2|1\r`);
	assert.deepEqual(
		text.segments.map(({ name }) => name),
		['MSH', 'OBX', 'PV1', 'PV2'],
	);
	assert.equal(text.get('OBX-3'), 'one\ntwo');
	assert.equal(of(`${HEAD}\rfree text\r`).isWellFormed, false);
	assert.equal(of(`${HEAD}\rZX1|x\rPID\r`).isWellFormed, true);
});

test('a change touches nothing but its value', () => {
	const text = `${HEAD}\r\nPID|1||11^^^X~22||ZZTEST^ADA||\r\nZDS|a|b`;
	const change = (path: string, value: string | null | undefined) => {
		const message = of(text);
		message.set(path, value);
		return message.encode().toString();
	};
	assert.equal(change('PID-3[2].1', '33'), text.replace('22', '33'));
	assert.equal(change('PID-3.1', '33'), text.replace('11', '33'));
	assert.equal(change('PID-5', 'NEW'), text.replace('ZZTEST', 'NEW'));
	assert.equal(change('PID-5.4.2', 'x'), text.replace('ADA', 'ADA^^&x'));
	assert.equal(change('PID-3[3].4.2', 'x'), text.replace('22', '22~^^^&x'));
	assert.equal(change('ZDS-5', 'x'), `${text}|||x`);
	assert.equal(change('PID-3.1', null), text.replace('11', '""'));
	assert.equal(change('PID-3.1', undefined), text.replace('11', ''));
	assert.equal(change('PID-30', undefined), text, 'emptying what is not there adds nothing');
	assert.equal(change('MSH-3', 'N'), text.replace('|A|', '|N|'));
	assert.throws(() => change('MSH-2', '|'), code('hl7-header-fixed'));
	assert.throws(() => change('AL1-1', '1'), code('hl7-segment-missing'));
	const raw = of(text);
	raw.segment('PID')?.setRaw('3', '1^^^A~2^^^B');
	assert.equal(raw.get('PID-3[2].4'), 'B');
	assert.throws(() => raw.segment('PID')?.setRaw('3', 'a\rPV1|'), code('hl7-text-invalid'));
});

test('segments are added and removed in their place', () => {
	const message = of(`${HEAD}\rPID|1\rPV1|1`);
	const nk1 = message.addSegment('NK1', message.segment('PID'));
	nk1.set('1', '1');
	message.addSegment('ZPI').set('2', 'x');
	assert.equal(message.encode().toString(), `${HEAD}\rPID|1\rNK1|1\rPV1|1\rZPI||x\r`);
	message.removeSegment(nk1);
	assert.equal(message.encode().toString(), `${HEAD}\rPID|1\rPV1|1\rZPI||x\r`);
	assert.throws(() => message.addSegment('pid'), code('hl7-segment-invalid'));
});

test('orders come with their results, each in a group of its own', () => {
	const message = of(
		`${HEAD}\rPID|1\rORC|1\rOBR|1\rOBX|1\rOBX|2\rOBR|2\rOBX|3\rORC|2\rOBR|3\rNTE|1\r`,
	);
	assert.deepEqual(
		message
			.groups('ORC', 'OBR')
			.map(({ segments }) => segments.map((s) => `${s.name}${s.get('1')}`)),
		[
			['ORC1', 'OBR1', 'OBX1', 'OBX2'],
			['OBR2', 'OBX3'],
			['ORC2', 'OBR3', 'NTE1'],
		],
	);
	assert.deepEqual(
		message.groups('OBR').map((group) => group.get('OBX-1')),
		['1', '3', undefined],
	);
});

test('a new message has a header, the character set it is written in, and the values it is given', () => {
	const message = createMessage({
		sendingApplication: 'N8N & CO',
		type: 'ORU',
		event: 'R01',
		structure: 'ORU_R01',
		controlId: 'X1',
		at: new Date('2026-01-02T03:04:05Z'),
	});
	message.addSegment('PID').set('5.1', 'ZZM\u00dcLLER');
	const read = parseMessage(message.encode());
	assert.equal(read.header.sendingApplication, 'N8N & CO');
	assert.equal(read.header.dateTime, '20260102030405+0000');
	assert.equal(read.header.structure, 'ORU_R01');
	assert.equal(read.characterSet.name, 'UNICODE UTF-8');
	assert.equal(read.get('PID-5'), 'ZZM\u00dcLLER');
});

test('bounds hold: size, segments, parts', () => {
	const big = Buffer.from(`${HEAD}\r${'NTE|1\r'.repeat(50)}`);
	const limited = (limits: object) => parseMessage(big, { limits });
	assert.throws(() => limited({ maxBytes: 100 }), code('hl7-too-large'));
	assert.throws(() => limited({ maxSegments: 50 }), code('hl7-too-many-segments'));
	const parts = parseMessage(Buffer.from(`${HEAD}\rNTE|${'a~'.repeat(50)}\r`), {
		limits: { maxParts: 40 },
	});
	assert.throws(() => parts.all('NTE-1'), code('hl7-too-many-parts'));
	assert.throws(() => of('PID|1\r'), code('hl7-not-a-message'));
	assert.throws(() => of(''), code('hl7-not-a-message'));
	assert.throws(() => of('<ADT_A01 xmlns="urn:hl7-org:v2xml"/>'), code('hl7-not-a-message'));
});

test('two messages one behind the other are none, however the first one ends', () => {
	const first = hl7({ controlId: 'A1', patient: '1' }).toString();
	const second = hl7({ controlId: 'A2', patient: '2' }).toString();
	const refused = code('hl7-second-header');
	const together = [
		first + second,
		first.trimEnd() + second,
		first.replaceAll('\r', '\n') + second.replaceAll('\r', '\n'),
		first + second.replace('MSH|^~\\&|', 'MSH#^~\\&#'),
		`${first}MSH`,
	];
	for (const text of together) assert.throws(() => parseMessage(Buffer.from(text)), refused);
	const wide = Buffer.from(`\ufeff${first}${second}`, 'utf16le');
	assert.throws(() => parseMessage(wide), refused);
	assert.throws(() => parseMessage(Buffer.from(first)).addSegment('MSH'), refused);
	const quoting = hl7({ more: ['NTE|1||MSH\\F\\^~\\E\\\\T\\\\F\\X', 'ERR|MSH^1^9', 'NTE|2||MSH'] });
	assert.equal(parseMessage(quoting).named('NTE').length, 2);
	assert.throws(() => parseMessage(Buffer.from(`BHS|^~\\&\r${first}`)), code('hl7-batch-file'));
});

test('the control id of an answer is never longer than 20 characters, and tells messages apart', () => {
	const idOf = (controlId: string) =>
		parseMessage(buildAck(hl7({ controlId }), { code: 'AA' })).get('MSH-10') ?? '';
	assert.equal(idOf('M1'), 'AM1');
	const [one, other] = [`${'X'.repeat(20)}`, `${'X'.repeat(19)}Y`].map(idOf);
	assert.deepEqual([one!.length, other!.length], [20, 20]);
	assert.notEqual(one, other);
	assert.equal(idOf('X'.repeat(20)), one);
});

test('an acknowledgement changes places, and keeps version, set and delimiters of the sender', () => {
	const ack = buildAck(hl7({ controlId: 'A1', charset: 'UNICODE UTF-8' }), { code: 'AA' });
	const read = parseMessage(ack);
	assert.deepEqual(
		['3', '4', '5', '6', '9.1', '9.2', '9.3', '11', '12', '18'].map((f) => read.get(`MSH-${f}`)),
		['N8N', 'HOSP', 'ADT1', 'WARD', 'ACK', 'A01', 'ACK', 'P', '2.5.1', 'UNICODE UTF-8'],
	);
	assert.equal(readAck(ack)?.answeredControlId, 'A1');
	const own = buildAck(Buffer.from('MSH*!%$@*A*B*C*D*2026**ADT!A01*7*P*2.3\r'), { code: 'AR' });
	assert.match(
		own.toString(),
		/^MSH\*!%\$@\*C\*D\*A\*B\*\d{14}\+0000\*\*ACK\*A7\*P\*2\.3\rMSA\*AR\*7\r$/,
	);
});

test('errors stand in ERR as the version of the message has it', () => {
	const errors = [{ code: '101', location: 'PID-3', text: 'PID-3 is missing' }];
	const modern = parseMessage(buildAck(hl7(), { code: 'AE', errors }));
	assert.deepEqual(
		['2.1', '2.3', '3.1', '4', '8'].map((f) => modern.get(`ERR-${f}`)),
		['PID', '3', '101', 'E', 'PID-3 is missing'],
	);
	const old = parseMessage(buildAck(hl7({ version: '2.3.1' }), { code: 'AE', errors }));
	assert.deepEqual(
		['1.1', '1.3', '1.4.1'].map((f) => old.get(`ERR-${f}`)),
		['PID', '3', '101'],
	);
	assert.equal(old.get('MSH-9.2'), 'A01');
	assert.equal(old.get('MSH-9.3'), undefined);
});

test('a header inside of a header is not echoed: the answer would look like two messages', () => {
	const twice = 'MSH|^~\\&|MSH|^~\\&|AB|N8N|HOSP|20260102030405||MDM^T02|F1|P|2.8\r';
	const ack = readAck(buildAck(Buffer.from(twice), { code: 'AE' }));
	assert.equal(ack?.code, 'AE');
});

test('what is no message is acknowledged too', () => {
	for (const bytes of ['', 'hello', 'MSH', 'MSH|', 'MSH|||||', '\u0000\u00ff']) {
		const ack = readAck(buildAck(Buffer.from(bytes), { code: 'AR', text: 'no | message' }));
		assert.equal(ack?.code, 'AR');
		assert.equal(ack?.text, 'no | message');
	}
	assert.equal(readAck(Buffer.from('MSH|^~\\&|A\rMSA|XX|1\r')), undefined);
	assert.equal(readAck(Buffer.from('nonsense')), undefined);
});

test('a field of a type without components is one text, delimiters that nobody escaped included', () => {
	const message = parseMessage(hl7({ more: ['NTE|1||10^5 & \\T\\ more\\.br\\x|""'] }));
	const note = message.segment('NTE');
	assert.equal(note?.element(3)?.literal, '10^5 & & more\nx');
	assert.equal(note?.element(4)?.literal, null);
	assert.equal(note?.element(2)?.literal, undefined);
});
