import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EhrUnderTest, patient } from './ehr-client.ts';

const server = new EhrUnderTest();

describe('the EHR answers single interactions', () => {
	test('with 201, Location, ETag and Last-Modified for a create, and an id of its own', async () => {
		const { status, headers, body } = await server.call('POST', '/Patient', {
			...patient,
			id: 'mine',
		});
		assert.equal(status, 201);
		assert.notEqual(body.id, 'mine');
		const version = body.meta?.versionId;
		assert.equal(headers.get('etag'), `W/"${version}"`);
		assert.equal(
			headers.get('location'),
			`${server.ehr.url}/Patient/${body.id}/_history/${version}`,
		);
		assert.ok(Date.parse(headers.get('last-modified') ?? '') > 0);
	});

	test('with 201 for an update that creates and 200 for the next one', async () => {
		const named = { ...patient, id: 'zztest-put' };
		assert.equal((await server.call('PUT', '/Patient/zztest-put', named)).status, 201);
		assert.equal((await server.call('PUT', '/Patient/zztest-put', named)).status, 200);
		assert.equal(
			(await server.call('PUT', '/Patient/zztest-put', { ...named, id: 'other' })).status,
			400,
		);
	});

	test('with 412 when If-Match names an old version', async () => {
		const { body, headers } = await server.call('POST', '/Patient', patient);
		const path = `/Patient/${body.id}`;
		const match = { 'if-match': headers.get('etag') };
		assert.equal((await server.call('PUT', path, { ...body, active: true }, match)).status, 200);
		assert.equal((await server.call('PUT', path, { ...body, active: false }, match)).status, 412);
	});

	test('with the existing resource when If-None-Exist matches, with 412 when it is ambiguous', async () => {
		const identifier = [{ system: 'urn:test', value: 'once' }];
		const once = { 'if-none-exist': 'identifier=urn:test|once' };
		const first = await server.call('POST', '/Patient', { ...patient, identifier }, once);
		const second = await server.call('POST', '/Patient', { ...patient, identifier }, once);
		assert.deepEqual([first.status, second.status], [201, 200]);
		assert.equal(second.body.id, first.body.id);
		await server.call('POST', '/Patient', { ...patient, identifier });
		assert.equal(
			(await server.call('POST', '/Patient', { ...patient, identifier }, once)).status,
			412,
		);
		const typo = { 'if-none-exist': 'identfier=urn:test|once' };
		assert.equal((await server.call('POST', '/Patient', patient, typo)).status, 400);
	});

	test('with 410 for a deleted resource and 404 for one that never was', async () => {
		const { body } = await server.call('POST', '/Patient', patient);
		assert.equal((await server.call('DELETE', `/Patient/${body.id}`)).status, 200);
		assert.equal((await server.get(`/Patient/${body.id}`)).status, 410);
		assert.equal((await server.get('/Patient/never')).status, 404);
		for (const path of [
			'/Nonsense',
			'/Patient/$everything',
			'/Patient/a/$nonsense',
			'/$nonsense',
			'/Patient/a/Observation',
		]) {
			assert.equal((await server.get(path)).status, 404, path);
		}
	});

	test('with the newest version first in a history, on every reading', async () => {
		const { body } = await server.call('POST', '/Patient', patient);
		await server.call('PUT', `/Patient/${body.id}`, { ...body, active: true });
		const versions = async () =>
			((await server.search(`/Patient/${body.id}/_history`)).entry ?? []).map(
				({ resource }) => resource?.meta?.versionId,
			);
		const first = await versions();
		assert.equal(first.length, 2);
		assert.equal(first[1], body.meta?.versionId);
		assert.deepEqual(await versions(), first);
		assert.equal((await server.get(`/Patient/${body.id}/_history/${first[1]}`)).status, 200);
	});

	test('with 400 for a resource that is invalid, without repeating its values', async () => {
		const invalid = [
			{ resourceType: 'Patient', gender: 'ZZSECRET' },
			{ resourceType: 'Patient', name: [{ family: 'x', use: 'ZZSECRET' }] },
			{ resourceType: 'Patient', colour: 'red' },
			{ resourceType: 'Observation', status: 'final' },
			{ resourceType: 'Observation', status: 'zzz', code: { text: 'x' } },
			{
				resourceType: 'Observation',
				status: 'final',
				code: { text: 'x' },
				subject: { reference: 'Patient/nobody' },
			},
		];
		for (const resource of invalid) {
			const { status, body } = await server.call('POST', `/${resource.resourceType}`, resource);
			assert.equal(status, 400, JSON.stringify(resource));
			assert.equal(body.resourceType, 'OperationOutcome');
			assert.doesNotMatch(JSON.stringify(body), /ZZSECRET/);
		}
		assert.equal((await server.call('POST', '/Patient', '{"resourceType":')).status, 400);
		assert.equal((await server.call('POST', '/Observation', patient)).status, 400);
	});
});
