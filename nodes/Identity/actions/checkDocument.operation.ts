import { createHash } from 'node:crypto';
import { fhirClient, type FhirServerCredential } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	identityContract,
	readDocumentContract,
	type IdentityDecision,
	type ReadDocument,
} from '../../shared/contracts';
import { HospitalError, toHospitalError } from '../../shared/errors';
import {
	byContract,
	contractField,
	type Operation,
	type OperationAudit,
	type OperationContext,
} from '../../shared/face';
import { documentIdentity, type DocumentIdentity } from '../document/claim';
import { decideDocument } from '../document/decide';
import { documentAdvice } from '../document/words';
import { documentFields, readDocumentPolicy } from './document-fields';

export const checkDocument: Operation = {
	value: 'checkDocument',
	name: 'Check Document',
	description: 'Compare what a document of a fax or a scan says about its patient with the chart',
	action: 'Check the identity of a document',
	outputs: ['Match', 'Hold'],
	fields: [contractField(readDocumentContract), ...documentFields],
	async execute(context) {
		const read = await context.contract<ReadDocument>(readDocumentContract);
		const number = Number(await context.parameter<unknown>('documentNumber', 1));
		const claim = documentIdentity(read, number);
		if (claim === undefined) {
			throw new HospitalError('field-invalid', 'The file has no document of that number', {
				nextStep: 'Count the documents in "readDocument", from 1.',
			});
		}
		const { decision, fresh } = await decideOnce(context, claim);
		const matched = decision.decision === 'match';
		const match = fresh ? 'identity-matched' : 'identity-match-reused';
		await audit(context, decision.patientReference, {
			interaction: matched ? match : 'identity-held',
			outcome: matched ? '0' : '4',
			...(!matched && { outcomeReason: decision.reasons.join(',') }),
		});
		const advice = documentAdvice(decision.reasons);
		const advised = { ...decision, ...(advice.length > 0 && { advice }) };
		return { add: [byContract(identityContract, advised)], output: matched ? 0 : 1 };
	},
};

/** A hold is not kept: when somebody corrects the chart, the next attempt asks it again. */
class Held extends Error {
	constructor(readonly decision: IdentityDecision) {
		super('held');
	}
}

/** A match is journalled before anything is done with it, so that a rerun files with the same patient. */
async function decideOnce(
	context: OperationContext,
	claim: DocumentIdentity,
): Promise<{ decision: IdentityDecision; fresh: boolean }> {
	const policy = await readDocumentPolicy(context);
	const credential = await context.credentials<FhirServerCredential>('fhirServerApi');
	const question = createHash('sha256')
		.update(canonicalJson({ claim, policy, server: credential.baseUrl }))
		.digest('hex');
	try {
		const { value, fresh } = await context.onceJson<IdentityDecision>(
			`identity-of-document/${question}`,
			async () => {
				const decision = await decideDocument(claim, fhirClient(credential), policy, {
					...(context.signal && { signal: context.signal }),
				});
				if (decision.decision === 'hold') throw new Held(decision);
				return decision;
			},
		);
		return { decision: value, fresh };
	} catch (error) {
		if (error instanceof Held) return { decision: error.decision, fresh: true };
		await audit(context, undefined, {
			interaction: 'identity-check-failed',
			outcome: '8',
			outcomeReason: toHospitalError(error, 'Checking the identity').code,
		});
		throw error;
	}
}

/** Of a document that is held nobody knows the patient: what it claims names none in the ledger. */
async function audit(
	context: OperationContext,
	patient: string | undefined,
	event: Pick<OperationAudit, 'interaction' | 'outcome' | 'outcomeReason'>,
): Promise<void> {
	await context.audit({
		kind: 'access',
		action: 'E',
		...(patient !== undefined && { patient: await context.pseudonym('fhir', patient) }),
		objects: [
			{ type: 'document', count: 1 },
			...(patient === undefined
				? []
				: [{ type: 'Patient', ...(await context.pseudonym('fhir', patient)) }]),
		],
		...event,
	});
}
