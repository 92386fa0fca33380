import type { Resource } from '@medplum/fhirtypes';
import { studyUid } from '../../hospital/ct/header.ts';
import { MRN_SYSTEM, type Order, type Person } from '../../hospital/people.ts';
import type { Needle } from '../../hospital/planted.ts';

/** Somebody of the group, with what they said about research. */
export interface Someone {
	key: string;
	family: string;
	given: string;
	birthDate: string;
	mrn: string;
	street: string;
	city: string;
	phone: string;
	consent: 'given' | 'denied' | 'missing';
	/** Code of the group. */
	cohort: string;
}

const SNOMED = 'http://snomed.info/sct';
export const [STROKE, RARE] = ['230690007', '22298006'];

const someone = (
	number: number,
	family: string,
	consent: Someone['consent'],
	cohort: string,
): Someone => ({
	key: `zzresearch${number}`,
	family: `Zztest${family}`,
	given: 'Zzleonora',
	birthDate: `1951-0${number}-17`,
	mrn: `ZZMRN55${number}0771`,
	street: `Zzprobestrasse 40${number}`,
	city: 'Zzmusterhausen',
	phone: `415-555-017${number}`,
	consent,
	cohort,
});

export const PEOPLE: readonly Someone[] = [
	someone(1, 'birke', 'given', STROKE),
	someone(2, 'eiche', 'given', STROKE),
	someone(3, 'fichte', 'denied', STROKE),
	someone(4, 'hasel', 'missing', STROKE),
	someone(5, 'kiefer', 'given', RARE),
];

/** The note of somebody: names, numbers and dates in the ways in which notes write them. */
export const noteOf = ({ family, given, mrn, street, city, phone, birthDate }: Someone): string =>
	`${given} ${family} (MRN ${mrn}), born ${birthDate}, of ${street}, ${city}, was seen on 2026-03-05. ` +
	`${family.toUpperCase()}, ${given.toUpperCase()} can be called at ${phone}. BP 120/80, no dyspnoea. ` +
	`Mrs. ${family} walked with help.`;

const concept = (code: string) => ({ coding: [{ system: SNOMED, code }] });

function consentOf({ key, consent }: Someone): Resource[] {
	if (consent === 'missing') return [];
	const about = (name: string, type: string) => ({
		resourceType: 'Consent',
		id: `${key}-consent-${name}`,
		status: 'active',
		scope: {
			coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'research' }],
		},
		category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
		patient: { reference: `Patient/${key}` },
		dateTime: '2026-01-05',
		policyRule: { text: 'research' },
		provision: { type },
	});
	// A refusal wins, whatever else was signed.
	const all = [about('yes', 'permit'), ...(consent === 'denied' ? [about('no', 'deny')] : [])];
	return all as Resource[];
}

/** Everything that the record holds of somebody. */
export function chartOf(one: Someone): Resource[] {
	const { key, family, given, birthDate, mrn, street, city, phone, cohort } = one;
	const subject = { reference: `Patient/${key}` };
	return [
		{
			resourceType: 'Patient',
			id: key,
			identifier: [
				{
					system: MRN_SYSTEM,
					value: mrn,
					type: {
						coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }],
					},
				},
			],
			name: [{ family, given: [given] }],
			telecom: [{ system: 'phone', value: phone }],
			gender: 'female',
			birthDate,
			address: [{ line: [street], city, state: 'CA', postalCode: '94110', country: 'US' }],
		},
		{
			resourceType: 'Condition',
			id: `${key}-condition`,
			subject,
			code: concept(cohort),
			note: [{ text: noteOf(one) }],
		},
		{
			resourceType: 'Observation',
			id: `${key}-sodium`,
			status: 'final',
			subject,
			code: { coding: [{ system: 'http://loinc.org', code: '2951-2', display: 'Sodium' }] },
			effectiveDateTime: '2026-03-05T08:00:00Z',
			valueQuantity: { value: 139, unit: 'mmol/L' },
		},
		{
			resourceType: 'ImagingStudy',
			id: `${key}-imaging`,
			status: 'available',
			subject,
			started: '2026-03-05T09:00:00Z',
			identifier: [
				{
					system: 'urn:dicom:uid',
					value: `urn:oid:${studyUid({ person: personOf(one), order: orderOf(one) })}`,
				},
			],
		},
		...consentOf(one),
	] as Resource[];
}

export const personOf = ({
	key,
	mrn,
	family,
	given,
	birthDate,
	street,
	city,
}: Someone): Person => ({
	id: key,
	...{ mrn, family, given, birthDate, sex: 'F' },
	address: { line: street, city, postalCode: '94110' },
});

export const orderOf = ({ key }: Someone): Order => ({
	id: `${key}-order`,
	accession: `ZZACC${key}`,
	personId: key,
	encounterId: `${key}-stay`,
	practitionerId: 'zz-doc',
	status: 'active',
	priority: 'routine',
	reason: 'Confusion',
	authoredOn: '2026-03-05T08:30:00Z',
});

/** What may stand nowhere. */
export const needles = (): Needle[] =>
	PEOPLE.flatMap((one) => [
		{ what: `family name of ${one.key}`, text: one.family },
		{ what: `given name of ${one.key}`, text: one.given },
		{ what: `number of ${one.key}`, text: one.mrn },
		{ what: `birth date of ${one.key}`, text: one.birthDate },
		{ what: `birth date of ${one.key}`, text: one.birthDate.replaceAll('-', '') },
		{ what: `street of ${one.key}`, text: one.street },
		{ what: `city of ${one.key}`, text: one.city },
		{ what: `telephone of ${one.key}`, text: one.phone },
		{ what: `record of ${one.key}`, text: `Patient/${one.key}` },
		{ what: `accession of ${one.key}`, text: orderOf(one).accession },
		{ what: `study of ${one.key}`, text: studyUid({ person: personOf(one), order: orderOf(one) }) },
	]);
