import { FhirError, type FhirClient, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { ifMatchOf } from './version';

/**
 * Reads a record that is about to be deleted and compares its version. The delete names the version
 * too, but servers exist that ignore it there (HAPI FHIR 8.8 does), and a change by somebody else
 * would be lost.
 *
 * @param ifMatch the version that was read, as {@link ifMatchOf} gives it
 * @returns the record; undefined when there is none any more
 * @throws HospitalError `fhir-precondition-failed`
 */
export async function unchanged(
	client: FhirClient,
	{ type, id, ifMatch }: { type: string; id: string; ifMatch: string },
	signal?: AbortSignal,
): Promise<FhirResource | undefined> {
	let there: FhirResource;
	try {
		there = await client.read(type, id, { signal });
	} catch (error) {
		if (error instanceof FhirError && (error.status === 404 || error.status === 410)) {
			return undefined;
		}
		throw error;
	}
	if (ifMatchOf(there.meta?.versionId) === ifMatch) return there;
	throw new HospitalError(
		'fhir-precondition-failed',
		'Somebody else changed the record since it was read',
		{ nextStep: 'Nothing was deleted. Read it again and decide with what is there now.' },
	);
}
