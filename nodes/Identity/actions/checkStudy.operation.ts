import { createHash } from 'node:crypto';
import { fhirClient, type FhirServerCredential } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	identityContract,
	studyContract,
	type IdentityDecision,
	type StudyReference,
} from '../../shared/contracts';
import {
	byContract,
	contractField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { toHospitalError } from '../../shared/errors';
import { decideIdentity, type IdentityClaim } from '../decide';
import type { IdentityPolicy } from '../policy';
import { policyFields, readPolicy } from './policy-fields';

export const checkStudy: Operation = {
	value: 'checkStudy',
	name: 'Check Study',
	description: 'Compare the patient and order of a received study with the chart',
	action: 'Check the identity of a study',
	outputs: ['Match', 'Hold'],
	fields: [contractField(studyContract), ...policyFields],
	async execute(context) {
		const study = await context.contract<StudyReference>(studyContract);
		const policy = await readPolicy(context);
		const claim: IdentityClaim = {
			patient: study.patient,
			accessionNumber: study.accessionNumber,
			mixedIdentity: study.mixedIdentity,
		};
		const { decision, fresh } = await decideOnce(context, study, claim, policy);
		await audit(context, study, decision, fresh);
		return {
			add: [byContract(identityContract, decision)],
			output: decision.decision === 'match' ? 0 : 1,
		};
	},
};

/** A hold is not kept: when somebody corrects the chart, the next attempt asks it again. */
class Held extends Error {
	constructor(readonly decision: IdentityDecision) {
		super('held');
	}
}

/**
 * A match is journalled before anything is done with it, so that a rerun writes to the same patient.
 * Other claims or another policy are another question.
 */
async function decideOnce(
	context: OperationContext,
	study: StudyReference,
	claim: IdentityClaim,
	policy: IdentityPolicy,
): Promise<{ decision: IdentityDecision; fresh: boolean }> {
	const credential = await context.credentials<FhirServerCredential>('fhirServerApi');
	const question = createHash('sha256')
		.update(canonicalJson({ claim, policy, server: credential.baseUrl }))
		.digest('hex');
	try {
		const { value, fresh } = await context.onceJson<IdentityDecision>(
			`identity/${question}`,
			async () => {
				const decision = await decideIdentity(claim, fhirClient(credential), policy, {
					signal: context.signal,
				});
				if (decision.decision === 'hold') throw new Held(decision);
				return decision;
			},
		);
		return { decision: value, fresh };
	} catch (error) {
		if (error instanceof Held) return { decision: error.decision, fresh: true };
		await auditFailure(context, study, error);
		throw error;
	}
}

async function audit(
	context: OperationContext,
	study: StudyReference,
	decision: IdentityDecision,
	fresh: boolean,
): Promise<void> {
	const matched = decision.decision === 'match';
	const match = fresh ? 'identity-matched' : 'identity-match-reused';
	const references = [
		decision.patientReference,
		decision.orderReference,
		decision.encounterReference,
	].filter((reference) => reference !== undefined);
	const resources = await Promise.all(
		references.map(async (reference) => ({
			type: reference.split('/')[0] ?? '',
			...(await context.pseudonym('fhir', reference)),
		})),
	);
	await context.audit({
		kind: 'access',
		interaction: matched ? match : 'identity-held',
		action: 'E',
		outcome: matched ? '0' : '4',
		...(!matched && { outcomeReason: decision.reasons.join(',') }),
		patient: await context.pseudonym('patient', study.patient.issuer, study.patient.id),
		objects: [await studyObject(context, study), ...resources],
	});
}

async function auditFailure(
	context: OperationContext,
	study: StudyReference,
	error: unknown,
): Promise<void> {
	await context.audit({
		kind: 'access',
		interaction: 'identity-check-failed',
		action: 'E',
		outcome: '8',
		outcomeReason: toHospitalError(error, 'Checking the identity').code,
		patient: await context.pseudonym('patient', study.patient.issuer, study.patient.id),
		objects: [await studyObject(context, study)],
	});
}

const studyObject = async (context: OperationContext, study: StudyReference) => ({
	type: 'dicom-study',
	version: study.version,
	...(await context.pseudonym('study', study.studyInstanceUid)),
});
