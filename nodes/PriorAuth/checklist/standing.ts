import type { FhirResource } from '../../clients/fhir';
import { isFields, list, words } from '../questionnaire/fhir';

/** States in which a record of a type says that something is or was. Other types never count. */
const STANDING: Readonly<Record<string, ReadonlySet<string>>> = {
	Observation: new Set(['final', 'amended', 'corrected']),
	Procedure: new Set(['completed']),
	DiagnosticReport: new Set(['final', 'amended', 'corrected', 'appended']),
	Immunization: new Set(['completed']),
	MedicationRequest: new Set(['active', 'completed', 'stopped', 'on-hold']),
	MedicationStatement: new Set(['active', 'completed', 'stopped', 'on-hold']),
	MedicationDispense: new Set(['completed']),
	MedicationAdministration: new Set(['completed', 'in-progress']),
	ServiceRequest: new Set(['active', 'completed']),
	DeviceRequest: new Set(['active', 'completed']),
	DeviceUseStatement: new Set(['active', 'completed']),
	Encounter: new Set(['finished', 'in-progress']),
	DocumentReference: new Set(['current']),
};
const ENDED = new Set(['resolved', 'inactive', 'remission']);
/** What was only thought of is no order. */
const NOT_ORDERED = new Set(['proposal', 'plan', 'option']);
/** Unsigned documents. */
const UNSIGNED = new Set(['preliminary', 'entered-in-error']);

/** Records that say that something is or was: not planned, not refuted, not ended, not forbidden. */
export function isStanding(resource: FhirResource): boolean {
	if (list(resource.modifierExtension).length > 0 || resource.doNotPerform === true) return false;
	if (NOT_ORDERED.has(String(resource.intent)) || UNSIGNED.has(String(resource.docStatus))) {
		return false;
	}
	switch (resource.resourceType) {
		case 'Condition':
			return (
				isConfirmed(resource) && !codes(resource.clinicalStatus).some((code) => ENDED.has(code))
			);
		case 'AllergyIntolerance':
			return (
				isConfirmed(resource) && !codes(resource.clinicalStatus).some((code) => ENDED.has(code))
			);
		case 'Observation':
			if (resource.dataAbsentReason !== undefined || resource.valueBoolean === false) return false;
	}
	return STANDING[resource.resourceType]?.has(String(resource.status)) === true;
}

/** Confirmed, or nothing said about it. A state in words alone is not read. */
function isConfirmed({ verificationStatus }: FhirResource): boolean {
	return verificationStatus === undefined || codes(verificationStatus).includes('confirmed');
}

const codes = (concept: unknown): string[] =>
	isFields(concept) ? list(concept.coding).map(({ code }) => String(code)) : [];

/** What an Observation found, where it is neither a measurement nor a plain yes: it may say no. */
export function findingIn(resource: FhirResource): string | undefined {
	if (resource.resourceType !== 'Observation') return undefined;
	const { valueCodeableConcept, valueString, valueInteger } = resource;
	if (valueCodeableConcept !== undefined) return words(valueCodeableConcept) ?? 'a code';
	if (typeof valueString === 'string') return valueString.slice(0, 200);
	return valueInteger === undefined ? undefined : String(valueInteger as number);
}
