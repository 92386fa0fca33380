import { timingSafeEqual } from 'node:crypto';
import { parseReference, type Bundle, type FhirResource } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import type { DraftDocument } from '../../shared/contracts/draft-document';
import { HospitalError } from '../../shared/errors';
import { byWorkTag, uuidOf } from '../results/identifiers';
import { hasTransactions } from './abilities';
import { formOf } from './build';
import { signatureProvenance } from './provenance';
import { readDraft, type StoredDraft } from './read-back';
import type { DraftForm, DraftServer, Signature } from './types';

export interface SignInput {
	draft: DraftDocument;
	/** Hex SHA-256 of the text that the person saw and approved. */
	reviewedHash: string;
	/** `Practitioner/<id>` or `PractitionerRole/<id>` */
	signer: string;
	/** ISO 8601 UTC: when the person approved. */
	at: string;
	workKey: string;
}

/**
 * Makes a draft final in the name of the person who approved it: only this text, only if nobody else
 * signed it, and only if nobody changes it at the same moment (If-Match). Signing again for the same
 * person changes nothing.
 *
 * @returns the draft as it is now in the chart
 * @throws HospitalError `signer-missing`, `signer-unknown`, `draft-not-written`, `draft-changed`,
 *   `draft-signed-by-other`, `draft-withdrawn`, what the server said
 */
export async function signDraft(
	server: DraftServer,
	input: SignInput,
	signal: AbortSignal | undefined,
): Promise<DraftDocument> {
	const { draft, signer, at, reviewedHash } = input;
	if (draft.reference === '' || draft.status === 'not-written') throw notWritten();
	const form = formOf(draft);
	const resource = await signerOf(server, signer, signal);
	const stored = await readDraft(server, form, draft, signal);
	const signature = { signer, resource, at, title: draft.title, baseUrl: server.baseUrl };
	const status = form.status(stored.resource);
	if (!sameHash(stored.textHash, reviewedHash)) throw changed();
	const already = status === 'final' && form.signer(stored.resource) === signer;
	if (status === 'final' && !already) throw signedByOther();
	if (status !== 'final' && status !== 'preliminary') throw withdrawn();
	const { verification, how } = already
		? await recordSignature(server, input, signature, stored, signal)
		: await writeSignature(server, form, input, signature, stored, signal);
	const after = await readDraft(server, form, draft, signal);
	const isSigned =
		form.status(after.resource) === 'final' && form.signer(after.resource) === signer;
	if (!isSigned || !sameHash(after.textHash, reviewedHash)) {
		throw badAnswer(
			'Reading the signed document back',
			'the chart does not hold it as it was signed',
		);
	}
	return {
		...draft,
		status: 'final',
		versionId: after.versionId,
		how,
		outcome: already ? 'existing' : 'updated',
		changed: false,
		readBackAt: new Date().toISOString(),
		signedBy: signer,
		signedAt: at,
		verification,
	};
}

/** Constant time is not needed for secrecy here; it is the one way in which hashes are compared. */
function sameHash(one: string, other: string): boolean {
	const [a, b] = [Buffer.from(one), Buffer.from(other)];
	return a.length === 64 && a.length === b.length && timingSafeEqual(a, b);
}

async function signerOf(
	server: DraftServer,
	signer: string,
	signal: AbortSignal | undefined,
): Promise<FhirResource> {
	const found = parseReference(signer);
	const isPerson = found?.type === 'Practitioner' || found?.type === 'PractitionerRole';
	if (found === undefined || !isPerson || found.reference !== signer) {
		throw new HospitalError('signer-missing', 'It is not known who signs', {
			nextStep:
				'Nothing was signed. Give the person as a reference such as Practitioner/123, as the review step does.',
		});
	}
	const resource = await server.read(found.type, found.id, signal && { signal });
	if (resource.active === false) {
		throw new HospitalError('signer-inactive', 'The record of the person who signs is not in use', {
			nextStep: 'Nothing was signed. Have somebody sign who works here now.',
		});
	}
	return resource;
}

interface Signed {
	verification: string;
	how: 'transaction' | 'sequence';
}

const tagOf = (workKey: string) => uuidOf(workKey, 'signature');

async function writeSignature(
	server: DraftServer,
	form: DraftForm,
	input: SignInput,
	signature: Signature,
	stored: StoredDraft,
	signal: AbortSignal | undefined,
): Promise<Signed> {
	const { reference } = input.draft;
	if (stored.versionId === undefined) {
		throw badAnswer('Signing', 'the server keeps no versions, so a change could not be noticed');
	}
	const ifMatch = `W/"${stored.versionId}"`;
	const resource = form.signed(stored.resource, signature);
	if (!(await hasTransactions(server, signal))) {
		await precondition(() => server.update(resource, { ifMatch, ...(signal && { signal }) }));
		return await recordSignature(server, input, signature, stored, signal);
	}
	const tag = tagOf(input.workKey);
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
async function recordSignature(
	server: DraftServer,
	{ workKey, draft }: SignInput,
	signature: Signature,
	{ versionId }: StoredDraft,
	signal: AbortSignal | undefined,
): Promise<Signed> {
	const tag = tagOf(workKey);
	const provenance = signatureProvenance(signature, tag, draft.reference, versionId);
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
		if (code === 'fhir-precondition-failed' || code === 'fhir-conflict') throw changed();
		throw error;
	}
}

const notWritten = () =>
	new HospitalError('draft-not-written', 'There is no draft in the chart that could be signed', {
		nextStep: 'Connect Sign behind Write Draft Document and the review, and pass the item on.',
	});

const changed = () =>
	new HospitalError(
		'draft-changed',
		'The text in the chart is not the one that the person approved',
		{ nextStep: 'Nothing was signed. Have the text reviewed again as it is now.' },
	);

const signedByOther = () =>
	new HospitalError('draft-signed-by-other', 'Somebody else has signed the document already', {
		nextStep: 'Nothing was changed. Look at the document in the chart.',
	});

const withdrawn = () =>
	new HospitalError('draft-withdrawn', 'The draft was withdrawn or replaced in the chart', {
		nextStep: 'Nothing was signed. Write a new draft if one is still needed.',
	});
