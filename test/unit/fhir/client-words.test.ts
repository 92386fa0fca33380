import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	fhirClient,
	probeServer,
	type FhirServerCredential,
} from '../../../dist/nodes/clients/fhir/index.js';
import { client, fails, keep, start } from './client-helpers.ts';
import { json, outcome, patient, searchset } from './fault-server.ts';
import { tokenServer } from './token-server.ts';

const METADATA = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [{ mode: 'server', resource: [{ type: 'Patient', interaction: [{ code: 'read' }] }] }],
};

for (const [path, passes] of [
	['Patient.name[0].family', true],
	['AuditEvent.entity[0].what', true],
	['Zzname.smith', false],
	['Zztest.ada.family', false],
	['Patient', false],
	['name[0].family', false],
	['Patient.name[0].Zztest', false],
	['constructor.name', false],
	[`Patient.${'a'.repeat(65)}`, false],
] as const) {
	test(`of an OperationOutcome the path ${path.slice(0, 30)} is ${passes ? 'shown' : 'dropped'}`, async () => {
		const body = {
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'error', code: 'value', expression: [path] }],
		};
		const server = await start((_seen, answer) => json(answer, body, 422));
		await assert.rejects(
			client(server).create(patient('x')),
			fails('fhir-rejected', ({ issues, message }) => {
				assert.deepEqual(issues[0]?.expression, passes ? [path] : []);
				assert.equal(message.includes(` at ${path}`), passes);
			}),
		);
	});
}

test('a refused search says that a parameter or a value is the cause, and how values are written', async () => {
	const server = await start((_seen, answer) => json(answer, outcome('invalid', 'ZZTEST'), 400));
	await assert.rejects(
		client(server).searchAll('Observation', { subjct: '12' }),
		fails('fhir-rejected', ({ message, nextStep }) => {
			assert.match(
				message,
				/does not know one of the parameters, or cannot read one of the values/,
			);
			assert.match(nextStep, /2026-11-22.*Patient\/123, not 123/);
		}),
	);
	await assert.rejects(
		client(server).create(patient('x')),
		fails('fhir-rejected', ({ message }) => assert.doesNotMatch(message, /parameters/)),
	);
});

for (const [status, retryAfter, says] of [
	[429, '7200', 'slow down and to come again in 2 hours'],
	[429, '3600', 'slow down and to come again in 60 minutes'],
	[503, '90', 'not available and asks to come again in 90 seconds'],
] as const) {
	test(`an answer ${status} with a Retry-After of ${retryAfter} says how long`, async () => {
		const server = await start((_seen, answer) =>
			answer.writeHead(status, { 'retry-after': retryAfter }).end(),
		);
		await assert.rejects(
			client(server).read('Patient', 'p1'),
			fails(status === 429 ? 'fhir-throttled' : 'fhir-unavailable', ({ message }) =>
				assert.ok(message.includes(says), message),
			),
		);
	});
}

for (const retryAfter of ['Zztest', '1'])
	test(`a Retry-After of ${retryAfter} changes no words`, async () => {
		const server = await start((_seen, answer) =>
			answer.writeHead(429, { 'retry-after': retryAfter }).end(),
		);
		const once = client(server, { retry: { attempts: 1 } });
		await assert.rejects(
			once.read('Patient', 'p1'),
			fails('fhir-throttled', ({ message }) =>
				assert.match(message, /asks to slow down \(HTTP 429/),
			),
		);
	});

test('a token that was pasted with the word Bearer is sent once with it', async () => {
	const server = await start((seen, answer) => {
		assert.equal(seen.headers.authorization, 'Bearer abc');
		json(answer, patient('p1'));
	});
	for (const token of ['Bearer abc', ' bearer  abc ', 'abc']) {
		const credential = { baseUrl: server.base, authentication: 'bearer', token } as const;
		assert.equal((await fhirClient(credential).read('Patient', 'p1')).id, 'p1');
	}
});

test('a token of the word Bearer alone is none', () => {
	const credential = { baseUrl: 'http://127.0.0.1:1/', authentication: 'bearer' } as const;
	assert.throws(
		() => fhirClient({ ...credential, token: 'Bearer ' }),
		fails('fhir-credential-incomplete'),
	);
});

for (const end of ['/metadata', '/metadata/']) {
	test(`an address that ends in ${end} is refused with what to remove`, async () => {
		const credential = { baseUrl: `http://127.0.0.1:1/r4${end}`, authentication: 'none' } as const;
		const told = fails('fhir-base-url-invalid', ({ nextStep }) =>
			assert.match(nextStep, /Remove \/metadata/),
		);
		assert.throws(() => fhirClient(credential), told);
		await assert.rejects(probeServer(credential), told);
	});
}

test('the connection test gets a new token each time and tests with that one', async () => {
	const tokens = keep(
		await tokenServer({
			clientId: 'zz-n8n',
			secret: 'zz-secret',
			scopes: ['system/Patient.rs', 'system/Observation.rs'],
		}),
	);
	const server = await start((seen, answer) => {
		if (seen.headers.authorization !== `Bearer ${tokens.issued.at(-1)}`)
			answer.writeHead(401).end();
		else if (seen.url.endsWith('/metadata')) json(answer, METADATA);
		else if (seen.url.includes('_search')) json(answer, searchset([]));
		else json(answer, patient('p1'));
	});
	const credential: FhirServerCredential = {
		baseUrl: server.base,
		authentication: 'oauth2',
		clientId: 'zz-n8n',
		clientSecret: 'zz-secret',
		scopes: 'system/Patient.rs',
		tokenUrl: tokens.tokenUrl,
	};
	await fhirClient(credential).read('Patient', 'p1');
	assert.equal(tokens.issued.length, 1);
	assert.match(await probeServer(credential), /The scope was granted/);
	assert.equal(tokens.issued.length, 2);
	const both = { ...credential, scopes: 'system/Patient.rs system/Observation.rs' };
	assert.match(await probeServer(both), /All 2 scopes were granted/);
	assert.doesNotMatch(await probeServer({ ...credential, scopes: '' }), /scope/);
	tokens.intercept = (answer) => (answer.writeHead(401).end('{"error":"invalid_client"}'), true);
	await assert.rejects(probeServer(credential), fails('token-client-refused'));
	tokens.intercept = undefined;
	await probeServer(credential);
});
