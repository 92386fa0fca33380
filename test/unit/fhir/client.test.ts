import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import {
	basic,
	bearer,
	FhirClient,
	type FhirConnection,
} from '../../../dist/nodes/clients/fhir/index.js';
import type { FhirError } from '../../../dist/nodes/clients/fhir/errors.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import {
	faultServer,
	json,
	outcome,
	patient,
	searchset,
	type FaultServer,
	type Handler,
} from './fault-server.ts';

const SECRET = 'SECRET-TOKEN';
const running: FaultServer[] = [];
const start = async (handler: Handler) => {
	const server = await faultServer(handler);
	running.push(server);
	return server;
};
afterEach(async () => {
	closeAgents();
	await Promise.all(running.splice(0).map((server) => server.close()));
});

const client = (server: FaultServer, more: Partial<FhirConnection> = {}) =>
	new FhirClient({
		baseUrl: server.base,
		authorizer: bearer(SECRET),
		retry: { firstDelayMs: 5, longestDelayMs: 1500 },
		...more,
	});

/** The error has this code, and neither it nor its causes' texts hold what must not leave. */
const fails =
	(code: string, more: (error: FhirError) => boolean = () => true) =>
	(error: FhirError) => {
		assert.equal(error.code, code, error.stack);
		const words = `${error.message} ${error.nextStep}`;
		for (const text of ['ZZTEST', 'Zztest', SECRET, '127.0.0.1', '?', 'mrn-1']) {
			assert.ok(!words.includes(text), `"${words}" holds ${text}`);
		}
		return more(error);
	};

test('a read sends the token and returns the resource', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const resource = await client(server).read('Patient', 'p1');
	assert.deepEqual(resource.name, [{ family: 'Zztest' }]);
	const [{ url, headers }] = server.seen;
	assert.equal(url, '/fhir/Patient/p1');
	assert.equal(headers.authorization, `Bearer ${SECRET}`);
	assert.equal(headers.accept, 'application/fhir+json');
});

test('basic authentication and no authentication send what they should', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	await client(server, { authorizer: basic('ada', 'pä:ss') }).read('Patient', 'p1');
	await new FhirClient({ baseUrl: `${server.base}/` }).read('Patient', 'p1');
	assert.equal(
		server.seen[0].headers.authorization,
		`Basic ${Buffer.from('ada:pä:ss').toString('base64')}`,
	);
	assert.equal(server.seen[1].headers.authorization, undefined);
	assert.equal(server.seen[1].url, '/fhir/Patient/p1');
});

test('ids and types that could lead to another address are refused before anything is sent', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const fhir = client(server);
	for (const id of [
		'../../admin?x=1',
		'..',
		'.',
		'a/b',
		'a%2fb',
		'',
		'x'.repeat(65),
		'a b',
		'p1?x',
	]) {
		await assert.rejects(fhir.read('Patient', id), fails('fhir-name-invalid'), id);
		await assert.rejects(fhir.vread('Patient', 'p1', id), fails('fhir-name-invalid'), id);
	}
	for (const type of [
		'../Patient',
		'patient',
		'Patient/p1',
		'http://evil.test/Patient',
		'',
		'$export',
	]) {
		await assert.rejects(fhir.read(type, 'p1'), fails('fhir-name-invalid'), type);
		await assert.rejects(fhir.searchAll(type, {}), fails('fhir-name-invalid'), type);
		await assert.rejects(fhir.create({ resourceType: type }), fails('fhir-name-invalid'), type);
	}
	assert.equal(server.seen.length, 0);
});

test('an answer about another resource than the one asked for is refused', async () => {
	const server = await start((_seen, answer) => json(answer, patient('p2')));
	await assert.rejects(client(server).read('Patient', 'p1'), fails('fhir-other-record-received'));
});

test('a redirect carries no token anywhere', async () => {
	const thief = await start((_seen, answer) => json(answer, patient('p1')));
	const server = await start((_seen, answer) =>
		answer.writeHead(307, { location: `${thief.base}/Patient/p1` }).end(),
	);
	await assert.rejects(client(server).read('Patient', 'p1'), fails('fhir-redirect'));
	assert.equal(thief.seen.length, 0);
});

