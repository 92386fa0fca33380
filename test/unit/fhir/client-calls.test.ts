import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { client, fails, SECRET, start } from './client-helpers.ts';
import { json, outcome, patient, searchset } from './fault-server.ts';

const INPUT = { resourceType: 'Parameters', parameter: [{ name: 'x', valueString: 'y' }] };

test('operations are called on the server, a type or a resource, by POST or GET', async () => {
	const server = await start((_seen, answer) => json(answer, INPUT));
	const fhir = client(server);
	await fhir.operation({ name: '$validate', type: 'Patient', input: INPUT });
	await fhir.operation({
		name: 'everything',
		type: 'Patient',
		id: 'p1',
		method: 'GET',
		query: { _count: 5, _type: ['A', 'B'] },
	});
	const result = await fhir.operation({ name: '$process-message' });
	assert.deepEqual(
		server.seen.map(({ method, url }) => [method, url]),
		[
			['POST', '/fhir/Patient/$validate'],
			['GET', '/fhir/Patient/p1/$everything?_count=5&_type=A&_type=B'],
			['POST', '/fhir/$process-message'],
		],
	);
	assert.deepEqual(JSON.parse(server.seen[0].body), INPUT);
	assert.equal(server.seen[0].headers['content-type'], 'application/fhir+json');
	assert.equal(server.seen[1].body, '');
	assert.deepEqual(JSON.parse(server.seen[2].body), { resourceType: 'Parameters' });
	assert.deepEqual(result, INPUT);
});

test('an operation with nothing to say answers with empty Parameters', async () => {
	const server = await start((_seen, answer) => answer.writeHead(204).end());
	assert.deepEqual(await client(server).operation({ name: '$x' }), { resourceType: 'Parameters' });
});

test('an operation that is put off, or answers with no resource, is an error', async () => {
	const later = await start((_seen, answer) => answer.writeHead(202).end());
	await assert.rejects(client(later).operation({ name: '$x' }), fails('fhir-answer-invalid'));
	const none = await start((_seen, answer) => answer.end('{"a": 1}'));
	await assert.rejects(client(none).operation({ name: '$x' }), fails('fhir-answer-invalid'));
});

test('an operation by POST is sent once, one by GET is tried again', async () => {
	const server = await start((_seen, answer) => answer.writeHead(503).end());
	await assert.rejects(client(server).operation({ name: '$x' }), fails('fhir-unavailable'));
	assert.equal(server.seen.length, 1);
	await assert.rejects(
		client(server).operation({ name: '$x', method: 'GET' }),
		fails('fhir-unavailable'),
	);
	assert.equal(server.seen.length, 5);
});

test('the pages of an operation are followed like those of a search', async () => {
	const server = await start((seen, answer) =>
		json(
			answer,
			seen.url.includes('page=2')
				? searchset([patient('b')])
				: searchset([patient('a')], `${server.base}?page=2`),
		),
	);
	const found: unknown[] = [];
	const everything = { name: '$everything', type: 'Patient', id: 'p1', method: 'GET' } as const;
	for await (const { entries } of client(server).operationPages(everything)) {
		found.push(...entries.map(({ resource }) => resource.id));
	}
	assert.deepEqual(found, ['a', 'b']);
});

test('the answer to a raw request is a stream of any media type', async () => {
	const server = await start((_seen, answer) => {
		answer.writeHead(200, { 'content-type': 'application/fhir+ndjson' });
		answer.write('{"a":1}\n');
		setTimeout(() => answer.end('{"a":2}\n'), 20);
	});
	const answer = await client(server).raw({
		method: 'GET',
		path: 'bulk/1.ndjson',
		accept: 'application/fhir+ndjson',
		headers: { prefer: 'respond-async' },
	});
	assert.ok(answer.body instanceof Readable);
	assert.equal(await answer.text(), '{"a":1}\n{"a":2}\n');
	const [{ url, headers }] = server.seen;
	assert.equal(url, '/fhir/bulk/1.ndjson');
	assert.equal(headers.accept, 'application/fhir+ndjson');
	assert.equal(headers.prefer, 'respond-async');
	assert.equal(headers.authorization, `Bearer ${SECRET}`);
});

