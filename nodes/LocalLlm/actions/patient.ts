import { fingerprint } from '../../clients/llm';
import {
	chartContextContract,
	identityContract,
	studyContract,
	type ChartContext,
	type IdentityDecision,
	type StudyReference,
} from '../../shared/contracts';
import type { OperationContext } from '../../shared/face';
import type { AuditObject, Pseudonym } from '../../shared/ledger';

/** Whose data the item carries, as the ledger names it. */
export interface Subject {
	patient?: Pseudonym;
	objects: AuditObject[];
}

/** From what earlier nodes found out; an item of other nodes names nobody. */
export async function subjectOf(context: OperationContext): Promise<Subject> {
	const study = await context.optionalContract<StudyReference>(studyContract);
	const identity = await context.optionalContract<IdentityDecision>(identityContract);
	const chart = await context.optionalContract<ChartContext>(chartContextContract);
	const reference = chart?.patient ?? identity?.patientReference;
	const inChart = reference ? await context.pseudonym('fhir', reference) : undefined;
	const patient = study?.patient
		? await context.pseudonym('patient', study.patient.issuer, study.patient.id)
		: inChart;
	return {
		...(patient && { patient }),
		objects: inChart ? [{ type: 'Patient', ...inChart }] : [],
	};
}

/**
 * Keeps what a server remembers of the prompts of one patient apart from another's (vLLM `cache_salt`).
 * Where nobody knows whose data it is, each item is somebody of its own.
 */
export async function cacheSaltOf(context: OperationContext, subject: Subject): Promise<string> {
	const nobody = `${context.executionId}/${context.itemIndex}`;
	return await fingerprint(subject.patient?.pseudonym ?? context.work?.id ?? nobody);
}
