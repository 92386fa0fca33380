import { parseReference, type FhirResource } from '../../clients/fhir';

/** Elements by which resources name their patient. */
const ELEMENTS = ['subject', 'patient', 'for', 'beneficiary', 'individual', 'individualSubject'];

/** `Patient/id` of the patient whom a resource is about; undefined when it names none. */
export function patientOf(resource: FhirResource | undefined): string | undefined {
	if (resource === undefined) return undefined;
	const { resourceType, id } = resource;
	if (resourceType === 'Patient' && id !== undefined) return `Patient/${id}`;
	for (const element of ELEMENTS) {
		const { reference } = (resource[element] ?? {}) as { reference?: unknown };
		const found = parseReference(reference);
		if (found?.type === 'Patient') return found.reference;
	}
	return undefined;
}