test('a raw request keeps its status and headers, sends its body, and fails with codes only', async () => {
	const server = await start((seen, answer) =>
		seen.method === 'POST'
			? answer.writeHead(202, { 'content-location': `${server.base}/job/1` }).end()
			: json(answer, outcome('processing', 'ZZTEST'), 500),
	);
	const started = await client(server).raw({ method: 'POST', path: '$export', body: '{}' });
	assert.equal(started.status, 202);
	assert.equal(started.header('content-location'), `${server.base}/job/1`);
	assert.equal(server.seen[0].body, '{}');
	await started.discard();
	await assert.rejects(
		client(server).raw({ method: 'GET', path: `${server.base}/job/1` }),
		fails('fhir-server-error', ({ codes }) => assert.deepEqual(codes, ['processing'])),
	);
});

test('raw requests are tried again only where repeating is harmless, and streams never', async () => {
	const server = await start((_seen, answer) => answer.writeHead(503).end());
	const times = async (request: Parameters<FhirClient['raw']>[0]) => {
		const before = server.seen.length;
		await assert.rejects(client(server).raw(request), fails('fhir-unavailable'));
		return server.seen.length - before;
	};
	assert.equal(await times({ method: 'GET', path: 'x' }), 4);
	assert.equal(await times({ method: 'GET', path: 'x', repeatable: false }), 1);
	assert.equal(await times({ method: 'DELETE', path: 'x' }), 1);
	assert.equal(await times({ method: 'POST', path: 'x', body: 'a' }), 1);
	assert.equal(await times({ method: 'POST', path: 'x', body: 'a', repeatable: true }), 4);
	const body = Readable.from(['a']);
	assert.equal(await times({ method: 'POST', path: 'x', body, repeatable: true }), 1);
});

test('a Retry-After that names a point in time is waited for', async () => {
	const server = await start((_seen, answer, count) =>
		count === 1
			? answer.writeHead(503, { 'retry-after': new Date(Date.now() + 2_000).toUTCString() }).end()
			: json(answer, patient('p1')),
	);
	const began = Date.now();
	await client(server, { retry: { firstDelayMs: 1, longestDelayMs: 5_000 } }).read('Patient', 'p1');
	// A HTTP date has whole seconds.
	assert.ok(Date.now() - began >= 900, `waited ${Date.now() - began} ms`);
});

test('a raw answer that is longer than allowed ends with an error', async () => {
	const server = await start((_seen, answer) => answer.end('y'.repeat(200_000)));
	const answer = await client(server).raw({ method: 'GET', path: 'x' }, { maxBytes: 100_000 });
	await assert.rejects(answer.text(), fails('http-answer-too-large'));
	const patientOne = await client(server).raw({ method: 'GET', path: 'x' }, { maxBytes: 300_000 });
	assert.equal((await patientOne.text()).length, 200_000);
});

test('a caller cannot give the headers that decide where a request goes and who asks', async () => {
	const server = await start((_seen, answer) => json(answer, {}));
	for (const name of ['Authorization', 'host', 'Cookie', 'transfer-encoding']) {
		await assert.rejects(
			client(server).raw({ method: 'GET', path: 'x', headers: { [name]: 'a' } }),
			fails('fhir-answer-invalid'),
		);
	}
	assert.equal(server.seen.length, 0);
});

test('a request is stopped by its signal while its answer streams', async () => {
	const server = await start((_seen, answer) => answer.writeHead(200).write('{"a":1}\n'));
	const controller = new AbortController();
	const answer = await client(server).raw(
		{ method: 'GET', path: 'x' },
		{ signal: controller.signal },
	);
	setTimeout(() => controller.abort(), 20);
	await assert.rejects(answer.text(), fails('cancelled'));
});

test('requests use one connection again', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const fhir = client(server);
	for (let at = 0; at < 20; at++) await fhir.read('Patient', 'p1');
	assert.equal(server.connections(), 1);
});

