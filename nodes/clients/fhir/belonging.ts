import { FhirError } from './errors';
import type { localReference } from './links';
import { parseReference } from './names';
import { isR4Type } from './outcome-paths';
import type { FhirResource } from './types';

export type Local = (reference: unknown) => ReturnType<typeof localReference>;

/** Elements by which most resources name whom they are about (FHIR R4, CompartmentDefinition patient). */
const SUBJECTS = ['subject', 'patient', 'for', 'beneficiary'] as const;

/** Types that name their patient elsewhere. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
	Appointment: ['participant'],
	AppointmentResponse: ['actor'],
	EnrollmentRequest: ['candidate'],
	Person: ['link'],
	Provenance: ['target'],
	ResearchSubject: ['individual'],
	Schedule: ['actor'],
};

/** Types of R4 that a search by patient may find although none of these elements names one. */
const TELLS_NOTHING = new Set(['AuditEvent', 'Group', 'SupplyRequest']);
export const tellsWhose = (type: string): boolean => isR4Type(type) && !TELLS_NOTHING.has(type);

/** Elements of a type that tell whom a record of it is about. */
export const ownerElements = (type: string): readonly string[] => ELSEWHERE[type] ?? SUBJECTS;

/** Every reference inside the named elements: direct, in a list, or one level down (participant.actor). */
export function referencesIn(
	resource: Record<string, unknown>,
	elements: readonly string[],
): string[] {
	const found: string[] = [];
	const look = (value: unknown, depth: number): void => {
		if (Array.isArray(value)) return value.forEach((one) => look(one, depth));
		if (typeof value !== 'object' || value === null || depth > 2) return;
		const { reference } = value as { reference?: unknown };
		if (typeof reference === 'string') return void found.push(reference);
		for (const member of Object.values(value)) look(member, depth + 1);
	};
	for (const element of elements) look(resource[element], 0);
	return found;
}

/** References to patients by which a record of any type says whom it is about; itself for a Patient. */
export function patientsOf(resource: FhirResource): string[] {
	const { resourceType, id } = resource;
	if (resourceType === 'Patient') return [`Patient/${id}`];
	return referencesIn(resource, ownerElements(resourceType)).filter(
		(one) => parseReference(one)?.type === 'Patient',
	);
}

const READ =
	'Nothing of it was handed on. Report it to whoever runs the FHIR server: it must not answer with the record of somebody else.';
const WRITTEN =
	'Nothing was written: the server took another record for it. Report it to whoever runs the FHIR server, and search for the record before the write is repeated.';

/** The server answered with a record that is plainly not the one that was asked for. */
export const otherRecord = (
	doing: string,
	{
		what = 'another record than the one asked for',
		inWrite = false,
		nextStep = inWrite ? WRITTEN : READ,
	}: { what?: string; inWrite?: boolean; nextStep?: string } = {},
) =>
	new FhirError('fhir-other-record-received', `${doing}: the FHIR server sent ${what}`, {
		nextStep,
		status: 200,
		issues: [],
	});
