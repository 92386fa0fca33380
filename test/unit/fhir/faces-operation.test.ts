import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { docrefCall } from '../../../dist/nodes/Fhir/calling/forms.js';
import { parametersResource } from '../../../dist/nodes/Fhir/calling/parameters.js';
import { observation, openWard, type Item, type Ward } from './faces-kit.ts';
import { faultServer, json, searchset } from './fault-server.ts';

let ward: Ward;
let patient: string;

before(async () => {
	ward = await openWard();
	patient = ward.hospital.ordinary[0].id;
	await ward.one({ operation: 'create' }, { resource: observation(patient, 1) });
});
after(() => ward.close());

const call = (form: string, parameters: Item = {}, more: Item = {}) =>
	ward.run({ operation: 'operation', form, ...parameters }, [{}], more);

/** What the node sends, and what comes out for this answer. */
async function seen(form: string, parameters: Item, answer: unknown) {
	const server = await faultServer((_, response) => json(response, answer));
	try {
		const credential = { baseUrl: server.base, authentication: 'none' };
		const [items] = await call(form, parameters, { credential });
		const [{ method, url, body }] = server.seen;
		return { method, url, body: body === '' ? undefined : JSON.parse(body), items };
	} finally {
		await server.close();
	}
}

test('everything about a patient comes as items and is recorded as an operation', async () => {
	const [items] = await call('everything', { everythingOf: 'Patient', id: patient });
	const types = new Set(items.map(({ json }) => (json.resource as Item).resourceType));
	assert.ok(types.has('Patient') && types.has('Observation'));
	const record = await ward.latest('fhir-operation');
	assert.equal(record.action, 'E');
	assert.ok(
		record.objects.some(
			({ type, version }: Item) => type === 'fhir-operation' && version === 'everything',
		),
	);
	assert.ok(!JSON.stringify(record).includes(patient));
});

test('everything is asked for by dates and types in the body, none in the address', async () => {
	const { method, url, body, items } = await seen(
		'everything',
		{ id: `Patient/${patient}`, start: '2026-01-01', types: 'Condition, Observation' },
		searchset([]),
	);
	assert.equal(method, 'POST');
	assert.equal(url, `/fhir/Patient/${patient}/$everything`);
	assert.deepEqual(body.parameter, [
		{ name: 'start', valueDate: '2026-01-01' },
		{ name: '_type', valueCode: 'Condition' },
		{ name: '_type', valueCode: 'Observation' },
	]);
	assert.deepEqual(items, []);
	await assert.rejects(
		call('everything', { id: patient, start: '1 May' }),
		/date of the operation/,
	);
});

test('kinds of record that were not asked for are left out, whatever the server sends', async () => {
	const [id, sent] = ['o1', 'Observation'];
	const { items } = await seen(
		'everything',
		{ id: patient, types: sent },
		searchset([
			{ resourceType: 'Patient', id: patient },
			{ resourceType: sent, id },
		]),
	);
	assert.deepEqual(
		items.map(({ json }) => (json.resource as Item).id),
		[id],
	);
	await assert.rejects(call('everything', { id: patient, types: 'zz' }), /not valid in FHIR/);
});

test('documents of a patient are found with $docref', async () => {
	const { url, body } = await seen(
		'docref',
		{ id: patient, end: '2026-12-31', documentType: 'http://loinc.org|34133-9' },
		searchset([]),
	);
	assert.equal(url, '/fhir/DocumentReference/$docref');
	assert.deepEqual(body.parameter, [
		{ name: 'patient', valueId: patient },
		{ name: 'end', valueDateTime: '2026-12-31' },
		{
			name: 'type',
			valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '34133-9' }] },
		},
	]);
	const form = { patient, start: '', end: '', documentType: 'a b' };
	assert.throws(() => docrefCall(form), { code: 'input-invalid' });
});

test('a document is made from a composition and stays one bundle', async () => {
	const document = { resourceType: 'Bundle', id: 'd1', type: 'document', entry: [] };
	const { url, body, items } = await seen('document', { id: 'Composition/c1' }, document);
	assert.equal(url, '/fhir/Composition/c1/$document');
	assert.deepEqual(body.parameter, [{ name: 'persist', valueBoolean: false }]);
	assert.equal((items[0].json.resource as Item).type, 'document');
});

