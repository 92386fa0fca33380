import { checkType, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/**
 * Takes a resource from a field: an object, or its JSON text.
 *
 * @throws HospitalError `fhir-resource-invalid`; its text does not repeat the content
 */
export function parseResource(value: unknown): FhirResource {
	let parsed = value;
	if (typeof value === 'string') {
		try {
			parsed = JSON.parse(value) as unknown;
		} catch {
			throw invalid('is not valid JSON');
		}
	}
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw invalid('is not one FHIR resource');
	}
	const resource = parsed as FhirResource;
	checkType(resource.resourceType);
	return resource;
}

const invalid = (reason: string) =>
	new HospitalError('fhir-resource-invalid', `The content of the field ${reason}`, {
		nextStep: 'Give one FHIR R4 resource as JSON, starting with its resourceType.',
	});
