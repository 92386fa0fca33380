import assert from 'node:assert/strict';
import { test } from 'node:test';
import { r4 } from '../../../dist/nodes/formats/fhir/index.js';
import {
	readProfiles,
	validateResource,
	validationContract,
} from '../../../dist/nodes/Fhir/validation/index.js';
import { clearList } from '../../../dist/nodes/shared/sealed/sealer.js';

type Json = Record<string, any>;

const patient = (more: Json = {}): Json => ({
	resourceType: 'Patient',
	id: 'zz1',
	name: [{ family: 'ZZTEST', given: ['ADA', 'GRACE'] }],
	gender: 'female',
	birthDate: '1980-02-29',
	...more,
});

const observation = (more: Json = {}): Json => ({
	resourceType: 'Observation',
	status: 'final',
	code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
	valueQuantity: { value: 72, unit: '/min' },
	...more,
});

/** `code path` of each error. */
const faults = (resource: unknown, profiles?: unknown): string[] =>
	validateResource(resource, profiles === undefined ? undefined : readProfiles(profiles))
		.issues.filter(({ severity }) => severity === 'error')
		.map(({ code, path }) => `${code} ${path}`);

test('the table holds all resource types of R4 4.0.1 and no type of another version', () => {
	const { fhirVersion, types } = r4();
	assert.equal(fhirVersion, '4.0.1');
	const resources = Object.keys(types).filter((name) => types[name].kind === 'resource');
	assert.equal(resources.length, 146);
	assert.equal(types.SubscriptionStatus, undefined);
	assert.equal(types.Meta.elements.onBehalfOf, undefined);
	assert.equal(types.DeviceDefinition.elements.classification, undefined);
	assert.deepEqual(types.EvidenceVariable.elements.characteristic.slice(0, 2), [1, 0]);
});

test('records that are right are let pass', () => {
	for (const resource of [
		patient(),
		observation(),
		observation({ valueQuantity: undefined }),
		patient({ deceasedDateTime: '2026-11-05T08:30:00+01:00' }),
		patient({ birthDate: undefined, _birthDate: { extension: [{ url: 'u', valueCode: 'x' }] } }),
		patient({
			name: [{ given: ['A', null], _given: [null, { extension: [{ url: 'u', valueCode: 'x' }] }] }],
		}),
		patient({ contained: [{ resourceType: 'Organization', id: 'o', name: 'ZZ' }] }),
		patient({
			contained: [{ resourceType: 'Organization', id: 'o', name: 'ZZ' }],
			generalPractitioner: [{ reference: 'urn:uuid:1' }, { reference: '#o' }],
			managingOrganization: { reference: '#o' },
		}),
		{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient() }] },
		{ resourceType: 'Parameters', parameter: [{ name: 'a', valueInteger: 3 }] },
	]) {
		// Absent properties, as JSON has them.
		assert.deepEqual(faults(JSON.parse(JSON.stringify(resource))), []);
	}
});

