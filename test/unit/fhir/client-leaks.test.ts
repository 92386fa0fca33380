import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FhirClient, fhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { client, fails, SECRET, start } from './client-helpers.ts';
import { json, patient, searchset, type FaultServer } from './fault-server.ts';

type Call = (fhir: FhirClient) => Promise<unknown>;

const all = async (pages: AsyncIterable<unknown>) => {
	for await (const _ of pages);
};
const PATCH = { operations: [{ op: 'remove' as const, path: '/a' }] };

/** A place that must never hear of the token. */
const thiefServer = () => start((_seen, answer) => json(answer, searchset([])));

const CALLS: Array<[string, Call]> = [
	['read', (fhir) => fhir.read('Patient', 'p1')],
	['vread', (fhir) => fhir.vread('Patient', 'p1', '1')],
	['search', (fhir) => fhir.searchAll('Patient', { name: 'x' })],
	['create', (fhir) => fhir.create(patient('x'), { ifNoneExist: 'identifier=1' })],
	['update', (fhir) => fhir.update(patient('p1'))],
	['patch', (fhir) => fhir.patch('Patient', 'p1', PATCH)],
	['remove', (fhir) => fhir.remove('Patient', 'p1')],
	['conditional update', (fhir) => fhir.conditionalUpdate(patient('x'), { identifier: '1' })],
	[
		'conditional delete',
		(fhir) => fhir.conditionalDelete('Patient', { identifier: '1' }, { conditionIn: 'address' }),
	],
	['history', (fhir) => all(fhir.history({ type: 'Patient' }))],
	['operation', (fhir) => fhir.operation({ name: '$x' })],
	['raw', (fhir) => fhir.raw({ method: 'GET', path: 'Patient/p1' })],
	['capabilities', (fhir) => fhir.capabilities()],
];

for (const status of [301, 302, 303, 307, 308]) {
	test(`no token travels: a redirect with ${status} to another origin is not followed`, async () => {
		const thief = await thiefServer();
		const server = await start((_seen, answer) =>
			answer.writeHead(status, { location: `${thief.base}/Patient/p1` }).end(),
		);
		for (const [name, call] of CALLS) {
			await assert.rejects(call(client(server)), fails('fhir-redirect'), name);
		}
		assert.equal(server.seen.length, CALLS.length);
		assert.equal(thief.seen.length, 0);
	});
}

test('no token travels: a redirect within the server is not followed either', async () => {
	const server = await start((_seen, answer) =>
		answer.writeHead(307, { location: '/elsewhere' }).end(),
	);
	await assert.rejects(client(server).read('Patient', 'p1'), fails('fhir-redirect'));
	assert.equal(server.seen.length, 1);
});

const TRAVERSAL = [
	'../../admin?x=1',
	'..',
	'.',
	'../x',
	'a/b',
	'a%2fb',
	'%2e%2e',
	'a\\b',
	'',
	'x'.repeat(65),
	'p1?x',
	'p1#x',
	'p1\r\nx: y',
];

test('no token travels: ids that lead along another path are refused before anything is sent', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const fhir = client(server);
	for (const id of TRAVERSAL) {
		const calls: Call[] = [
			() => fhir.read('Patient', id),
			() => fhir.vread('Patient', id, '1'),
			() => fhir.vread('Patient', 'p1', id),
			() => fhir.update({ resourceType: 'Patient', id }),
			() => fhir.patch('Patient', id, PATCH),
			() => fhir.remove('Patient', id),
			() => all(fhir.history({ type: 'Patient', id })),
			() => fhir.operation({ name: '$everything', type: 'Patient', id }),
			() => fhir.searchAll('Observation', {}, { compartment: { type: 'Patient', id } }),
		];
		for (const call of calls) await assert.rejects(call(fhir), fails('fhir-name-invalid'), id);
	}
	assert.equal(server.seen.length, 0);
});

