import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bundle, BundleEntry, Patient, Resource } from '@medplum/fhirtypes';
import { EhrUnderTest, ids, patient, transaction } from './ehr-client.ts';

const server = new EhrUnderTest();

describe('the EHR processes transactions', () => {
	const observation = (subject: string, status = 'final') =>
		({
			resourceType: 'Observation',
			status,
			code: { text: 'Score' },
			subject: { reference: subject },
		}) as Resource;
	const post = (resource: Resource, more: object = {}): BundleEntry => ({
		resource,
		request: { method: 'POST', url: resource.resourceType, ...more },
	});
	const urn = 'urn:uuid:8b6ac1f6-7d4b-4f0c-9a67-0c6a8a8f2d11';

	test('with references among the entries, whatever their order', async () => {
		const { status, body } = await server.call(
			'POST',
			'',
			transaction(post(observation(urn)), { ...post(patient), fullUrl: urn }),
		);
		assert.equal(status, 200);
		const [first, second] = (body as unknown as Bundle).entry ?? [];
		assert.equal(first?.response?.status, '201 Created');
		assert.match(second?.response?.location ?? '', /\/Patient\/[^/]+\/_history\//);
		const created = (first?.resource as { subject?: { reference?: string } }).subject?.reference;
		assert.equal(created, `Patient/${second?.resource?.id}`);
	});

	test('all or nothing', async () => {
		const doomed = (await server.call('POST', '/Patient', patient)).body;
		const changed: Patient = { ...patient, id: server.hospital.ordinary[0]!.id, active: false };
		const put = (resource: Resource): BundleEntry => ({
			resource,
			request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
		});
		const state = async () => {
			const bundles = await Promise.all(
				['Patient', 'Observation'].map((type) => server.search(`/${type}?_count=1000`)),
			);
			return bundles.map(({ entry, total }) => ({ entry, total }));
		};
		const before = await state();
		const writes: BundleEntry[] = [
			{ request: { method: 'DELETE', url: `Patient/${doomed.id}` } },
			post(patient),
			put(changed),
		];
		for (const failing of [
			put({ ...observation(`Patient/${changed.id}`, 'nonsense'), id: 'last' } as Resource),
			put({ ...observation('Patient/nobody'), id: 'last' } as Resource),
			put({ ...observation(urn), id: 'last' } as Resource),
		]) {
			const { status, body } = await server.call('POST', '/', transaction(...writes, failing));
			assert.equal(status, 400);
			assert.equal(body.resourceType, 'OperationOutcome');
			assert.deepEqual(await state(), before);
			assert.equal((await server.get(`/Patient/${doomed.id}`)).status, 200);
			assert.equal((await server.search(`/Patient/${changed.id}/_history`)).total, 1);
		}
		assert.equal((await server.call('POST', '', transaction(...writes))).status, 200);
		assert.equal((await server.get(`/Patient/${doomed.id}`)).status, 410);
		assert.equal((await server.search(`/Patient/${changed.id}/_history`)).total, 2);
	});

	test('with If-None-Exist on more than eight entries, once however often it is sent', async () => {
		const entries = Array.from({ length: 12 }, (_, index) =>
			post({ ...patient, identifier: [{ system: 'urn:rerun', value: `${index}` }] } as Resource, {
				ifNoneExist: `identifier=urn:rerun|${index}`,
			}),
		);
		const score = post(
			{ ...observation(urn), identifier: [{ system: 'urn:rerun', value: 'score' }] } as Resource,
			{ ifNoneExist: 'identifier=urn:rerun|score' },
		);
		const bundle = transaction(score, { ...entries[0]!, fullUrl: urn }, ...entries.slice(1));
		const first = (await server.call('POST', '', bundle)).body as unknown as Bundle;
		const second = (await server.call('POST', '', bundle)).body as unknown as Bundle;
		assert.deepEqual(
			new Set(first.entry?.map((e) => e.response?.status)),
			new Set(['201 Created']),
		);
		assert.deepEqual(new Set(second.entry?.map((e) => e.response?.status)), new Set(['200 OK']));
		assert.deepEqual(ids(second), ids(first));
		assert.equal((await server.search('/Patient?identifier=urn:rerun|')).total, 12);
	});

	test('with conditional updates that create or replace', async () => {
		const update = (active: boolean) =>
			transaction({
				fullUrl: urn,
				resource: { ...patient, active, identifier: [{ system: 'urn:upsert', value: '1' }] },
				request: { method: 'PUT', url: 'Patient?identifier=urn:upsert|1' },
			});
		await server.call('POST', '', update(true));
		const second = (await server.call('POST', '', update(false))).body as unknown as Bundle;
		assert.equal(second.entry?.[0]?.response?.status, '200 OK');
		const found = await server.search('/Patient?identifier=urn:upsert|1');
		assert.equal(found.total, 1);
		assert.equal((found.entry?.[0]?.resource as { active?: boolean }).active, false);
	});

	test('but refuses two entries that write the same resource', async () => {
		const twice = post(patient, { ifNoneExist: 'identifier=urn:twice|1' });
		assert.equal((await server.call('POST', '', transaction(twice, twice))).status, 400);
	});

	test('one after the other, so that a race creates nothing twice', async () => {
		const identifier = [{ system: 'urn:race', value: '1' }];
		const racing = transaction(
			post({ ...patient, identifier }, { ifNoneExist: 'identifier=urn:race|1' }),
		);
		await Promise.all(Array.from({ length: 6 }, () => server.ehr.seed(racing)));
		assert.equal((await server.search('/Patient?identifier=urn:race|1')).total, 1);
	});

	test('and a batch entry by entry', async () => {
		const batch = {
			...transaction(post(patient), post({ ...patient, x: 1 } as never)),
			type: 'batch',
		};
		const { status, body } = await server.call('POST', '', batch);
		assert.equal(status, 200);
		const statuses = (body as unknown as Bundle).entry?.map((e) => e.response?.status);
		assert.deepEqual(statuses, ['201 Created', '400']);
	});
});