test('a search posts its parameters, so that they stand in no address, and asks for strict handling', async () => {
	const server = await start((_seen, answer) => json(answer, searchset([patient('p1')])));
	const found = await client(server).searchAll('Patient', {
		identifier: 'urn:x|mrn-1',
		_count: 10,
	});
	assert.equal(found.length, 1);
	const [{ method, url, body, headers }] = server.seen;
	assert.equal(method, 'POST');
	assert.equal(url, '/fhir/Patient/_search');
	assert.deepEqual(Object.fromEntries(new URLSearchParams(body)), {
		identifier: 'urn:x|mrn-1',
		_count: '10',
	});
	assert.match(headers['content-type'] ?? '', /x-www-form-urlencoded/);
	assert.equal(headers.prefer, 'handling=strict');
});

test('a GET search is made on request', async () => {
	const server = await start((_seen, answer) => json(answer, searchset([])));
	await client(server).searchAll('Observation', { code: ['a', 'b'] }, { method: 'GET' });
	assert.equal(server.seen[0].url, '/fhir/Observation?code=a&code=b');
});

test('pages are followed in order, and a resource that two pages repeat comes once', async () => {
	const server = await start((seen, answer) => {
		const page = Number(/page=(\d)/.exec(seen.url)?.[1] ?? 1);
		const pages = [[], ['a', 'b'], ['b', 'c'], ['c', 'a', 'd']];
		const next = page < 3 ? `${server.base}/Patient?page=${page + 1}` : undefined;
		json(answer, searchset(pages[page].map(patient), next));
	});
	const found = await client(server).searchAll('Patient', { name: 'x' });
	assert.deepEqual(
		found.map(({ id }) => id),
		['a', 'b', 'c', 'd'],
	);
	assert.ok(server.seen.every(({ headers }) => headers.authorization === `Bearer ${SECRET}`));
});

test('a next link to another origin, port, scheme or path is refused and no token leaves', async () => {
	const thief = await start((_seen, answer) => json(answer, searchset([])));
	const links = (server: FaultServer) => [
		`${thief.base}/Patient?page=2`,
		`http://127.0.0.1:${server.port}@evil.test/fhir/Patient`,
		`https://127.0.0.1:${server.port}/fhir/Patient`,
		`${server.url}/fhirevil/Patient`,
		`${server.url}/other`,
		`${server.base}/../other`,
		`${server.base}/%2e%2e/other`,
		`${server.base}/..%2fother`,
		'//evil.test/fhir',
		'file:///etc/passwd',
	];
	for (const index of links({ base: '', url: '', port: 1 } as FaultServer).keys()) {
		const server: FaultServer = await start((_seen, answer) =>
			json(answer, searchset([patient('p1')], links(server)[index])),
		);
		await assert.rejects(
			client(server).searchAll('Patient', { name: 'x' }),
			fails('fhir-foreign-link'),
		);
		assert.equal(server.seen.length, 1);
	}
	assert.equal(thief.seen.length, 0);
});

test('a link that shows an internal address of the same server is rewritten when it is listed', async () => {
	const internal = 'http://internal.example.org:8080/hapi';
	const server = await start((seen, answer) =>
		json(
			answer,
			seen.url.includes('page=2')
				? searchset([patient('b')])
				: searchset([patient('a')], `${internal}/Patient?page=2`),
		),
	);
	const found = await client(server, { knownAs: [`${internal}/`] }).searchAll('Patient', {
		name: 'x',
	});
	assert.deepEqual(
		found.map(({ id }) => id),
		['a', 'b'],
	);
	assert.equal(server.seen[1].url, '/fhir/Patient?page=2');
});

test('relative next links are followed below the endpoint', async () => {
	const server = await start((seen, answer) =>
		json(
			answer,
			seen.method === 'GET'
				? searchset([patient('b')])
				: searchset([patient('a')], 'Patient?page=2'),
		),
	);
	assert.equal((await client(server).searchAll('Patient', {})).length, 2);
	assert.equal(server.seen[1].url, '/fhir/Patient?page=2');
});

test('pages that lead back to themselves end with an error instead of running for ever', async () => {
	const server = await start((_seen, answer) =>
		json(answer, searchset([patient('a')], `${server.base}/Patient?page=1`)),
	);
	await assert.rejects(client(server).searchAll('Patient', {}), fails('fhir-page-loop'));
	assert.equal(server.seen.length, 2);
});