test('no token travels: types, operations and parameters that lead along another path are refused', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const fhir = client(server);
	for (const type of [
		'../Patient',
		'patient',
		'Patient/p1',
		'http://evil.test/X',
		'//evil.test',
		'$x',
		'',
	]) {
		const calls: Call[] = [
			() => fhir.patch(type, 'p1', PATCH),
			() => fhir.remove(type, 'p1'),
			() => fhir.conditionalDelete(type, { a: 'b' }),
			() => fhir.conditionalPatch(type, { a: 'b' }, PATCH),
			() => fhir.conditionalUpdate({ resourceType: type }, { a: 'b' }),
			() => all(fhir.history({ type })),
			() => fhir.operation({ name: '$x', type }),
		];
		for (const call of calls) await assert.rejects(call(fhir), fails('fhir-name-invalid'), type);
	}
	for (const name of ['', '$', '../x', '$a/b', '$a?b', '$$a', '$a%2f']) {
		await assert.rejects(fhir.operation({ name }), fails('fhir-name-invalid'), name);
	}
	await assert.rejects(
		fhir.operation({ name: '$x', query: { 'a&b': '1' } }),
		fails('fhir-name-invalid'),
	);
	await assert.rejects(
		fhir.conditionalDelete('Patient', { 'a=b&c': '1' }),
		fails('fhir-name-invalid'),
	);
	assert.equal(server.seen.length, 0);
});

const foreign = (server: FaultServer, thief: FaultServer) => [
	`${thief.base}/Patient`,
	`http://127.0.0.1:${server.port}@evil.test/fhir/Patient`,
	`https://127.0.0.1:${server.port}/fhir/Patient`,
	`${server.url}/fhirevil/Patient`,
	`${server.url}/other`,
	`${server.base}/../other`,
	`${server.base}/%2e%2e/other`,
	`${server.base}/..%2fother`,
	`//127.0.0.1:${thief.port}/fhir/Patient`,
	'\\\\evil.test\\fhir',
	'file:///etc/passwd',
	'../other',
	'/other',
];

test('no token travels: a raw request or a link outside the endpoint is refused', async () => {
	const thief = await thiefServer();
	const server = await start((_seen, answer) => json(answer, searchset([])));
	for (const path of foreign(server, thief)) {
		await assert.rejects(
			client(server).raw({ method: 'GET', path }),
			fails('fhir-foreign-link'),
			path,
		);
	}
	assert.equal(server.seen.length + thief.seen.length, 0);
});

for (const [what, type, call] of [
	['search', 'searchset', (fhir) => all(fhir.search('Patient', {}))],
	['history', 'history', (fhir) => all(fhir.history({}))],
	[
		'operation',
		'searchset',
		(fhir) => all(fhir.operationPages({ name: '$everything', method: 'GET' })),
	],
] as Array<[string, string, Call]>) {
	test(`no token travels: the next link of a ${what} that leads elsewhere is refused`, async () => {
		const thief = await thiefServer();
		for (let index = 0; ; index++) {
			const server: FaultServer = await start((_seen, answer) =>
				json(answer, { ...searchset([], foreign(server, thief)[index]), type }),
			);
			if (foreign(server, thief)[index] === undefined) break;
			await assert.rejects(call(client(server)), fails('fhir-foreign-link'));
			assert.equal(server.seen.length, 1);
		}
		assert.equal(thief.seen.length, 0);
	});
}

test('no token travels: an address that the server is also known by is rewritten, never asked', async () => {
	const thief = await thiefServer();
	const server = await start((seen, answer) =>
		json(
			answer,
			seen.method === 'GET' ? searchset([]) : searchset([], `${thief.base}/Patient?page=2`),
		),
	);
	await all(client(server, { knownAs: [thief.base] }).search('Patient', {}));
	assert.equal(server.seen[1].url, '/fhir/Patient?page=2');
	assert.equal(thief.seen.length, 0);
});

