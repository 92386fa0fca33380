import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { localReference } from '../../../dist/nodes/clients/fhir/index.js';
import {
	checkEverything,
	checkMatches,
	OtherRecord,
} from '../../../dist/nodes/Fhir/searching/other-record.js';
import { faultServer, json, type FaultServer } from './fault-server.ts';
import { openWard, type Item, type Ward } from './faces-kit.ts';

const local = (one: unknown) => localReference(one, 'https://fhir.example.org/r4');
const NUMBER = { system: 'urn:zz:mrn', value: 'A,1' };
const person = (id: string, more: Item = {}) => ({ resourceType: 'Patient', id, ...more });
const about = (reference: string, more: Item = {}) => ({
	resourceType: 'Observation',
	id: 'o1',
	subject: { reference },
	...more,
});

let ward: Ward;
let server: FaultServer;
/** What the server answers with. */
let answers: Item[] = [];

before(async () => {
	ward = await openWard();
	server = await faultServer(({ method }, answer) => {
		const entry = answers.map((resource) => ({ resource, search: { mode: 'match' } }));
		if (method === 'GET') return json(answer, answers[0]);
		return json(answer, { resourceType: 'Bundle', type: 'searchset', entry });
	});
});
after(async () => {
	await server.close();
	await ward.close();
});

const fits = (resource: Item, criteria: Record<string, string[]>, elements?: string): boolean => {
	try {
		checkMatches([resource as never], criteria, elements, local);
		return true;
	} catch (error) {
		assert.ok(error instanceof OtherRecord);
		return false;
	}
};

test('a match must have the id, identifier and patient that were asked for', () => {
	const one = person('p1', { identifier: [NUMBER] });
	for (const [name, right, wrong] of [
		['_id', 'p2,p1', 'p2'],
		['identifier', 'urn:zz:mrn|A\\,1', 'urn:zz:mrn|a\\,1'],
		['identifier', 'A\\,1', 'A,1'],
		['identifier', 'urn:zz:mrn|', 'urn:zz:other|'],
		['identifier', 'x|y,urn:zz:mrn|A\\,1', '|A\\,1'],
	]) {
		assert.equal(fits(one, { [name]: [right] }), true, right);
		assert.equal(fits(one, { [name]: [wrong] }), false, wrong);
		assert.equal(fits(one, { [name]: [right, wrong] }), false, 'both must hold');
	}
	assert.equal(fits(person('p1'), { identifier: ['A'] }), false);
	assert.equal(fits({ resourceType: 'Patient', id: 'p1' }, { identifier: ['A'] }, 'name'), true);
	for (const name of ['patient', 'subject']) {
		for (const right of ['Patient/p1', 'p1', 'https://fhir.example.org/r4/Patient/p1']) {
			assert.equal(fits(about('Patient/p1'), { [name]: [right] }), true, right);
			assert.equal(fits(about('Patient/p2'), { [name]: [right] }), false, right);
			assert.equal(fits(about('http://other.example/Patient/p1'), { [name]: [right] }), false);
		}
	}
	assert.equal(fits(one, { name: ['ZZ'], 'identifier:not': ['A'] }), true, 'left to the server');
});

test('everything about a patient holds nobody else', () => {
	const own = person('p1', { link: [{ other: { reference: 'Patient/p9' } }] });
	const doctor = { resourceType: 'Practitioner', id: 'd1' };
	const check = (...more: Item[]) =>
		checkEverything([own, ...more] as never[], 'Patient/p1', local);
	check(person('p9'), about('Patient/p9'), about('Patient/p1'), doctor, about('Group/g1'));
	assert.throws(() => check(person('p2')), OtherRecord);
	assert.throws(() => check(about('Patient/p2')), OtherRecord);
	assert.throws(() => check(about('http://other.example/Patient/p1')), OtherRecord);
});

test('an answer with somebody else in it is refused whole and put on record', async () => {
	const run = (parameters: Item) =>
		ward.run(parameters, [{}], { credential: { baseUrl: server.base, authentication: 'none' } });
	const searching = {
		operation: 'search',
		resourceType: 'Observation',
		parameters: { parameter: [{ name: 'patient', value: 'Patient/p1' }] },
	};
	const everything = { operation: 'operation', form: 'everything', id: 'p1' };
	const read = { operation: 'read', resourceType: 'Patient', id: 'p1' };
	const records = async () =>
		(await ward.place.ledger()).filter(
			({ interaction }) => interaction === 'fhir-other-patient-received',
		).length;
	answers = [about('Patient/p1')];
	assert.equal((await run(searching))[0].length, 1);
	assert.equal((await run(everything))[0].length, 1);
	let before = await records();
	for (const [parameters, wrong, message] of [
		[searching, [about('Patient/p1'), about('Patient/p2', { id: 'o2' })], /does not fit/],
		[everything, [person('p1'), person('p2')], /does not fit/],
		[read, [person('p2')], /sent another record/],
	] as const) {
		answers = [...wrong];
		await assert.rejects(run(parameters), { message });
		assert.equal(await records(), ++before, parameters.operation);
	}
});
