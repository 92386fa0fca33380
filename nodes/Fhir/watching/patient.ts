import { localReference, parseReference, type FhirResource } from '../../clients/fhir';

/** Elements by which resources name their patient. */
const ELEMENTS = ['subject', 'patient', 'for', 'beneficiary', 'individual', 'individualSubject'];

/** `Type/id` of a reference that leads to a record of the server that is watched. */
export type Local = (reference: unknown) => { type: string; reference: string } | undefined;

/** What a resource says of the patient whom it is about. */
export interface Whose {
	/** `Patient/id`. */
	patient?: string;
	/** True when it is a patient of another server, whose id says nothing here. */
	elsewhere?: true;
}

const relativeOnly: Local = (reference) => localReference(reference, '');

/** The first element that names a patient decides: a patient elsewhere is not replaced by another one. */
export function whoseIs(resource: FhirResource | undefined, local: Local = relativeOnly): Whose {
	if (resource === undefined) return {};
	const { resourceType, id } = resource;
	if (resourceType === 'Patient' && id !== undefined) return { patient: `Patient/${id}` };
	for (const element of ELEMENTS) {
		const { reference } = (resource[element] ?? {}) as { reference?: unknown };
		if (parseReference(reference)?.type !== 'Patient') continue;
		const found = local(reference);
		return found === undefined ? { elsewhere: true } : { patient: found.reference };
	}
	return {};
}

/** `Patient/id` of the patient whom a resource is about; undefined when it names none of this server. */
export const patientOf = (resource: FhirResource | undefined, local?: Local): string | undefined =>
	whoseIs(resource, local).patient;
