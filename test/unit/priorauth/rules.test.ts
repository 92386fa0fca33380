import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	isNpi,
	PAS_RULES,
	unitsOf,
	validatePas,
} from '../../../dist/nodes/PriorAuth/rules/index.js';
import {
	claimOf,
	concept,
	extensionOf,
	golden,
	PAS,
	REQUESTS,
	resourceOf,
	type Json,
} from './golden.ts';
import { CODE_SYSTEMS, MUTANTS } from './rules.mutants.ts';

const broken = (bundle: Json): string[] => [
	...new Set(validatePas(bundle).findings.map(({ rule }) => rule)),
];

for (const name of REQUESTS) {
	test(`the published example ${name} breaks no rule`, () => {
		const { valid, findings, kind } = validatePas(golden(name));
		assert.deepEqual(findings, []);
		assert.equal(valid, true);
		const expected =
			name === 'inquiry' ? 'inquiry' : name.endsWith('update') ? 'update' : 'request';
		assert.equal(kind, expected);
	});
}

test('every rule has a mutant, and every mutant a rule', () => {
	assert.deepEqual(Object.keys(MUTANTS).sort(), PAS_RULES.map(({ name }) => name).sort());
});

for (const [name, mutant] of Object.entries(MUTANTS)) {
	test(`a ${mutant.of} that breaks ${name} is found by that rule`, () => {
		const bundle = golden(mutant.of);
		mutant.break(bundle);
		assert.deepEqual(broken(bundle).sort(), [name, ...(mutant.also ?? [])].sort());
	});
}

test('an update with another coverage than the claim that it changes is refused', () => {
	const name = REQUESTS.find((each) => each.endsWith('update')) ?? '';
	const bundle = golden(name);
	const coverage = bundle.entry.find(({ resource }: Json) => resource.resourceType === 'Coverage');
	const other = structuredClone(coverage);
	other.resource.id = 'ZZOther';
	other.fullUrl = coverage.fullUrl.replace(/[^/:]+$/, 'ZZOther');
	bundle.entry.push(other);
	claimOf(bundle).insurance[0].coverage.reference = other.fullUrl;
	assert.ok(broken(bundle).includes('pas-update-same-parties'), broken(bundle).join());
});

test('each rule says where it is from, what is wrong and what to do, in whole sentences', () => {
	for (const { name, source, message, nextStep } of PAS_RULES) {
		assert.match(name, /^pas-[a-z-]+$/);
		assert.ok(source.length > 5, name);
		assert.match(message, /^[A-Z][^.]{15,}$/, name);
		assert.match(nextStep, /^[A-Z].{8,}\.$/, name);
	}
});

const PUBLISHED: Array<[string, string, (bundle: Json) => void]> = [
	[
		'pas-coverage-member-id',
		'request-homecare',
		(bundle) => {
			const [identifier] = resourceOf(bundle, 'Coverage').identifier;
			delete identifier.system;
			delete identifier.value;
		},
	],
	[
		'pas-order-quantity',
		'request-referral',
		(bundle) =>
			Object.assign(resourceOf(bundle, 'ServiceRequest').quantityQuantity, {
				system: 'http://unitsofmeasure.org',
				code: '1',
			}),
	],
	[
		'pas-reference-included',
		'request-surgical',
		(bundle) => {
			const role = resourceOf(bundle, 'PractitionerRole');
			role.practitioner.reference = 'Practitioner/ReferralPractitionerExample';
			role.location[0].reference = 'Location/ReferralLocationExample';
		},
	],
];
for (const [rule, name, publish] of PUBLISHED) {
	test(`what was corrected in ${name} is what ${rule} finds in the published example`, () => {
		const bundle = golden(name);
		publish(bundle);
		assert.ok(broken(bundle).includes(rule));
	});
}

test('findings name the place by elements, and nothing of the patient', () => {
	const bundle = golden('request-referral');
	resourceOf(bundle, 'Patient').name = [];
	claimOf(bundle).item[0].servicedDate = 'ZZTEST';
	const { findings } = validatePas(bundle);
	assert.deepEqual(
		findings.map(({ path }) => path),
		['Bundle.entry[0].resource.item[0].servicedDate', 'Bundle.entry[4].resource.name'],
	);
	assert.doesNotMatch(JSON.stringify(findings), /ZZTEST|JOE|12345678901/);
});

test('a warning alone leaves the packet valid', () => {
	const bundle = golden('request-referral');
	MUTANTS['pas-coverage-other-payor']?.break(bundle);
	const { valid, errors, warnings } = validatePas(bundle);
	assert.deepEqual({ valid, errors, warnings }, { valid: true, errors: 0, warnings: 1 });
});

test('references by version and within a record are understood', () => {
	const bundle = golden('request-referral');
	claimOf(bundle).patient.reference = 'Patient/SubscriberExample/_history/3';
	const order = resourceOf(bundle, 'ServiceRequest');
	order.contained = [{ resourceType: 'Specimen', id: 's' }];
	order.specimen = [{ reference: '#s' }];
	assert.deepEqual(broken(bundle), []);
});

