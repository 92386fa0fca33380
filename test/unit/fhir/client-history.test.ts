import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, fails, start } from './client-helpers.ts';
import { json, patient, searchset } from './fault-server.ts';

const version = (id: string, versionId: string) => ({
	resource: {
		...patient(id),
		meta: { versionId, lastUpdated: `2026-11-0${versionId}T00:00:00Z` },
	},
	request: { method: versionId === '1' ? 'POST' : 'PUT', url: `Patient/${id}` },
	response: { status: '200', etag: `W/"${versionId}"` },
});
const bundle = (entry: object[], next?: string) => ({
	resourceType: 'Bundle',
	type: 'history',
	total: entry.length,
	entry,
	...(next !== undefined && { link: [{ relation: 'next', url: next }] }),
});
const all = async <T>(pages: AsyncIterable<T>): Promise<T[]> => {
	const found: T[] = [];
	for await (const one of pages) found.push(one);
	return found;
};

test('the history of a resource, of a type and of everything is asked for at its own address', async () => {
	const server = await start((_seen, answer) => json(answer, bundle([])));
	const fhir = client(server);
	await all(fhir.history({ type: 'Patient', id: 'p1' }));
	await all(
		fhir.history({ type: 'Patient' }, { since: '2026-11-01T00:00:00+01:00', pageSize: 50 }),
	);
	await all(fhir.history({}, { at: '2026-11' }));
	assert.deepEqual(
		server.seen.map(({ url }) => url),
		[
			'/fhir/Patient/p1/_history',
			'/fhir/Patient/_history?_since=2026-11-01T00%3A00%3A00%2B01%3A00&_count=50',
			'/fhir/_history?_at=2026-11',
		],
	);
});

test('versions and deletions come with type, id, version and time', async () => {
	const server = await start((_seen, answer) =>
		json(
			answer,
			bundle([
				{
					fullUrl: 'http://x.example/fhir/Patient/p1',
					request: { method: 'DELETE', url: 'Patient/p1' },
					response: { status: '204', etag: 'W/"3"', lastModified: '2026-11-03T00:00:00Z' },
				},
				version('p1', '2'),
				{ request: { method: 'DELETE', url: 'Patient/p2/_history/7' } },
			]),
		),
	);
	const [deleted, updated, other] = await all(client(server).history({ type: 'Patient' }));
	assert.deepEqual(deleted, {
		type: 'Patient',
		id: 'p1',
		deleted: true,
		versionId: '3',
		lastUpdated: '2026-11-03T00:00:00Z',
		method: 'DELETE',
	});
	assert.equal(updated.resource?.id, 'p1');
	assert.equal(updated.deleted, false);
	assert.equal(updated.versionId, '2');
	assert.deepEqual(other, {
		type: 'Patient',
		id: 'p2',
		deleted: true,
		versionId: '7',
		method: 'DELETE',
	});
});

test('pages of a history are followed, each version comes once, and the clock of the server with them', async () => {
	const server = await start((seen, answer) => {
		answer.setHeader('date', 'Sun, 22 Nov 2026 07:00:00 GMT');
		const second = seen.url.includes('page=2');
		json(
			answer,
			second
				? bundle([version('p1', '2'), version('p1', '1')])
				: bundle([version('p1', '3'), version('p1', '2')], `${server.base}/_history?page=2`),
		);
	});
	const pages = await all(client(server).historyPages({}));
	assert.deepEqual(
		pages.map(({ entries }) => entries.map(({ versionId }) => versionId)),
		[['3', '2'], ['1']],
	);
	assert.equal(pages[1].date, 'Sun, 22 Nov 2026 07:00:00 GMT');
	assert.equal((await all(client(server).history({}, { limit: 1 }))).length, 1);
	assert.equal(server.seen.length, 3);
});

test('a server that repeats its first page instead of turning it is an error, not a short result', async () => {
	const stuck = await start((seen, answer, count) => {
		const next = count < 3 ? `${stuck.base}/Patient?page=${count}` : undefined;
		json(
			answer,
			seen.url.includes('_history') || seen.url.includes('page=h')
				? bundle([version('p1', '2')], count < 3 ? `${stuck.base}?page=h${count}` : undefined)
				: searchset([patient('a'), patient('b')], next),
		);
	});
	await assert.rejects(client(stuck).searchAll('Patient', {}), fails('fhir-page-loop'));
	stuck.seen.length = 0;
	await assert.rejects(all(client(stuck).history({})), fails('fhir-page-loop'));
});

test('included resources that come with every page are no repetition', async () => {
	const server = await start((_seen, answer, count) =>
		json(answer, {
			...searchset([], count < 3 ? `${server.base}/Patient?page=${count}` : undefined),
			entry: [
				{ resource: patient(`m${count}`), search: { mode: 'match' } },
				{ resource: { resourceType: 'Organization', id: 'o' }, search: { mode: 'include' } },
			],
		}),
	);
	assert.equal((await client(server).searchAll('Patient', {})).length, 3);
});

