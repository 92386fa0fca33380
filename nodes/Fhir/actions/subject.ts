import type { INodeProperties } from 'n8n-workflow';
import { parseReference } from '../../clients/fhir';
import { identityContract, type IdentityDecision } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';

/** Fields of operations that are about one patient, and perhaps one stay. */
export const subjectFields: INodeProperties[] = [
	{
		displayName: 'Patient',
		name: 'patientReference',
		type: 'string',
		default: '={{ $json.identity?.patientReference }}',
		required: true,
		placeholder: 'e.g. Patient/8f3c2a',
		description:
			'The patient in the chart, as the Identity Gate found it. Leave as it is behind an Identity Gate.',
	},
	{
		displayName: 'Encounter',
		name: 'encounterReference',
		type: 'string',
		default: '={{ $json.identity?.encounterReference }}',
		placeholder: 'e.g. Encounter/5512',
		description: 'The stay or visit that it is about, where there is one',
	},
];

export interface Subject {
	/** `Patient/<id>` */
	patient: string;
	/** `Encounter/<id>` */
	encounter?: string;
}

/**
 * Who it is about. Where an Identity Gate has decided, it must have matched, and the fields may name
 * nobody else.
 *
 * @throws HospitalError `identity-held`, `patient-mismatch`, `reference-invalid`
 */
export async function subjectOf(context: OperationContext): Promise<Subject> {
	const patient = referenceTo('Patient', await context.parameter<unknown>('patientReference'));
	const given = await context.parameter<unknown>('encounterReference', '');
	const encounter = isEmpty(given) ? undefined : referenceTo('Encounter', given);
	const identity = await context.optionalContract<IdentityDecision>(identityContract);
	if (identity !== undefined && identity.decision !== 'match') {
		throw new HospitalError('identity-held', 'It is not certain whose chart this is', {
			nextStep: 'Nothing was read or written. Connect this node to the Match output only.',
		});
	}
	if (identity?.patientReference !== undefined && identity.patientReference !== patient) {
		throw new HospitalError(
			'patient-mismatch',
			'The field Patient names another patient than the Identity Gate found',
			{ nextStep: 'Nothing was read or written. Set the field Patient back to its default.' },
		);
	}
	return { patient, ...(encounter !== undefined && { encounter }) };
}

function referenceTo(type: string, value: unknown): string {
	const text = String(value ?? '').trim();
	const found = parseReference(text);
	if (found?.type === type && found.reference === text) return text;
	throw new HospitalError('reference-invalid', `The field ${type} holds no reference to one`, {
		nextStep: `Enter ${type}/ and its id, or leave the field to the Identity Gate.`,
	});
}

const isEmpty = (value: unknown): boolean => String(value ?? '').trim() === '';
