import type {
	Encounter as EncounterResource,
	Patient,
	Practitioner as PractitionerResource,
	ServiceRequest,
} from '@medplum/fhirtypes';
import {
	ACCESSION_SYSTEM,
	MRN_ISSUER,
	MRN_SYSTEM,
	type Encounter,
	type Order,
	type Person,
	type Practitioner,
} from '../people.ts';

const IDENTIFIER_TYPE = 'http://terminology.hl7.org/CodeSystem/v2-0203';

/** A merged record is inactive and names the record that replaced it. */
export function patientResource(person: Person): Patient {
	const { id, mrn, family, given, birthDate, sex, address, replacedBy } = person;
	return {
		resourceType: 'Patient',
		id,
		active: replacedBy === undefined,
		identifier: [
			{
				use: replacedBy === undefined ? 'usual' : 'old',
				type: { coding: [{ system: IDENTIFIER_TYPE, code: 'MR' }] },
				system: MRN_SYSTEM,
				value: mrn,
				assigner: { display: MRN_ISSUER },
			},
		],
		name: [{ use: 'official', family, given: [given] }],
		gender: sex === 'F' ? 'female' : 'male',
		birthDate,
		address: [{ line: [address.line], city: address.city, postalCode: address.postalCode }],
		...(replacedBy === undefined
			? {}
			: { link: [{ type: 'replaced-by', other: { reference: `Patient/${replacedBy}` } }] }),
	};
}

export function practitionerResource(practitioner: Practitioner): PractitionerResource {
	const { id, family, given, role } = practitioner;
	return {
		resourceType: 'Practitioner',
		id,
		active: true,
		name: [{ family, given: [given] }],
		qualification: [{ code: { text: role } }],
	};
}

export function encounterResource(encounter: Encounter): EncounterResource {
	const { id, personId, practitionerId, kind, start } = encounter;
	return {
		resourceType: 'Encounter',
		id,
		status: 'in-progress',
		class: {
			system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
			code: kind === 'emergency' ? 'EMER' : 'IMP',
		},
		subject: { reference: `Patient/${personId}` },
		participant: [{ individual: { reference: `Practitioner/${practitionerId}` } }],
		period: { start },
	};
}

/** LOINC 30799-1 is "CT Head WO contrast". */
export function orderResource(order: Order): ServiceRequest {
	return {
		resourceType: 'ServiceRequest',
		id: order.id,
		identifier: [
			{
				type: { coding: [{ system: IDENTIFIER_TYPE, code: 'ACSN' }] },
				system: ACCESSION_SYSTEM,
				value: order.accession,
			},
		],
		status: order.status,
		intent: 'order',
		priority: order.priority,
		category: [{ coding: [{ system: 'http://snomed.info/sct', code: '363679005' }] }],
		code: {
			coding: [{ system: 'http://loinc.org', code: '30799-1', display: 'CT Head WO contrast' }],
			text: 'CT head without contrast',
		},
		subject: { reference: `Patient/${order.personId}` },
		encounter: { reference: `Encounter/${order.encounterId}` },
		requester: { reference: `Practitioner/${order.practitionerId}` },
		authoredOn: order.authoredOn,
		reasonCode: [{ text: order.reason }],
	};
}
