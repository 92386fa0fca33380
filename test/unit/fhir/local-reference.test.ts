import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { localReference } from '../../../dist/nodes/clients/fhir/index.js';
import { chartChangeOf } from '../../../dist/nodes/Fhir/watching/chart-change.js';
import { changeOf } from '../../../dist/nodes/Fhir/watching/change.js';
import { receivedEntries } from '../../../dist/nodes/Fhir/watching/audit-entries.js';
import { workOfPatients, type WorkRules } from '../../../dist/nodes/Fhir/watching/work.js';
import { openWard, type Ward } from './faces-kit.ts';

const BASE = 'https://fhir.example.org/r4';
const OTHER = 'http://other.example/fhir/Patient/p1';
const local = (reference: unknown) => localReference(reference, BASE, ['http://inner:8080/fhir/']);

let ward: Ward;
before(async () => {
	ward = await openWard();
});
after(() => ward.close());

test('a reference in full is local only below the endpoint or another address of the server', () => {
	for (const reference of [
		'Patient/p1',
		'Patient/p1/_history/3',
		`${BASE}/Patient/p1`,
		`${BASE}/Patient/p1/_history/3`,
		'https://FHIR.example.org:443/r4/Patient/p1',
		'http://inner:8080/fhir/Patient/p1',
	]) {
		assert.equal(local(reference)?.reference, 'Patient/p1', reference);
	}
	for (const reference of [
		OTHER,
		'https://fhir.example.org/Patient/p1',
		'https://fhir.example.org/r4x/Patient/p1',
		`${BASE}/tenant/Patient/p1`,
		'http://fhir.example.org/r4/Patient/p1',
		'https://fhir.example.org.evil.example/r4/Patient/p1',
		`https://user@fhir.example.org/r4/Patient/p1`,
		`${BASE}?x=/Patient/p1`,
		`http://evil.example/?${BASE}/Patient/p1`,
		'//other.example/Patient/p1',
		'/Patient/p1',
		'other/Patient/p1',
		'urn:uuid:Patient/p1',
		'#p1',
	]) {
		assert.equal(local(reference), undefined, reference);
	}
});

test('Read refuses the reference of another server and takes one of its own', async () => {
	const { id } = ward.hospital.ordinary[0];
	const read = (reference: string) =>
		ward.one({ operation: 'read', resourceType: 'Patient', id: reference });
	await read(`Patient/${id}`);
	const before = (await ward.place.ledger()).length;
	await assert.rejects(read(`http://other.example/fhir/Patient/${id}`), {
		message: /another server/,
	});
	assert.equal((await ward.place.ledger()).length, before, 'nothing was asked');
	assert.equal((await read(`${ward.ehr.url}/Patient/${id}`)).resource.id, id);
	assert.equal((await read(`Patient/${id}`)).resource.id, id);
});

const about = (id: string, reference: string) =>
	changeOf({ resourceType: 'Observation', id, subject: { reference } });

test('a trigger takes no patient of another server for one of its own', () => {
	const own = about('o1', `${BASE}/Patient/p1`);
	const relative = about('o2', 'Patient/p1');
	const foreign = about('o3', OTHER);
	assert.equal(chartChangeOf(own, 'search', local).patient, 'Patient/p1');
	const told = chartChangeOf(foreign, 'search', local);
	assert.equal(told.patient, undefined);
	assert.equal(told.patientLeftOut, 'other-server');
	assert.equal(chartChangeOf(relative, 'search', local).patientLeftOut, undefined);

	const rules = { foundBy: 'search', local, priority: 'routine' } as unknown as WorkRules;
	const fresh = [own, relative, foreign].map((change) => ({
		change,
		name: change.id,
		hash: '',
	}));
	assert.deepEqual(
		workOfPatients(fresh, rules).map(({ changes }) => changes.map(({ id }) => id)),
		[['o1', 'o2'], ['o3']],
	);
	const pseudonym = (...parts: string[]) => ({ id: parts.join(' ') }) as never;
	const entries = receivedEntries(
		'fhir-change-received',
		[own, relative, foreign],
		{ address: 'x', port: 1 },
		pseudonym,
		local,
	);
	assert.deepEqual(
		entries.map(({ patient }) => patient !== undefined),
		[true, false],
	);
});
