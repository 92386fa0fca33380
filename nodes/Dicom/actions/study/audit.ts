import type { StudyReference } from '../../../shared/contracts';
import type { OperationAudit, OperationContext } from '../../../shared/face';

/** Records what was done with the images of a study. */
export async function auditStudy(
	context: OperationContext,
	study: StudyReference,
	event: Pick<OperationAudit, 'interaction' | 'action' | 'outcome' | 'outcomeReason' | 'objects'>,
): Promise<void> {
	const { objects = [], ...rest } = event;
	await context.audit({
		kind: 'access',
		...rest,
		patient: await context.pseudonym('patient', study.patient.issuer, study.patient.id),
		objects: [
			{
				type: 'dicom-study',
				version: study.version,
				...(await context.pseudonym('study', study.studyInstanceUid)),
			},
			...objects,
		],
	});
}
