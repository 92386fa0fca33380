import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf, validationOf } from '../../../dist/nodes/Fhir/calling/outcome.js';
import { readProfiles, validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import { isHarmlessNarrative } from '../../../dist/nodes/Fhir/validation/narrative.js';
import type { HospitalError } from '../../../dist/nodes/shared/errors.js';

type Json = Record<string, any>;

const profile = (url: string, element: Json[], more: Json = {}): Json => ({
	resourceType: 'StructureDefinition',
	url,
	name: 'P',
	status: 'active',
	kind: 'resource',
	abstract: false,
	type: 'Patient',
	baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
	derivation: 'constraint',
	differential: { element: element.map((one) => ({ id: one.path, ...one })) },
	...more,
});
const check = (resource: Json, profiles: Json[]) => {
	const { valid, issues } = validateResource(resource, readProfiles(profiles));
	return { valid, said: issues.map(({ severity, path }) => `${severity} ${path}`) };
};

test('a profile asks for what its parent asks for; a parent that is missing is told of', () => {
	const parent = profile('http://y/parent', [{ path: 'Patient.birthDate', min: 1 }]);
	const child = profile('http://y/child', [{ path: 'Patient.gender', min: 1 }], {
		baseDefinition: 'http://y/parent|1.0',
	});
	const record = {
		resourceType: 'Patient',
		meta: { profile: ['http://y/child'] },
		gender: 'male',
	};
	assert.deepEqual(check(record, [parent, child]), {
		valid: false,
		said: ['error Patient.birthDate'],
	});
	assert.deepEqual(check(record, [child]), { valid: true, said: ['information Patient'] });
	const whole = { ...child, snapshot: child.differential };
	assert.deepEqual(check(record, [whole]), { valid: true, said: [] });
});

test('a required code whose value set lists no codes is told to be unchecked', () => {
	const bound = profile('http://y/p', [
		{
			path: 'Patient.maritalStatus',
			binding: { strength: 'required', valueSet: 'http://y/vs' },
		},
	]);
	const valueSet = (compose: Json) => ({
		resourceType: 'ValueSet',
		url: 'http://y/vs',
		status: 'active',
		compose,
	});
	const record = {
		resourceType: 'Patient',
		maritalStatus: { coding: [{ system: 's', code: 'bad' }] },
	};
	const filter = [{ property: 'concept', op: 'is-a', value: 'x' }];
	const listed = { system: 's', concept: [{ code: 'good' }] };
	for (const [more, severity] of [
		[[], 'information'],
		[[valueSet({ include: [{ system: 's', filter }] })], 'information'],
		[[valueSet({ include: [listed], exclude: [listed] })], 'information'],
		[[valueSet({ include: [listed] })], 'error'],
	] as Array<[Json[], string]>) {
		assert.deepEqual(check(record, [bound, ...more]).said, [`${severity} Patient.maritalStatus`]);
	}
	assert.deepEqual(check({ resourceType: 'Patient' }, [bound]).said, [], 'nothing to check');
	const ofR4 = profile('http://y/q', [
		{
			path: 'Patient.gender',
			binding: {
				strength: 'required',
				valueSet: 'http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1',
			},
		},
	]);
	assert.deepEqual(check({ resourceType: 'Patient', gender: 'male' }, [ofR4]).said, []);
});

test('a profile of another version of FHIR is refused', () => {
	const of = (fhirVersion: string) => readProfiles(profile('http://y/p', [], { fhirVersion }));
	for (const version of ['4.0.1', '4.0.0']) assert.equal(of(version).profiles.length, 1);
	for (const version of ['5.0.0', '4.3.0', '3.0.2']) {
		assert.throws(
			() => of(version),
			(error: HospitalError) => error.code === 'fhir-profile-invalid',
			version,
		);
	}
});

test('a reference to a record inside must lead to one', () => {
	const observation = (reference: string, contained?: Json[]) =>
		validateResource({
			resourceType: 'Observation',
			status: 'final',
			code: { text: 'x' },
			subject: { reference },
			...(contained && { contained }),
		}).issues.map(({ path }) => path);
	const inside = [{ resourceType: 'Patient', id: 'p' }];
	assert.deepEqual(observation('#p', inside), []);
	assert.deepEqual(observation('#'), []);
	assert.deepEqual(observation('#nope'), ['Observation.subject.reference']);
	assert.deepEqual(observation('#q', inside), ['Observation.subject.reference']);
});

test('a narrative holds nothing that runs, however it is written', () => {
	const div = (inside: string) => `<div xmlns="http://www.w3.org/1999/xhtml">${inside}</div>`;
	for (const right of [
		'<p>a &lt; b</p>',
		'<a href="https://x.example/a?b=c">x</a><a href="#n">y</a><a name="n"/>',
		'<img src="data:image/png;base64,AAAA" alt="a > b"/><img src="#i"/>',
		'<table class="x"><tr><td style="color: red">1</td></tr></table><!-- ok -->',
		'<p title="on top = 5">on fire = 3</p>',
	]) {
		assert.equal(isHarmlessNarrative(div(right)), true, right);
	}
	for (const wrong of [
		'<script>x</script>',
		'<SCRIPT src="x"></SCRIPT>',
		'<a href="javascript:alert(1)">x</a>',
		'<a href=javascript:alert(1)>x</a>',
		'<a href=" java\nscript:alert(1)">x</a>',
		'<a href="&#106;avascript:alert(1)">x</a>',
		'<a href="java&Tab;script:alert(1)">x</a>',
		'<a href="vbscript:x">x</a>',
		'<img src="data:text/html,x"/>',
		'<img src="x" onerror="alert(1)"/>',
		'<img/onload=alert(1)>',
		'<img title=">" onload="alert(1)">',
		'<p onclick = "x">y</p>',
		'<iframe src="https://x.example"></iframe>',
		'<form action="x"></form>',
		'<svg/onload=alert(1)>',
		'<p style="background:url(x)">y</p>',
		'<p',
	]) {
		assert.equal(isHarmlessNarrative(div(wrong)), false, wrong);
	}
	assert.equal(isHarmlessNarrative('<p>x</p>'), false);
});

const outcome = (...severities: string[]) => ({
	resourceType: 'OperationOutcome',
	issue: severities.map((severity) => ({ severity, code: 'invariant' })),
});

test('an error of the server counts, however many warnings stand before it', () => {
	const many = validationOf(
		'Patient',
		outcome(...Array<string>(20).fill('warning'), 'error', 'fatal'),
	);
	assert.deepEqual([many.valid, many.errors, many.warnings], [false, 2, 20]);
	assert.equal(many.issues[0]?.severity, 'error');
	const flood = validationOf('Patient', outcome(...Array<string>(900).fill('warning'), 'error'));
	assert.deepEqual([flood.valid, flood.errors, flood.warnings], [false, 1, 900]);
	assert.equal(flood.issues.length, 500);
	assert.equal(validationOf('Patient', outcome('information')).valid, true);
});

test('only an OperationOutcome says that a record is valid', () => {
	const right = outcome('information');
	assert.equal(outcomeOf(right), right);
	const wrapped = {
		resourceType: 'Parameters',
		parameter: [{ name: 'return', resource: right }],
	};
	assert.equal(outcomeOf(wrapped), right);
	for (const wrong of [
		{ resourceType: 'Parameters' },
		{ resourceType: 'Patient', id: 'x' },
		outcome(),
		{ resourceType: 'OperationOutcome' },
	]) {
		assert.throws(
			() => outcomeOf(wrong),
			(error: HospitalError) => error.code === 'fhir-answer-invalid',
		);
	}
});
