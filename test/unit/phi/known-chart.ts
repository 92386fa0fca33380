import { prepare } from '../../../dist/nodes/Phi/detecting/prepared.js';
import { knownOf, sweep, type KnownSource } from '../../../dist/nodes/Phi/knowing/index.js';

const typed = (code: string, value: string) => ({
	type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code }] },
	value,
});

/** A chart of nobody: every name in it says so. */
export const CHART = [
	{
		resourceType: 'Bundle',
		type: 'collection',
		entry: [
			{
				fullUrl: 'urn:uuid:1',
				resource: {
					resourceType: 'Patient',
					id: 'p1',
					name: [{ family: 'Testperson', given: ['Katherine', 'Maria'] }],
					birthDate: '1931-03-05',
					identifier: [
						typed('MR', 'H08235899'),
						typed('SS', '000-12-9709'),
						{ system: 'urn:portal', value: 'ktest-portal-77' },
					],
					telecom: [
						{ system: 'phone', value: '(555) 555-0142' },
						{ system: 'fax', value: '555-555-0177' },
						{ system: 'email', value: 'kate.t@testmail.example' },
						{ system: 'url', value: 'https://www.testperson.example/kate' },
					],
					address: [
						{
							line: ['1204 North Testwood Street, Apt 5B'],
							city: 'Samplefield',
							district: 'Mock County',
							state: 'OH',
							postalCode: '44044',
						},
						{ line: ['P.O. Box 7713'] },
					],
					contact: [
						{
							name: { family: 'Testperson', given: ['Robert'] },
							telecom: [{ value: '5555550199' }],
						},
					],
				},
			},
			{
				resource: {
					resourceType: 'Practitioner',
					id: 'd1',
					name: [{ family: "O'Mockley", given: ['Jeremy', 'Rowan'], prefix: ['Dr.'] }],
					identifier: [{ system: 'http://hl7.org/fhir/sid/us-npi', value: '1999999984' }],
				},
			},
			{
				resource: {
					resourceType: 'Organization',
					id: 'o1',
					name: "St. Ermintrude's General Hospital",
					alias: ['Zzmercy Regional Medical Center'],
				},
			},
			{
				resource: {
					resourceType: 'Organization',
					id: 'payer',
					type: [{ coding: [{ code: 'pay' }] }],
					name: 'Mockshield Insurance',
				},
			},
			{ resource: { resourceType: 'Location', id: 'l1', name: 'Unit 2C' } },
			{ resource: { resourceType: 'Location', id: 'l2', name: 'Room 412-B' } },
			{ resource: { resourceType: 'Location', id: 'l3', name: 'Emergency Department' } },
			{
				resource: {
					resourceType: 'Encounter',
					id: 'e1',
					identifier: [typed('VN', 'V-7712345')],
					period: { start: '2026-03-07T10:15:00-05:00', end: '2026-03-12' },
					participant: [
						{ individual: { reference: 'Practitioner/d2', display: 'Dr. Ada Fauxman' } },
					],
				},
			},
			{
				resource: {
					resourceType: 'Coverage',
					id: 'c1',
					subscriberId: 'XQH884A2231',
					payor: [{ reference: 'Organization/payer' }],
				},
			},
		],
	},
];

export const known = knownOf({ resources: CHART, asOf: '2026-03-12' });

/** What of a note is found, as `TYPE:text`. */
export function foundIn(text: string, by = known): string[] {
	return sweep(prepare(text), by).map(
		({ start, end, type }) => `${type}:${text.slice(start, end)}`,
	);
}

/** What a chart of one patient alone finds. */
export function foundOf(family: string, given: string, text: string): string[] {
	const source: KnownSource = {
		people: [{ role: 'patient', names: [{ family, given: [given] }] }],
	};
	return foundIn(text, knownOf(source));
}
