import type { Bundle, Resource } from '@medplum/fhirtypes';

const LOINC = 'http://loinc.org';
const code = (system: string, value: string, text = value) => ({
	coding: [{ system, code: value }],
	text,
});
const state = (name: string, value: string) => ({
	coding: [{ system: `http://terminology.hl7.org/CodeSystem/${name}`, code: value }],
});

/** One synthetic patient with a stay and a past; `suffix` tells two of them apart. */
export function chartOf(suffix: string): Resource[] {
	const patient = { reference: `Patient/pat-${suffix}` };
	const stay = { reference: `Encounter/enc-${suffix}` };
	const before = { reference: `Encounter/old-${suffix}` };
	const id = (name: string) => `${name}-${suffix}`;
	const lab = (name: string, day: string, value: number): Resource => ({
		resourceType: 'Observation',
		id: id(name),
		status: 'final',
		category: [state('observation-category', 'laboratory')],
		code: code(LOINC, '2160-0', 'Creatinine'),
		subject: patient,
		encounter: stay,
		effectiveDateTime: day,
		valueQuantity: { value, unit: 'mg/dL' },
		note: [{ text: 'ZZ note of the laboratory' }],
	});
	const report = (name: string, day: string): Resource => ({
		resourceType: 'DiagnosticReport',
		id: id(name),
		status: 'final',
		category: [state('v2-0074', 'RAD')],
		code: code(LOINC, '30799-1', 'CT head'),
		subject: patient,
		effectiveDateTime: day,
		conclusion: `ZZ conclusion of ${day}`,
	});
	return [
		{
			resourceType: 'Patient',
			id: id('pat'),
			identifier: [{ system: 'urn:zz:mrn', value: `ZZ-${suffix}` }],
			name: [{ family: 'Zztest', given: ['Ada'] }],
			gender: 'female',
			birthDate: '1950-01-01',
			deceasedBoolean: false,
			telecom: [{ system: 'phone', value: '555-0100' }],
			address: [{ city: 'Zzcity' }],
			maritalStatus: { text: 'ZZ' },
		},
		{
			resourceType: 'Encounter',
			id: id('enc'),
			status: 'in-progress',
			class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
			subject: patient,
			period: { start: '2026-11-10T08:00:00Z' },
			account: [{ display: 'ZZ account' }],
		},
		{
			resourceType: 'Encounter',
			id: id('old'),
			status: 'finished',
			class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
			subject: patient,
			period: { start: '2024-01-01T08:00:00Z', end: '2024-01-05T08:00:00Z' },
		},
		{
			resourceType: 'Condition',
			id: id('now'),
			clinicalStatus: state('condition-clinical', 'active'),
			verificationStatus: state('condition-ver-status', 'confirmed'),
			code: { text: 'ZZ pneumonia' },
			subject: patient,
			encounter: stay,
			recordedDate: '2026-11-10',
			note: [{ text: 'ZZ note' }],
		},
		{
			resourceType: 'Condition',
			id: id('wrong'),
			verificationStatus: state('condition-ver-status', 'entered-in-error'),
			code: { text: 'ZZ of another bed' },
			subject: patient,
			encounter: stay,
		},
		{
			resourceType: 'Condition',
			id: id('past'),
			clinicalStatus: state('condition-clinical', 'active'),
			code: { text: 'ZZ hypertension' },
			subject: patient,
			encounter: before,
		},
		lab('lab1', '2026-11-11T06:00:00Z', 1.1),
		lab('lab2', '2026-11-12T06:00:00Z', 1.4),
		lab('lab0', '2025-01-01T06:00:00Z', 0.9),
		{
			resourceType: 'Medication',
			id: id('drug'),
			code: { text: 'ZZ amoxicillin' },
			manufacturer: { display: 'ZZ maker' },
		},
		{
			resourceType: 'MedicationRequest',
			id: id('rx'),
			status: 'active',
			intent: 'order',
			medicationReference: { reference: `Medication/drug-${suffix}` },
			subject: patient,
			encounter: stay,
			authoredOn: '2026-11-10',
			note: [{ text: 'ZZ note' }],
		},
		{
			resourceType: 'MedicationAdministration',
			id: id('given'),
			status: 'completed',
			medicationReference: { reference: `Medication/drug-${suffix}` },
			subject: patient,
			context: stay,
			effectiveDateTime: '2026-11-11T08:00:00Z',
		},
		{
			resourceType: 'AllergyIntolerance',
			id: id('allergy'),
			clinicalStatus: state('allergyintolerance-clinical', 'active'),
			verificationStatus: state('allergyintolerance-verification', 'confirmed'),
			code: { text: 'ZZ penicillin' },
			patient,
		},
		report('r2023', '2023-05-01T10:00:00Z'),
		report('r2025', '2025-05-01T10:00:00Z'),
		report('r2024', '2024-05-01T10:00:00Z'),
		report('r2010', '2010-05-01T10:00:00Z'),
		{
			resourceType: 'DocumentReference',
			id: id('note'),
			status: 'current',
			docStatus: 'final',
			type: code(LOINC, '11506-3'),
			subject: patient,
			date: '2026-11-12T10:00:00Z',
			content: [{ attachment: { contentType: 'text/plain', data: 'Wlo=' } }],
			context: { encounter: [stay] },
		},
	];
}

/** Updates with known ids: seeding twice leaves the same. */
export const seedOf = (resources: Resource[]): Bundle => ({
	resourceType: 'Bundle',
	type: 'transaction',
	entry: resources.map((resource) => ({
		resource,
		request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
	})),
});
