import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fhirClient, type FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { fails } from './client-helpers.ts';

const SYSTEM = 'urn:zztest:mrn';
let ehr: Ehr;
let fhir: FhirClient;

before(async () => {
	ehr = await startEhr({ token: 'ZZSECRET' });
	fhir = fhirClient({ baseUrl: ehr.url, authentication: 'bearer', token: 'ZZSECRET' });
});
after(async () => {
	closeAgents();
	await ehr.stop();
});

const person = (value: string, family: string) => ({
	resourceType: 'Patient',
	identifier: [{ system: SYSTEM, value }],
	name: [{ family }],
});
const condition = (value: string) => ({ identifier: `${SYSTEM}|${value}` });

test('the embedded record is written by condition, patched, deleted, and its history tells all of it', async () => {
	const created = await fhir.conditionalUpdate(person('mrn-1', 'Zztest'), condition('mrn-1'));
	assert.equal(created.outcome, 'created');
	const updated = await fhir.conditionalUpdate(person('mrn-1', 'Zzother'), condition('mrn-1'));
	assert.equal(updated.outcome, 'updated');
	assert.equal(updated.reference, created.reference);
	const [type = '', id = ''] = created.reference.split('/');

	const patched = await fhir.patch(
		type,
		id,
		{ operations: [{ op: 'replace', path: '/name/0/family', value: 'Zzthird' }] },
		updated.etag === undefined ? {} : { ifMatch: updated.etag },
	);
	assert.equal(patched.reference, created.reference);
	await assert.rejects(
		fhir.patch(
			type,
			id,
			{ operations: [{ op: 'remove', path: '/name' }] },
			{ ifMatch: updated.etag ?? 'W/"1"' },
		),
		fails('fhir-precondition-failed'),
	);
	const conditional = await fhir.conditionalPatch(
		type,
		condition('mrn-1'),
		{ operations: [{ op: 'replace', path: '/name/0/family', value: 'Zzfourth' }] },
		{ conditionIn: 'address' },
	);
	assert.equal(conditional.reference, created.reference);
	const read = await fhir.read(type, id);
	assert.deepEqual(read.name, [{ family: 'Zzfourth' }]);
	const step = [
		{ name: 'type', valueCode: 'replace' },
		{ name: 'path', valueString: 'Patient.name[0].family' },
		{ name: 'value', valueString: 'Zzfifth' },
	];
	const parameters = {
		resourceType: 'Parameters',
		parameter: [{ name: 'operation', part: step }],
	};
	await fhir.patch(type, id, { parameters });
	assert.deepEqual((await fhir.read(type, id)).name, [{ family: 'Zzfifth' }]);

	assert.equal((await fhir.conditionalDelete(type, condition('mrn-1'))).outcome, 'deleted');
	assert.equal((await fhir.remove(type, id)).reference, created.reference);

	const versions: string[] = [];
	for await (const one of fhir.history({ type, id })) {
		versions.push(one.deleted ? 'deleted' : JSON.stringify(one.resource?.name));
	}
	assert.ok(versions.includes('deleted'));
	for (const family of ['Zztest', 'Zzother', 'Zzthird', 'Zzfourth']) {
		assert.ok(
			versions.some((version) => version.includes(family)),
			family,
		);
	}
});

test('a condition that several records of the embedded record meet writes nothing', async () => {
	await fhir.create(person('mrn-2', 'Zza'));
	await fhir.create(person('mrn-2', 'Zzb'));
	await assert.rejects(
		fhir.conditionalUpdate(person('mrn-2', 'Zzc'), condition('mrn-2')),
		fails('fhir-precondition-failed'),
	);
	const names = (await fhir.searchAll('Patient', condition('mrn-2'))).map(({ name }) => name);
	assert.equal(names.length, 2);
	assert.ok(!JSON.stringify(names).includes('Zzc'));
});

test('the embedded record tells what it can do', async () => {
	const { fhirVersion, types, interactions } = await fhir.abilities();
	assert.match(fhirVersion, /^4\./);
	assert.ok(types.some(({ type }) => type === 'Patient'));
	assert.ok(interactions.includes('transaction'));
});
