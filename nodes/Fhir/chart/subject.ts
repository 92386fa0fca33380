import { checkId, parseReference } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { Asker } from './ask';
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
}

/**
 * The patient must be in the chart, and the encounter the patient's own; its start bounds other reads.
 *
 * @throws HospitalError `patient-not-found`, `patient-replaced`, `encounter-missing`,
 *   `encounter-not-found`
 */
export async function scopeOf(
	asker: Asker,
	purpose: Purpose,
	{ patient, encounter }: ChartSubject,
	now: Date,
): Promise<Scope> {
	await checkInUse(asker, patient);
	const times: Times = { now };
	if (purpose.encounter === 'none') return { patient, times };
	if (encounter === undefined || encounter === '') {
		if (purpose.encounter === 'optional') return { patient, times };
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
	return { patient, encounter: reference, times };
}

/**
 * An empty chart must not be taken for a healthy patient: a patient who is not there has none, and the
 * chart of one who was merged is with another record (Patient.link `replaced-by`, FHIR R4 8.1.5).
 */
async function checkInUse(asker: Asker, patient: string): Promise<void> {
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
	const links = [found.link ?? []].flat() as Array<{ type?: unknown } | null>;
	if (!links.some((link) => link?.type === 'replaced-by')) return;
	const state = found.active === false ? 'is inactive and was' : 'was';
	throw new HospitalError(
		'patient-replaced',
		`The record of this patient ${state} replaced by another one`,
		{
			nextStep:
				'Nothing was read: this chart is not kept up any more. Use the patient that the link "replaced-by" of this record names, or put an Identity Gate before this node, which follows it.',
		},
	);
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
