import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { FhirClient, queryText, token } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { faultServer, json, type FaultServer, type Handler } from './fault-server.ts';

const running: FaultServer[] = [];
const start = async (handler: Handler) => {
	const server = await faultServer(handler);
	running.push(server);
	return { server, fhir: new FhirClient({ baseUrl: server.base, retry: { firstDelayMs: 2 } }) };
};
afterEach(async () => {
	closeAgents();
	await Promise.all(running.splice(0).map((server) => server.close()));
});

const fails = (code: string) => (error: HospitalError) => error.code === code;
const post = (type: string, ifNoneExist?: string) => ({
	resource: { resourceType: type },
	request: { method: 'POST', url: type, ...(ifNoneExist && { ifNoneExist }) },
});
const transaction = (...entry: object[]) => ({
	resourceType: 'Bundle',
	type: 'transaction',
	entry,
});
const response = (...entry: object[]) => ({
	resourceType: 'Bundle',
	type: 'transaction-response',
	entry: entry.map((one) => ({ response: one })),
});

test('a transaction goes to the endpoint itself, without a slash at its end', async () => {
	const { server, fhir } = await start((_seen, answer) =>
		json(
			answer,
			response(
				{ status: '201 Created', location: 'Device/d1/_history/1', etag: 'W/"1"' },
				{ status: '200 OK', location: 'http://internal:1/x/Observation/o1' },
			),
		),
	);
	const results = await fhir.transaction(
		transaction(post('Device', 'identifier=1'), post('Observation', 'identifier=2')),
	);
	assert.equal(server.seen[0].url, '/fhir');
	assert.equal(server.seen[0].headers['content-type'], 'application/fhir+json');
	assert.deepEqual(results, [
		{
			status: 201,
			outcome: 'created',
			reference: 'Device/d1',
			resourceType: 'Device',
			etag: 'W/"1"',
		},
		{ status: 200, outcome: 'existing', reference: 'Observation/o1', resourceType: 'Observation' },
	]);
});

test('a transaction is sent again only when every entry may be repeated', async () => {
	const cases: Array<[object, number]> = [
		[transaction(post('Device', 'identifier=1')), 4],
		[
			transaction({
				request: { method: 'PUT', url: 'Device/d1' },
				resource: { resourceType: 'Device', id: 'd1' },
			}),
			4,
		],
		[transaction(post('Device', 'identifier=1'), post('Observation')), 1],
		[
			transaction({
				request: { method: 'PUT', url: 'Device/d1', ifMatch: 'W/"1"' },
				resource: { resourceType: 'Device', id: 'd1' },
			}),
			1,
		],
		[transaction({ request: { method: 'PATCH', url: 'Device/d1' } }), 1],
	];
	for (const [bundle, times] of cases) {
		const { server, fhir } = await start((_seen, answer) => answer.writeHead(503).end());
		await assert.rejects(fhir.transaction(bundle as never), fails('fhir-unavailable'));
		assert.equal(server.seen.length, times, JSON.stringify(bundle));
	}
});

test('answers that do not fit what was sent are refused', async () => {
	const good = { status: '201', location: 'Device/d1' };
	const answers = [
		response(),
		response(good, good),
		response({ status: '400 Bad Request' }),
		response({ status: '201', location: 'Patient/d1' }),
		response({}),
		{ resourceType: 'Bundle', type: 'batch-response', entry: [{ response: good }] },
		{ resourceType: 'OperationOutcome', issue: [] },
	];
	for (const body of answers) {
		const { fhir } = await start((_seen, answer) => json(answer, body));
		await assert.rejects(
			fhir.transaction(transaction(post('Device', 'identifier=1'))),
			fails('fhir-answer-invalid'),
			JSON.stringify(body),
		);
	}
});

test('bundles that are no transaction, or whose requests leave the server, are not sent', async () => {
	const { server, fhir } = await start((_seen, answer) => json(answer, {}));
	const bundles = [
		{ resourceType: 'Patient' },
		{ resourceType: 'Bundle', type: 'collection', entry: [post('Device')] },
		transaction(),
		transaction({ resource: { resourceType: 'Device' } }),
		...[
			'http://evil.test/Device',
			'/Device',
			'../Device',
			'Device/../../x',
			'Device/%2e%2e/x',
			'//evil.test',
			'',
		].map((url) => transaction({ request: { method: 'POST', url } })),
	];
	for (const bundle of bundles)
		await assert.rejects(
			fhir.transaction(bundle),
			fails('fhir-bundle-invalid'),
			JSON.stringify(bundle),
		);
	assert.equal(server.seen.length, 0);
});

test('separators in a token are escaped, so that a value cannot become two', () => {
	assert.equal(token('urn:x', 'a,b|c$d\\e'), 'urn:x|a\\,b\\|c\\$d\\\\e');
	assert.equal(
		queryText({ identifier: token('urn:x', '1&status=final') }),
		'identifier=urn%3Ax%7C1%26status%3Dfinal',
	);
});