test('the server checks a record, and its words stay sealed', async () => {
	const answer = {
		resourceType: 'OperationOutcome',
		issue: [
			{
				severity: 'error',
				code: 'code-invalid',
				diagnostics: 'ZZSECRET is wrong',
				expression: ['Patient.gender'],
			},
		],
	};
	const resource = { resourceType: 'Patient', gender: 'zzz' };
	const parameters = { resource, profile: 'urn:zz:profile', sealOutput: true };
	const { url, body, items } = await seen('validate', parameters, answer);
	assert.equal(url, '/fhir/Patient/$validate');
	assert.deepEqual(body.parameter, [
		{ name: 'resource', resource },
		{ name: 'profile', valueUri: 'urn:zz:profile' },
	]);
	const { validation } = items[0].json as Item;
	assert.equal(validation.valid, false);
	assert.deepEqual(
		[validation.issues[0].code, validation.issues[0].path],
		['code-invalid', 'Patient.gender'],
	);
	assert.ok(!JSON.stringify(items).includes('ZZSECRET'));
});

test('a record that the server cannot even read counts as invalid', async () => {
	const answer = {
		resourceType: 'OperationOutcome',
		issue: [{ severity: 'error', code: 'processing', diagnostics: 'ZZSECRET' }],
	};
	const server = await faultServer((_, response) => json(response, answer, 400));
	try {
		const credential = { baseUrl: server.base, authentication: 'none' };
		const resource = { resourceType: 'Patient', gender: 'zzz' };
		const [[{ json: checked }]] = await call('validate', { resource }, { credential });
		const { valid, issues } = checked.validation as Item;
		assert.deepEqual([valid, issues[0].code], [false, 'processing']);
		await assert.rejects(
			call('custom', { callOn: 'system', operationName: 'zz' }, { credential }),
			/HTTP 400/,
		);
	} finally {
		await server.close();
	}
});

test('any operation is called on a record, a type or the server', async () => {
	const ok = { resourceType: 'Parameters', parameter: [{ name: 'result', valueBoolean: true }] };
	const lines = [
		{ name: 'count', type: 'integer', value: '3' },
		{ name: 'exact', type: 'boolean', value: 'true' },
		{ name: 'left', type: 'string', value: '' },
	];
	const own = {
		operationName: { mode: 'name', value: '$lastn' },
		operationParameters: { parameter: lines },
	};
	const onType = await seen('custom', { callOn: 'type', resourceType: 'Observation', ...own }, ok);
	assert.equal(onType.url, '/fhir/Observation/$lastn');
	assert.deepEqual(onType.body.parameter, [
		{ name: 'count', valueInteger: 3 },
		{ name: 'exact', valueBoolean: true },
	]);
	assert.equal((onType.items[0].json.resource as Item).resourceType, 'Parameters');
	const onOne = await seen(
		'custom',
		{ callOn: 'instance', resourceType: 'Patient', id: 'p1', ...own },
		ok,
	);
	assert.equal(onOne.url, '/fhir/Patient/p1/$lastn');
	const input = { resourceType: 'Patient' };
	const onServer = await seen(
		'custom',
		{ callOn: 'system', operationName: 'match', inputAs: 'json', input },
		ok,
	);
	assert.equal(onServer.url, '/fhir/$match');
	assert.deepEqual(onServer.body, input);
});

test('an operation name cannot lead to another address', async () => {
	const before = ward.ehr.requests.length;
	for (const operationName of ['../metadata', '$a/b', '$a?x=1', '']) {
		await assert.rejects(call('custom', { callOn: 'system', operationName }), /not valid in FHIR/);
	}
	assert.equal(ward.ehr.requests.length, before);
});

test('a result of several pages is not handed on as if it were whole', async () => {
	const paged = searchset([{ resourceType: 'Patient', id: 'p1' }], 'http://elsewhere.example/next');
	const custom = { callOn: 'system', operationName: 'zz' };
	await assert.rejects(seen('custom', custom, paged), /more pages/);
	await assert.rejects(seen('custom', { ...custom, splitResult: true }, paged), /another address/);
});

test('a parameter that is not of its type is refused', () => {
	for (const [type, value] of [
		['integer', '1.5'],
		['decimal', 'x'],
		['boolean', 'yes'],
		['Zz', 'x'],
	]) {
		assert.throws(() => parametersResource([{ name: 'a', type, value }]), {
			code: 'input-invalid',
		});
	}
	assert.deepEqual(parametersResource([]), { resourceType: 'Parameters' });
});