test('a refusal that names its reason in the header says what is missing', async () => {
	const answers: Array<[number, string, RegExp]> = [
		[403, 'Bearer error="insufficient_scope", scope="ZZTEST"', /scopes of this token/],
		[401, 'Bearer error="invalid_token", error_description="ZZTEST"', /expired, was withdrawn/],
		[403, '', /missing permission/],
	];
	for (const [status, challenge, words] of answers) {
		const server = await start((_seen, answer) =>
			answer.writeHead(status, { 'www-authenticate': challenge }).end(),
		);
		await assert.rejects(
			client(server).read('Patient', 'p1'),
			fails(status === 401 ? 'fhir-unauthorized' : 'fhir-forbidden', ({ message, nextStep }) =>
				assert.match(`${message} ${nextStep}`, words),
			),
		);
	}
});

test('a server that wants https says so instead of being followed', async () => {
	const server = await start((_seen, answer) =>
		answer.writeHead(308, { location: server.base.replace('http:', 'https:') }).end(),
	);
	await assert.rejects(client(server).read('Patient', 'p1'), fails('fhir-wants-https'));
});

test('whatever a server makes of its answers, the error is ours and holds nothing of them', async () => {
	const nonsense = [null, 0, 'ZZTEST', [], {}, [null], [7], ['ZZTEST'], { url: 7 }, true];
	const history = {
		resourceType: 'Bundle',
		type: 'history',
		link: [{ relation: 'self', url: 'x' }],
		entry: [
			{
				fullUrl: 'a',
				resource: patient('p1'),
				request: { method: 'PUT', url: 'Patient/p1' },
				response: { status: '200', etag: 'W/"1"', lastModified: 'x' },
			},
		],
	};
	const templates = [
		{ ...history },
		{ ...history, type: 'searchset' },
		{ ...history, type: 'batch-response' },
		{ ...history, type: 'transaction-response' },
		outcome('invalid', 'ZZTEST'),
		{
			resourceType: 'CapabilityStatement',
			fhirVersion: '4.0.1',
			rest: [
				{
					mode: 'server',
					interaction: [{ code: 'x' }],
					resource: [
						{
							type: 'Patient',
							interaction: [{ code: 'read' }],
							searchParam: [{ name: 'a', type: 'token' }],
							operation: [{ name: 'export', definition: 'x' }],
						},
					],
				},
			],
		},
	];
	let body = '';
	const server = await start((_seen, answer) => answer.end(body));
	const fhir = client(server);
	const all = async (pages: AsyncIterable<unknown>) => {
		for await (const _ of pages);
	};
	const request = { method: 'PUT', url: 'Patient/p1' };
	const bundleOf = (type: string) => ({ resourceType: 'Bundle', type, entry: [{ request }] });
	const calls = [
		() => fhir.searchAll('Patient', {}),
		() => all(fhir.history({})),
		() => fhir.batch(bundleOf('batch')),
		() => fhir.transaction(bundleOf('transaction')),
		() => fhir.update(patient('p1')),
		() =>
			fhir.conditionalPatch('Patient', { a: 'b' }, { operations: [{ op: 'remove', path: '/a' }] }),
		() => new FhirClient({ baseUrl: server.base }).abilities(),
	];
	let tried = 0;
	for (const template of templates) {
		for (const variant of variants(template, nonsense)) {
			body = JSON.stringify(variant);
			const call = calls[tried++ % calls.length];
			await call().catch((error: { name: string; message: string }) => {
				assert.match(error.name, /^(HospitalError|FhirError)$/, `${body}\n${error.message}`);
				assert.ok(!error.message.includes('ZZTEST'));
			});
		}
	}
	assert.ok(tried > 400);
});

/** The value with each of its members in turn replaced by each piece of nonsense. */
function* variants(value: unknown, nonsense: readonly unknown[]): Generator<unknown> {
	if (typeof value !== 'object' || value === null) return;
	for (const [name, member] of Object.entries(value)) {
		const replaced = (by: unknown) =>
			Array.isArray(value)
				? value.map((one, index) => (String(index) === name ? by : one))
				: { ...value, [name]: by };
		for (const one of nonsense) yield replaced(one);
		for (const inner of variants(member, nonsense)) yield replaced(inner);
	}
}
