import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { criteria, shapeOf } from '../../../dist/nodes/Fhir/searching/criteria.js';
import { MRN_SYSTEM } from '../../hospital/people.ts';
import { observation, openWard, type Item, type Ward } from './faces-kit.ts';

let ward: Ward;
let patient: string;

before(async () => {
	ward = await openWard();
	patient = ward.hospital.ordinary[0].id;
	for (const number of [1, 2, 3]) {
		await ward.one({ operation: 'create' }, { resource: observation(patient, number) });
	}
});
after(() => ward.close());

const search = async (parameters: Item): Promise<Item[]> => {
	const [items] = await ward.run({ operation: 'search', ...parameters });
	return items.map(({ json }) => json as Item);
};

const line = (name: string, value: unknown, comparison?: string) => ({
	// As the list of the field stores it.
	name: { __rl: true, mode: 'list', value: name },
	value,
	...(comparison && { comparison }),
});

const OBSERVATIONS = { resourceType: { __rl: true, mode: 'list', value: 'Observation' } };
const byPatient = () => line('subject', `Patient/${patient}`);

test('dates are compared in plain words, and the newest come first', async () => {
	const found = await search({
		...OBSERVATIONS,
		parameters: { parameter: [byPatient(), line('date', '2026-02-01', 'from')] },
		sort: { rule: [{ name: { mode: 'list', value: 'date' }, direction: 'desc' }] },
		returnAll: true,
	});
	assert.deepEqual(
		found.map(({ resource }) => resource.effectiveDateTime.slice(0, 7)),
		['2026-03', '2026-02'],
	);
	assert.ok(found.every((item) => !('found' in item)));
});

test('the ledger names the search parameters and none of their values', async () => {
	const record = await ward.latest('fhir-search');
	const asked = (record.objects as Item[]).filter(({ type }) => type === 'search-parameter');
	assert.deepEqual(
		asked.map(({ version }) => version),
		['Observation.subject', 'Observation.date', 'Observation._sort'],
	);
	assert.equal(record.action, 'R');
	assert.ok(!JSON.stringify(record).includes(patient));
});

test('what stands in the place of a parameter by mistake does not reach the ledger', async () => {
	for (const name of ['Zztest', 'mrn4711000']) {
		await assert.rejects(
			search({ ...OBSERVATIONS, parameters: { parameter: [line(name, 'x')] } }),
			/HTTP 400/,
		);
		assert.equal((await ward.latest('fhir-search')).objects, undefined);
	}
});

test('a search that fails is recorded with what it asked for', async () => {
	await assert.rejects(
		search({ ...OBSERVATIONS, parameters: { parameter: [line('nonsense', 'ZZ')] } }),
		/HTTP 400/,
	);
	const record = await ward.latest('fhir-search');
	assert.equal(record.outcome, '8');
	assert.deepEqual(record.objects, [{ type: 'search-parameter', version: 'Observation.nonsense' }]);
});

test('records that come along are items of their own and say so', async () => {
	const found = await search({
		...OBSERVATIONS,
		parameters: { parameter: [byPatient()] },
		includes: { include: [{ path: { mode: 'list', value: 'Observation:subject' } }] },
		limit: 2,
	});
	const kinds = found.map(({ resource, found }) => [resource.resourceType, found.as]);
	assert.deepEqual(kinds.sort(), [
		['Observation', 'match'],
		['Observation', 'match'],
		['Patient', 'include'],
	]);
});

test('records that refer to those found come along too', async () => {
	const found = await search({
		resourceType: 'Patient',
		parameters: { parameter: [line('_id', patient)] },
		includes: { revinclude: [{ path: 'Observation:subject' }] },
		returnAll: true,
	});
	assert.equal(found.filter(({ found }) => found.as === 'include').length, 3);
});

test('a parameter without a value asks for nobody instead of everybody', async () => {
	const before = ward.ehr.requests.length;
	for (const value of ['', ' ', undefined, null]) {
		await assert.rejects(
			search({ resourceType: 'Patient', parameters: { parameter: [line('identifier', value)] } }),
			/has no value/,
		);
	}
	assert.equal(ward.ehr.requests.length, before);
});

