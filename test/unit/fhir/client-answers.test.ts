import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { FhirClient, fits, localReference } from '../../../dist/nodes/clients/fhir/index.js';
import { errorOf, readIssues } from '../../../dist/nodes/clients/fhir/errors.js';
import { isPlainPath } from '../../../dist/nodes/clients/fhir/outcome-paths.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';
import {
	faultServer,
	json,
	patient,
	searchset,
	type FaultServer,
	type Seen,
} from './fault-server.ts';

let server: FaultServer;
let client: FhirClient;
let handle: (seen: Seen, answer: ServerResponse<IncomingMessage>) => void = () => undefined;

before(async () => {
	server = await faultServer((seen, answer) => handle(seen, answer));
	client = new FhirClient({ baseUrl: server.base, retry: { attempts: 1 } });
});
after(async () => await server.close());

const answers = (body: unknown, status = 200) =>
	(handle = (_seen, answer) => json(answer, body, status));
const code = (wanted: string) => (error: HospitalError) => {
	assert.equal(error.code, wanted, error.stack);
	assert.doesNotMatch(`${error.message} ${error.nextStep}`, /zzleak|ZZ|Zz/i);
	return true;
};
const failed = (severity: string) => ({
	resourceType: 'OperationOutcome',
	issue: [
		{ severity: 'warning', code: 'informational' },
		{ severity, code: 'processing', diagnostics: 'ZZLEAK' },
	],
});
const steps = { operations: [{ op: 'remove' as const, path: '/gender' }] };
const byIdentifier = { identifier: 'urn:zz|1' };

const WRITES: Array<[string, () => Promise<unknown>]> = [
	['create', () => client.create(patient('A'))],
	['update', () => client.update(patient('A'))],
	['patch', () => client.patch('Patient', 'A', steps)],
	['remove', () => client.remove('Patient', 'A')],
	[
		'conditionalUpdate',
		() => client.conditionalUpdate(patient('A'), byIdentifier, { conditionIn: 'address' }),
	],
	[
		'conditionalDelete',
		() => client.conditionalDelete('Patient', byIdentifier, { conditionIn: 'address' }),
	],
];

for (const [name, write] of WRITES) {
	test(`${name}: a success that says of itself that it failed is a failure`, async () => {
		for (const severity of ['error', 'fatal']) {
			answers(failed(severity));
			await assert.rejects(write(), code('fhir-write-refused'));
		}
	});

	test(`${name}: an answer that is something else, or that promises only, is no success`, async () => {
		for (const wrong of [searchset([patient('A')]), { resourceType: 'Organization', id: 'A' }]) {
			answers(wrong);
			await assert.rejects(write(), code('fhir-answer-invalid'));
		}
		answers({}, 202);
		await assert.rejects(write(), code('fhir-write-unconfirmed'));
	});
}

test('an outcome without errors, the record itself or nothing is a success', async () => {
	answers(failed('information'));
	assert.equal((await client.update(patient('A'))).outcome, 'updated');
	assert.equal((await client.remove('Patient', 'A')).outcome, 'deleted');
	answers(patient('A'));
	assert.equal((await client.remove('Patient', 'A')).outcome, 'deleted');
	handle = (_seen, answer) => answer.writeHead(204).end();
	assert.equal((await client.update(patient('A'))).reference, 'Patient/A');
});

const transaction = (request: object, resource: object = patient('A')) =>
	client.transaction({
		resourceType: 'Bundle',
		type: 'transaction',
		entry: [{ resource, request }],
	} as never);
const responds = (type: string, entry: object) =>
	answers({ resourceType: 'Bundle', type: `${type}-response`, entry: [entry] });
const PUT = { method: 'PUT', url: 'Patient/A' };

test('an entry of a transaction that failed inside a success fails it', async () => {
	for (const entry of [
		{ response: { status: '200 OK', outcome: failed('error') } },
		{ response: { status: '200 OK' }, resource: failed('fatal') },
	]) {
		responds('transaction', entry);
		await assert.rejects(transaction(PUT), code('fhir-write-refused'));
	}
	responds('batch', { response: { status: '200', outcome: failed('error') } });
	const batch = { resourceType: 'Bundle', type: 'batch', entry: [{ request: PUT }] };
	const [result] = await client.batch(batch as never);
	assert.deepEqual(
		[result.outcome, result.codes],
		['failed', ['processing', 'informational']],
		'this entry only',
	);
});

test('an entry that names its record is put on record under that name', async () => {
	responds('transaction', { response: { status: '204' } });
	const [deleted] = await transaction({ method: 'DELETE', url: 'Patient/A' });
	assert.deepEqual([deleted.outcome, deleted.reference], ['deleted', 'Patient/A']);
});

test('what a conditional create found must be what it asked for, in a transaction too', async () => {
	const request = { method: 'POST', url: 'Patient', ifNoneExist: 'identifier=urn%3Azz%7C1' };
	const there = (value: string) =>
		responds('transaction', {
			response: { status: '200', location: 'Patient/B/_history/1' },
			resource: { ...patient('B'), identifier: [{ system: 'urn:zz', value }] },
		});
	there('1');
	assert.equal((await transaction(request))[0]?.outcome, 'existing');
	there('2');
	await assert.rejects(transaction(request), code('fhir-other-record-received'));
});

