import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { FORMATS } from '../../../dist/nodes/Audit/formats/index.js';
import { readWitnesses } from '../../../dist/nodes/Audit/verify/witness.js';
import {
	signCheckpoint,
	type CheckpointBody,
} from '../../../dist/nodes/shared/ledger/checkpoint.js';
import { signerOf } from '../../../dist/nodes/shared/ledger/signing.js';
import { event, origin, records } from './build.ts';

const BODY: CheckpointBody = {
	origin: origin(1),
	size: 7,
	root: 'ab'.repeat(32),
	time: '2026-01-02T03:04:05.000Z',
	heads: [{ origin: origin(2), seq: 3, hash: 'cd'.repeat(32) }],
};
const checkpoint = signCheckpoint(BODY, signerOf(generateKeyPairSync('ed25519').privateKey));
const [record] = records(BODY.origin, [
	event(1, { kind: 'system', interaction: 'audit-checkpoint', checkpoint }),
]);
const entry = { id: 'ef'.repeat(32), record, bytes: 1 };
const [json = '', ecs = '', syslog = ''] = ['json', 'ecs', 'syslog'].map((name) =>
	FORMATS.find((format) => format.name === name)?.line(entry),
);

const WRAPPED: Record<string, string> = {
	'a line of JSON': json,
	'a syslog message': syslog,
	'an ECS document in an export': `{"_index":"x","_id":"y","_source":${ecs},"sort":[1]}`,
	'a search result': JSON.stringify({ preview: false, result: { _raw: json } }),
	'an OpenTelemetry request': JSON.stringify({
		resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: json } }] }] }],
	}),
	'text in front and an empty object': `<110>1 - {} ${json}`,
};

for (const [what, line] of Object.entries(WRAPPED)) {
	test(`a checkpoint is read from ${what}`, () => {
		const [note, ...others] = readWitnesses(`something else\n${line}\n{"checkpoint":1}\n`);
		assert.deepEqual(others, []);
		assert.deepEqual(note, {
			body: BODY,
			keyId: checkpoint.keyId,
			signature: checkpoint.signature,
		});
	});
}

test('several checkpoints of one line are all read', () => {
	const line = JSON.stringify({ bodies: [json, json, { deeper: [JSON.parse(json)] }] });
	assert.equal(readWitnesses(line).length, 3);
});

test('a file made to keep the reader busy is passed over', () => {
	const braces = `${'{'.repeat(200_000)}"checkpoint"`;
	let nested = '"checkpoint"';
	for (let depth = 0; depth < 12; depth++) nested = JSON.stringify({ checkpoint: nested });
	const started = performance.now();
	assert.deepEqual(readWitnesses(`${braces}\n${nested}\n${'['.repeat(5000)}`), []);
	assert.ok(performance.now() - started < 2000);
});
