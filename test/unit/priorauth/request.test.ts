import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildRequest, checkCompleteness } from '../../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../../dist/nodes/PriorAuth/rules/index.js';
import { validateResource } from '../../../dist/nodes/Fhir/validation/index.js';
import { claimOf, concept, extensionOf, resourceOf, type Json } from './golden.ts';
import { complete, coverage, HCPCS, order, PY } from './people.ts';

const build = (change: (input: Json) => void = () => {}): Json => {
	const input = complete();
	change(input);
	return buildRequest(input);
};
const refused = (change: (input: Json) => void): Json => {
	try {
		build(change);
	} catch (error) {
		return error;
	}
	return assert.fail('it was built');
};

test('a complete request becomes a packet that breaks no rule and is sound FHIR', () => {
	const { bundle, completeness, kind } = build();
	assert.equal(kind, 'request');
	assert.equal(completeness.complete, true);
	assert.deepEqual(validatePas(bundle).findings, []);
	const { issues } = validateResource(bundle);
	assert.deepEqual(
		issues.filter(({ severity }: Json) => severity === 'error'),
		[],
	);
});

test('the same input gives the same bytes, another key other identifiers', () => {
	const [first, again, other] = [build(), build(), build((input) => (input.key = 'work-2'))];
	assert.equal(JSON.stringify(first), JSON.stringify(again));
	assert.equal(first.sha256, again.sha256);
	assert.match(first.sha256, /^[0-9a-f]{64}$/);
	for (const name of ['identifier', 'trace']) {
		assert.notEqual(first[name].value, other[name].value);
		assert.equal(first[name].system, other[name].system);
	}
	assert.notEqual(claimOf(first.bundle).id, claimOf(other.bundle).id);
	assert.equal(
		first.bundle.entry.find(({ resource }: Json) => resource.resourceType === 'Patient').fullUrl,
		other.bundle.entry.find(({ resource }: Json) => resource.resourceType === 'Patient').fullUrl,
	);
	assert.equal(first.bundle.identifier.value, first.identifier.value);
	assert.equal(claimOf(first.bundle).identifier[0].value, first.trace.value);
});

test('what is built does not change what it was built from', () => {
	const input = complete();
	const before = structuredClone(input);
	buildRequest(input);
	assert.deepEqual(input, before);
});

test('the claim carries the codes, days, amount and place of the order', () => {
	const claim = claimOf(build().bundle);
	const [item] = claim.item;
	assert.deepEqual(item.productOrService, concept(HCPCS, 'G0154'));
	assert.deepEqual(item.servicedPeriod, { start: '2026-12-01', end: '2026-12-31' });
	assert.deepEqual(item.quantity, { value: 8, unit: 'visits' });
	assert.equal(item.locationCodeableConcept.coding[0].code, '12');
	assert.deepEqual(item.diagnosisSequence, [1]);
	assert.deepEqual(item.informationSequence, [1, 2]);
	assert.deepEqual(item.careTeamSequence, [1]);
	assert.equal(extensionOf(item, 'certificationType').valueCodeableConcept.coding[0].code, 'I');
	assert.deepEqual(
		claim.diagnosis[0].diagnosisCodeableConcept,
		concept('http://hl7.org/fhir/sid/icd-10-cm', 'G89.4'),
	);
	assert.equal(claim.diagnosis[0].extension[0].valueDate, '2026-10-01');
	assert.equal(claim.priority.coding[0].code, 'normal');
	assert.equal(claim.use, 'preauthorization');
});

test('only what the claim leads to travels, and the rest is said', () => {
	const { bundle, leftOut } = build();
	const inside = bundle.entry.map(
		({ resource }: Json) => `${resource.resourceType}/${resource.id.slice(0, 7)}`,
	);
	assert.deepEqual(inside.slice(1).sort(), [
		'Coverage/c1',
		'DiagnosticReport/lab',
		'DocumentReference/doc1',
		'Observation/ldl',
		'Organization/clinic',
		'Organization/payer',
		'Patient/p1',
		'Practitioner/doc',
		inside.find((each: string) => each.startsWith('PractitionerRole/')),
		'ServiceRequest/o1',
	]);
	assert.deepEqual(
		leftOut.filter(({ reference }: Json) => reference === 'DocumentReference/psychiatry'),
		[{ type: 'DocumentReference', reference: 'DocumentReference/psychiatry', why: 'not-evidence' }],
	);
	assert.ok(
		leftOut.some((each: Json) => each.reference === 'Condition/d1' && each.why === 'code-travels'),
	);
});

