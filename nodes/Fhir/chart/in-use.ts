import { FhirError, type FhirClient, type FhirResource } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';

/** What a Patient record says of itself and of others (FHIR R4 patient.html 8.1.5). */
export interface InUse {
	inactive: boolean;
	/** It was merged into another record, which is kept up instead. */
	replaced: boolean;
	/** How many records were merged into this one: their own lie where they were. */
	replaces: number;
}

export function inUse({ active, link }: Record<string, unknown>): InUse {
	const links = [link ?? []].flat() as Array<{ type?: unknown } | null>;
	const count = (type: string) => links.filter((one) => one?.type === type).length;
	return {
		inactive: active === false,
		replaced: count('replaced-by') > 0,
		replaces: count('replaces'),
	};
}

/** @param nothing what did not happen: `read`, `written`, `signed` */
export const replacedPatient = ({ inactive }: InUse, nothing: string) =>
	new HospitalError(
		'patient-replaced',
		`The record of this patient ${inactive ? 'is inactive and was' : 'was'} replaced by another one`,
		{
			nextStep: `Nothing was ${nothing}: this chart is not kept up any more. Use the patient that the link "replaced-by" of this record names, or put an Identity Gate before this node, which follows it.`,
		},
	);

/**
 * What is written into a record that was merged away, or that is not in use, is found by nobody.
 *
 * @throws HospitalError `patient-replaced`, `patient-inactive`
 */
export function refuseOutOfUse(patient: FhirResource, nothing: string): void {
	const state = inUse(patient);
	if (state.replaced) throw replacedPatient(state, nothing);
	if (!state.inactive) return;
	throw new HospitalError('patient-inactive', 'The record of this patient is not in use', {
		nextStep: `Nothing was ${nothing}. Look in the chart which record of this patient is kept up, and use that one.`,
	});
}

/**
 * {@link refuseOutOfUse} for a patient who is read first, before a signature.
 *
 * @param patient `Patient/<id>`
 */
export async function requireInUse(
	client: Pick<FhirClient, 'read'>,
	patient: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const id = patient.split('/')[1] ?? '';
	try {
		refuseOutOfUse(await client.read('Patient', id, signal && { signal }), 'signed');
	} catch (error) {
		const gone = error instanceof FhirError && (error.status === 404 || error.status === 410);
		if (!gone) throw error;
		throw new HospitalError('patient-not-found', 'The FHIR server has no such patient any more', {
			nextStep: 'Nothing was signed. Look in the chart what became of the record of this patient.',
		});
	}
}
