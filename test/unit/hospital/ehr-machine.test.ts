import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CapabilityStatement } from '@medplum/fhirtypes';
import { hospitalBundle } from '../../hospital/seed.ts';
import { EhrUnderTest, TOKEN } from './ehr-client.ts';

const server = new EhrUnderTest();

describe('the EHR as a machine', () => {
	test('states only what it does', async () => {
		const response = await fetch(`${server.ehr.url}/metadata`);
		const statement = (await response.json()) as CapabilityStatement;
		assert.equal(statement.fhirVersion, '4.0.1');
		const resources = statement.rest?.[0]?.resource ?? [];
		assert.ok(resources.some(({ type }) => type === 'ServiceRequest'));
		assert.ok(!resources.some(({ type }) => (type as string) === 'Bot'));
		const parameters = resources.find(({ type }) => type === 'Patient')?.searchParam ?? [];
		for (const { name } of parameters) {
			assert.equal((await server.get(`/Patient?${name}:missing=true`)).status, 200, name);
		}
		const types = new Set(
			resources.flatMap(({ searchParam = [] }) => searchParam.map((p) => p.type)),
		);
		assert.deepEqual([...types].sort(), ['date', 'reference', 'string', 'token', 'uri']);
	});

	test('asks for its token everywhere but at metadata', async () => {
		for (const authorization of ['', 'Bearer wrong', TOKEN]) {
			const response = await fetch(`${server.ehr.url}/Patient`, { headers: { authorization } });
			assert.equal(response.status, 401);
			assert.equal(response.headers.get('www-authenticate'), 'Bearer');
			await response.arrayBuffer();
		}
	});

	test('can be unavailable and late', async () => {
		server.ehr.unavailable = true;
		const refused = await server.get('/Patient');
		server.ehr.unavailable = false;
		assert.equal(refused.status, 503);
		assert.equal(refused.headers.get('retry-after'), '1');
		server.ehr.delayMs = 80;
		const started = performance.now();
		await server.get('/Patient?_count=1');
		server.ehr.delayMs = 0;
		assert.ok(performance.now() - started >= 79);
	});

	test('remembers what was asked, without values', async () => {
		await server.get(`/Patient?identifier=${server.hospital.ordinary[1]!.mrn}`);
		await server.get(`/Patient/${server.hospital.ordinary[1]!.id}`);
		const [searched, read] = server.ehr.requests.slice(-2);
		assert.deepEqual(searched, {
			method: 'GET',
			path: 'Patient',
			parameters: ['identifier'],
			status: 200,
		});
		assert.equal(read?.path, 'Patient/:id');
		const log = JSON.stringify(server.ehr.requests);
		for (const { id, mrn } of server.hospital.people) {
			assert.ok(!log.includes(mrn) && !log.includes(id));
		}
	});

	test('is seeded with everybody, twice without a change in number', async () => {
		const count = async (type: string) => (await server.search(`/${type}?_count=0`)).total;
		const orders = await count('ServiceRequest');
		assert.equal(orders, server.hospital.orders.length);
		await server.ehr.seed(hospitalBundle(server.hospital));
		assert.equal(await count('ServiceRequest'), orders);
		const { body } = await server.get(`/Patient/${server.hospital.merged.old.id}`);
		assert.equal(body.active, false);
		assert.deepEqual(body.link, [
			{
				type: 'replaced-by',
				other: { reference: `Patient/${server.hospital.merged.survivor.id}` },
			},
		]);
	});
});
