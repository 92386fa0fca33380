import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { EhrUnderTest, patient, transaction } from './ehr-client.ts';

const server = new EhrUnderTest();

/** `METHOD id`, newest first. */
const told = ({ entry = [] }: Bundle): string[] =>
	entry.map(({ request, fullUrl }) => `${request?.method} ${fullUrl?.split('/').at(-1)}`);

describe('the EHR keeps histories', () => {
	test('of one resource, its deletion and its return among them', async () => {
		const named = { ...patient, id: 'zztest-history' };
		const path = '/Patient/zztest-history';
		const first = await server.call('PUT', path, named);
		await server.call('PUT', path, { ...named, active: true });
		await server.call('DELETE', path);
		const gone = await server.search(`${path}/_history`);
		assert.deepEqual(
			told(gone),
			Array.of('DELETE', 'PUT', 'PUT').map((m) => `${m} zztest-history`),
		);
		assert.deepEqual(
			gone.entry?.map(({ response }) => response?.status),
			['204 No Content', '200 OK', '201 Created'],
		);
		assert.equal(gone.entry?.[0]?.resource, undefined);
		const version = first.body.meta?.versionId;
		assert.equal((await server.get(`${path}/_history/${version}`)).status, 200);
		const deletion = /"(.*)"/.exec(gone.entry?.[0]?.response?.etag ?? '')?.[1];
		assert.equal((await server.get(`${path}/_history/${deletion}`)).status, 410);
		assert.equal((await server.call('PUT', path, named)).status, 201);
		assert.equal((await server.search(`${path}/_history`)).total, 4);
		assert.equal((await server.get('/Patient/never/_history')).status, 404);
	});

	test('of a type and of everything, since an instant, page by page', async () => {
		await sleep(2);
		const since = new Date().toISOString();
		const ids: string[] = [];
		for (let number = 0; number < 5; number++) {
			ids.push(String((await server.call('POST', '/Patient', patient)).body.id));
		}
		await server.call('POST', '/Basic', { resourceType: 'Basic', code: { text: 'x' } });
		await server.call('DELETE', `/Patient/${ids[0]}`);
		const expected = [`DELETE ${ids[0]}`, ...ids.toReversed().map((id) => `POST ${id}`)];
		assert.deepEqual(told(await server.search(`/Patient/_history?_since=${since}`)), expected);
		assert.equal((await server.search(`/_history?_since=${since}`)).total, 7);
		const entries: BundleEntry[] = [];
		let next: string | undefined = `/Patient/_history?_since=${since}&_count=4`;
		for (let pages = 0; next !== undefined; pages++) {
			const page: Bundle = await server.search(next);
			entries.push(...(page.entry ?? []));
			const link = page.link?.find(({ relation }) => relation === 'next')?.url;
			next = link?.replace(server.ehr.url, '');
			assert.ok(pages < 3);
		}
		assert.deepEqual(told({ resourceType: 'Bundle', type: 'history', entry: entries }), expected);
		const later = new Date(Date.now() + 1000).toISOString();
		assert.equal((await server.search(`/Patient/_history?_since=${later}`)).total, 0);
		assert.equal((await server.get('/Patient/_history?_at=2026')).status, 400);
		assert.equal((await server.get('/Patient/_history?_since=yesterday')).status, 400);
	});

	test('without what a failed transaction wrote', async () => {
		const before = (await server.search('/_history')).total;
		const existing = server.hospital.ordinary[0]!;
		const answer = await server.call(
			'POST',
			'',
			transaction(
				{ resource: patient, request: { method: 'POST', url: 'Patient' } },
				{
					resource: { ...patient, id: existing.id },
					request: { method: 'PUT', url: `Patient/${existing.id}` },
				},
				{ request: { method: 'DELETE', url: 'Patient/never' } },
			),
		);
		assert.equal(answer.status, 404);
		assert.equal((await server.search('/_history')).total, before);
		const found = await server.search(`/Patient?_id=${existing.id}&family=Zztestnew`);
		assert.equal(found.total, 0);
		assert.equal((await server.search(`/Patient?_id=${existing.id}`)).total, 1);
	});

	test('with times that never run backwards', async () => {
		const { entry = [] } = await server.search('/_history?_count=1000');
		const times = entry.map(({ response }) => response?.lastModified ?? '');
		assert.deepEqual(times, times.toSorted().toReversed());
	});
});