test('a reference by identifier alone points to nothing that must be included', () => {
	const bundle = golden('request-referral');
	resourceOf(bundle, 'ServiceRequest').requester = {
		identifier: { system: 'http://hl7.org/fhir/sid/us-npi', value: '1234567893' },
	};
	assert.deepEqual(broken(bundle), []);
});

test('a claim that is cancelled as a whole needs no items', () => {
	const bundle = golden('request-homecare-update');
	const claim = claimOf(bundle);
	delete claim.item;
	assert.deepEqual(broken(bundle).sort(), ['pas-item-present', 'pas-update-items-kept']);
	claim.extension = [
		{
			url: `${PAS}extension-certificationType`,
			valueCodeableConcept: concept('https://codesystem.x12.org/005010/1322', '3'),
		},
	];
	assert.deepEqual(broken(bundle), []);
});

test('an update of an update does not bring the claim before that one', () => {
	const bundle = golden('request-homecare-update');
	resourceOf(bundle, 'Claim/HomecareAuthorizationExample').related = [
		{ claim: { reference: 'Claim/Older' } },
	];
	assert.deepEqual(broken(bundle), []);
});

test('an inquiry may ask for no service in particular, a request may not', () => {
	const none = concept(
		'http://terminology.hl7.org/CodeSystem/data-absent-reason',
		'not-applicable',
	);
	const inquiry = golden('inquiry');
	claimOf(inquiry).item[0].productOrService = none;
	assert.deepEqual(broken(inquiry), []);
	const request = golden('request-referral');
	claimOf(request).item[0].productOrService = none;
	assert.deepEqual(broken(request), ['pas-item-product']);
});

test('an immediate appeal is fine with a level of service', () => {
	const bundle = golden('request-surgical');
	const [item] = claimOf(bundle).item;
	extensionOf(item, 'certificationType').valueCodeableConcept.coding[0].code = '1';
	assert.deepEqual(broken(bundle), []);
});

test('a quantity with unit in words, or with a code of X12, is fine', () => {
	for (const quantity of [
		{ value: 12, unit: 'visits' },
		{ value: 1, code: 'ZZ', system: 'https://codesystem.x12.org/005010/673' },
	]) {
		const bundle = golden('request-homecare');
		claimOf(bundle).item[0].quantity = quantity;
		assert.deepEqual(broken(bundle), []);
	}
	for (const quantity of [
		{ value: 0, unit: 'visits' },
		{ value: 3 },
		{ value: '3', unit: 'visits' },
	]) {
		const bundle = golden('request-homecare');
		claimOf(bundle).item[0].quantity = quantity;
		assert.deepEqual(broken(bundle), ['pas-item-quantity']);
	}
});

test('what is no bundle is refused before any rule is asked', () => {
	for (const wrong of [undefined, null, 'x', [], {}, { resourceType: 'Claim' }]) {
		assert.throws(() => validatePas(wrong), { code: 'pas-not-a-bundle' });
	}
	const entry = Array.from({ length: 2001 }, () => ({}));
	assert.throws(() => validatePas({ resourceType: 'Bundle', entry }), {
		code: 'pas-bundle-too-large',
	});
});

test('rules do not stumble over values of a wrong kind', () => {
	const source = JSON.stringify(golden('request-homecare-update'));
	const strange = ['null', '[]', '{}', '"x"', '7', '[null]', '[[{}]]'];
	const names = [...new Set([...source.matchAll(/"([a-zA-Z]+)":/g)].map(([, name]) => name))];
	for (const name of names) {
		for (const value of strange) {
			const bundle = JSON.parse(source, (key, was: unknown) =>
				key === name ? (JSON.parse(value) as unknown) : was,
			) as Json;
			if (bundle?.resourceType === 'Bundle') assert.doesNotThrow(() => validatePas(bundle));
		}
	}
});

test('check digits of provider numbers are judged', () => {
	for (const right of ['1234567893', '8189991234', '1999999992']) assert.ok(isNpi(right), right);
	for (const wrong of ['1234567890', '123456789', '12345678930', '', 1234567893, '123456789a']) {
		assert.equal(isNpi(wrong), false);
	}
});

test('units of orders are read in words and in UCUM', () => {
	assert.equal(unitsOf('Visits'), 'visits');
	assert.equal(unitsOf('[iU]'), 'international units');
	assert.equal(unitsOf('d'), 'days');
	assert.equal(unitsOf('bottles'), undefined);
	assert.equal(unitsOf('constructor'), undefined);
});

test('modifiers of CPT and HCPCS are fine', () => {
	for (const system of [CODE_SYSTEMS.CPT, CODE_SYSTEMS.HCPCS]) {
		const bundle = golden('request-medical-services');
		claimOf(bundle).item[0].modifier = [concept(system, 'LT')];
		assert.deepEqual(broken(bundle), []);
	}
});