const BROKEN: Array<[name: string, resource: unknown, ...expected: string[]]> = [
	['no resource', 'text', 'structure resource'],
	['an unknown type', { resourceType: 'Person2' }, 'structure resource'],
	['a data type', { resourceType: 'HumanName' }, 'structure resource'],
	['an abstract type', { resourceType: 'DomainResource' }, 'structure resource'],
	['a missing required element', observation({ status: undefined }), 'required Observation.status'],
	['a code outside its list', patient({ gender: 'zzz' }), 'code-invalid Patient.gender'],
	[
		'a concept without a required code',
		{
			resourceType: 'AllergyIntolerance',
			patient: { display: 'ZZ' },
			clinicalStatus: { coding: [{ system: 'urn:zz', code: 'active' }] },
		},
		'code-invalid AllergyIntolerance.clinicalStatus',
	],
	['an unknown property', patient({ surname: 'x' }), 'structure Patient'],
	['a property of another type', { resourceType: 'Basic', code: {}, gender: 'female' }],
	['two forms of one value', observation({ valueString: 'x' }), 'structure Observation.value[x]'],
	['an empty list', patient({ name: [] }), 'structure Patient.name'],
	['an empty element', patient({ maritalStatus: {} }), 'structure Patient.maritalStatus'],
	['an empty text', patient({ name: [{ family: '' }] }), 'value Patient.name[0].family'],
	['null', patient({ gender: null }), 'structure Patient.gender'],
	['null in a list', patient({ name: [null] }), 'structure Patient.name[0]'],
	['one value where a list is due', patient({ name: { text: 'ZZ' } }), 'structure Patient.name'],
	['a list where one value is due', patient({ gender: ['female'] }), 'structure Patient.gender'],
	['a text where a truth value is due', patient({ active: 'true' }), 'value Patient.active'],
	['a number where a text is due', patient({ birthDate: 1980 }), 'value Patient.birthDate'],
	[
		'a text where a number is due',
		observation({ valueQuantity: { value: '72' } }),
		'value Observation.valueQuantity.value',
	],
	['a text where an element is due', patient({ name: ['ZZ'] }), 'structure Patient.name[0]'],
	['a day that does not exist', patient({ birthDate: '2026-02-30' }), 'value Patient.birthDate'],
	['no leap year', patient({ birthDate: '1900-02-29' }), 'value Patient.birthDate'],
	['a date of another land', patient({ birthDate: '05.11.1980' }), 'value Patient.birthDate'],
	[
		'a time without its zone',
		patient({ deceasedDateTime: '2026-11-05T08:30:00' }),
		'value Patient.deceasedDateTime',
	],
	['an id with a path in it', patient({ id: '../x' }), 'value Patient.id'],
	[
		'a script in the narrative',
		patient({ text: { status: 'generated', div: '<div><script>1</script></div>' } }),
		'value Patient.text.div',
	],
	[
		'an extension with nothing',
		patient({ extension: [{ url: 'u' }] }),
		'structure Patient.extension[0]',
	],
	[
		'an extension without url',
		patient({ extension: [{ valueCode: 'x' }] }),
		'required Patient.extension[0].url',
	],
	[
		'a reference to another kind of record',
		observation({ subject: { reference: 'Practitioner/1' } }),
		'value Observation.subject.reference',
	],
	[
		'a fault inside a contained resource',
		patient({ contained: [patient({ gender: 'zzz' })] }),
		'code-invalid Patient.contained[0].gender',
	],
	[
		'something contained in what is contained',
		patient({
			contained: [
				{
					resourceType: 'Basic',
					code: { text: 'a' },
					contained: [{ resourceType: 'Basic', code: { text: 'b' } }],
				},
			],
		}),
		'structure Patient.contained[0]',
	],
	[
		'a fault inside an entry of a Bundle',
		{
			resourceType: 'Bundle',
			type: 'collection',
			entry: [{ resource: patient({ gender: 'zzz' }) }],
		},
		'code-invalid Bundle.entry[0].resource.gender',
	],
	[
		'a fault deep in a recursive element',
		{
			resourceType: 'Questionnaire',
			status: 'draft',
			item: [{ linkId: '1', type: 'group', item: [{ linkId: '2', type: 'zzz' }] }],
		},
		'code-invalid Questionnaire.item[0].item[0].type',
	],
];

for (const [name, resource, ...expected] of BROKEN) {
	test(`it finds ${name}`, () => {
		const found = faults(JSON.parse(JSON.stringify(resource)));
		if (expected.length > 0) assert.deepEqual(found, expected);
		else assert.ok(found.length > 0);
	});
}

test('no issue repeats content, and an unknown property is named only where it is sealed', () => {
	const { issues } = validateResource(
		patient({ gendr: 'ZZSECRET', 'ZZ TESTPERSON': 1, birthDate: 'ZZSECRET', gender: 'ZZSECRET' }),
	);
	assert.equal(issues.length, 4);
	const clear = clearList(validationContract);
	for (const { property: _, ...shown } of issues) {
		assert.doesNotMatch(JSON.stringify(shown), /ZZ/);
		for (const field of Object.keys(shown)) assert.ok(clear.includes(`/issues/*/${field}`));
	}
	assert.ok(!clear.includes('/issues/*/property'));
	assert.match(issues[0].message, /perhaps gender is meant/);
	assert.equal(issues[0].property, 'gendr');
});

test('a record of endless depth or with endless faults is told apart in bounded time', () => {
	let item: Json = { linkId: 'x', type: 'group' };
	for (let at = 0; at < 500; at++) item = { linkId: 'x', type: 'group', item: [item] };
	const deep = { resourceType: 'Questionnaire', status: 'draft', item: [item] };
	assert.equal(validateResource(deep).valid, false);
	const many = patient({ name: Array.from({ length: 10_000 }, () => ({ family: 1 })) });
	assert.equal(validateResource(many).issues.length, 500);
	const long = { resourceType: 'Binary', contentType: 'x/y', data: `${'AAAA '.repeat(400_000)}!` };
	assert.deepEqual(faults(long), ['value Binary.data']);
});

