import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { problemOf } from '../../../dist/nodes/Hl7/intake/faults.js';
import { hl7 } from './build.ts';

const locationOf = (bytes: Buffer) => problemOf(parseMessage(bytes), bytes)?.error.location;

test('a control id or type of blanks is none', () => {
	assert.equal(locationOf(hl7()), undefined);
	for (const controlId of ['', ' ', '   ']) assert.equal(locationOf(hl7({ controlId })), 'MSH-10');
	assert.equal(locationOf(hl7({ type: '  ' })), 'MSH-9');
});