test('of the patient only what the guide asks for travels: no social security number, no relatives', () => {
	const { bundle, leftOut } = build();
	const patient = resourceOf(bundle, 'Patient');
	assert.deepEqual(Object.keys(patient).sort(), [
		'birthDate',
		'gender',
		'id',
		'identifier',
		'meta',
		'name',
		'resourceType',
	]);
	const bytes = JSON.stringify(bundle);
	assert.doesNotMatch(
		bytes,
		/999-99-9999|BOB|<div|lastUpdated|Encounter.e9|ZZTEST visit|1970-01-01/,
	);
	const said = leftOut.find(
		(each: Json) => each.reference === 'Patient/p1' && each.why === 'not-needed',
	);
	assert.deepEqual(said.elements.sort(), [
		'contact',
		'generalPractitioner',
		'identifier',
		'maritalStatus',
	]);
});

test('references to what does not travel are taken out and said, never left dangling', () => {
	const { bundle, leftOut } = build();
	assert.deepEqual(resourceOf(bundle, 'ServiceRequest').encounter, { type: 'Encounter' });
	assert.deepEqual(
		leftOut.find(
			(each: Json) =>
				each.reference === 'ServiceRequest/o1' && each.why === 'address-of-another-record',
		).elements,
		['encounter', 'reasonReference'],
	);
	// People lead to no further records, and a name stands only in the record that has it.
	assert.ok(!bundle.entry.some(({ resource }: Json) => resource.id === 'board'));
	assert.deepEqual(Object.keys(resourceOf(bundle, 'ServiceRequest').requester), ['reference']);
	const urls = new Set(bundle.entry.map(({ fullUrl }: Json) => fullUrl));
	for (const [, url] of JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)) {
		assert.ok(urls.has(url), url);
	}
});

test('a part of a report comes with it, and an absolute or versioned reference is the same record', () => {
	const { bundle } = build((input) => {
		input.server = { base: 'https://ehr.example.org/fhir' };
		input.evidence[1].resource.result = [
			{ reference: 'https://ehr.example.org/fhir/Observation/ldl/_history/2' },
		];
	});
	assert.deepEqual(validatePas(bundle).findings, []);
	assert.equal(resourceOf(bundle, 'Observation').id, 'ldl');
});

test('a part of a report that is of somebody else stops everything', () => {
	for (const subject of [{ reference: 'Patient/p2' }, { reference: 'Group/all' }]) {
		const error = refused((input) => (input.others[0].subject = subject));
		assert.equal(error.code, 'prior-auth-other-patient');
	}
});

test('a record of another server is another record, although its number is the same', () => {
	const foreign = 'https://other.example.org/fhir/Patient/p1';
	const server = { base: 'https://ehr.example.org/fhir', knownAs: ['https://gateway.example.org'] };
	const error = refused((input) => {
		input.server = server;
		input.evidence[0].resource.subject = { reference: foreign };
	});
	assert.equal(error.code, 'prior-auth-other-patient');
	const { bundle } = build((input) => {
		input.server = server;
		input.evidence[0].resource.subject = { reference: 'https://gateway.example.org/Patient/p1' };
		input.evidence[1].resource.result = [
			{ reference: 'https://other.example.org/fhir/Observation/ldl' },
		];
	});
	assert.ok(!bundle.entry.some(({ resource }: Json) => resource.resourceType === 'Observation'));
	assert.deepEqual(validatePas(bundle).findings, []);
});