const PROFILE = {
	resourceType: 'StructureDefinition',
	url: 'https://hospital.example/profile/zz-patient',
	name: 'ZZ',
	status: 'draft',
	kind: 'resource',
	abstract: false,
	type: 'Patient',
	derivation: 'constraint',
	baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
	differential: {
		element: [
			{ id: 'Patient', path: 'Patient' },
			{ id: 'Patient.identifier', path: 'Patient.identifier', min: 1, max: '2' },
			{ id: 'Patient.identifier.system', path: 'Patient.identifier.system', min: 1 },
			{ id: 'Patient.identifier.use', path: 'Patient.identifier.use', fixedCode: 'official' },
			{ id: 'Patient.photo', path: 'Patient.photo', max: '0' },
			{ id: 'Patient.deceased[x]', path: 'Patient.deceased[x]', type: [{ code: 'boolean' }] },
			{
				id: 'Patient.maritalStatus',
				path: 'Patient.maritalStatus',
				patternCodeableConcept: { coding: [{ system: 'urn:zz', code: 'M' }] },
				binding: { strength: 'required', valueSet: 'https://hospital.example/vs|1' },
			},
			{
				id: 'Patient.extension:zz',
				path: 'Patient.extension',
				sliceName: 'zz',
				min: 1,
			},
		],
	},
};
const VALUE_SET = {
	resourceType: 'ValueSet',
	url: 'https://hospital.example/vs',
	compose: { include: [{ system: 'urn:zz', concept: [{ code: 'M' }] }] },
};
const identifier = [{ system: 'urn:zz', value: '1', use: 'official' }];

test('a profile is checked for cardinality, fixed and pattern values, forms and given value sets', () => {
	const source = [PROFILE, VALUE_SET];
	assert.deepEqual(faults(patient({ identifier }), source), []);
	assert.deepEqual(faults(patient(), source), ['required Patient.identifier']);
	assert.deepEqual(
		faults(
			patient({
				identifier: [{ value: '1', use: 'usual' }, ...identifier, ...identifier],
				photo: [{ title: 'x' }],
				deceasedDateTime: '2026-01-01',
				maritalStatus: { coding: [{ system: 'urn:zz', code: 'S' }] },
			}),
			source,
		).sort(),
		[
			'code-invalid Patient.maritalStatus',
			'required Patient.identifier[0].system',
			'structure Patient.deceased[x]',
			'structure Patient.identifier',
			'structure Patient.photo',
			'value Patient.identifier[0].use',
			'value Patient.maritalStatus',
		],
	);
	const { issues, checked, notChecked, profiles } = validateResource(
		patient({ identifier }),
		readProfiles(source),
	);
	assert.match(issues[0].message, /slices; they were not checked/);
	assert.match(checked, /cardinality/);
	assert.match(notChecked, /terminology.*slicing/);
	assert.equal(profiles, 1);
});

test('a record that names a profile follows that one, and an unknown one is said to be unchecked', () => {
	const strict = {
		...PROFILE,
		url: 'https://hospital.example/profile/strict',
		differential: { element: [{ path: 'Patient.photo', min: 1 }] },
	};
	const source = {
		resourceType: 'Bundle',
		type: 'collection',
		entry: [{ resource: PROFILE }, { resource: strict }],
	};
	const named = patient({ identifier, meta: { profile: [`${PROFILE.url}|1`] } });
	assert.deepEqual(faults(named, source), []);
	assert.deepEqual(faults(patient({ identifier }), source), ['required Patient.photo']);
	const other = validateResource(patient({ meta: { profile: ['urn:other'] } }));
	assert.deepEqual(
		other.issues.map(({ severity, path }) => [severity, path]),
		[['information', 'Patient.meta.profile']],
	);
	assert.equal(other.valid, true);
});

test('what is no profile, or none for this record, is refused', () => {
	for (const [value, message] of [
		['text', /is no FHIR resource/],
		[VALUE_SET, /holds no profile of a resource type/],
		[{ ...PROFILE, kind: 'complex-type' }, /holds no profile of a resource type/],
		[{ ...PROFILE, differential: undefined }, /has no list of elements/],
		[{ ...PROFILE, url: undefined }, /has no url/],
	] as Array<[unknown, RegExp]>) {
		assert.throws(() => readProfiles(value), { code: 'fhir-profile-invalid', message });
	}
	assert.throws(() => faults(observation(), PROFILE), { code: 'fhir-profile-other-type' });
});
