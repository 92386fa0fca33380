import { checkId, parseReference } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { Asker } from './ask';
import { inUse, replacedPatient, type InUse } from './in-use';
import type { Purpose } from './purpose';
import { keptElements } from './strip';
import type { Times } from './window';

export interface ChartSubject {
	/** `Patient/<id>` */
	patient: string;
	/** `Encounter/<id>` */
	encounter?: string;
	/** FHIR date or instant: earlier reports are those from before. */
	before?: string;
}

/** What is known once the subject is checked. */
export interface Scope {
	patient: string;
	encounter?: string;
	times: Times;
	/** What the patient's own record says of itself. */
	state: InUse;
}

/**
 * The patient must be in the chart, and the encounter the patient's own; its start bounds other reads.
 *
 * @throws HospitalError `patient-not-found`, `patient-replaced`, `encounter-missing`,
 *   `encounter-not-found`, `encounter-entered-in-error`
 */
export async function scopeOf(
	asker: Asker,
	purpose: Purpose,
	{ patient, encounter }: ChartSubject,
	now: Date,
): Promise<Scope> {
	const state = await checkInUse(asker, patient);
	const times: Times = { now };
	if (purpose.encounter === 'none') return { patient, times, state };
	if (encounter === undefined || encounter === '') {
		if (purpose.encounter === 'optional') return { patient, times, state };
		throw new HospitalError('encounter-missing', 'This purpose is about one stay or visit', {
			nextStep: 'Give the node the encounter, as a reference such as Encounter/123.',
		});
	}
	const reference = referenceTo('Encounter', encounter);
	const elements = keptElements('Encounter', ['period']);
	const parameters = { _id: idOf(reference), patient };
	const { resources } = await asker.ask({ type: 'Encounter', parameters, elements, atMost: 1 });
	const found = resources.find(({ id }) => `Encounter/${id}` === reference);
	if (found === undefined) {
		throw new HospitalError(
			'encounter-not-found',
			'The chart has no such encounter of this patient',
			{ nextStep: 'Check which encounter the item carries, and whether it is of this patient.' },
		);
	}
	const { start } = (found.period ?? {}) as { start?: unknown };
	if (typeof start === 'string') times.encounterStart = start;
	if (found.status === 'entered-in-error') {
		throw new HospitalError(
			'encounter-entered-in-error',
			'The encounter is marked as entered in error in the chart',
			{
				nextStep:
					'Nothing was read: it never took place, or was that of somebody else. Give the node the right encounter.',
			},
		);
	}
	return { patient, encounter: reference, times, state };
}

/**
 * An empty chart must not be taken for a healthy patient: a patient who is not there has none, and the
 * chart of one who was merged is with another record (Patient.link `replaced-by`, FHIR R4 8.1.5).
 */
async function checkInUse(asker: Asker, patient: string): Promise<InUse> {
	const { resources } = await asker.ask({
		type: 'Patient',
		parameters: { _id: idOf(patient) },
		elements: ['active', 'link'],
		atMost: 1,
	});
	const [found] = resources;
	if (found === undefined) {
		throw new HospitalError('patient-not-found', 'The FHIR server has no such patient', {
			nextStep:
				'Nothing was read. Check which patient the item carries, and whether the credential is of the server that the reference is from.',
		});
	}
	const state = inUse(found);
	if (state.replaced) throw replacedPatient(state, 'read');
	return state;
}

/** @throws HospitalError `reference-invalid` */
export function referenceTo(type: string, text: string): string {
	const found = parseReference(text.trim());
	if (found?.type === type && text.trim() === found.reference) return found.reference;
	throw new HospitalError('reference-invalid', `That is no reference to a ${type}`, {
		nextStep: `Give it as ${type}/ and its id, as the Identity Gate does.`,
	});
}

export const idOf = (reference: string): string => checkId(reference.split('/')[1] ?? '');
