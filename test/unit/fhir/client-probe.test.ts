import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createServer } from 'node:tls';
import { fhirClient, probeServer, readServer } from '../../../dist/nodes/clients/fhir/index.js';
import { makeCertificates } from '../../peers/certificates.ts';
import { fails, start } from './client-helpers.ts';
import { json, outcome, searchset } from './fault-server.ts';

const interactions = (...codes: string[]) => codes.map((code) => ({ code }));

const FULL = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [
		{ mode: 'client', resource: [{ type: 'Group' }] },
		{
			mode: 'server',
			interaction: interactions('transaction', 'batch', 'history-system'),
			searchParam: [{ name: '_lastUpdated', type: 'date' }],
			operation: [{ name: 'export', definition: 'http://x.example/OperationDefinition/export' }],
			resource: [
				{
					type: 'Patient',
					interaction: interactions('read', 'search-type', 'patch', 'history-type'),
					searchParam: [{ name: 'identifier', type: 'token' }],
					searchInclude: ['Patient:organization'],
					conditionalCreate: true,
					conditionalUpdate: true,
					conditionalDelete: 'single',
					operation: [
						{ name: '$everything', definition: 'x' },
						{ name: 'patient-export', definition: 'x' },
					],
				},
				{
					type: 'Subscription',
					interaction: interactions('create', 'search-type'),
					supportedProfile: [
						'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-subscription',
					],
				},
			],
		},
	],
};
const BARE = {
	resourceType: 'CapabilityStatement',
	fhirVersion: '4.0.1',
	rest: [{ mode: 'server', resource: [{ type: 'Patient', interaction: interactions('read') }] }],
};

const probed = async (statement: object, status = 200) => {
	const server = await start((seen, answer) =>
		seen.url.endsWith('/metadata')
			? json(answer, statement)
			: json(answer, status === 200 ? searchset([]) : outcome('forbidden', 'ZZTEST'), status),
	);
	return await probeServer({ baseUrl: server.base, authentication: 'none' });
};

test('the connection test says what a server can do', async () => {
	const text = await probed(FULL);
	for (const words of [
		'FHIR R4 server answered: 2 resource types, transactions supported. Searching patients is allowed',
		'FHIR version 4.0.1',
		'history (of everything)',
		'conditional writes (1 types)',
		'patch (1 types)',
		'search by time of change',
		'bulk export (everything, all patients)',
		'subscriptions (also by topic)',
		'not encrypted',
	]) {
		assert.ok(text.includes(words), `${words}: ${text}`);
	}
	assert.ok(!text.includes('It does not name'));
});

test('the connection test says what a server cannot do, and what that means', async () => {
	const text = await probed(BARE);
	for (const words of [
		'no transactions (results cannot be written as one)',
		'history (deletions cannot be noticed)',
		'conditional writes (a workflow that runs again could write twice)',
		'search by time of change (a FHIR Trigger cannot poll it)',
		'bulk export',
		'subscriptions (a FHIR Trigger has to poll)',
	]) {
		assert.ok(text.includes(words), `${words}: ${text}`);
	}
	assert.ok(!text.includes('It says it can'));
});

test('a user who may not search patients is told that the Identity Gate will not work', async () => {
	assert.match(await probed(FULL, 403), /may not search patients: the Identity Gate/);
	await assert.rejects(probed(FULL, 401), fails('fhir-unauthorized'));
});

test('a server of another FHIR version is refused', async () => {
	await assert.rejects(probed({ ...FULL, fhirVersion: '5.0.0' }), fails('fhir-version'));
	await assert.rejects(probed({ ...FULL, fhirVersion: undefined }), fails('fhir-version'));
});

test('an http address of a server that wants https says so', async () => {
	const server = await start((seen, answer) =>
		answer.writeHead(301, { location: `https://${seen.headers.host}${seen.url}` }).end(),
	);
	await assert.rejects(
		probeServer({ baseUrl: server.base, authentication: 'none' }),
		fails('fhir-wants-https', ({ nextStep }) => assert.match(nextStep, /https:/)),
	);
});

test('an http address of a port that only speaks TLS leads to the advice to use https', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'fhir-probe-'));
	const { server: files } = await makeCertificates(folder);
	const server = createServer({
		key: await readFile(files.key),
		cert: await readFile(files.certificate),
	}).listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	const probe = (scheme: string) =>
		probeServer({ baseUrl: `${scheme}://127.0.0.1:${port}/fhir`, authentication: 'none' });
	try {
		await assert.rejects(
			probe('http'),
			fails('fhir-not-http', ({ nextStep }) => assert.match(nextStep, /https:/)),
		);
		await assert.rejects(probe('https'), fails('tls-untrusted'));
	} finally {
		server.close();
		await rm(folder, { recursive: true });
	}
});

test('what a server offers is read type by type', () => {
	const server = readServer(FULL);
	assert.deepEqual(server.interactions, ['transaction', 'batch', 'history-system']);
	assert.deepEqual(server.bulkExport, ['system', 'Patient']);
	assert.deepEqual(server.subscriptions, ['criteria', 'topic']);
	assert.equal(server.lastUpdated, 'all');
	assert.deepEqual(server.types[0], {
		type: 'Patient',
		interactions: ['read', 'search-type', 'patch', 'history-type'],
		searchParameters: [
			{ name: 'identifier', type: 'token' },
			{ name: '_lastUpdated', type: 'date' },
		],
		includes: ['Patient:organization'],
		reverseIncludes: [],
		operations: ['everything', 'export'],
		conditionalCreate: true,
		conditionalUpdate: true,
		conditionalDelete: 'single',
	});
});

test('a statement without content offers nothing', () => {
	assert.deepEqual(readServer({ resourceType: 'CapabilityStatement' }), {
		fhirVersion: '',
		interactions: [],
		types: [],
		operations: [],
		lastUpdated: 'none',
		bulkExport: [],
		subscriptions: [],
	});
});

test('the same credential gives the same client, another one another', () => {
	const credential = {
		baseUrl: 'http://127.0.0.1:1/fhir',
		authentication: 'bearer',
		token: 'a',
	} as const;
	assert.equal(fhirClient(credential), fhirClient({ ...credential }));
	assert.notEqual(fhirClient(credential), fhirClient({ ...credential, token: 'b' }));
	assert.notEqual(fhirClient(credential), fhirClient(credential, { retry: { attempts: 1 } }));
});