test('limits on pages, resources and bytes are errors, while a wished limit ends quietly', async () => {
	const server = await start((_seen, answer, count) =>
		json(
			answer,
			searchset(
				[patient(`a${count}`), patient(`b${count}`)],
				`${server.base}/Patient?page=${count}`,
			),
		),
	);
	const fhir = client(server);
	await assert.rejects(fhir.searchAll('Patient', {}, { maxPages: 3 }), fails('fhir-too-many'));
	await assert.rejects(fhir.searchAll('Patient', {}, { maxResources: 5 }), fails('fhir-too-many'));
	await assert.rejects(fhir.searchAll('Patient', {}, { maxBytes: 500 }), fails('fhir-too-many'));
	const before = server.seen.length;
	assert.equal((await fhir.searchAll('Patient', {}, { limit: 3 })).length, 3);
	assert.equal(server.seen.length - before, 2);
});

test('included resources are told apart from matches', async () => {
	const server = await start((_seen, answer) =>
		json(answer, {
			resourceType: 'Bundle',
			type: 'searchset',
			entry: [
				{ resource: { resourceType: 'ServiceRequest', id: 's' }, search: { mode: 'match' } },
				{ resource: patient('p'), search: { mode: 'include' } },
			],
		}),
	);
	const modes: string[] = [];
	for await (const { resource, mode } of client(server).search('ServiceRequest', {}))
		modes.push(`${resource.id} ${mode}`);
	assert.deepEqual(modes, ['s match', 'p include']);
});

test('a search result that reports an error inside a success is an error', async () => {
	const server = await start((_seen, answer) =>
		json(answer, searchset([outcome('not-supported', 'ZZTEST')])),
	);
	await assert.rejects(
		client(server).searchAll('Patient', {}),
		fails('fhir-search-incomplete', (error) => error.issues[0].code === 'not-supported'),
	);
});

test('bodies that are no resource are refused without repeating them', async () => {
	for (const body of [
		'null',
		'<html>ZZTEST^ADA</html>',
		'[]',
		'"text"',
		'{"resourceType":"Patient","id":"p1"',
		'{}',
		'',
	]) {
		const server = await start((_seen, answer) => answer.end(body));
		await assert.rejects(client(server).read('Patient', 'p1'), fails('fhir-answer-invalid'), body);
		await assert.rejects(
			client(server).searchAll('Patient', {}),
			fails('fhir-answer-invalid'),
			body,
		);
	}
});

test('an OperationOutcome is reduced to its codes and element paths', async () => {
	const server = await start((_seen, answer) =>
		json(answer, outcome('value', 'ZZTEST^ADA is not valid'), 422),
	);
	await assert.rejects(
		client(server).create(patient('x')),
		fails('fhir-rejected', ({ status, issues, message }) => {
			assert.equal(status, 422);
			assert.deepEqual(issues[0], {
				severity: 'error',
				code: 'value',
				expression: ['Patient.name[0].family'],
			});
			assert.match(message, /value at Patient\.name\[0\]\.family/);
			return true;
		}),
	);
});

test('codes and paths of an OperationOutcome that could hold a value are dropped', async () => {
	const issue = [
		{
			severity: 'ZZTEST',
			code: 'ZZTEST^ADA',
			expression: ["Patient.name.where(family='Zztest')", 7],
		},
	];
	const server = await start((_seen, answer) =>
		json(answer, { resourceType: 'OperationOutcome', issue }, 400),
	);
	await assert.rejects(
		client(server).read('Patient', 'p1'),
		fails('fhir-rejected', ({ issues }) => {
			assert.deepEqual(issues, [{ severity: 'error', code: 'unknown', expression: [] }]);
			return true;
		}),
	);
});

test('an HTML page of a gateway is an error of the gateway, without its text', async () => {
	const server = await start((_seen, answer) =>
		answer.writeHead(502).end('<html>ZZTEST^ADA</html>'),
	);
	await assert.rejects(
		client(server, { retry: { attempts: 1 } }).read('Patient', 'p1'),
		fails('fhir-unavailable', ({ retryable }) => retryable),
	);
});