test('texts are found exactly, anywhere, or by their absence', async () => {
	const person = ward.hospital.ordinary[1];
	const found = async (...lines: Item[]) =>
		(
			await search({ resourceType: 'Patient', parameters: { parameter: lines }, returnAll: true })
		).map(({ resource }) => resource.id);
	const me = line('identifier', `${MRN_SYSTEM}|${person.mrn}`);
	assert.deepEqual(await found(me, line('family', person.family, 'exactly')), [person.id]);
	assert.deepEqual(await found(me, line('family', person.family.slice(1), 'contains')), [
		person.id,
	]);
	assert.deepEqual(await found(me, line('family', person.family.slice(1), 'exactly')), []);
	assert.deepEqual(await found(me, line('family', '', 'missing')), []);
	assert.deepEqual(await found(me, line('family', '', 'present')), [person.id]);
});

test('a record read in part has only the elements asked for, and is not written back', async () => {
	const [{ resource }] = await search({
		...OBSERVATIONS,
		parameters: { parameter: [byPatient()] },
		searchOptions: { elements: 'status, code' },
	});
	assert.ok(!('effectiveDateTime' in resource) && 'code' in resource);
	const before = ward.ehr.requests.length;
	await assert.rejects(
		ward.one({ operation: 'update', overwrite: 'always' }, { resource }),
		/read in part only/,
	);
	assert.equal(ward.ehr.requests.length, before);
});

test('more pages than allowed are an error, not a short result', async () => {
	await assert.rejects(
		search({
			...OBSERVATIONS,
			parameters: { parameter: [byPatient()] },
			returnAll: true,
			searchOptions: { pageSize: 1, maxPages: 2 },
		}),
		/more than 2 pages/,
	);
});

for (const pageSize of [0, -5, 1001, 1.5, 'x']) {
	test(`a page size of ${pageSize} is refused before anything is asked`, async () => {
		const before = ward.ehr.requests.length;
		await assert.rejects(
			search({
				...OBSERVATIONS,
				parameters: { parameter: [byPatient()] },
				searchOptions: { pageSize },
			}),
			/"Page Size" cannot be used/,
		);
		assert.equal(ward.ehr.requests.length, before);
	});
}

test('each comparison becomes the prefix or modifier of the standard', () => {
	assert.deepEqual(
		criteria([
			{ name: 'date', value: '2026-01-01,2026-02-01', comparison: 'after' },
			{ name: 'date', value: '2027', comparison: 'before' },
			{ name: 'name', value: 'ZZ\\,ADA', comparison: 'exactly' },
			{ name: 'code', value: 'urn:zz|1', comparison: 'not' },
			{ name: 'code', value: 'http://snomed.info/sct|1', comparison: 'below' },
			{ name: 'birthdate', value: 'ignored', comparison: 'missing' },
			{ name: 'weight', value: 70, comparison: 'about' },
			{ name: '', value: '' },
		]),
		{
			date: ['gt2026-01-01,gt2026-02-01', 'lt2027'],
			'name:exact': ['ZZ\\,ADA'],
			'code:not': ['urn:zz|1'],
			'code:below': ['http://snomed.info/sct|1'],
			'birthdate:missing': ['true'],
			weight: ['ap70'],
		},
	);
	assert.throws(() => criteria([{ name: 'a', value: {} }]), { code: 'input-invalid' });
	assert.throws(() => criteria([{ name: '', value: 'meant for a name' }]), {
		code: 'input-invalid',
	});
	assert.throws(() => criteria([{ name: 'a', value: 'b', comparison: 'zz' }]), {
		code: 'input-invalid',
	});
});

test('includes, order and elements are checked before they are sent', () => {
	assert.deepEqual(
		shapeOf({
			include: ['DiagnosticReport:subject:Patient'],
			revinclude: ['Provenance:target'],
			sort: [{ name: 'date', direction: 'desc' }, { name: '_id' }],
			elements: 'status, code,',
			pageSize: 20,
		}),
		{
			_include: ['DiagnosticReport:subject:Patient'],
			_revinclude: ['Provenance:target'],
			_sort: '-date,_id',
			_elements: 'status,code',
			_count: 20,
		},
	);
	for (const wrong of [
		{ include: ['subject'] },
		{ include: ['A:b&_id=1'] },
		{ sort: [{ name: 'date&x' }] },
		{ elements: 'a&b' },
	]) {
		assert.throws(() => shapeOf(wrong), { code: 'input-invalid' });
	}
});
