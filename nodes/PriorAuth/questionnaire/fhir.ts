import type { FhirResource } from '../../clients/fhir';

/** Any object of a FHIR record. */
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

export const isResource = (value: unknown): value is FhirResource =>
	isFields(value) &&
	typeof value.resourceType === 'string' &&
	/^[A-Z][A-Za-z]{1,63}$/.test(value.resourceType);

/** The objects of a list; nothing where there is no list. */
export const list = (value: unknown): Fields[] =>
	Array.isArray(value) ? value.filter(isFields) : [];

export const text = (value: unknown): string | undefined =>
	typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** Extensions of an element by their url. */
export const extensionsOf = (of: Fields | undefined, url: string): Fields[] =>
	list(of?.extension).filter((extension) => extension.url === url);

/** `Patient/17` of a record with an id. */
export const keyOf = ({ resourceType, id }: FhirResource): string | undefined =>
	typeof id === 'string' && id !== '' ? `${resourceType}/${id}` : undefined;

/** The records that an element of the records refers to as its patient; `Patient/17` without server. */
export function patientReference(resource: FhirResource): string | undefined {
	if (resource.resourceType === 'Patient') return keyOf(resource);
	for (const name of ['subject', 'patient', 'beneficiary', 'for']) {
		const reference = isFields(resource[name]) ? text(resource[name].reference) : undefined;
		if (reference !== undefined)
			return /(?:^|\/)(Patient\/[^/]+)(?:\/_history\/.*)?$/.exec(reference)?.[1];
	}
	return undefined;
}

/** States of records that say nothing about the patient, or the opposite. */
const RETRACTED = new Set([
	'entered-in-error',
	'cancelled',
	'superseded',
	'refuted',
	'not-done',
	'draft',
	'unconfirmed',
	'provisional',
	'differential',
	'registered',
	'preliminary',
	'not-taken',
	'intended',
	'preparation',
	'revoked',
	'rejected',
]);

/** True for a record that was taken back, never happened, or is not established. */
export function isRetracted(resource: FhirResource): boolean {
	if (list(resource.modifierExtension).length > 0 || resource.doNotPerform === true) return true;
	if (resource.resourceType === 'Observation' && resource.dataAbsentReason !== undefined)
		return true;
	const { verificationStatus } = resource;
	const verification = isFields(verificationStatus)
		? list(verificationStatus.coding).map(({ code }) => String(code))
		: [];
	// Said in words alone: it may say anything.
	if (isFields(verificationStatus) && verification.length === 0) return true;
	return [String(resource.status), String(resource.docStatus), ...verification].some((state) =>
		RETRACTED.has(state),
	);
}

/** A result of which only a limit is known: "below 40". */
export const isLimit = ({ valueQuantity }: FhirResource): boolean =>
	isFields(valueQuantity) && valueQuantity.comparator !== undefined;

/** Types of records that belong to a patient, of which this one does not say whose it is. */
const OF_A_PATIENT =
	/^(?:AllergyIntolerance|CarePlan|Condition|DiagnosticReport|DocumentReference|Encounter|Immunization|Medication[A-Z]\w*|Observation|Procedure|ServiceRequest|DeviceRequest)$/;

export const isOfNobody = (resource: FhirResource): boolean =>
	OF_A_PATIENT.test(resource.resourceType) && patientReference(resource) === undefined;

/** Words of a CodeableConcept: its text, or the first display or code. */
export function words(concept: unknown): string | undefined {
	if (!isFields(concept)) return undefined;
	const codings = list(concept.coding);
	return (
		text(concept.text) ??
		codings.map(({ display }) => text(display)).find((display) => display !== undefined) ??
		codings.map(({ code }) => text(code)).find((code) => code !== undefined)
	);
}

/** The value of a `value[x]`, with its name. */
export function choiceOf(of: Fields, stem = 'value'): { name: string; value: unknown } | undefined {
	const name = Object.keys(of).find(
		(key) => key.startsWith(stem) && /^[A-Z]/.test(key.slice(stem.length)),
	);
	return name === undefined ? undefined : { name, value: of[name] };
}

/** Day or moment that a record is about. */
export function dateOf(resource: Fields): string | undefined {
	const period = [resource.effectivePeriod, resource.performedPeriod, resource.period].find(
		isFields,
	);
	return [
		resource.effectiveDateTime,
		resource.performedDateTime,
		resource.onsetDateTime,
		resource.occurrenceDateTime,
		resource.authoredOn,
		resource.date,
		resource.recordedDate,
		resource.issued,
		resource.authored,
		period?.start,
	].find((value): value is string => typeof value === 'string');
}

/** What a record is, in words: type and what its code says. */
export function titleOf(resource: FhirResource): string {
	const named =
		words(resource.code) ??
		words(resource.type) ??
		words(resource.medicationCodeableConcept) ??
		words(resource.vaccineCode) ??
		text(resource.description);
	const kind = resource.resourceType.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
	return named === undefined ? kind : `${kind}: ${named}`;
}