test('a huge answer is cut off at the limit', async () => {
	const server = await start((_seen, answer) =>
		answer.end(`{"resourceType":"Patient","x":"${'y'.repeat(100_000)}"}`),
	);
	await assert.rejects(
		client(server, { maxResponseBytes: 50_000 }).read('Patient', 'p1'),
		fails('http-answer-too-large'),
	);
	const failing = await start((_seen, answer) =>
		answer.writeHead(400).end(`{"x":"${'y'.repeat(1_000_000)}"}`),
	);
	await assert.rejects(client(failing).read('Patient', 'p1'), fails('fhir-rejected'));
});

test('429 with Retry-After waits as long as asked, then succeeds', async () => {
	const server = await start((_seen, answer, count) =>
		count === 1 ? answer.writeHead(429, { 'retry-after': '1' }).end() : json(answer, patient('p1')),
	);
	const began = Date.now();
	await client(server).read('Patient', 'p1');
	assert.ok(Date.now() - began >= 990, `waited ${Date.now() - began} ms`);
});

test('a longer wait than allowed is reported instead of waited for', async () => {
	const server = await start((_seen, answer) =>
		answer.writeHead(503, { 'retry-after': '3600' }).end(),
	);
	await assert.rejects(client(server).read('Patient', 'p1'), fails('fhir-unavailable'));
	assert.equal(server.seen.length, 1);
});

test('reads and searches are tried four times on 429, 502, 503 and 504, other statuses once', async () => {
	for (const [status, times] of [
		[429, 4],
		[502, 4],
		[503, 4],
		[504, 4],
		[500, 1],
		[404, 1],
		[400, 1],
	]) {
		const server = await start((_seen, answer) => answer.writeHead(status).end());
		await assert.rejects(
			client(server).searchAll('Patient', { name: 'x' }),
			(error: FhirError) => error.status === status,
		);
		assert.equal(server.seen.length, times, String(status));
	}
});

test('a read whose connection is cut is tried again', async () => {
	const server = await start((_seen, answer, count) => {
		if (count < 3) answer.socket?.destroy();
		else json(answer, patient('p1'));
	});
	await client(server).read('Patient', 'p1');
	assert.equal(server.seen.length, 3);
});

test('a read whose connection breaks off in the middle of the answer is tried again', async () => {
	const server = await start((_seen, answer, count) => {
		if (count > 1) return json(answer, patient('p1'));
		answer.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '500' });
		answer.write('{"resourceType":', () => answer.socket?.destroy());
	});
	assert.equal((await client(server).read('Patient', 'p1')).id, 'p1');
	assert.equal(server.seen.length, 2);
	const written = await start((_seen, answer) => {
		answer.writeHead(201, { 'content-type': 'application/fhir+json', 'content-length': '500' });
		answer.write('{"resourceType":', () => answer.socket?.destroy());
	});
	await assert.rejects(client(written).create(patient('x')), fails('econnreset'));
	assert.equal(written.seen.length, 1);
});

test('a create is tried again only with If-None-Exist', async () => {
	const handler: Handler = (seen, answer, count) => {
		if (count === 1) answer.socket?.destroy();
		else json(answer, { ...patient('p9') }, 201);
	};
	const plain = await start(handler);
	await assert.rejects(client(plain).create(patient('x')), fails('econnreset'));
	assert.equal(plain.seen.length, 1);
	const conditional = await start(handler);
	const result = await client(conditional).create(patient('x'), {
		ifNoneExist: 'identifier=urn:x|1',
	});
	assert.equal(conditional.seen.length, 2);
	assert.equal(conditional.seen[1].headers['if-none-exist'], 'identifier=urn:x|1');
	assert.equal(result.reference, 'Patient/p9');
	assert.equal(result.outcome, 'created');
});

test('a conditional create that found its resource says so', async () => {
	const there = { ...patient('p9'), identifier: [{ system: 'urn:x', value: '1' }] };
	const server = await start((_seen, answer) => json(answer, there, 200));
	const ask = async (ifNoneExist: string) =>
		await client(server).create(patient('x'), { ifNoneExist });
	for (const condition of ['identifier=1', 'identifier=urn%3Ax%7C1', 'name=Zzother']) {
		assert.equal((await ask(condition)).outcome, 'existing', condition);
	}
	await assert.rejects(ask('identifier=urn%3Ax%7C2'), fails('fhir-other-record-received'));
});

