import type { RequestInput } from '../../../dist/nodes/PriorAuth/request/index.js';
import { concept, type Json } from './golden.ts';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const X12 = 'https://codesystem.x12.org/005010';
export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets';
const V2 = 'http://terminology.hl7.org/CodeSystem/v2-0203';
const subject = { reference: 'Patient/p1' };

export const patient = (): Json => ({
	resourceType: 'Patient',
	id: 'p1',
	meta: { versionId: '7', lastUpdated: '2026-11-01T00:00:00Z' },
	text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">ZZTEST</div>' },
	identifier: [
		{ system: 'http://hospital.example.org/mrn', value: 'ZZ-1001' },
		{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '999-99-9999' },
	],
	name: [{ family: 'ZZTEST', given: ['ADA'] }],
	gender: 'female',
	birthDate: '1961-04-05',
	maritalStatus: concept('http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', 'M'),
	contact: [{ name: { family: 'ZZTEST', given: ['BOB'] } }],
	generalPractitioner: [{ reference: 'Practitioner/gp' }],
});

export const coverage = (): Json => ({
	resourceType: 'Coverage',
	id: 'c1',
	status: 'active',
	identifier: [
		{ type: concept(V2, 'MB'), system: 'http://payer.example.org/members', value: 'ZZM-77' },
	],
	beneficiary: subject,
	relationship: concept('http://terminology.hl7.org/CodeSystem/subscriber-relationship', 'self'),
	payor: [{ reference: 'Organization/payer' }],
});

const organization = (id: string, name: string, npi: string): Json => ({
	resourceType: 'Organization',
	id,
	identifier: [{ system: NPI, value: npi }],
	active: true,
	name,
	telecom: [{ system: 'phone', value: '555-0100' }],
});

export const order = (): Json => ({
	resourceType: 'ServiceRequest',
	id: 'o1',
	text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">ZZTEST</div>' },
	status: 'active',
	intent: 'order',
	code: concept(HCPCS, 'G0154'),
	subject,
	encounter: { reference: 'Encounter/e9', display: 'ZZTEST visit' },
	occurrencePeriod: { start: '2026-12-01T08:00:00Z', end: '2026-12-31' },
	quantityQuantity: {
		value: 8,
		unit: 'visits',
		system: 'http://unitsofmeasure.org',
		code: '{visit}',
	},
	requester: { reference: 'Practitioner/doc', display: 'TESTPERSON' },
	reasonReference: [{ reference: 'Condition/d1' }],
});

export const report = (): Json => ({
	resourceType: 'DocumentReference',
	id: 'doc1',
	status: 'current',
	type: concept('http://loinc.org', '11505-5'),
	category: [
		concept(
			'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
			'clinical-note',
		),
	],
	subject,
	author: [{ reference: 'Practitioner/doc' }],
	content: [{ attachment: { contentType: 'text/plain', data: 'WlpURVNU' } }],
	context: { encounter: [{ reference: 'Encounter/e9' }] },
});

export const labReport = (): Json => ({
	resourceType: 'DiagnosticReport',
	id: 'lab',
	status: 'final',
	category: [concept('http://terminology.hl7.org/CodeSystem/v2-0074', 'LAB')],
	code: concept('http://loinc.org', '24331-1'),
	subject,
	result: [{ reference: 'Observation/ldl' }],
});

export const ldl = (): Json => ({
	resourceType: 'Observation',
	id: 'ldl',
	status: 'final',
	category: [concept('http://terminology.hl7.org/CodeSystem/observation-category', 'laboratory')],
	code: concept('http://loinc.org', '13457-7'),
	subject,
	valueQuantity: { value: 190, unit: 'mg/dL' },
});

export const note = (): Json => ({
	resourceType: 'DocumentReference',
	id: 'psychiatry',
	status: 'current',
	subject,
});

export const PY = { system: `${X12}/755`, code: 'PY' };

/** A request with nothing missing; a fresh copy each time. */
export const complete = (): RequestInput & Json => ({
	key: 'work-1',
	systems: {
		bundle: 'http://hospital.example.org/pas/packets',
		claim: 'urn:trnorg:9012345678',
		item: 'http://hospital.example.org/pas/items',
	},
	created: '2026-11-22T09:30:00Z',
	claimType: 'professional',
	patient: patient(),
	coverage: coverage(),
	insurer: organization('payer', 'ZZTEST INSURANCE', '1234567893'),
	provider: organization('clinic', 'ZZTEST CLINIC', '8189991234'),
	practitioner: {
		resourceType: 'Practitioner',
		id: 'doc',
		identifier: [{ system: NPI, value: '1999999992' }],
		name: [{ family: 'TESTPERSON', given: ['SUE'] }],
		telecom: [{ system: 'phone', value: '555-0101' }],
		birthDate: '1970-01-01',
		qualification: [{ code: { text: 'MD' }, issuer: { reference: 'Organization/board' } }],
	},
	items: [
		{
			order: order(),
			category: { system: `${X12}/1365`, code: '42' },
			requestType: { system: `${X12}/1525`, code: 'HS' },
			placeOfService: '12',
		},
	],
	diagnoses: [
		{
			resourceType: 'Condition',
			id: 'd1',
			subject,
			recordedDate: '2026-10-01T10:00:00Z',
			code: {
				coding: [
					{ system: 'http://snomed.info/sct', code: '82423001' },
					{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G89.4', display: 'words' },
				],
			},
		},
	],
	evidence: [
		{ resource: report(), reportType: PY, description: 'What was tried before.' },
		{ resource: labReport(), reportType: PY },
	],
	others: [ldl(), note(), organization('board', 'ZZTEST BOARD', '1234567893')],
	urgency: { level: 'standard' },
});
