import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { ACCESSION_SYSTEM, MRN_SYSTEM, orderOf } from '../../hospital/people.ts';
import { EhrUnderTest, TOKEN, ids } from './ehr-client.ts';

const server = new EhrUnderTest();

describe('the EHR searches', () => {
	test('by identifier, reference, string, date, chain and include', async () => {
		const person = server.hospital.ordinary[0]!;
		const order = orderOf(server.hospital, person);
		const byMrn = await server.search(`/Patient?identifier=${MRN_SYSTEM}|${person.mrn}`);
		assert.deepEqual(ids(byMrn), [person.id]);
		assert.equal(byMrn.entry?.[0]?.fullUrl, `${server.ehr.url}/Patient/${person.id}`);
		for (const query of [
			`patient=${person.id}`,
			`subject=Patient/${person.id}`,
			`subject:Patient=${person.id}`,
			`subject=${server.ehr.url}/Patient/${person.id}`,
			`patient.identifier=${person.mrn}`,
			`identifier=${ACCESSION_SYSTEM}|${order.accession}&status=active`,
		]) {
			assert.deepEqual(ids(await server.search(`/ServiceRequest?${query}`)), [order.id], query);
		}
		const included = await server.search(
			`/ServiceRequest?identifier=${order.accession}&_include=ServiceRequest:subject`,
		);
		assert.deepEqual(ids(included), [order.id, person.id]);
		assert.equal(included.total, 1);
		const [, second] = server.hospital.nearEqual;
		assert.deepEqual(ids(await server.search('/Patient?family=zztestnear&birthdate=1960-03-05')), [
			second.id,
		]);
	});

	test('strings from the start, whole with :exact, anywhere with :contains', async () => {
		const total = async (query: string) => (await server.search(`/Patient?${query}`)).total;
		assert.equal(await total('family=ZZTESTNEA'), 2);
		assert.equal(await total('family=near'), 0);
		assert.equal(await total('family:contains=near'), 2);
		assert.equal(await total('given:exact=Anna'), 1);
		assert.equal(await total('given:exact=Ann'), 0);
	});

	test('and refuses every parameter, modifier or value that it would not honour', async () => {
		for (const query of [
			'identifer=1',
			'name:text=a',
			'_has:Observation:patient:code=1',
			'_summary=text',
			'_elements=colour',
			'_lastUpdated=yesterday',
			'_count=many',
			'_sort=unknown',
			'_include=Patient:unknown',
			'organization.nonsense=1',
			'family=',
			'_page=unknown',
			'birthdate=yesterday',
		]) {
			const { status, body } = await server.get(`/Patient?${query}`);
			assert.equal(status, 400, query);
			assert.equal(body.resourceType, 'OperationOutcome');
		}
		assert.equal((await server.get('/Observation?subject=zztest-0001')).status, 400);
	});

	test('page by page, with links that hold no criteria', async () => {
		const seen: (string | undefined)[] = [];
		let url: string | undefined = `${server.ehr.url}/Patient/_search`;
		let request: RequestInit = { method: 'POST', body: 'family=Zztest&_count=4&_sort=_id' };
		let pages = 0;
		while (url !== undefined) {
			const response: Response = await fetch(url, {
				...request,
				headers: {
					authorization: `Bearer ${TOKEN}`,
					...(request.body ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
				},
			});
			const bundle = (await response.json()) as Bundle;
			seen.push(...ids(bundle));
			assert.doesNotMatch(JSON.stringify(bundle.link), /family|Zztest/i);
			url = bundle.link?.find(({ relation }) => relation === 'next')?.url;
			request = {};
			pages++;
		}
		assert.equal(new Set(seen).size, seen.length);
		assert.equal(seen.length, (await server.search('/Patient?family=Zztest')).total);
		assert.equal(pages, Math.ceil(seen.length / 4));
	});
});
