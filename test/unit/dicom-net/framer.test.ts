import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PduFramer } from '../../../dist/nodes/clients/dimse/framer.js';
import { dataHeader } from '../../../dist/nodes/clients/dimse/pdu-encode.js';

interface Seen {
	pdus: Array<{ type: number; body: string }>;
	values: Array<{ contextId: number; flags: number; bytes: string }>;
}

function frame(chunks: Buffer[], limits = { controlPdu: 1000, dataPdu: 1000 }): Seen {
	const seen: Seen = { pdus: [], values: [] };
	let parts: Buffer[] = [];
	const framer = new PduFramer(limits, {
		onPdu: (type, body) => seen.pdus.push({ type, body: body.toString('hex') }),
		onFragment: (contextId, flags, part, end) => {
			parts.push(Buffer.from(part));
			if (!end) return;
			seen.values.push({ contextId, flags, bytes: Buffer.concat(parts).toString('hex') });
			parts = [];
		},
	});
	for (const chunk of chunks) framer.push(chunk);
	return seen;
}

function pdu(type: number, body: Buffer, length = body.length): Buffer {
	const header = Buffer.from([type, 0, 0, 0, 0, 0]);
	header.writeUInt32BE(length, 2);
	return Buffer.concat([header, body]);
}

function value(contextId: number, flags: number, bytes: Buffer, length = bytes.length + 2): Buffer {
	const header = Buffer.alloc(6);
	header.writeUInt32BE(length, 0);
	header[4] = contextId;
	header[5] = flags;
	return Buffer.concat([header, bytes]);
}

const STREAM = Buffer.concat([
	pdu(0x05, Buffer.alloc(4)),
	pdu(0x04, Buffer.concat([value(1, 3, Buffer.from('abcd')), value(3, 0, Buffer.from('efgh'))])),
	pdu(0x04, value(3, 2, Buffer.alloc(0))),
	pdu(0x07, Buffer.from([0, 0, 2, 1])),
]);
const EXPECTED: Seen = {
	pdus: [
		{ type: 5, body: '00000000' },
		{ type: 7, body: '00000201' },
	],
	values: [
		{ contextId: 1, flags: 3, bytes: '61626364' },
		{ contextId: 3, flags: 0, bytes: '65666768' },
		{ contextId: 3, flags: 2, bytes: '' },
	],
};

describe('the PDU framer', () => {
	test('gives the same PDUs and values wherever the stream is split, into two and into three', () => {
		assert.deepEqual(frame([STREAM]), EXPECTED);
		for (let first = 0; first <= STREAM.length; first++) {
			for (let second = first; second <= STREAM.length; second += 3) {
				const chunks = [
					STREAM.subarray(0, first),
					STREAM.subarray(first, second),
					STREAM.subarray(second),
				];
				assert.deepEqual(frame(chunks), EXPECTED, `split at ${first} and ${second}`);
			}
		}
		assert.deepEqual(frame([...STREAM].map((byte) => Buffer.from([byte]))), EXPECTED);
	});

	test('hands on fragments as views of the chunk that was received, without a copy', () => {
		const chunk = pdu(0x04, value(1, 2, Buffer.alloc(100, 1)));
		let part: Buffer | undefined;
		new PduFramer(
			{ controlPdu: 1000, dataPdu: 1000 },
			{ onPdu: () => {}, onFragment: (_id, _flags, bytes) => (part = bytes) },
		).push(chunk);
		assert.equal(part?.buffer, chunk.buffer);
	});

	test('knows whether the stream stands inside a PDU', () => {
		const framer = new PduFramer(
			{ controlPdu: 1000, dataPdu: 1000 },
			{ onPdu: () => {}, onFragment: () => {} },
		);
		assert.equal(framer.insidePdu, false);
		framer.push(STREAM.subarray(0, 3));
		assert.equal(framer.insidePdu, true);
		framer.push(STREAM.subarray(3));
		assert.equal(framer.insidePdu, false);
		assert.equal(framer.pdusStarted, 4);
	});

	const malformed: Array<[string, Buffer, number]> = [
		['an unknown PDU type', pdu(0x09, Buffer.alloc(4)), 1],
		['a control PDU above its cap', pdu(0x01, Buffer.alloc(0), 1001), 6],
		['a control PDU of nearly 4 GB', pdu(0x01, Buffer.alloc(0), 0xfffffff0), 6],
		['a data PDU above the agreed length', pdu(0x04, Buffer.alloc(0), 1001), 6],
		['a data PDU of nearly 4 GB', pdu(0x04, Buffer.alloc(0), 0xfffffff0), 6],
		['an empty data PDU', pdu(0x04, Buffer.alloc(0)), 6],
		['a value of length 0', pdu(0x04, value(1, 3, Buffer.alloc(0), 0)), 6],
		['a value of length 1', pdu(0x04, value(1, 3, Buffer.alloc(0), 1)), 6],
		['a value longer than its PDU', pdu(0x04, value(1, 3, Buffer.alloc(4), 7)), 6],
		['a value of length 0xffffffff', pdu(0x04, value(1, 3, Buffer.alloc(4), 0xffffffff)), 6],
		[
			'bytes left over in a PDU',
			pdu(0x04, Buffer.concat([value(1, 3, Buffer.alloc(4)), Buffer.alloc(5)])),
			6,
		],
	];
	for (const [name, bytes, reason] of malformed) {
		test(`refuses ${name}`, () => {
			assert.throws(() => frame([bytes]), { code: 'dicom-protocol', reason });
		});
	}

	test('reads what the encoder of P-DATA-TF writes', () => {
		const bytes = Buffer.from('0102030405', 'hex');
		const seen = frame([Buffer.concat([dataHeader(7, 2, bytes.length), bytes])]);
		assert.deepEqual(seen.values, [{ contextId: 7, flags: 2, bytes: '0102030405' }]);
	});
});
