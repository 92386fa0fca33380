import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { openWard, type Item, type Ward } from './faces-kit.ts';

let ward: Ward;

before(async () => {
	ward = await openWard();
});
after(() => ward.close());

const PATIENT = {
	resourceType: 'Patient',
	id: 'zz1',
	gender: 'female',
	name: [{ family: 'ZZTEST' }],
};

const validate = (resource: unknown, more: Item = {}) =>
	ward.run({ operation: 'validate', ...more }, [{ resource, kept: 1 }]);

test('a record that is right leaves by Valid, a wrong one by Invalid', async () => {
	const [right] = await validate(PATIENT);
	assert.equal((right[0].json.validation as Item).valid, true);
	const [none, wrong] = await validate(JSON.stringify({ ...PATIENT, gender: 'zzz' }));
	assert.deepEqual(none, []);
	const { validation, kept } = wrong[0].json as Item;
	assert.equal(kept, 1);
	assert.equal(validation.errors, 1);
	assert.match(validation.notChecked, /terminology/);
});

test('nobody is asked, and the check is recorded', async () => {
	const before = ward.ehr.requests.length;
	await validate(PATIENT);
	assert.equal(ward.ehr.requests.length, before);
	const record = await ward.latest();
	assert.equal(record.interaction, 'fhir-validated');
	assert.deepEqual(
		record.objects.map(({ type }: Item) => type),
		['Patient', 'validation-errors'],
	);
	assert.ok(!JSON.stringify(record).includes('zz1'));
	const { credentials } = new Fhir().description;
	assert.deepEqual(credentials?.[0].displayOptions, { hide: { operation: ['validate'] } });
});

test('issues come as items of their own when that was chosen', async () => {
	const [, items] = await validate(
		{ ...PATIENT, gender: 'zzz', birthDate: '2026-02-30' },
		{ issuesAs: 'items' },
	);
	assert.deepEqual(items.map(({ json }) => ((json.validation as Item).issue as Item).path).sort(), [
		'Patient.birthDate',
		'Patient.gender',
	]);
	const [valid] = await validate(PATIENT, { issuesAs: 'items' });
	assert.equal(valid.length, 1);
});

test('what was found stays readable when the item is sealed; an unknown name does not', async () => {
	const [, [{ json }]] = await validate({ ...PATIENT, ZZNAME: 1 }, { sealOutput: true });
	const [issue] = (json.validation as Item).issues as Item[];
	assert.equal(issue.severity, 'error');
	assert.equal(issue.path, 'Patient');
	assert.match(issue.property, /^sealed:/);
});

test('profiles are given as JSON or its text; what is none is refused', async () => {
	const profile = {
		resourceType: 'StructureDefinition',
		url: 'urn:zz:p',
		kind: 'resource',
		type: 'Patient',
		derivation: 'constraint',
		differential: { element: [{ path: 'Patient.birthDate', min: 1 }] },
	};
	for (const profiles of [profile, JSON.stringify([profile])]) {
		const [, [{ json }]] = await validate(PATIENT, { profiles });
		assert.equal(((json.validation as Item).issues as Item[])[0].path, 'Patient.birthDate');
	}
	await assert.rejects(validate(PATIENT, { profiles: '{' }), /Profiles holds no valid JSON/);
	await assert.rejects(validate('{'), /Resource holds no valid JSON/);
	await assert.rejects(
		validate({ resourceType: 'Basic', code: {} }, { profiles: profile }),
		/None of/,
	);
});

test('the operation says what it checks and what not', () => {
	const { properties } = new Fhir().description;
	const option = properties
		.find(({ name }) => name === 'operation')
		?.options?.find(({ name }) => name === 'Validate') as Item;
	assert.match(option.description, /Does not check terminology or slicing/);
});