test('a version is the one that was asked for, where the server says which it is', async () => {
	answers({ ...patient('A'), meta: { versionId: '9' } });
	await assert.rejects(client.vread('Patient', 'A', '2'), code('fhir-other-record-received'));
	answers({ ...patient('A'), meta: { versionId: '2' } });
	assert.equal((await client.vread('Patient', 'A', '2')).id, 'A');
	answers(patient('A'));
	assert.equal((await client.vread('Patient', 'A', '2')).id, 'A');
});

test('a history of one record, or of one type, tells of nothing else', async () => {
	const history = async (scope: object) => {
		for await (const _ of client.history(scope));
	};
	const entry = { resource: patient('B'), request: { method: 'PUT', url: 'Patient/B' } };
	answers({ resourceType: 'Bundle', type: 'history', entry: [entry] });
	await assert.rejects(history({ type: 'Patient', id: 'A' }), code('fhir-other-record-received'));
	await assert.rejects(history({ type: 'Observation' }), code('fhir-other-record-received'));
	await history({ type: 'Patient', id: 'B' });
	await history({ type: 'Patient' });
	await history({});
	const gone = { request: { method: 'DELETE', url: 'Patient/B' } };
	answers({ resourceType: 'Bundle', type: 'history', entry: [gone] });
	await assert.rejects(history({ type: 'Patient', id: 'A' }), code('fhir-other-record-received'));
});

test('a result from which records are missing never looks whole', async () => {
	answers({ ...searchset([patient('1'), patient('2')]), total: 500 });
	await assert.rejects(client.searchAll('Patient', {}), code('fhir-search-incomplete'));
	assert.equal((await client.searchAll('Patient', {}, { checkTotal: false })).length, 2);
	assert.equal((await client.searchAll('Patient', {}, { limit: 2 })).length, 2, 'more unasked');
	answers({ ...searchset([patient('1'), patient('2')]), total: 2 });
	assert.equal((await client.searchAll('Patient', {})).length, 2);
});

test('the same record twice with different content is refused', async () => {
	const [one, other] = ['male', 'female'].map((gender) => ({ ...patient('1'), gender }));
	answers(searchset([one, other]));
	await assert.rejects(client.searchAll('Patient', {}), code('fhir-answer-invalid'));
	answers(searchset([one, one]));
	assert.equal((await client.searchAll('Patient', {})).length, 1);
});

test('errors are not cut off behind warnings', () => {
	const issue = [...Array<string>(30).fill('warning'), 'error', 'fatal'].map((severity) => ({
		severity,
		code: 'invariant',
	}));
	const issues = readIssues({ resourceType: 'OperationOutcome', issue });
	assert.equal(issues.length, 20);
	assert.deepEqual(
		issues.slice(0, 3).map(({ severity }) => severity),
		['fatal', 'error', 'warning'],
	);
});

test('a path of the server is repeated only as far as FHIR has these names', () => {
	for (const right of [
		'Patient.name[0].family',
		'Observation.valueQuantity.value',
		'Bundle.entry',
	]) {
		assert.equal(isPlainPath(right), true, right);
	}
	for (const wrong of ['Patient.name[0].zzleak', 'Patient.zzmueller', 'Zzleak.name', 'Patient']) {
		assert.equal(isPlainPath(wrong), false, wrong);
	}
});

test('a refusal says what to do about it', () => {
	const next = (doing: string, status: number) => errorOf(doing, status, []).nextStep;
	assert.match(next('Deleting a Patient', 409), /refer to it first/);
	assert.match(next('Writing a transaction', 404), /every reference/);
	assert.match(next('Writing a transaction', 412), /exactly one record/);
	assert.match(next('Updating a Patient', 409), /Read the resource again/);
});

test('whose record it is can be told of every kind of record', () => {
	const local = (one: unknown) => localReference(one, 'https://fhir.example.org/r4');
	const about = (resourceType: string, element: string, id: string) => ({
		resourceType,
		id: 'x',
		[element]: { reference: `Patient/${id}` },
	});
	for (const [type, element] of [
		['FamilyMemberHistory', 'patient'],
		['Consent', 'patient'],
		['Claim', 'patient'],
		['Specimen', 'subject'],
		['Coverage', 'beneficiary'],
		['Task', 'for'],
		['ResearchSubject', 'individual'],
		['Provenance', 'target'],
		['CustomThing', 'subject'],
	] as const) {
		for (const name of ['patient', 'patient:Patient', 'subject:Patient']) {
			const asked = { [name]: ['A'] };
			assert.equal(fits(about(type, element, 'A'), asked, local), true, `${type} ${name}`);
			assert.equal(fits(about(type, element, 'B'), asked, local), false, `${type} ${name}`);
		}
	}
	const nobody = { resourceType: 'Observation', id: 'x' };
	assert.equal(fits(nobody, { patient: ['A'] }, local), false);
	const logical = {
		resourceType: 'Observation',
		id: 'x',
		subject: { identifier: { system: 'urn:zz', value: '1' } },
	};
	assert.equal(fits(logical, { 'patient:identifier': ['urn:zz|1'] }, local), true);
	assert.equal(fits(logical, { 'subject:identifier': ['urn:zz|2'] }, local), false);
	assert.equal(fits({ resourceType: 'AuditEvent', id: 'x' }, { patient: ['A'] }, local), true);
});
