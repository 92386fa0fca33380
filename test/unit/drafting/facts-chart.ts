import type { ChartContext, ChartResource } from '../../../dist/nodes/shared/contracts/index.js';

/** A stay of 2026-11-10 to 2026-11-14 of a synthetic patient, to which tests add records. */
export const PATIENT = 'Patient/zz1';
export const STAY = 'Encounter/zz-stay';
export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';

type Fields = Record<string, unknown>;

export const concept = (text: string, code?: string, system = SNOMED, display = text): Fields => ({
	...(code !== undefined && { coding: [{ system, code, display }] }),
	text,
});
export const coded = (
	code: string,
	system = 'http://terminology.hl7.org/CodeSystem/x',
): Fields => ({
	coding: [{ system, code }],
});

let count = 0;
/** A record with an id of its own, about the patient and the stay. */
export function record(resourceType: string, fields: Fields = {}): ChartResource {
	count += 1;
	const whose = ['AllergyIntolerance', 'Immunization'].includes(resourceType)
		? { patient: { reference: PATIENT } }
		: { subject: { reference: PATIENT } };
	return {
		resourceType,
		id: `zz${String(count).padStart(5, '0')}`,
		meta: { versionId: '3' },
		...whose,
		...fields,
	};
}

/** A record of the stay. */
export const inStay = (resourceType: string, fields: Fields = {}): ChartResource =>
	record(resourceType, {
		...(resourceType === 'MedicationAdministration'
			? { context: { reference: STAY } }
			: resourceType === 'DocumentReference'
				? { context: { encounter: [{ reference: STAY }] } }
				: { encounter: { reference: STAY } }),
		...fields,
	});

export const patient = (fields: Fields = {}): ChartResource => ({
	resourceType: 'Patient',
	id: 'zz1',
	meta: { versionId: '7' },
	name: [{ use: 'official', family: 'Zztest', given: ['Ada'] }],
	identifier: [
		{
			system: 'urn:zz:mrn',
			value: 'ZZ-1',
			type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
		},
	],
	gender: 'female',
	birthDate: '1950-11-12',
	...fields,
});

export const stay = (fields: Fields = {}): ChartResource => ({
	resourceType: 'Encounter',
	id: 'zz-stay',
	meta: { versionId: '2' },
	status: 'finished',
	class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
	subject: { reference: PATIENT },
	period: { start: '2026-11-10T08:15:00+01:00', end: '2026-11-14T11:00:00+01:00' },
	...fields,
});

export function chart(
	resources: ChartResource[],
	fields: Partial<ChartContext> = {},
): ChartContext {
	return {
		contract: 'ChartContext/1',
		purpose: 'discharge-summary',
		purposeVersion: '2',
		patient: PATIENT,
		encounter: STAY,
		declared: ['DiagnosticReport', 'ServiceRequest', 'MedicationStatement'].map((type) => ({
			name: type.toLowerCase(),
			type,
			search: ['patient'],
			elements: ['code'],
		})),
		resources,
		asOf: '2026-11-15T09:00:00.000Z',
		counts: {},
		notFound: [],
		truncated: [],
		enteredInError: 0,
		otherEncounter: 0,
		...fields,
	};
}

/** The stay with these records. */
export const stayWith = (...resources: ChartResource[]): ChartContext =>
	chart([patient(), stay(), ...resources]);

/** Category of a medicine order. */
export const orderFor = (category: 'discharge' | 'inpatient' | 'community'): Fields => ({
	category: [coded(category, 'http://terminology.hl7.org/CodeSystem/medicationrequest-category')],
});

/** `dose(40, 'mg', 1)`: 40 mg by mouth, once a day. */
export const dose = (value: number, unit: string, perDay = 1, more: Fields = {}): Fields => ({
	route: concept('Oral', '26643006'),
	doseAndRate: [{ doseQuantity: { value, unit } }],
	timing: { repeat: { frequency: perDay, period: 1, periodUnit: 'd' } },
	...more,
});

/** A medicine taken before admission. */
export const homeMedicine = (name: string, dosage?: Fields | Fields[], more: Fields = {}) =>
	record('MedicationStatement', {
		status: 'active',
		medicationCodeableConcept: concept(name),
		effectivePeriod: { start: '2025-01-01' },
		...(dosage !== undefined && { dosage: [dosage].flat() }),
		...more,
	});

/** A medicine ordered for after discharge. */
export const dischargeMedicine = (name: string, dosage?: Fields | Fields[], more: Fields = {}) =>
	inStay('MedicationRequest', {
		status: 'active',
		intent: 'order',
		...orderFor('discharge'),
		medicationCodeableConcept: concept(name),
		authoredOn: '2026-11-14',
		...(dosage !== undefined && { dosageInstruction: [dosage].flat() }),
		...more,
	});

/** A medicine ordered for the stay. */
export const inpatientMedicine = (name: string, dosage?: Fields | Fields[], more: Fields = {}) =>
	dischargeMedicine(name, dosage, { ...orderFor('inpatient'), authoredOn: '2026-11-11', ...more });

/** A laboratory result of the stay. */
export const lab = (name: string, at: string | undefined, value: Fields, more: Fields = {}) =>
	inStay('Observation', {
		status: 'final',
		category: [coded('laboratory', 'http://terminology.hl7.org/CodeSystem/observation-category')],
		code: concept(name),
		...(at !== undefined && { effectiveDateTime: at }),
		...value,
		...more,
	});

export const amount = (value: number, unit?: string, comparator?: string): Fields => ({
	valueQuantity: { value, ...(unit && { unit }), ...(comparator && { comparator }) },
});

export const range = (low?: number, high?: number, unit?: string): Fields => ({
	referenceRange: [
		{
			...(low !== undefined && { low: { value: low, ...(unit && { unit }) } }),
			...(high !== undefined && { high: { value: high, ...(unit && { unit }) } }),
		},
	],
});

export const flag = (code: string): Fields => ({
	interpretation: [
		coded(code, 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation'),
	],
});

/** A note of the stay. */
export const note = (text: string, more: Fields = {}, contentType = 'text/plain') =>
	inStay('DocumentReference', {
		status: 'current',
		docStatus: 'final',
		type: concept('Progress note', '11506-3', LOINC),
		date: '2026-11-12T10:00:00+01:00',
		content: [{ attachment: { contentType, data: Buffer.from(text).toString('base64') } }],
		...more,
	});

export type { ChartResource } from '../../../dist/nodes/shared/contracts/index.js';
