import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { gatherChart, type Purpose } from '../../../dist/nodes/Fhir/chart/index.js';
import { SHIPPED } from '../../../dist/nodes/Fhir/chart/shipped.js';
import { differences, elementsOf } from '../../../dist/nodes/Fhir/drafts/fingerprint.js';
import type { Change } from '../../../dist/nodes/Fhir/watching/change.js';
import { Seen as Versions } from '../../../dist/nodes/Fhir/watching/seen.js';
import { unchanged } from '../../../dist/nodes/Fhir/writing/unchanged.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import {
	faultServer,
	json,
	outcome,
	patient,
	searchset,
	type FaultServer,
	type Seen,
} from './fault-server.ts';

type Item = Record<string, any>;
type Answers = (seen: Seen, answer: ServerResponse<IncomingMessage>) => unknown;

let server: FaultServer;
let client: FhirClient;
let handle: Answers = () => undefined;

before(async () => {
	server = await faultServer((seen, answer) => handle(seen, answer));
	client = new FhirClient({ baseUrl: server.base, retry: { attempts: 1 } });
});
after(async () => await server.close());

const code = (wanted: string) => (error: HospitalError) => {
	assert.equal(error.code, wanted, error.stack);
	return true;
};

/** Two pages, the second behind a link. */
const pages = (first: Item, second: Item) =>
	(handle = ({ url }, answer) =>
		url.includes('page=2')
			? json(answer, second)
			: json(answer, { ...first, link: [{ relation: 'next', url: `${server.base}?page=2` }] }));

describe('a search over pages', () => {
	test('counts on a total that is told on the first page only', async () => {
		pages({ ...searchset([patient('A')]), total: 500 }, searchset([patient('B')]));
		await assert.rejects(client.searchAll('Patient', {}), code('fhir-search-incomplete'));
		pages({ ...searchset([patient('A')]), total: 2 }, searchset([patient('B')]));
		assert.equal((await client.searchAll('Patient', {})).length, 2);
	});

	test('refuses the same version of a record with other content on another page', async () => {
		const other = { ...patient('A'), gender: 'male' };
		pages(searchset([patient('A')]), searchset([other, patient('B')]));
		await assert.rejects(client.searchAll('Patient', {}), code('fhir-answer-invalid'));
		const newer = { ...other, meta: { versionId: '2' } };
		pages(searchset([patient('A')]), searchset([newer, patient('B')]));
		assert.equal((await client.searchAll('Patient', {})).length, 2);
	});

	test('takes a record that comes whole and once more in part', async () => {
		const part = { ...patient('A'), name: undefined, meta: { tag: [{ code: 'SUBSETTED' }] } };
		handle = (_seen, answer) => json(answer, searchset([patient('A'), part]));
		const [one, ...more] = await client.searchAll('Patient', {});
		assert.deepEqual([one?.name, more.length], [[{ family: 'Zztest' }], 0]);
	});
});

test('a chart from a server that counts more than it gives is marked, with the counts', async () => {
	const allergy = {
		resourceType: 'AllergyIntolerance',
		id: 'al',
		patient: { reference: 'Patient/A' },
		code: { text: 'ZZ' },
	};
	handle = ({ url }, answer) =>
		json(
			answer,
			url.includes('AllergyIntolerance')
				? { ...searchset([allergy]), total: 9 }
				: searchset(url.includes('/Patient') ? [patient('A')] : []),
		);
	const whole = SHIPPED.find(({ name }) => name === 'medication-reconciliation') as Purpose;
	const reads = whole.reads.filter(({ type }) => /^(Patient|AllergyIntolerance)$/.test(type));
	const name = reads.find(({ type }) => type === 'AllergyIntolerance')?.name ?? '';
	const chart = await gatherChart(client, { ...whole, reads, priors: undefined } as Purpose, {
		patient: 'Patient/A',
	});
	assert.deepEqual(chart.truncated, [
		{ read: name, type: 'AllergyIntolerance', kept: 1, newestFirst: false },
	]);
	assert.ok(chart.notFound.includes(`${name}: the server counts 9 and gave 1`));
});

