import type { FhirResource } from '../../../clients/fhir/types';
import { createMessage, type Hl7Message, type NewMessage } from '../../../formats/hl7';
import type { Hl7Warning } from '../warnings';
import { admission } from './admissions';
import type { AuthorityNames } from './datatypes';
import { document } from './documents';
import { otherPatient } from './failures';
import { Given } from './given';
import { order } from './orders';
import { results } from './results';

/** Messages that can be made, with what each needs. */
export const MESSAGES = {
	'ADT^A01': ['Patient', 'Encounter'],
	'ADT^A03': ['Patient', 'Encounter'],
	'ADT^A04': ['Patient', 'Encounter'],
	'ADT^A08': ['Patient'],
	'ADT^A11': ['Patient', 'Encounter'],
	'ADT^A40': ['Patient'],
	'ORU^R01': ['Patient', 'DiagnosticReport'],
	'ORM^O01': ['Patient', 'ServiceRequest'],
	'OMI^O23': ['Patient', 'ServiceRequest'],
	'MDM^T02': ['Patient', 'DocumentReference'],
} as const;

export type MessageKind = keyof typeof MESSAGES;

const STRUCTURES: Readonly<Record<MessageKind, string>> = {
	'ADT^A01': 'ADT_A01',
	'ADT^A03': 'ADT_A03',
	'ADT^A04': 'ADT_A01',
	'ADT^A08': 'ADT_A01',
	'ADT^A11': 'ADT_A09',
	'ADT^A40': 'ADT_A39',
	'ORU^R01': 'ORU_R01',
	'ORM^O01': 'ORM_O01',
	'OMI^O23': 'OMI_O23',
	'MDM^T02': 'MDM_T02',
};

export interface FromFhirOptions extends Omit<NewMessage, 'type' | 'event' | 'structure'> {
	kind: MessageKind;
	/** Names of assigning authorities by the address of their identifier system. */
	authorities: AuthorityNames;
}

/**
 * Makes a message out of resources. What has no place in it is told, element by element.
 *
 * @param resources of one patient, in any order; entries of a Bundle
 * @throws HospitalError `hl7-resource-missing`, `hl7-resources-ambiguous`, `hl7-status-unknown`,
 *   `hl7-value-not-sayable`, `hl7-not-an-order`, `hl7-other-patient`
 */
export function fromFhir(
	resources: readonly FhirResource[],
	options: FromFhirOptions,
): { message: Hl7Message; warnings: Hl7Warning[] } {
	const [type, event] = options.kind.split('^') as [string, string];
	const structure = STRUCTURES[options.kind];
	const message = createMessage({ ...options, type, event, structure });
	checkSubjects(resources);
	const given = new Given(resources);
	for (const needed of MESSAGES[options.kind]) given.one(needed);
	if (type === 'ADT') admission(message, given, options, event);
	else if (type === 'ORU') results(message, given, options.authorities);
	else if (type === 'MDM') document(message, given, options);
	else order(message, given, options);
	return { message, warnings: given.unread() };
}

/** @throws HospitalError `hl7-other-patient` when a resource is about somebody else than the given patient */
function checkSubjects(resources: readonly FhirResource[]): void {
	const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
	let own = patient?.id === undefined ? undefined : `Patient/${patient.id}`;
	for (const resource of resources) {
		if (resource === patient) continue;
		const subject = (resource.subject as { reference?: unknown } | undefined)?.reference;
		if (typeof subject !== 'string') continue;
		// A Patient without an id is nobody of the chart; in a bundle all refer to one address.
		if (own === undefined && subject.startsWith('urn:')) own = subject;
		if (subject !== own) throw otherPatient(resource.resourceType);
	}
}