test('the coverage gets the code of X12 for the subscriber, and the member id from the card number', () => {
	const { bundle } = build((input) => {
		input.coverage = { ...coverage(), identifier: undefined, subscriberId: 'ZZM-88' };
		input.systems.member = 'http://payer.example.org/members';
	});
	const card = resourceOf(bundle, 'Coverage');
	assert.equal(card.identifier[0].value, 'ZZM-88');
	assert.equal(card.relationship.coding.at(-1).code, '18');
	assert.deepEqual(validatePas(bundle).findings, []);
});

const LACKS: ReadonlyArray<[string, string, RegExp, (input: Json) => void]> = [
	[
		'codes',
		'a code of SNOMED CT alone',
		/code for billing.*item 1/,
		(input) => (input.items[0].order.code = concept('http://snomed.info/sct', '1')),
	],
	['diagnosis', 'no condition', /ICD-10-CM/, (input) => (input.diagnoses = [])],
	[
		'diagnosis',
		'a condition with a SNOMED CT code alone',
		/ICD-10-CM/,
		(input) => input.diagnoses[0].code.coding.pop(),
	],
	['units', 'no quantity', /how much/, (input) => delete input.items[0].order.quantityQuantity],
	[
		'units',
		'a unit that cannot be carried on',
		/how much/,
		(input) => (input.items[0].quantity = { value: 2, unit: 'bottles' }),
	],
	[
		'units',
		'a quantity of zero',
		/how much/,
		(input) => (input.items[0].quantity = { value: 0, unit: 'visits' }),
	],
	['dates', 'no days', /days of service/, (input) => delete input.items[0].order.occurrencePeriod],
	[
		'dates',
		'a day that does not exist',
		/days of service/,
		(input) => (input.items[0].serviced = '2026-13-01'),
	],
	[
		'dates',
		'a period that ends before it begins',
		/days of service/,
		(input) => (input.items[0].serviced = { start: '2026-12-05', end: '2026-12-01' }),
	],
	[
		'provider',
		'a wrong check digit and no clinician',
		/valid NPI/,
		(input) => {
			input.provider.identifier[0].value = '8189991235';
			delete input.practitioner;
		},
	],
	[
		'place',
		'no place of service',
		/place of service/,
		(input) => delete input.items[0].placeOfService,
	],
	[
		'place',
		'a place of one digit',
		/place of service/,
		(input) => (input.items[0].placeOfService = '1'),
	],
	['urgency', 'no urgency', /expedited with the clinician/, (input) => delete input.urgency],
	[
		'urgency',
		'expedited without attestation',
		/expedited with the clinician/,
		(input) => (input.urgency = { level: 'expedited' }),
	],
	[
		'urgency',
		'an attestation by nobody',
		/expedited with the clinician/,
		(input) =>
			(input.urgency = {
				level: 'expedited',
				attestation: { by: ' ', at: '2026-11-22T09:00:00Z' },
			}),
	],
	['identifiers', 'no member id', /member id/, (input) => delete input.coverage.identifier],
	[
		'identifiers',
		'no identifier of the payer',
		/identifier of the payer/,
		(input) => (input.insurer.identifier = []),
	],
];
for (const [element, label, words, change] of LACKS) {
	test(`${label}: nothing is built, and it is said that ${element} are missing and where they would come from`, () => {
		const error = refused(change);
		assert.equal(error.code, 'prior-auth-incomplete');
		assert.match(error.message, words);
		assert.match(error.nextStep, /^Nothing was built\. It would come from: /);
		assert.doesNotMatch(`${error.message} ${error.nextStep}`, /ZZ|TESTPERSON/);
		const input = complete();
		change(input);
		const { complete: whole, elements } = checkCompleteness(input);
		assert.equal(whole, false);
		assert.equal(elements.length, 8);
		assert.deepEqual(
			elements.filter(({ present }) => !present).map((each) => each.element),
			[element],
		);
	});
}

test('everything that is missing is named at once', () => {
	const error = refused((input) => {
		input.diagnoses = [];
		delete input.urgency;
	});
	assert.match(error.message, /ICD-10-CM.*standard or expedited/);
});

