import { isId, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** @throws HospitalError `fhir-id-missing` for a record that is to be changed and was never stored */
export function idFrom({ id }: FhirResource): string {
	if (isId(id)) return id;
	throw new HospitalError('fhir-id-missing', 'The record has no id by which it could be found', {
		nextStep: 'Nothing was written. Read the record first, or choose Create.',
	});
}
