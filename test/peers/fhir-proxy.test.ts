import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Bundle } from '@medplum/fhirtypes';
import { startEhr, type Ehr } from '../hospital/ehr.ts';
import { startFhirProxy, type FhirProxy } from './fhir-proxy.ts';

const PATIENTS = 25;
let ehr: Ehr;
let proxy: FhirProxy;

before(async () => {
	ehr = await startEhr();
	for (let number = 0; number < PATIENTS; number++) {
		await ehr.repository.createResource({ resourceType: 'Patient', active: true });
	}
	proxy = await startFhirProxy(ehr.url, { slowMs: 400, giantBytes: 3 * 1024 * 1024 });
});
after(async () => {
	await proxy.stop();
	await ehr.stop();
});
beforeEach(() => {
	proxy.heal();
	proxy.foreign.requests.length = 0;
});

const get = async (path: string, init: RequestInit = {}): Promise<Response> =>
	await fetch(`${proxy.url}${path}`, { ...init, signal: AbortSignal.timeout(10_000) });

/** Ids in the order of the pages, following next links as far as they go. */
async function walk(path: string, headers: Record<string, string> = {}): Promise<string[]> {
	const ids: string[] = [];
	let url: string | undefined = `${proxy.url}${path}`;
	while (url !== undefined) {
		const page = (await (await fetch(url, { headers })).json()) as Bundle;
		ids.push(...(page.entry ?? []).map(({ resource }) => String(resource?.id)));
		url = page.link?.find(({ relation }) => relation === 'next')?.url;
	}
	return ids;
}

test('without a fault the server is seen as it is, and its links lead through the proxy', async () => {
	const before = proxy.requests;
	const ids = await walk('/Patient?_count=10&_sort=_id');
	assert.equal(new Set(ids).size, PATIENTS);
	assert.deepEqual(ids, ids.toSorted());
	assert.equal(proxy.requests - before, 3);
	const created = await get('/Patient', {
		method: 'POST',
		headers: { 'content-type': 'application/fhir+json' },
		body: JSON.stringify({ resourceType: 'Patient', active: false }),
	});
	assert.equal(created.status, 201);
	assert.ok(created.headers.get('location')?.startsWith(`${proxy.url}/Patient/`));
	const { id } = (await created.json()) as { id: string };
	await ehr.repository.deleteResource('Patient', id);
});

test('faults that come instead of the answer never reach the server', async () => {
	const before = ehr.requests.length;
	proxy.faults.next('too-many', 'unavailable', 'html', 'portal', 'redirect', 'reset');
	const seen: Array<[number, string | null, string | undefined]> = [];
	for (let time = 0; time < 5; time++) {
		const answer = await get('/Patient?_count=1', { redirect: 'manual' });
		const type = answer.headers.get('content-type')?.split(';')[0];
		seen.push([answer.status, answer.headers.get('retry-after'), type]);
	}
	assert.deepEqual(seen, [
		[429, '1', 'application/fhir+json'],
		[503, '1', 'application/fhir+json'],
		[502, null, 'text/html'],
		[200, null, 'text/html'],
		[307, null, undefined],
	]);
	await assert.rejects(get('/Patient?_count=1'), TypeError);
	assert.equal(ehr.requests.length, before);
	assert.equal(proxy.faults.counts.reset, 1);
});

test('a cut connection comes after the server has done what was asked', async () => {
	proxy.faults.next('cut');
	const body = JSON.stringify({ resourceType: 'Basic', id: 'kept', code: { text: 'x' } });
	const headers = { 'content-type': 'application/fhir+json' };
	const put = async () => await (await get('/Basic/kept', { method: 'PUT', headers, body })).json();
	await assert.rejects(put());
	const kept = await ehr.repository.readResource('Basic', 'kept');
	assert.equal(kept.meta?.versionId !== undefined, true);
});

test('a slow answer takes its time and arrives whole; a stalled one never ends', async () => {
	proxy.faults.next('slow', 'stalled');
	const began = Date.now();
	const page = (await (await get('/Patient?_count=5')).json()) as Bundle;
	assert.equal(page.entry?.length, 5);
	assert.ok(Date.now() - began >= 350);
	const stalled = fetch(`${proxy.url}/Patient?_count=5`, { signal: AbortSignal.timeout(500) });
	await assert.rejects(
		stalled.then(async (answer) => await answer.text()),
		{ name: 'TimeoutError' },
	);
});

test('a giant answer says nothing of its length', async () => {
	proxy.faults.next('giant');
	const answer = await get('/Patient?_count=1');
	assert.equal(answer.headers.get('content-length'), null);
	assert.ok((await answer.bytes()).length > 3 * 1024 * 1024);
});

test('a foreign next link and a redirect lead to the other origin, which sees who is fooled', async () => {
	const headers = { authorization: 'Bearer ZZ-TOKEN' };
	proxy.faults.next('foreign-next');
	const ids = await walk('/Patient?_count=10', headers);
	assert.equal(ids.length, 10);
	assert.deepEqual(
		proxy.foreign.requests.map(({ withSecret }) => withSecret),
		[true],
	);
	proxy.faults.next('redirect');
	await get('/Patient?_count=1');
	assert.equal(proxy.foreign.requests.length, 2);
});

test('a fault of paging waits for a search and is not counted where there is no next page', async () => {
	const before = proxy.faults.counts['foreign-next'];
	proxy.faults.next('foreign-next');
	assert.equal((await get('/metadata')).status, 200);
	assert.equal((await walk('/Patient?_count=100')).length, PATIENTS);
	assert.equal(proxy.faults.counts['foreign-next'], before);
});

test('reordered pages hold every entry once, in another order', async () => {
	const ordered = await walk('/Patient?_count=5&_sort=_id');
	proxy.faults.next('reordered');
	const shuffled = await walk('/Patient?_count=5&_sort=_id');
	assert.notDeepEqual(shuffled, ordered);
	assert.deepEqual(shuffled.toSorted(), ordered);
});

test('late commits hide young versions from searches for a while, and always the same ones', async () => {
	proxy.late = { share: 1, ms: 300 };
	const { id } = await ehr.repository.createResource({ resourceType: 'Patient', active: true });
	assert.equal((await walk('/Patient?_count=100')).includes(id), false);
	assert.equal((await get(`/Patient/${id}`)).status, 200);
	await new Promise((resolve) => setTimeout(resolve, 350));
	assert.equal((await walk('/Patient?_count=100')).includes(id), true);
	proxy.late = { share: 0.5, ms: 60_000 };
	const once = await walk('/Patient?_count=100&_sort=_id');
	assert.deepEqual(await walk('/Patient?_count=100&_sort=_id'), once);
	assert.ok(once.length > 3 && once.length < PATIENTS);
	assert.ok(proxy.hidden > 0);
});

test('equal seeds give equal faults to equal requests, at the wanted rate', async () => {
	const met = async (): Promise<number[]> => {
		const other = await startFhirProxy(ehr.url, { seed: 7, rates: { 'too-many': 0.2 } });
		try {
			const statuses: number[] = [];
			for (let time = 0; time < 100; time++) {
				const answer = await fetch(`${other.url}/Patient?_count=1`);
				await answer.arrayBuffer();
				statuses.push(answer.status);
			}
			assert.equal(
				statuses.filter((status) => status === 429).length,
				other.faults.counts['too-many'],
			);
			return statuses;
		} finally {
			await other.stop();
		}
	};
	const first = await met();
	assert.deepEqual(await met(), first);
	const share = first.filter((status) => status === 429).length / first.length;
	assert.ok(share > 0.08 && share < 0.35, String(share));
});