test('no token travels: tricks with the other address lead to no other path of the server', async () => {
	const internal = 'http://internal.example.org:8080/hapi';
	for (const link of [
		`${internal}evil/Patient`,
		`${internal}/../admin`,
		`${internal}/%2e%2e/admin`,
		`${internal}/..%2fadmin`,
		'http://internal.example.org/hapi/Patient',
		'https://internal.example.org:8080/hapi/Patient',
		'http://u:p@internal.example.org:8080/hapi/Patient',
		'http://internal.example.org:8080@evil.test/hapi/Patient',
	]) {
		const server = await start((_seen, answer) => json(answer, searchset([], link)));
		const fhir = client(server, { knownAs: [internal] });
		await assert.rejects(all(fhir.search('Patient', {})), fails('fhir-foreign-link'), link);
		assert.equal(server.seen.length, 1);
	}
});

test('no token travels: a file on another origin is fetched without it, and without following a redirect', async () => {
	const thief = await thiefServer();
	const files = await start((seen, answer) =>
		seen.url === '/moved'
			? answer.writeHead(302, { location: `${thief.base}/x` }).end()
			: answer.end('{"resourceType":"Patient"}\n'),
	);
	const server = await start((_seen, answer) => json(answer, {}));
	const fhir = client(server);
	const answer = await fhir.foreignFile(`${files.url}/a.ndjson?sig=abc`, { withToken: false });
	assert.equal(await answer.text(), '{"resourceType":"Patient"}\n');
	assert.equal(files.seen[0].headers.authorization, undefined);
	await assert.rejects(
		fhir.foreignFile(`${files.url}/moved`, { withToken: false }),
		fails('fhir-answer-invalid'),
	);
	assert.equal(thief.seen.length + server.seen.length, 0);
});

test('a file at an address that the egress guard refuses is not fetched', async () => {
	const server = await start((_seen, answer) => json(answer, {}));
	for (const url of ['http://169.254.169.254/latest', 'https://8.8.8.8/x']) {
		await assert.rejects(
			client(server).foreignFile(url, { withToken: false }),
			fails('egress-refused'),
		);
	}
	await assert.rejects(
		client(server).foreignFile('file:///etc/passwd', { withToken: false }),
		fails('url-invalid'),
	);
});

test('a file that is longer than allowed ends with an error', async () => {
	const server = await start((_seen, answer) => json(answer, {}));
	const files = await start((_seen, answer) => answer.end('y'.repeat(200_000)));
	const answer = await client(server).foreignFile(
		files.url,
		{ withToken: false },
		{ maxBytes: 1000 },
	);
	await assert.rejects(answer.text(), fails('http-answer-too-large'));
});

test('no error of any call holds an id, a parameter, an address or the token', async () => {
	for (const status of [400, 401, 403, 404, 409, 410, 412, 422, 500]) {
		const server = await start((_seen, answer) =>
			json(
				answer,
				{
					resourceType: 'OperationOutcome',
					issue: [
						{
							severity: 'error',
							code: 'invalid',
							diagnostics: 'ZZTEST mrn-1',
							expression: ['ZZTEST'],
						},
					],
				},
				status,
			),
		);
		const fhir = fhirClient({ baseUrl: server.base, authentication: 'bearer', token: SECRET });
		for (const [name, call] of CALLS) {
			const error = (await call(fhir).then(
				() => undefined,
				(thrown: unknown) => thrown,
			)) as Error | undefined;
			if (error === undefined) {
				assert.match(name, /remove|conditional delete/);
				continue;
			}
			const held = `${error.message}${error.stack}${JSON.stringify(error)}`.replaceAll(
				import.meta.dirname,
				'',
			);
			for (const text of ['ZZTEST', SECRET, '127.0.0.1', 'Zztest', 'mrn-1', '/p1']) {
				assert.ok(!held.includes(text), `${name}: ${held}`);
			}
		}
	}
});