test('where a create went is read from Location when no body comes back', async () => {
	let location = '';
	let body = '';
	const server = await start((_seen, answer) =>
		answer.writeHead(201, { location, etag: 'W/"1"' }).end(body),
	);
	const create = async () => await client(server).create(patient('x'));
	const wanted = { reference: 'Patient/p7', outcome: 'created', etag: 'W/"1"' };
	for (location of [`${server.base}/Patient/p7/_history/1`, 'Patient/p7']) {
		assert.deepEqual(await create(), wanted, location);
	}
	// On another server the id says nothing, unless the record that comes back has it as well.
	location = 'http://internal/fhir/Patient/p7/_history/1';
	await assert.rejects(create(), fails('fhir-answer-invalid'));
	body = JSON.stringify(patient('p8'));
	await assert.rejects(create(), fails('fhir-answer-invalid'));
	body = JSON.stringify(patient('p7'));
	assert.equal((await create()).reference, 'Patient/p7');
});

test('an update sends If-Match, and a lost race is reported as such and not repeated', async () => {
	const server = await start((_seen, answer) => answer.writeHead(412).end());
	await assert.rejects(
		client(server).update(patient('p1'), { ifMatch: 'W/"3"' }),
		fails('fhir-precondition-failed'),
	);
	assert.equal(server.seen.length, 1);
	assert.equal(server.seen[0].headers['if-match'], 'W/"3"');
	assert.equal(server.seen[0].method, 'PUT');
});

test('a rejected token is renewed once, and the request sent again', async () => {
	let token = 'old';
	const server = await start((seen, answer) =>
		seen.headers.authorization === 'Bearer new'
			? json(answer, patient('p1'))
			: answer.writeHead(401).end(),
	);
	const authorizer = {
		header: () => Promise.resolve(`Bearer ${token}`),
		renew: () => {
			token = 'new';
			return Promise.resolve(true);
		},
	};
	await client(server, { authorizer }).read('Patient', 'p1');
	assert.equal(server.seen.length, 2);
	token = 'bad';
	authorizer.renew = () => Promise.resolve(true);
	await assert.rejects(
		client(server, { authorizer }).read('Patient', 'p1'),
		fails('fhir-unauthorized'),
	);
	assert.equal(server.seen.length, 4);
});

test('an abort ends a request and a pause between two attempts', async () => {
	const server = await start((_seen, answer, count) => {
		if (count > 1) answer.writeHead(503, { 'retry-after': '1' }).end();
	});
	for (const _ of [1, 2]) {
		const controller = new AbortController();
		setTimeout(() => controller.abort(), 40);
		await assert.rejects(
			client(server).read('Patient', 'p1', { signal: controller.signal }),
			fails('cancelled'),
		);
	}
});

test('the DEBUG variable makes nothing write headers', async () => {
	const { execFile } = await import('node:child_process');
	const server = await start((_seen, answer) => json(answer, patient('p1')));
	const module = import.meta.resolve('../../../dist/nodes/clients/fhir/index.js');
	const script = `import(${JSON.stringify(module)}).then(async ({ FhirClient, bearer }) => {
		const client = new FhirClient({ baseUrl: ${JSON.stringify(server.base)}, authorizer: bearer('${SECRET}') });
		await client.read('Patient', 'p1'); console.log('done'); });`;
	const output = await new Promise<string>((done, fail) =>
		execFile(
			process.execPath,
			['-e', script],
			{ env: { ...process.env, DEBUG: '*', NODE_DEBUG: '' } },
			(error, out, err) => (error ? fail(error) : done(out + err)),
		),
	);
	assert.equal(output, 'done\n');
});

test('an endpoint with a query, a user name or another scheme is refused', () => {
	for (const baseUrl of [
		'ftp://x.test/fhir',
		'http://u:p@x.test/fhir',
		'http://x.test/fhir?a=b',
		'x',
		'http://x.test/a%2fb',
	]) {
		assert.throws(() => new FhirClient({ baseUrl }), fails('fhir-base-url-invalid'), baseUrl);
	}
});
