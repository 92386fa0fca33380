import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { SearchSource } from '../../../dist/nodes/Fhir/watching/search-source.js';
import { OtherRecord } from '../../../dist/nodes/Fhir/searching/other-record.js';
import { Outage } from '../../../dist/nodes/Fhir/watching/outage.js';
import { Seen } from '../../../dist/nodes/Fhir/watching/seen.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import { faultServer, json, searchset, type FaultServer } from './fault-server.ts';

let server: FaultServer;
let people: object[] = [];
const meta = { versionId: '1', lastUpdated: '2026-11-22T10:00:00.000Z' };
const ofB = {
	resourceType: 'Observation',
	id: 'b1',
	status: 'final',
	subject: { reference: 'Patient/B' },
	meta,
};

before(async () => {
	server = await faultServer(({ url }, answer) =>
		json(answer, searchset(url.includes('/Patient/') ? people : [ofB])),
	);
});
after(async () => await server.close());

async function watch(criteria: Record<string, string>): Promise<string[]> {
	const client = new FhirClient({ baseUrl: server.base, retry: { attempts: 1 } });
	const source = new SearchSource(client, { type: 'Observation', criteria, method: 'POST' });
	const found: string[] = [];
	const { signal } = new AbortController();
	for await (const { changes } of source.pages({}, { limit: 10, pageSize: 10, signal })) {
		found.push(...changes.map(({ id }) => id));
	}
	return found;
}
const isOther = (error: HospitalError) => error.code === 'fhir-other-patient';

test('a watch for one patient starts no work about another one', async () => {
	await assert.rejects(watch({ patient: 'Patient/A' }), isOther);
	await assert.rejects(watch({ subject: 'Patient/A,Patient/C' }), isOther);
	await assert.rejects(watch({ 'subject:Patient': 'A' }), isOther);
	assert.deepEqual(await watch({ patient: 'Patient/B' }), ['b1']);
	assert.deepEqual(await watch({ status: 'amended' }), ['b1'], 'left to the server');
});

test('a watch by something that the patient has looks up whose it is', async () => {
	const identifier = [{ system: 'urn:zz', value: '1' }];
	people = [{ resourceType: 'Patient', id: 'A', identifier }];
	await assert.rejects(watch({ 'patient.identifier': 'urn:zz|1' }), isOther);
	people = [{ resourceType: 'Patient', id: 'B', identifier }];
	assert.deepEqual(await watch({ 'patient.identifier': 'urn:zz|1' }), ['b1']);
	await assert.rejects(watch({ 'patient.identifier': 'urn:zz|2' }), isOther);
});

test('records of somebody else are told of at once, not after the patience for outages', () => {
	const told: string[] = [];
	const outage = new Outage({ everyMs: 1, longestMs: 1, patienceMs: 60_000 }, (event) =>
		told.push(event.type === 'failing' ? event.reason : event.type),
	);
	outage.failed(Object.assign(new Error('x'), { code: 'ECONNRESET' }), 1);
	assert.deepEqual(told, []);
	outage.failed(new OtherRecord(ofB), 2);
	assert.deepEqual(told, ['fhir-other-patient']);
	outage.failed(new OtherRecord(ofB), 3);
	assert.equal(told.length, 1, 'once');
});

test('a content that comes back is another change, also where the server tells no version', () => {
	const change = (valueInteger: number) => ({
		type: 'Observation',
		id: 'x',
		deleted: false,
		resource: { resourceType: 'Observation', id: 'x', valueInteger },
	});
	let seen = new Seen();
	const names: string[] = [];
	for (const value of [1, 2, 2, 1, 1, 2, 1]) {
		const fresh = seen.judge(change(value));
		if (fresh === undefined) continue;
		assert.equal(seen.judge(change(value))?.name, fresh.name, 'the same after a crash');
		names.push(fresh.name);
		seen.add(fresh, 0);
		// What is kept on the disk is enough to go on.
		seen = new Seen(JSON.parse(JSON.stringify(seen.rows())));
	}
	assert.equal(names.length, 5);
	assert.equal(new Set(names).size, 5);
});
