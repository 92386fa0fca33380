import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EhrUnderTest, TOKEN, patient } from './ehr-client.ts';

const server = new EhrUnderTest();
const ASYNC = { prefer: 'respond-async', accept: 'application/fhir+json' };

interface Manifest {
	transactionTime: string;
	request: string;
	requiresAccessToken: boolean;
	output: Array<{ type: string; url: string; count: number }>;
	deleted?: Array<{ type: string; url: string; count: number }>;
}

const below = (url: string): string => url.replace(server.ehr.url, '');

async function exported(path: string): Promise<{ manifest: Manifest; status: string }> {
	const { status, headers } = await server.call('GET', path, undefined, ASYNC);
	assert.equal(status, 202);
	const location = below(headers.get('content-location') ?? '');
	const first = await server.get(location);
	assert.equal(first.status, 202);
	assert.ok(first.headers.get('x-progress') && first.headers.get('retry-after'));
	const done = await server.get(location);
	assert.equal(done.status, 200);
	assert.match(String(done.headers.get('content-type')), /^application\/json/);
	return { manifest: done.body as unknown as Manifest, status: location };
}

async function lines(url: string): Promise<Array<Record<string, any>>> {
	const headers = { authorization: `Bearer ${TOKEN}`, accept: 'application/fhir+ndjson' };
	const response = await fetch(url, { headers });
	assert.equal(response.status, 200);
	assert.equal(response.headers.get('content-type'), 'application/fhir+ndjson');
	const text = await response.text();
	assert.ok(text.endsWith('\n'));
	return text
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the EHR exports in bulk', () => {
	test('everything, in NDJSON files of one type each, once it is done', async () => {
		const { manifest, status } = await exported('/$export');
		assert.equal(manifest.requiresAccessToken, true);
		assert.equal(manifest.request, `${server.ehr.url}/$export`);
		const counts = Object.fromEntries(manifest.output.map(({ type, count }) => [type, count]));
		assert.equal(counts.Patient, server.hospital.people.length);
		assert.equal(counts.ServiceRequest, server.hospital.orders.length);
		for (const { type, url, count } of manifest.output) {
			const resources = await lines(url);
			assert.equal(resources.length, count);
			assert.ok(resources.every(({ resourceType }) => resourceType === type));
		}
		assert.equal((await server.get(`${below(manifest.output[0]?.url ?? '')}x`)).status, 404);
		assert.equal((await server.call('DELETE', status)).status, 202);
		assert.equal((await server.get(status)).status, 404);
		assert.equal((await server.get(below(manifest.output[0]?.url ?? ''))).status, 404);
	});

	test('what changed since a time, and what was deleted since', async () => {
		const { body } = await server.call('POST', '/Patient', patient);
		const since = String(body.meta?.lastUpdated);
		const kept = await server.call('POST', '/Patient', patient);
		await server.call('DELETE', `/Patient/${body.id}`);
		const { manifest } = await exported(`/$export?_type=Patient&_since=${since}`);
		assert.deepEqual(
			manifest.output.map(({ type, count }) => [type, count]),
			[['Patient', 1]],
		);
		assert.equal((await lines(String(manifest.output[0]?.url)))[0]?.id, kept.body.id);
		const [deletion] = await lines(String(manifest.deleted?.[0]?.url));
		assert.deepEqual(deletion?.entry, [
			{ request: { method: 'DELETE', url: `Patient/${body.id}` } },
		]);
	});

	test('the patients of a group and nobody else', async () => {
		const [one, other] = server.hospital.ordinary;
		await server.call('PUT', '/Group/zztest-group', {
			resourceType: 'Group',
			id: 'zztest-group',
			type: 'person',
			actual: true,
			member: [
				{ entity: { reference: `Patient/${one?.id}` } },
				{ entity: { reference: `Patient/${other?.id}` }, inactive: true },
			],
		});
		const { manifest } = await exported('/Group/zztest-group/$export');
		const patients = manifest.output.find(({ type }) => type === 'Patient');
		assert.deepEqual(
			(await lines(String(patients?.url))).map(({ id }) => id),
			[one?.id],
		);
		const all = await exported('/Patient/$export?_type=Patient,ServiceRequest');
		assert.deepEqual(all.manifest.output.map(({ type }) => type).sort(), [
			'Patient',
			'ServiceRequest',
		]);
	});

	test('and refuses what it would not honour', async () => {
		assert.equal((await server.get('/$export')).status, 400);
		for (const query of ['_typeFilter=Patient%3Factive%3Dtrue', '_outputFormat=csv', '_type=Zz']) {
			const { status } = await server.call('GET', `/$export?${query}`, undefined, ASYNC);
			assert.equal(status, 400, query);
		}
		assert.equal((await server.call('GET', '/Group/never/$export', undefined, ASYNC)).status, 404);
		assert.equal((await server.get('/$export-status/never')).status, 404);
	});
});
