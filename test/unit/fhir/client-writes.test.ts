import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PatchBody } from '../../../dist/nodes/clients/fhir/index.js';
import { client, fails, start } from './client-helpers.ts';
import { json, outcome, patient, type Seen } from './fault-server.ts';

const STEPS: PatchBody = { operations: [{ op: 'replace', path: '/status', value: 'final' }] };
const FHIRPATH: PatchBody = {
	parameters: {
		resourceType: 'Parameters',
		parameter: [{ name: 'operation', part: [{ name: 'type', valueCode: 'delete' }] }],
	},
};
const IDENTIFIER = { identifier: 'urn:x|mrn-1' };

test('a JSON Patch is sent as such, with the version that was read', async () => {
	const server = await start((_seen, answer) =>
		answer.writeHead(200, { etag: 'W/"4"' }).end(JSON.stringify(patient('p1'))),
	);
	const result = await client(server).patch('Patient', 'p1', STEPS, { ifMatch: 'W/"3"' });
	const [{ method, url, headers, body }] = server.seen;
	assert.deepEqual([method, url], ['PATCH', '/fhir/Patient/p1']);
	assert.equal(headers['content-type'], 'application/json-patch+json');
	assert.equal(headers['if-match'], 'W/"3"');
	assert.deepEqual(JSON.parse(body), 'operations' in STEPS && STEPS.operations);
	assert.equal(result.reference, 'Patient/p1');
	assert.equal(result.etag, 'W/"4"');
});

test('a FHIRPath Patch is sent as Parameters', async () => {
	const server = await start((_seen, answer) => answer.writeHead(200).end());
	const result = await client(server).patch('Patient', 'p1', FHIRPATH);
	assert.equal(server.seen[0].headers['content-type'], 'application/fhir+json');
	assert.equal(
		(JSON.parse(server.seen[0].body) as object & { resourceType: string }).resourceType,
		'Parameters',
	);
	assert.deepEqual(result, { reference: 'Patient/p1', outcome: 'updated' });
});

test('a patch is never sent twice', async () => {
	const cut = await start((_seen, answer) => answer.socket?.destroy());
	await assert.rejects(client(cut).patch('Patient', 'p1', STEPS), fails('econnreset'));
	assert.equal(cut.seen.length, 1);
	const busy = await start((_seen, answer) => answer.writeHead(503).end());
	await assert.rejects(client(busy).patch('Patient', 'p1', STEPS), fails('fhir-unavailable'));
	assert.equal(busy.seen.length, 1);
});

test('what is no patch is refused before anything is sent', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const bad = [
		{ operations: [] },
		{ operations: [{ op: 'drop', path: '/status' }] },
		{ operations: [{ op: 'replace', path: '', value: patient('p2') }] },
		{ operations: [{ op: 'replace', path: 'status', value: 1 }] },
		{ operations: [{ op: 'replace', path: '/a~2b', value: 1 }] },
		{ operations: [{ op: 'add', path: '/status' }] },
		{ operations: [{ op: 'move', path: '/a' }] },
		{ parameters: { resourceType: 'Patient' } },
		{ parameters: { resourceType: 'Parameters', parameter: [{ name: 'other' }] } },
		{ parameters: { resourceType: 'Parameters', parameter: [] } },
	];
	for (const patch of bad) {
		await assert.rejects(
			client(server).patch('Patient', 'p1', patch as unknown as PatchBody),
			fails('fhir-patch-invalid'),
			JSON.stringify(patch),
		);
	}
	assert.equal(server.seen.length, 0);
});

test('an answer to a patch or update that is about another resource is refused', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p2')));
	await assert.rejects(client(server).patch('Patient', 'p1', STEPS), fails('fhir-answer-invalid'));
	await assert.rejects(client(server).update(patient('p1')), fails('fhir-answer-invalid'));
	const located = await start((_seen, answer) =>
		answer.writeHead(200, { location: 'Patient/p2/_history/1' }).end(),
	);
	await assert.rejects(client(located).update(patient('p1')), fails('fhir-answer-invalid'));
});

test('an update whose answer is empty is known to be where it was sent', async () => {
	const server = await start((_seen, answer) => answer.writeHead(200, { etag: 'W/"2"' }).end());
	assert.deepEqual(await client(server).update(patient('p1')), {
		reference: 'Patient/p1',
		outcome: 'updated',
		etag: 'W/"2"',
	});
});