describe('a write that was done', () => {
	const inside = { location: 'http://internal.example/fhir/Patient/A/_history/1' };

	test('an update without content and a Location under another name is done', async () => {
		handle = (_seen, answer) => answer.writeHead(200, inside).end();
		assert.equal((await client.update(patient('A'))).reference, 'Patient/A');
		await assert.rejects(client.update(patient('B')), code('fhir-answer-invalid'));
	});

	test('a create without content is settled by what lies there', async () => {
		let there: object = { ...patient('A'), meta: { versionId: '1' } };
		handle = ({ method }, answer) =>
			method === 'POST' ? answer.writeHead(201, inside).end() : json(answer, there);
		const made = await client.create({ ...patient('A'), id: undefined });
		assert.deepEqual([made.reference, made.outcome], ['Patient/A', 'created']);
		there = { ...patient('A'), name: [{ family: 'Zzother' }] };
		await assert.rejects(
			client.create({ ...patient('A'), id: undefined }),
			code('fhir-answer-invalid'),
		);
	});

	for (const issue of [
		{ severity: 'success', code: 'informational' },
		{ severity: 'Information', code: 'processing' },
		{ code: 'informational' },
	]) {
		test(`an issue ${JSON.stringify(issue)} is no failure`, async () => {
			handle = (_seen, answer) =>
				json(answer, { resourceType: 'OperationOutcome', issue: [issue] });
			assert.equal((await client.update(patient('A'))).outcome, 'updated');
		});
	}

	test('an issue that does not say how severe it is fails the write', async () => {
		handle = (_seen, answer) =>
			json(answer, { resourceType: 'OperationOutcome', issue: [{ code: 'exception' }] });
		await assert.rejects(client.update(patient('A')), code('fhir-write-refused'));
	});

	test('what $validate finds inside a transaction does not fail it', async () => {
		const [request, resource] = [
			{ method: 'POST', url: 'Patient/$validate' },
			outcome('invalid', ''),
		];
		const entry = [{ response: { status: '200' }, resource }];
		handle = (_seen, answer) =>
			json(answer, { resourceType: 'Bundle', type: 'transaction-response', entry });
		const send = (url: string) =>
			client.transaction({
				resourceType: 'Bundle',
				type: 'transaction',
				entry: [{ resource: patient('A'), request: { ...request, url } }],
			} as never);
		assert.equal((await send('Patient/$validate'))[0]?.resource?.resourceType, 'OperationOutcome');
		await assert.rejects(send('Patient'), code('fhir-write-refused'));
	});

	test('a deletion that is answered unclearly is settled by reading', async () => {
		let isThere = false;
		let status = 202;
		handle = ({ method }, answer) => {
			if (method !== 'DELETE') {
				return isThere ? json(answer, patient('A')) : json(answer, outcome('deleted', ''), 410);
			}
			return answer
				.writeHead(status, { 'content-type': 'text/plain' })
				.end(status === 200 ? 'ok' : '');
		};
		assert.equal((await client.remove('Patient', 'A')).outcome, 'deleted');
		status = 200;
		assert.equal((await client.remove('Patient', 'A')).outcome, 'deleted');
		isThere = true;
		await assert.rejects(client.remove('Patient', 'A'));
		status = 202;
		await assert.rejects(client.remove('Patient', 'A'), code('fhir-write-unconfirmed'));
	});
});

test('a version that stands in the ETag only is the version of the record', async () => {
	handle = (_seen, answer) => {
		answer.setHeader('etag', 'W/"7"');
		json(answer, patient('A'));
	};
	assert.equal((await client.read('Patient', 'A')).meta?.versionId, '7');
	const there = await unchanged(client, { type: 'Patient', id: 'A', ifMatch: 'W/"7"' });
	assert.equal(there?.id, 'A');
	await assert.rejects(
		unchanged(client, { type: 'Patient', id: 'A', ifMatch: 'W/"6"' }),
		code('fhir-precondition-failed'),
	);
});

test('a version may be named as an ETag names it', async () => {
	handle = ({ url }, answer) =>
		json(answer, { ...patient('A'), meta: { versionId: url.split('/').at(-1) } });
	assert.equal((await client.vread('Patient', 'A', 'W/"2"')).meta?.versionId, '2');
});

test('a stored draft is the same one when the server only spells it in another way', () => {
	const read = (date: string, contentType: string) =>
		elementsOf(
			{ resourceType: 'DocumentReference', date, content: [{ attachment: { contentType } }] },
			{ textHash: 'a'.repeat(64), baseUrl: 'http://127.0.0.1/fhir' },
		);
	const sent = read('2026-11-02T08:00:00.000Z', 'text/plain; charset=utf-8');
	for (const date of ['2026-11-02T08:00:00Z', '2026-11-02T09:00:00+01:00']) {
		assert.deepEqual(differences(sent, read(date, 'text/plain')), []);
	}
	assert.deepEqual(differences(sent, read('2026-11-02T08:00:01Z', 'text/plain')), ['date']);
	assert.deepEqual(differences(sent, read('2026-11-02T08:00:00Z', 'text/html')), ['content']);
	assert.deepEqual(differences(sent, read('2026-11-02T08:00:00Z', 'text/plain; charset=utf-16')), [
		'content',
	]);
});

test('a record without version and time that left the criteria and comes back is new work', () => {
	const change = { type: 'Task', id: '1', resource: { resourceType: 'Task', id: '1' } } as Change;
	let seen = new Versions();
	const names = new Set<string>();
	for (const at of [1000, 2000, 3000]) {
		seen.beginLook();
		const fresh = seen.judge(change);
		assert.ok(fresh, 'it is handed over');
		names.add(fresh.name);
		seen.add(fresh, at);
		assert.equal(seen.judge(change), undefined, 'once');
		seen.beginLook();
		seen.forgetBefore(at + 1);
		seen = new Versions(JSON.parse(JSON.stringify(seen.rows())));
	}
	assert.equal(names.size, 3);
});
