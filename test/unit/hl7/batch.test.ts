import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildBatch, isBatch, parseBatch } from '../../../dist/nodes/formats/hl7/index.js';
import { hl7 } from './build.ts';

const three = ['1', '2', '3'].map((controlId) => hl7({ controlId }));

test('a batch file gives its messages byte by byte', () => {
	const file = buildBatch(three, { sendingApplication: 'N8N', name: 'nightly' });
	assert.equal(isBatch(file), true);
	const read = parseBatch(file);
	assert.deepEqual(
		read.messages.map(({ bytes }) => Buffer.from(bytes)),
		three,
	);
	assert.equal(read.countsAgree, true);
	assert.deepEqual(new Set(read.messages.map(({ batch }) => batch)), new Set([1]));
});

test('a trailer that counts other messages than there are is told', () => {
	const file = buildBatch(three).toString();
	assert.equal(parseBatch(Buffer.from(file.replace('BTS|3', 'BTS|4'))).countsAgree, false);
	assert.equal(parseBatch(Buffer.from(file.replace('FTS|1', 'FTS|2'))).countsAgree, false);
	assert.equal(parseBatch(Buffer.from(file.replace('BTS|3\r', ''))).countsAgree, false);
});

test('several batches, and messages without any frame, are found', () => {
	const [one, two, last] = three.map(String);
	const several = `FHS|^~\\&|A\rBHS|^~\\&|A\r${one}BTS|1\rBHS|^~\\&|A\r${two}${last}BTS|2\rFTS|2\r`;
	const read = parseBatch(Buffer.from(several));
	assert.deepEqual(
		read.messages.map(({ batch }) => batch),
		[1, 2, 2],
	);
	assert.equal(read.countsAgree, true);
	assert.equal(parseBatch(Buffer.from(`${one}${two}`)).messages.length, 2);
	assert.equal(isBatch(three[0]!), false);
	assert.throws(
		() => parseBatch(Buffer.from('hello')),
		(error) => (error as { code: string }).code === 'hl7-not-a-message',
	);
});
