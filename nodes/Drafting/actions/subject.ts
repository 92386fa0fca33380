import { studyContract, type ClinicalFacts, type StudyReference } from '../../shared/contracts';
import type { OperationContext } from '../../shared/face';
import type { Subject } from './asking';

/** Whose chart it is, as the ledger names it: by record number where the item has a study of the patient. */
export async function subjectOf(
	context: OperationContext,
	{ patient, encounter }: Pick<ClinicalFacts, 'patient' | 'encounter'>,
): Promise<Subject> {
	const study = await context.optionalContract<StudyReference>(studyContract);
	const inChart = await context.pseudonym('fhir', patient);
	const stay = encounter === undefined ? undefined : await context.pseudonym('fhir', encounter);
	return {
		patient: study?.patient
			? await context.pseudonym('patient', study.patient.issuer, study.patient.id)
			: inChart,
		objects: [
			{ type: 'Patient', ...inChart },
			...(stay === undefined ? [] : [{ type: 'Encounter', ...stay }]),
		],
	};
}
