import type { Ehr } from '../../hospital/ehr.ts';
import { concept, type Json } from './golden.ts';
import { HCPCS, labReport, ldl, patient, coverage, report } from './people.ts';

const NPI = 'http://hl7.org/fhir/sid/us-npi';
const PLACE =
	'https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set';
const subject = { reference: 'Patient/p1' };

const organization = (id: string, name: string, npi: string): Json => ({
	resourceType: 'Organization',
	id,
	identifier: [{ system: NPI, value: npi }],
	active: true,
	name,
	telecom: [{ system: 'phone', value: '555-0100' }],
});

/** Everything that stands behind one order, as an EHR has it: nothing of it is in the order itself. */
export const caseRecords = (): Json[] => [
	{ ...patient(), generalPractitioner: undefined },
	organization('payer', 'ZZTEST INSURANCE', '1234567893'),
	organization('clinic', 'ZZTEST CLINIC', '8189991234'),
	coverage(),
	{
		resourceType: 'Practitioner',
		id: 'doc',
		identifier: [
			{ system: NPI, value: '1999999992' },
			{ system: 'http://hospital.example.org/accounts', value: 'zz.sue' },
		],
		name: [{ family: 'TESTPERSON', given: ['SUE'] }],
		telecom: [{ system: 'phone', value: '555-0101' }],
	},
	{
		resourceType: 'PractitionerRole',
		id: 'role',
		active: true,
		practitioner: { reference: 'Practitioner/doc' },
		organization: { reference: 'Organization/clinic' },
		telecom: [{ system: 'phone', value: '555-0101' }],
	},
	{
		resourceType: 'Location',
		id: 'home',
		status: 'active',
		name: 'ZZTEST HOME VISITS',
		address: { line: ['1 Testweg'], city: 'Testtown', country: 'US' },
		type: [concept(PLACE, '12')],
	},
	{
		resourceType: 'Condition',
		id: 'd1',
		subject,
		clinicalStatus: concept('http://terminology.hl7.org/CodeSystem/condition-clinical', 'active'),
		verificationStatus: concept(
			'http://terminology.hl7.org/CodeSystem/condition-ver-status',
			'confirmed',
		),
		category: [
			concept('http://terminology.hl7.org/CodeSystem/condition-category', 'problem-list-item'),
		],
		recordedDate: '2026-10-01T10:00:00Z',
		code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G89.4' }] },
	},
	ldl(),
	labReport(),
	{ ...report(), context: undefined },
	{
		resourceType: 'Binary',
		id: 'letter',
		contentType: 'text/plain',
		data: Buffer.from('ZZTEST course').toString('base64'),
	},
	{
		...report(),
		id: 'far',
		context: undefined,
		content: [{ attachment: { contentType: 'text/plain', url: 'Binary/letter' } }],
	},
	{
		resourceType: 'ServiceRequest',
		id: 'o1',
		status: 'active',
		intent: 'order',
		priority: 'routine',
		code: concept(HCPCS, 'G0154'),
		subject,
		occurrencePeriod: { start: '2026-12-01T08:00:00Z', end: '2026-12-31' },
		quantityQuantity: { value: 8, unit: 'visits' },
		requester: { reference: 'Practitioner/doc' },
		locationReference: [{ reference: 'Location/home' }],
		reasonReference: [{ reference: 'Condition/d1' }],
		supportingInfo: [{ reference: 'DocumentReference/doc1' }],
	},
];

/** Puts records into the EHR under their own ids. */
export async function keep(ehr: Ehr, records: readonly Json[]): Promise<void> {
	for (const record of records) {
		const answer = await fetch(`${ehr.url}/${record.resourceType}/${record.id}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/fhir+json' },
			body: JSON.stringify(record),
		});
		if (!answer.ok)
			throw new Error(`${record.resourceType}: ${answer.status} ${await answer.text()}`);
	}
}