test('a history that is too long, malformed or no history is an error', async () => {
	const endless = await start((_seen, answer, count) =>
		json(answer, bundle([version('p1', String(count))], `${endless.base}/_history?page=${count}`)),
	);
	await assert.rejects(all(client(endless).history({}, { maxPages: 3 })), fails('fhir-too-many'));
	await assert.rejects(
		all(client(endless).history({}, { maxResources: 2 })),
		fails('fhir-too-many'),
	);
	for (const body of [
		searchset([]),
		bundle([{}]),
		bundle([{ resource: { resourceType: 'Patient' } }]),
	]) {
		const server = await start((_seen, answer) => json(answer, body));
		await assert.rejects(all(client(server).history({})), fails('fhir-answer-invalid'));
	}
});

test('times, types and ids that FHIR does not know are refused before anything is sent', async () => {
	const server = await start((_seen, answer) => json(answer, bundle([])));
	const fhir = client(server);
	for (const since of [
		'yesterday',
		'2026-11-01',
		'2026-11-01T00:00:00',
		'2026-11-01T00:00:00Z&x=1',
	]) {
		await assert.rejects(all(fhir.history({}, { since })), fails('fhir-time-invalid'));
	}
	await assert.rejects(all(fhir.history({ id: 'p1' })), fails('fhir-name-invalid'));
	await assert.rejects(
		all(fhir.history({ type: 'Patient', id: '../x' })),
		fails('fhir-name-invalid'),
	);
	assert.equal(server.seen.length, 0);
});

test('pages of a search come with total, self link and the clock of the server', async () => {
	const server = await start((_seen, answer) => {
		answer.setHeader('date', 'Sun, 22 Nov 2026 07:00:00 GMT');
		json(answer, {
			...searchset([patient('a')]),
			total: 1,
			link: [{ relation: 'self', url: `${server.base}/Patient?name=x` }],
		});
	});
	const [page, ...rest] = await all(client(server).pages('Patient', { name: 'x' }));
	assert.equal(rest.length, 0);
	assert.deepEqual(page, {
		entries: [{ resource: patient('a'), mode: 'match' }],
		total: 1,
		date: 'Sun, 22 Nov 2026 07:00:00 GMT',
		self: `${server.base}/Patient?name=x`,
	});
});

test('a search within a compartment asks below it', async () => {
	const server = await start((_seen, answer) => json(answer, searchset([])));
	const compartment = { type: 'Patient', id: 'p1' };
	await client(server).searchAll('Observation', { code: 'x' }, { compartment });
	assert.equal(server.seen[0].url, '/fhir/Patient/p1/Observation/_search');
	await assert.rejects(
		client(server).searchAll('Observation', {}, { compartment: { type: 'Patient', id: '..' } }),
		fails('fhir-name-invalid'),
	);
});

test('a search of ten thousand resources holds one page at a time', async () => {
	const filler = 'x'.repeat(2000);
	const server = await start((_seen, answer, count) => {
		const page = Array.from({ length: 100 }, (_, index) => ({
			...patient(`p${count}-${index}`),
			text: filler,
		}));
		json(
			answer,
			searchset(page, count < 100 ? `${server.base}/Patient?page=${count + 1}` : undefined),
		);
	});
	let seen = 0;
	let most = 0;
	for await (const { entries } of client(server).pages('Patient', {})) {
		seen += entries.length;
		most = Math.max(most, entries.length);
	}
	assert.equal(seen, 10_000);
	assert.equal(most, 100);
});

test('capabilities are asked for once in five minutes, and again after a failure', async () => {
	let broken = true;
	const server = await start((_seen, answer) =>
		broken
			? answer.writeHead(500).end()
			: json(answer, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' }),
	);
	const fhir = client(server);
	await assert.rejects(fhir.capabilitiesOnce(), fails('fhir-server-error'));
	broken = false;
	await Promise.all([fhir.capabilitiesOnce(), fhir.capabilitiesOnce(), fhir.abilities()]);
	assert.equal(server.seen.length, 2);
	await fhir.capabilities();
	assert.equal(server.seen.length, 3);
});

test('one who gives up waiting for the capabilities does not take them from the others', async () => {
	let release = () => {};
	const server = await start((_seen, answer) => {
		release = () => json(answer, { resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
	});
	const fhir = client(server);
	const controller = new AbortController();
	const impatient = fhir.capabilitiesOnce({ signal: controller.signal });
	const other = fhir.capabilitiesOnce();
	while (server.seen.length === 0) await new Promise((done) => setTimeout(done, 5));
	controller.abort();
	await assert.rejects(impatient, fails('cancelled'));
	release();
	assert.equal((await other).resourceType, 'CapabilityStatement');
});
