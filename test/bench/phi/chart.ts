import { Random } from '../../hospital/random.ts';
import type { Case, Person } from './case.ts';
import { streetOf, type Address } from './places.ts';

type Resource = { readonly resourceType: string } & Record<string, unknown>;

const humanName = ({ given, middle, family }: Person) => [
	{ use: 'official', family, given: [given, ...(middle === undefined ? [] : [middle])] },
];

const addressIn = (address: Address) => ({
	use: 'home',
	line: [streetOf(address)],
	city: address.city,
	district: address.county,
	state: address.state,
	postalCode: address.zip,
	country: 'US',
});

const typed = (code: string, system: string, value: string | undefined) => ({
	type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] },
	system,
	value,
});

const dashed = (phone: string): string => phone.replace(/^(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3');

const CHARTED =
	/^(patient\.(name|given|family|nick|initials|middle|mrn|ssn|dob|age|phone|cell|workphone|fax|email|street(?!\.box)|city|county|zip|address|member|mbi|group|account|driver)|date\.(admission|discharge|birth|death)|account|encounter|ward|room|bed|hospital(?!2|\.url)|clinic|(attending|pcp|surgeon|consultant|radiologist)\.(name|given|family|initials|npi|phone))(\.|$)/;

/** Whether what a slot wrote stands in the whole chart, in whatever form. */
export const isCharted = ({ slot, type }: { slot: string; type: string }): boolean =>
	CHARTED.test(slot) && !(slot.endsWith('.signature') && type === 'DATE');

/** What the chart knows of a case: nothing of nurses, residents, nursing homes and single documents. */
export function resourcesOf(kase: Case): Resource[] {
	const { patient, people, numbers, facilities, facilityPhones, dates } = kase;
	const ssn = numbers.ssn ?? '';
	const phone = (value: string | undefined, system = 'phone', use = 'work') => ({
		system,
		value: dashed(value ?? ''),
		use,
	});
	const resources: Resource[] = [
		{
			resourceType: 'Patient',
			id: 'patient',
			name: humanName(patient),
			identifier: [
				typed('MR', 'urn:oid:2.25.1.1', numbers.mrn),
				typed(
					'SS',
					'http://hl7.org/fhir/sid/us-ssn',
					`${ssn.slice(0, 3)}-${ssn.slice(3, 5)}-${ssn.slice(5)}`,
				),
				typed('DL', 'urn:oid:2.25.1.2', numbers.driver),
			],
			telecom: [
				phone(patient.phone, 'phone', 'home'),
				phone(patient.cell, 'phone', 'mobile'),
				phone(numbers.workphone),
				phone(numbers.fax, 'fax', 'home'),
				{ system: 'email', value: patient.email },
			],
			gender: patient.sex,
			birthDate: patient.born,
			address: [addressIn(patient.address)],
			managingOrganization: { reference: 'Organization/hospital' },
		},
		{
			resourceType: 'Organization',
			id: 'hospital',
			name: facilities.hospital?.full,
			telecom: [phone(facilityPhones.hospital), phone(facilityPhones['hospital.fax'], 'fax')],
			address: [addressIn(kase.facilityAddress)],
		},
		{
			resourceType: 'Organization',
			id: 'clinic',
			name: facilities.clinic?.full,
			telecom: [phone(facilityPhones.clinic), phone(facilityPhones['clinic.fax'], 'fax')],
		},
		{ resourceType: 'Location', id: 'ward', name: kase.ward, status: 'active' },
		{
			resourceType: 'Location',
			id: 'room',
			name: `Room ${kase.room}`,
			identifier: [{ value: kase.room }],
			partOf: { reference: 'Location/ward' },
		},
		{
			resourceType: 'Location',
			id: 'bed',
			name: `Bed ${kase.bed}`,
			identifier: [{ value: kase.bed }],
		},
		{
			resourceType: 'Encounter',
			id: 'encounter',
			status: 'finished',
			class: { code: 'IMP' },
			identifier: [
				typed('VN', 'urn:oid:2.25.1.3', numbers.encounter),
				typed('AN', 'urn:oid:2.25.1.4', numbers.account),
			],
			subject: { reference: 'Patient/patient' },
			period: { start: dates.admission, end: dates.discharge },
			location: [{ location: { reference: 'Location/room' } }],
			serviceProvider: { reference: 'Organization/hospital' },
		},
		{
			resourceType: 'Coverage',
			id: 'coverage',
			status: 'active',
			identifier: [{ system: 'http://hl7.org/fhir/sid/us-mbi', value: numbers.mbi }],
			subscriberId: numbers.member,
			beneficiary: { reference: 'Patient/patient' },
			class: [{ type: { coding: [{ code: 'group' }] }, value: numbers.group }],
			payor: [{ display: 'health plan' }],
		},
	];
	for (const [key, person] of Object.entries(people)) {
		if (!person.charted || person.role === 'patient') continue;
		resources.push(
			person.role === 'provider' ? practitionerOf(key, person) : relativeOf(key, person),
		);
	}
	return resources;
}

const practitionerOf = (key: string, person: Person): Resource => ({
	resourceType: 'Practitioner',
	id: key,
	name: humanName(person),
	identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: person.npi }],
	telecom: [{ system: 'phone', value: dashed(person.phone), use: 'work' }],
});

const relativeOf = (key: string, person: Person): Resource => ({
	resourceType: 'RelatedPerson',
	id: key,
	patient: { reference: 'Patient/patient' },
	relationship: [{ text: person.relation }],
	name: humanName(person),
	telecom: [{ system: 'phone', value: dashed(person.phone), use: 'home' }],
	birthDate: person.born,
	address: [addressIn(person.address)],
});

/** Elements of Patient and Encounter that go missing one by one; other resources go as a whole. */
const BY_ELEMENT = ['name', 'identifier', 'telecom', 'birthDate', 'address', 'period'];

/** The chart as a Bundle, of which the share `dropped` is missing. */
export function chartOf(kase: Case, dropped: number): Resource {
	const random = new Random('phi-chart', kase.patient.family, kase.numbers.mrn ?? '', dropped);
	const stays = (): boolean => random.next() >= dropped;
	const kept = resourcesOf(kase).flatMap((resource): Resource[] => {
		const piecewise = ['Patient', 'Encounter'].includes(resource.resourceType);
		if (!piecewise) return stays() ? [resource] : [];
		if (dropped >= 1) return [];
		const entries = Object.entries(resource).flatMap(([key, value]) => {
			if (!BY_ELEMENT.includes(key)) return [[key, value] as const];
			if (!Array.isArray(value)) return stays() ? [[key, value] as const] : [];
			const left = value.filter(stays);
			return left.length === 0 ? [] : [[key, left] as const];
		});
		return [Object.fromEntries(entries) as unknown as Resource];
	});
	return {
		resourceType: 'Bundle',
		type: 'collection',
		entry: kept.map((resource) => ({
			fullUrl: `urn:uuid:${resource.resourceType}-${String(resource.id)}`,
			resource,
		})),
	};
}