test('a record of somebody else stops everything', () => {
	const other = { reference: 'Patient/p2' };
	for (const change of [
		(input: Json) => (input.items[0].order.subject = other),
		(input: Json) => (input.coverage.beneficiary = other),
		(input: Json) => (input.diagnoses[0].subject = other),
		(input: Json) => (input.evidence[0].resource.subject = other),
		(input: Json) => delete input.evidence[0].resource.subject,
		(input: Json) => delete input.patient.id,
	]) {
		assert.equal(refused(change).code, 'prior-auth-other-patient');
	}
});

test('an expedited request says so once a clinician attested to it', () => {
	const { bundle, urgency, attestation } = build((input) => {
		input.urgency = {
			level: 'expedited',
			attestation: { by: 'Practitioner/doc', at: '2026-11-22T09:00:00Z' },
		};
	});
	assert.equal(urgency, 'expedited');
	assert.deepEqual(attestation, { by: 'Practitioner/doc', at: '2026-11-22T09:00:00Z' });
	assert.equal(claimOf(bundle).priority.coding[0].code, 'stat');
	const level = extensionOf(claimOf(bundle), 'levelOfServiceCode');
	assert.equal(level.valueCodeableConcept.coding[0].code, 'U');
	assert.deepEqual(validatePas(bundle).findings, []);
});

test('an order without a billing code stays behind, and the code that was given is asked for', () => {
	const { bundle, leftOut } = build((input) => {
		input.items[0].order.code = concept('http://snomed.info/sct', '385949008');
		input.items[0].code = { system: HCPCS, code: 'G0154' };
	});
	assert.ok(!bundle.entry.some(({ resource }: Json) => resource.resourceType === 'ServiceRequest'));
	assert.ok(leftOut.some(({ why }: Json) => why === 'no-billing-code'));
	assert.deepEqual(validatePas(bundle).findings, []);
});

test('devices and prescriptions are asked for too', () => {
	const subject = { reference: 'Patient/p1' };
	const device = {
		resourceType: 'DeviceRequest',
		id: 'chair',
		status: 'active',
		intent: 'order',
		codeCodeableConcept: concept(HCPCS, 'E1223'),
		subject,
		occurrenceDateTime: '2026-12-05T00:00:00Z',
	};
	const drug = {
		resourceType: 'MedicationRequest',
		id: 'drug',
		status: 'active',
		intent: 'order',
		medicationReference: { reference: 'Medication/m' },
		subject,
		dispenseRequest: {
			quantity: { value: 30, unit: 'units' },
			expectedSupplyDuration: { value: 30, unit: 'days' },
		},
		dosageInstruction: [{ text: 'daily', timing: { repeat: { boundsPeriod: { start: '2026' } } } }],
	};
	const both = (input: Json) => {
		const [first] = input.items;
		input.items = [
			{ ...first, order: device, quantity: { value: 1, unit: 'unit' } },
			{
				...first,
				order: drug,
				code: { system: 'http://hl7.org/fhir/sid/ndc', code: '0777-3105-02' },
			},
		];
	};
	const { bundle } = build((input) => {
		both(input);
		input.others.push({ resourceType: 'Medication', id: 'm', status: 'active' });
	});
	assert.deepEqual(validatePas(bundle).findings, []);
	const claim = claimOf(bundle);
	assert.equal(claim.item[0].servicedDate, '2026-12-05');
	assert.deepEqual(claim.item[1].quantity, { value: 30, unit: 'units' });
	assert.equal(resourceOf(bundle, 'Medication').id, 'm');
	assert.equal(refused(both).code, 'prior-auth-evidence-incomplete');
});

test('dates of the stay and a message to the reviewer travel under numbers of their own', () => {
	const { bundle } = build((input) => {
		input.admission = { start: '2026-12-01', end: '2026-12-03' };
		input.discharge = '2026-12-03';
		input.message = 'Please call before 4 pm.';
	});
	assert.deepEqual(
		claimOf(bundle).supportingInfo.map(({ sequence, category }: Json) => [
			sequence,
			category.coding[0].code,
		]),
		[
			[1, 'additionalInformation'],
			[2, 'additionalInformation'],
			[3, 'admissionDates'],
			[4, 'dischargeDates'],
			[5, 'freeFormMessage'],
		],
	);
	assert.deepEqual(validatePas(bundle).findings, []);
});