test('a deletion says whether there was something to delete', async () => {
	for (const [status, result] of [
		[204, 'deleted'],
		[200, 'deleted'],
		[404, 'absent'],
		[410, 'absent'],
	] as const) {
		const server = await start((_seen, answer) => answer.writeHead(status).end());
		const removed = await client(server).remove('Patient', 'p1');
		assert.deepEqual(removed, { reference: 'Patient/p1', outcome: result });
		assert.equal(server.seen[0].method, 'DELETE');
	}
	const refusing = await start((_seen, answer) => json(answer, outcome('conflict', 'ZZTEST'), 409));
	await assert.rejects(
		client(refusing).remove('Patient', 'p1'),
		fails('fhir-conflict', ({ codes }) => assert.deepEqual(codes, ['conflict'])),
	);
});

test('a deletion is sent again after a cut, but not one that names a version', async () => {
	const server = await start((_seen, answer, count) =>
		count === 1 ? answer.socket?.destroy() : answer.writeHead(204).end(),
	);
	await client(server).remove('Patient', 'p1');
	assert.equal(server.seen.length, 2);
	const cut = await start((_seen, answer) => answer.socket?.destroy());
	await assert.rejects(
		client(cut).remove('Patient', 'p1', { ifMatch: 'W/"1"' }),
		fails('econnreset'),
	);
	assert.equal(cut.seen.length, 1);
	assert.equal(cut.seen[0].headers['if-match'], 'W/"1"');
});

const batchAnswer = (response: object, resource?: object) => ({
	resourceType: 'Bundle',
	type: 'batch-response',
	entry: [{ response, ...(resource && { resource }) }],
});
const entryOf = ({ body }: Seen) =>
	(JSON.parse(body) as { type: string; entry: Array<Record<string, any>> }).entry[0];

test('conditional writes keep their condition out of addresses', async () => {
	const server = await start((_seen, answer) =>
		json(
			answer,
			batchAnswer({ status: '200 OK', location: 'Patient/p7/_history/2', etag: 'W/"2"' }),
		),
	);
	const fhir = client(server);
	const { id: _id, ...person } = patient('x');
	const updated = await fhir.conditionalUpdate(person, IDENTIFIER, { ifMatch: 'W/"1"' });
	const patched = await fhir.conditionalPatch('Patient', IDENTIFIER, STEPS);
	const removed = await fhir.conditionalDelete('Patient', IDENTIFIER);
	assert.deepEqual(updated, { reference: 'Patient/p7', outcome: 'updated', etag: 'W/"2"' });
	assert.deepEqual(patched, { reference: 'Patient/p7', outcome: 'updated', etag: 'W/"2"' });
	assert.deepEqual(removed, { reference: 'Patient/p7', outcome: 'deleted', etag: 'W/"2"' });
	assert.ok(server.seen.every(({ url, method }) => url === '/fhir' && method === 'POST'));
	const [put, change, remove] = server.seen.map(entryOf);
	const url = 'Patient?identifier=urn%3Ax%7Cmrn-1';
	assert.deepEqual(put.request, { method: 'PUT', url, ifMatch: 'W/"1"' });
	assert.deepEqual(put.resource, person);
	assert.deepEqual(change.request, { method: 'PATCH', url });
	assert.equal(change.resource.contentType, 'application/json-patch+json');
	assert.deepEqual(
		JSON.parse(Buffer.from(change.resource.data, 'base64').toString()),
		'operations' in STEPS && STEPS.operations,
	);
	assert.deepEqual(remove, { request: { method: 'DELETE', url } });
});

test('a conditional write can put its condition into the address where a server has no batches', async () => {
	const server = await start((_seen, answer) =>
		answer.writeHead(201, { location: 'Patient/p7/_history/1' }).end(),
	);
	const fhir = client(server);
	const result = await fhir.conditionalUpdate(patient('x'), IDENTIFIER, { conditionIn: 'address' });
	assert.deepEqual(result, { reference: 'Patient/p7', outcome: 'created' });
	await fhir.conditionalPatch('Patient', IDENTIFIER, FHIRPATH, { conditionIn: 'address' });
	await fhir.conditionalDelete('Patient', IDENTIFIER, { conditionIn: 'address' });
	assert.deepEqual(
		server.seen.map(({ method, url }) => [method, url]),
		['PUT', 'PATCH', 'DELETE'].map((method) => [
			method,
			'/fhir/Patient?identifier=urn%3Ax%7Cmrn-1',
		]),
	);
});

