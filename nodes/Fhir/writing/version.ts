import { isId, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/**
 * The If-Match value (FHIR R4 http 3.1.0.5) for a version as a user or a record gives it: `3`, or an
 * ETag as it came.
 *
 * @returns undefined when no version is given
 * @throws HospitalError `fhir-version-invalid`
 */
export function ifMatchOf(version: unknown): string | undefined {
	const text = String(version ?? '').trim();
	if (text === '') return undefined;
	const bare = /^(?:W\/)?"([^"]*)"$/.exec(text)?.[1] ?? text;
	if (isId(bare)) return `W/"${bare}"`;
	throw new HospitalError('fhir-version-invalid', 'The version is not usable', {
		nextStep: 'Use the version that was read, as it stands in meta.versionId, such as 3.',
	});
}

/** @throws HospitalError `fhir-version-missing`: writing without it would be blind */
export const versionMissing = () =>
	new HospitalError(
		'fhir-version-missing',
		'It is not known which version of the record was read, so another change could be overwritten',
		{
			nextStep:
				'Nothing was written. Read the record first and pass it on with its version, or choose to overwrite whatever is there.',
		},
	);

const SUBSETTED = 'SUBSETTED';
const SUBSETTED_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

/** The record with the tag of one that was read in part (FHIR R4 search 3.1.1.5.9). */
export function markPartial(resource: FhirResource): FhirResource {
	const tags = Array.isArray(resource.meta?.tag) ? resource.meta.tag : [];
	if (tags.some((tag) => tag?.code === SUBSETTED)) return resource;
	const tag = [...tags, { system: SUBSETTED_SYSTEM, code: SUBSETTED }];
	return { ...resource, meta: { ...resource.meta, tag } };
}

/**
 * Refuses to write a record that was read in part (`_elements`, `_summary`): what was left out would
 * be deleted (FHIR R4 search 3.1.1.5.9).
 *
 * @throws HospitalError `fhir-record-partial`
 */
export function refusePartial({ meta }: FhirResource): void {
	const tags = Array.isArray(meta?.tag) ? meta.tag : [];
	if (!tags.some((tag) => tag?.code === SUBSETTED)) return;
	throw new HospitalError('fhir-record-partial', 'The record was read in part only', {
		nextStep:
			'Nothing was written, because that would delete the rest of it. Read the whole record with Read, change that, or use Patch.',
	});
}
