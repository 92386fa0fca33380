import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { judge, localReference, readable } from '../../../dist/nodes/clients/fhir/index.js';
import {
	checkMatches,
	OtherRecord,
	sortEverything,
	sortIncluded,
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

const fits = (resource: Item, criteria: Record<string, string[]>): boolean => {
	try {
		checkMatches([resource as never], criteria, local);
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
	assert.equal(fits(person('p1', { identifier: [NUMBER] }), { identifier: ['A'] }), false);
	for (const name of ['patient', 'subject']) {
		for (const right of ['Patient/p1', 'p1', 'https://fhir.example.org/r4/Patient/p1']) {
			assert.equal(fits(about('Patient/p1'), { [name]: [right] }), true, right);
			assert.equal(fits(about('Patient/p2'), { [name]: [right] }), false, right);
			assert.equal(fits(about('http://other.example/Patient/p1'), { [name]: [right] }), false);
		}
	}
	assert.equal(fits(one, { name: ['ZZ'], 'identifier:not': ['A'] }), true, 'left to the server');
});

test('everything about a patient leaves out who does not even refer to the patient', () => {
	const own = person('p1', { link: [{ other: { reference: 'Patient/p9' } }] });
	const doctor = { resourceType: 'Practitioner', id: 'd1' };
	const survivor = person('p8', { link: [{ other: { reference: 'Patient/p1' } }] });
	const child = {
		resourceType: 'Coverage',
		id: 'c1',
		beneficiary: { reference: 'Patient/kid' },
		subscriber: { reference: 'Patient/p1' },
	};
	const sorted = (...more: Item[]) =>
		sortEverything([own, ...more] as never[], 'Patient/p1', local);
	const all = [person('p9'), survivor, about('Patient/p9'), about('Patient/p8'), doctor];
	assert.equal(sorted(...all).leftOut, 0, 'the same person by a link, either way');
	assert.equal(sorted(...all).ofOthers.size, 0);
	const { leftOut, ofOthers } = sorted(child);
	assert.deepEqual([leftOut, [...ofOthers].map(({ id }) => id)], [0, ['c1']]);
	for (const other of [
		person('p2'),
		about('Patient/p2'),
		about('http://other.example/Patient/p1'),
	]) {
		const { kept, leftOut: count } = sorted(other);
		assert.deepEqual([kept.length, count], [1, 1]);
	}
	const wrong = [person('p2'), about('Patient/p2')] as never[];
	assert.throws(() => sortEverything(wrong, 'Patient/p1', local), OtherRecord);
	assert.throws(() => sortEverything(wrong, 'Encounter/e1', local), OtherRecord);
});

test('what comes along is somebody else only where a match itself names that one', () => {
	const baby = { ...about('Patient/p1'), resourceType: 'Encounter', id: 'e1' };
	const mother = { ...about('Patient/p2'), resourceType: 'Encounter', id: 'e2' };
	const match = { ...baby, partOf: { reference: 'Encounter/e2' } };
	const asked = { patient: ['Patient/p1'] };
	const sorted = (matches: Item[], others: Item[]) =>
		sortIncluded(matches as never[], others as never[], asked, local);
	assert.equal(sorted([match], [mother]).ofOthers.size, 1);
	assert.deepEqual(
		[sorted([baby], [mother]).leftOut, sorted([baby], [mother]).kept.length],
		[1, 0],
	);
	const mentions = about('Patient/p2', { performer: [{ reference: 'Patient/p1' }] });
	assert.equal(sorted([baby], [mentions]).leftOut, 1);
	assert.throws(() => sorted([], [mother]), OtherRecord);
});

test('a value with white space is judged all the same, and one that cannot be read is not asked', () => {
	const judged = (name: string, value: string) =>
		judge(about('Patient/p2') as never, readable({ [name]: [value] }), local);
	for (const value of ['Patient/p1 ', 'p1\n', ' p1', 'Patient/p1, Patient/p3']) {
		assert.equal(judged('patient', value), 'no', JSON.stringify(value));
		assert.equal(judge(about('Patient/p1') as never, readable({ patient: [value] }), local), 'yes');
	}
	assert.equal(judged('subject', 'http://other.example/Patient/p2'), 'no');
	assert.equal(judged('encounter.patient', 'p1'), 'unknown');
	for (const [name, value] of [
		['patient', 'p1,p2?'],
		['identifier', 'urn:zz:mrn|A|x'],
		['patient:identifier', 'urn:zz:mrn|A|x'],
	] as const) {
		assert.throws(() => readable({ [name]: [value] }), { code: 'fhir-search-value-unreadable' });
	}
});

test('an identifier that is masked, padded or left out is not another one', () => {
	const verdict = (identifier: unknown, wanted: string) =>
		judge(person('p1', { identifier }) as never, { identifier: [wanted] }, local);
	const { system } = NUMBER;
	assert.equal(verdict([{ system, value: '  A' }], `${system}|A `), 'yes');
	assert.equal(verdict([{ system, _value: {} }], `${system}|A`), 'unknown');
	assert.equal(verdict(undefined, `${system}|A`), 'unknown');
	assert.equal(verdict([{ system, value: 'A', type: { text: 'EPI' } }], 'EPI|A'), 'yes');
	assert.equal(verdict([{ system, value: 'B' }], `${system}|A`), 'no');
	assert.equal(verdict([{ system: 'urn:zz:other', value: 'A' }], `${system}|A`), 'no');
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
		[everything, [person('p2'), about('Patient/p2')], /does not fit/],
		[read, [person('p2')], /sent another record/],
	] as const) {
		answers = [...wrong];
		await assert.rejects(run(parameters), { message });
		assert.equal(await records(), ++before, parameters.operation);
	}
});