test('a condition that several resources meet is an error, and one that none meets deletes nothing', async () => {
	const several = await start((_seen, answer) =>
		json(
			answer,
			batchAnswer({
				status: '412 Precondition Failed',
				outcome: outcome('multiple-matches', 'ZZTEST'),
			}),
		),
	);
	for (const write of [
		client(several).conditionalUpdate(patient('x'), IDENTIFIER),
		client(several).conditionalPatch('Patient', IDENTIFIER, STEPS),
		client(several).conditionalDelete('Patient', IDENTIFIER),
	]) {
		await assert.rejects(
			write,
			fails('fhir-precondition-failed', ({ status, codes }) => {
				assert.equal(status, 412);
				assert.deepEqual(codes, ['multiple-matches']);
			}),
		);
	}
	const none = await start((_seen, answer) => json(answer, batchAnswer({ status: '404' })));
	assert.deepEqual(await client(none).conditionalDelete('Patient', IDENTIFIER), {
		outcome: 'absent',
	});
});

test('an empty condition is refused before anything is sent', async () => {
	const server = await start((_seen, answer) => json(answer, batchAnswer({ status: '200' })));
	const empty: Array<Record<string, string>> = [
		{},
		{ identifier: ' ' },
		{ identifier: 'a', name: '' },
	];
	for (const condition of empty) {
		await assert.rejects(
			client(server).conditionalDelete('Patient', condition),
			fails('fhir-condition-invalid'),
		);
	}
	assert.equal(server.seen.length, 0);
});

test('of conditional writes only an update is sent again after a failure', async () => {
	const times = async (write: (fhir: ReturnType<typeof client>) => Promise<unknown>) => {
		const server = await start((_seen, answer) => answer.writeHead(503).end());
		await assert.rejects(write(client(server)), fails('fhir-unavailable'));
		return server.seen.length;
	};
	for (const conditionIn of ['body', 'address'] as const) {
		const o = { conditionIn };
		assert.equal(await times((fhir) => fhir.conditionalUpdate(patient('x'), IDENTIFIER, o)), 4);
		assert.equal(
			await times((fhir) =>
				fhir.conditionalUpdate(patient('x'), IDENTIFIER, { ...o, ifMatch: 'W/"1"' }),
			),
			1,
		);
		assert.equal(await times((fhir) => fhir.conditionalPatch('Patient', IDENTIFIER, STEPS, o)), 1);
		assert.equal(await times((fhir) => fhir.conditionalDelete('Patient', IDENTIFIER, o)), 1);
	}
});

test('an answer that names another type than the condition is refused', async () => {
	const server = await start((_seen, answer) =>
		json(answer, batchAnswer({ status: '200', location: 'Group/g1' })),
	);
	await assert.rejects(
		client(server).conditionalUpdate(patient('x'), IDENTIFIER),
		fails('fhir-answer-invalid'),
	);
});

test('a batch tells of every entry what became of it', async () => {
	const server = await start((_seen, answer) =>
		json(answer, {
			resourceType: 'Bundle',
			type: 'batch-response',
			entry: [
				{ response: { status: '201 Created', location: 'Observation/o1/_history/1' } },
				{ response: { status: '422', outcome: outcome('required', 'ZZTEST') } },
				{ resource: outcome('not-found', 'ZZTEST'), response: { status: '404 Not Found' } },
				{ resource: patient('p1'), response: { status: '200' } },
			],
		}),
	);
	const request = (method: string, url: string) => ({ request: { method, url } });
	const results = await client(server).batch({
		resourceType: 'Bundle',
		type: 'batch',
		entry: [
			request('POST', 'Observation'),
			request('POST', 'Observation'),
			request('GET', 'Patient/p9'),
			request('GET', 'Patient/p1'),
		],
	});
	assert.deepEqual(
		results.map(({ status, outcome, codes, reference }) => [status, outcome, codes, reference]),
		[
			[201, 'created', [], 'Observation/o1'],
			[422, 'failed', ['required'], undefined],
			[404, 'failed', ['not-found'], undefined],
			[200, 'read', [], 'Patient/p1'],
		],
	);
	assert.ok(!JSON.stringify(results.slice(1, 3)).includes('ZZTEST'));
	assert.equal(server.seen.length, 1);
	assert.equal(server.seen[0].url, '/fhir');
});

test('what is no batch, or leaves the server, is not sent', async () => {
	const server = await start((_seen, answer) => json(answer, {}));
	for (const bundle of [
		{
			resourceType: 'Bundle',
			type: 'transaction',
			entry: [{ request: { method: 'GET', url: 'Patient' } }],
		},
		{ resourceType: 'Bundle', type: 'batch', entry: [] },
		{ resourceType: 'Bundle', type: 'batch', entry: [null] },
		{ resourceType: 'Bundle', type: 'batch', entry: [{ request: { method: 'GET', url: '../x' } }] },
	]) {
		await assert.rejects(client(server).batch(bundle), fails('fhir-bundle-invalid'));
	}
	assert.equal(server.seen.length, 0);
});
