import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	decodeCommand,
	encodeCommand,
	PduError,
	statusKind,
	statusMeaning,
} from '../../../dist/nodes/clients/dimse/index.js';
import { MessageAssembler } from '../../../dist/nodes/clients/dimse/message.js';
import { CT } from './build.ts';

const STORE = {
	commandField: 1,
	affectedSopClassUid: CT,
	affectedSopInstanceUid: '2.25.1001',
	messageId: 7,
	priority: 0,
	dataSet: true,
};

describe('DIMSE command sets', () => {
	test('come back as they were written, with a group length and ascending elements', () => {
		const bytes = encodeCommand(STORE);
		assert.deepEqual(decodeCommand(bytes), STORE);
		assert.equal(bytes.readUInt32LE(8), bytes.length - 12);
		const tags: number[] = [];
		for (let at = 0; at < bytes.length; at += 8 + bytes.readUInt32LE(at + 4)) {
			tags.push(bytes.readUInt16LE(at + 2));
		}
		assert.deepEqual(tags, [0, 0x2, 0x100, 0x110, 0x700, 0x800, 0x1000]);
	});

	test('that are cut off or claim too much are refused', () => {
		const bytes = encodeCommand(STORE);
		for (let length = 1; length < bytes.length; length++) {
			try {
				assert.notDeepEqual(decodeCommand(bytes.subarray(0, length)), STORE);
			} catch (error) {
				assert.ok(error instanceof PduError);
			}
		}
		const greedy = Buffer.from(bytes);
		greedy.writeUInt32LE(0xfffffffe, 16);
		assert.throws(() => decodeCommand(greedy), PduError);
		const otherGroup = Buffer.from(bytes);
		otherGroup.writeUInt16LE(8, 12);
		assert.throws(() => decodeCommand(otherGroup), PduError);
	});

	test('status codes have the class and meaning of the standard', () => {
		assert.equal(statusKind(0x0000), 'success');
		assert.equal(statusKind(0xff01), 'pending');
		assert.equal(statusKind(0xfe00), 'cancelled');
		for (const warning of [0x0001, 0xb000, 0xb006, 0xb007]) {
			assert.equal(statusKind(warning), 'warning');
		}
		for (const failure of [0x0110, 0x0122, 0xa700, 0xa900, 0xc000, 0xcfff]) {
			assert.equal(statusKind(failure), 'failure');
		}
		assert.match(statusMeaning(0xa7ff), /out of resources/);
		assert.match(statusMeaning(0xc123), /cannot understand/);
	});
});

describe('message assembly', () => {
	const collect = () => {
		const seen: string[] = [];
		const assembler = new MessageAssembler({
			onCommand: (id, command) => seen.push(`command ${id} ${command.commandField}`),
			onData: (id, part, last) => seen.push(`data ${id} ${part.length} ${last}`),
		});
		return { seen, assembler };
	};

	test('joins a command set from several values and then passes its data set on', () => {
		const { seen, assembler } = collect();
		const bytes = encodeCommand(STORE);
		assembler.push(3, 1, bytes.subarray(0, 10), true);
		assembler.push(3, 3, bytes.subarray(10), true);
		assert.equal(assembler.insideMessage, true);
		assembler.push(3, 0, Buffer.alloc(5), true);
		assembler.push(3, 2, Buffer.alloc(2), false);
		assembler.push(3, 2, Buffer.alloc(1), true);
		assert.equal(assembler.insideMessage, false);
		assert.deepEqual(seen, ['command 3 1', 'data 3 5 false', 'data 3 2 false', 'data 3 1 true']);
	});

	test('refuses parts in an order that the standard does not allow', () => {
		const command = encodeCommand(STORE);
		assert.throws(() => collect().assembler.push(1, 2, Buffer.alloc(4), true), PduError);
		const second = collect().assembler;
		second.push(1, 3, command, true);
		assert.throws(() => second.push(1, 3, command, true), PduError);
		const elsewhere = collect().assembler;
		elsewhere.push(1, 3, command, true);
		assert.throws(() => elsewhere.push(3, 2, Buffer.alloc(4), true), PduError);
		const endless = collect().assembler;
		endless.push(1, 1, Buffer.alloc(16 * 1024), true);
		assert.throws(() => endless.push(1, 1, Buffer.alloc(1), true), PduError);
	});
});
