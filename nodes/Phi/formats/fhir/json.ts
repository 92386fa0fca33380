import { HospitalError } from '../../../shared/errors';

/**
 * A FHIR record as JSON text.
 *
 * @throws HospitalError `fhir-not-json`
 */
export function parseRecord(json: string): unknown {
	try {
		return JSON.parse(json.startsWith('\ufeff') ? json.slice(1) : json);
	} catch {
		throw new HospitalError('fhir-not-json', 'What came as FHIR is not whole JSON', {
			nextStep: 'Nothing of it was used. Have the record sent again; FHIR in XML is not read here.',
		});
	}
}