test('settings that cannot be used are refused before anything is read', () => {
	for (const change of [
		(input: Json) => (input.key = ' '),
		(input: Json) => (input.created = '2026-11-22'),
		(input: Json) => (input.systems.claim = ''),
		(input: Json) => (input.discharge = '2026'),
		(input: Json) => delete input.items[0].category,
	]) {
		assert.equal(refused(change).code, 'prior-auth-setting-wrong');
	}
	assert.equal(refused((input) => delete input.items[0].order.id).code, 'prior-auth-no-id');
});

test('of more than twelve diagnoses the first twelve travel, and the rest is said', () => {
	const { bundle, leftOut } = build((input) => {
		const [first] = input.diagnoses;
		input.diagnoses = Array.from({ length: 14 }, (_none, at) => ({ ...first, id: `d${at}` }));
	});
	assert.equal(claimOf(bundle).diagnosis.length, 12);
	assert.equal(
		leftOut.filter((each: Json) => each.type === 'Condition' && each.why === 'not-evidence').length,
		2,
	);
	assert.deepEqual(validatePas(bundle).findings, []);
});

test('answers with their questionnaire travel whole, as one bundle', () => {
	const answers = {
		resourceType: 'Bundle',
		id: 'qr',
		type: 'collection',
		entry: [
			{
				fullUrl: 'urn:uuid:1',
				resource: {
					resourceType: 'QuestionnaireResponse',
					status: 'completed',
					subject: { reference: 'Patient/p1' },
				},
			},
		],
	};
	const { bundle } = build((input) => input.evidence.push({ resource: answers, reportType: PY }));
	assert.deepEqual(resourceOf(bundle, 'Bundle').entry, answers.entry);
	assert.deepEqual(validatePas(bundle).findings, []);
	for (const subject of [{ reference: 'Patient/p2' }, {}]) {
		const other = structuredClone(answers) as Json;
		other.entry[0].resource.subject = subject;
		const error = refused((input) => input.evidence.push({ resource: other, reportType: PY }));
		assert.equal(error.code, 'prior-auth-other-patient');
	}
});

test('two items of one order have the order once', () => {
	const { bundle } = build((input) => {
		input.items.push({ ...input.items[0], order: order(), quantity: { value: 2, unit: 'hours' } });
	});
	const orders = bundle.entry.filter(
		({ resource }: Json) => resource.resourceType === 'ServiceRequest',
	);
	assert.equal(orders.length, 1);
	assert.equal(claimOf(bundle).item.length, 2);
	assert.deepEqual(validatePas(bundle).findings, []);
});

test('how long counts as the dates only where the packet carries it', () => {
	const dated = (change: (of: Json) => void): boolean => {
		const input = complete();
		delete input.items[0].serviced;
		for (const name of Object.keys(input.items[0].order)) {
			if (name.startsWith('occurrence')) delete input.items[0].order[name];
		}
		change(input.items[0]);
		const { elements }: Json = checkCompleteness(input);
		return elements.find(({ element }: Json) => element === 'dates').present;
	};
	const boundsDuration = { value: 6, unit: 'wk', system: 'http://unitsofmeasure.org', code: 'wk' };
	const often = { frequency: 2, period: 1, periodUnit: 'wk', boundsDuration };
	assert.equal(
		dated((item) => (item.order.occurrenceTiming = { repeat: often })),
		true,
	);
	// The profile takes no timing without a count or a frequency: keep drops it, and no date is left.
	assert.equal(
		dated((item) => (item.order.occurrenceTiming = { repeat: { boundsDuration } })),
		false,
	);
	// An order that is not coded for billing stays at home, and its timing with it.
	assert.equal(
		dated((item) => {
			item.order.occurrenceTiming = { repeat: often };
			item.code = item.order.code.coding[0];
			item.order.code = { text: 'home visits' };
		}),
		false,
	);
});
