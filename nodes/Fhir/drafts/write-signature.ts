import type { Bundle } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import { HospitalError } from '../../shared/errors';
import { byWorkTag, uuidOf } from '../results/identifiers';
import { hasTransactions } from './abilities';
import { approvedDocument, type Approval } from './approval';
import { signatureProvenance } from './provenance';
import type { StoredDraft } from './read-back';
import type { DraftForm, DraftServer, Signature } from './types';

/** What a signature is written for. */
export interface Signing {
	/** Reference of the document. */
	reference: string;
	workKey: string;
	approval: Approval | undefined;
}

export interface Signed {
	verification: string;
	how: 'transaction' | 'sequence';
}

const tagOf = (workKey: string) => uuidOf(workKey, 'signature');

/** The document with the signature and the record of it, only over the version that was looked at. */
export async function writeSignature(
	server: DraftServer,
	form: DraftForm,
	{ reference, workKey, approval }: Signing,
	signature: Signature,
	stored: StoredDraft,
	signal: AbortSignal | undefined,
): Promise<Signed> {
	if (stored.versionId === undefined) {
		throw badAnswer('Signing', 'the server keeps no versions, so a change could not be noticed');
	}
	const ifMatch = `W/"${stored.versionId}"`;
	const approved = approvedDocument(form, stored.resource, approval);
	const resource = form.signed(approved, signature);
	if (!(await hasTransactions(server, signal))) {
		await precondition(() => server.update(resource, { ifMatch, ...(signal && { signal }) }));
		return await recordSignature(server, { reference, workKey }, signature, stored, signal);
	}
	const tag = tagOf(workKey);
	const provenance = signatureProvenance(signature, tag, reference, stored.versionId);
	const bundle: Bundle = {
		resourceType: 'Bundle',
		type: 'transaction',
		entry: [
			{ resource, request: { method: 'PUT', url: reference, ifMatch } },
			{
				fullUrl: `urn:uuid:${tag}`,
				resource: provenance,
				request: { method: 'POST', url: 'Provenance', ifNoneExist: byWorkTag(tag) },
			},
		],
	};
	const results = await precondition(() => server.transaction(bundle, signal && { signal }));
	return { verification: results[1]?.reference ?? '', how: 'transaction' };
}

/** Also completes what an attempt left that broke off between the document and its record. */
export async function recordSignature(
	server: DraftServer,
	{ reference: target, workKey }: Pick<Signing, 'reference' | 'workKey'>,
	signature: Signature,
	{ versionId }: StoredDraft,
	signal: AbortSignal | undefined,
): Promise<Signed> {
	const tag = tagOf(workKey);
	const provenance = signatureProvenance(signature, tag, target, versionId);
	const ifNoneExist = byWorkTag(tag);
	const { reference } = await server.create(provenance, { ifNoneExist, ...(signal && { signal }) });
	return { verification: reference, how: 'sequence' };
}

/** 412 and 409: somebody wrote between our reading and our writing. */
async function precondition<T>(write: () => Promise<T>): Promise<T> {
	try {
		return await write();
	} catch (error) {
		const code = error instanceof HospitalError ? error.code : '';
		if (code === 'fhir-precondition-failed' || code === 'fhir-conflict') throw draftChanged();
		throw error;
	}
}

/** @param names of what was changed, in words; empty when that is not known */
export const draftChanged = (names = '') =>
	new HospitalError(
		'draft-changed',
		names === ''
			? 'The text in the chart is not the one that the person approved'
			: `The document in the chart is not the one that was written and reviewed any more: ${names}`,
		{
			nextStep:
				'Nothing was signed. Look at the document in the chart, write a new draft if one is still needed, and have that reviewed.',
		},
	);
