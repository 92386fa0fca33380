import { timingSafeEqual } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parseReference, type Bundle, type FhirResource } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import type { DraftDocument } from '../../shared/contracts/draft-document';
import { HospitalError } from '../../shared/errors';
import {
	approvedElements,
	approvedHash,
	checkApproval,
	checkCodes,
	type Approval,
} from './approval';
import { formOf } from './build';
import { draftedSections } from './document-bundle';
import { differences, documentHash, signedElements, wordsFor } from './fingerprint';
import { readDraft } from './read-back';
import type { DraftServer } from './types';
import { draftChanged, recordSignature, writeSignature } from './write-signature';

export interface SignInput {
	draft: DraftDocument;
	/** Hex SHA-256 of the text that the person saw and approved. */
	reviewedHash: string;
	/** The approved text, where it takes the place of the drafted one. */
	approval?: Approval;
	/** `Practitioner/<id>` or `PractitionerRole/<id>` */
	signer: string;
	/** ISO 8601 UTC: when the person approved. */
	at: string;
	workKey: string;
}

/**
 * Makes a draft final in the name of the person who approved it: only this text, only if no element of
 * the document was changed since it was written, only if nobody else signed it, and only if nobody
 * changes it at the same moment (If-Match). An approved text of the person's own takes the place of the
 * drafted one in the same write. Signing again for the same person changes nothing.
 *
 * @returns the draft as it is now in the chart
 * @throws HospitalError `signer-missing`, `signer-inactive`, `draft-not-written`, `draft-changed`,
 *   `approval-mismatch`, `draft-signed-by-other`, `draft-withdrawn`, what the server said
 */
export async function signDraft(
	server: DraftServer,
	input: SignInput,
	signal: AbortSignal | undefined,
): Promise<DraftDocument> {
	const { draft, signer, at, reviewedHash, approval, workKey } = input;
	const { reference, elements: written } = draft;
	if (reference === '' || draft.status === 'not-written') throw notWritten();
	if (Object.keys(written ?? {}).length === 0) throw unmarked();
	if (documentHash(written) !== draft.documentHash) throw draftChanged('DraftDocument');
	const form = formOf(draft);
	if (approval !== undefined) checkApproval(draft, approval, reviewedHash);
	const resource = await signerOf(server, signer, signal);
	const stored = await readDraft(server, form, draft, signal);
	const signature = { signer, resource, at, title: draft.title, baseUrl: server.baseUrl };
	const status = form.status(stored.resource);
	const already = status === 'final' && form.signer(stored.resource) === signer;
	if (status === 'final' && !already) throw signedByOther();
	if (already) checkSignature(stored.resource, resource, at, draft);
	if (status !== 'final' && status !== 'preliminary') throw withdrawn();
	const approved = signedElements({
		...written,
		...approvedElements(draft, approval, server.baseUrl),
	});
	const textHash = approval === undefined ? reviewedHash : approvedHash(draft, approval);
	const isSame = (now: string, wanted: string) => sameHash(now, wanted);
	if (!isSame(stored.textHash, already ? textHash : textBefore(input))) throw draftChanged();
	const changes = differences(already ? approved : written, stored.elements);
	if (changes.length > 0) throw draftChanged(wordsFor(form.resourceType, changes));
	if (approval !== undefined && draft.form === 'documentBundle' && !already) {
		checkCodes(approval, draftedSections(stored.resource));
	}
	const { verification, how } = already
		? await recordSignature(server, { reference, workKey }, signature, stored, signal)
		: await writeSignature(
				server,
				form,
				{ reference, workKey, approval },
				signature,
				stored,
				signal,
			);
	const after = await readDraft(server, form, draft, signal);
	const isSigned =
		form.status(after.resource) === 'final' && form.signer(after.resource) === signer;
	const left = differences(approved, after.elements);
	if (!isSigned || !isSame(after.textHash, textHash) || left.length > 0) {
		throw badAnswer(
			'Reading the signed document back',
			'the chart does not hold it as it was signed',
		);
	}
	return {
		...draft,
		status: 'final',
		versionId: after.versionId,
		textHash,
		documentHash: documentHash(approved),
		elements: approved,
		how,
		outcome: already ? 'existing' : 'updated',
		changed: false,
		readBackAt: new Date().toISOString(),
		signedBy: signer,
		signedAt: at,
		verification,
	};
}

/**
 * A signature that is there already must be the one that is being made: the same moment throughout, and
 * the person as the person's own record says.
 *
 * @throws HospitalError `draft-changed`
 */
function checkSignature(
	document: FhirResource,
	person: FhirResource,
	at: string,
	{ form, signedAt }: DraftDocument,
): void {
	if (form !== 'documentBundle') return;
	const { entry = [], timestamp } = document as Bundle & { timestamp?: unknown };
	const [attester] = (entry[0]?.resource?.attester ?? []) as Array<{ time?: unknown }>;
	const moments = [attester?.time, timestamp].map((one) => Date.parse(String(one)));
	const isOneMoment = moments.every((one) => one === moments[0] && !Number.isNaN(one));
	const right = [at, ...(signedAt === undefined ? [] : [signedAt])].map((one) => Date.parse(one));
	const isTime = isOneMoment && right.includes(moments[0] ?? Number.NaN);
	const last = entry.at(-1)?.resource;
	const isPerson = last?.resourceType === person.resourceType && sameName(last, person);
	if (!isTime || !isPerson) throw draftChanged('Composition.attester');
}

/** Before it is compared: a name in the document is the one that the person's record had. */
const sameName = (one: FhirResource, other: FhirResource): boolean =>
	isDeepStrictEqual(one.name, other.name);

/** The text that must be in the chart before the signature: the reviewed one, unless it is replaced. */
const textBefore = ({ draft, reviewedHash, approval }: SignInput): string =>
	approval === undefined ? reviewedHash : draft.textHash;

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

const notWritten = () =>
	new HospitalError('draft-not-written', 'There is no draft in the chart that could be signed', {
		nextStep: 'Connect Sign behind Write Draft Document and the review, and pass the item on.',
	});

const unmarked = () =>
	new HospitalError('draft-unmarked', 'The item does not say what was written into the chart', {
		nextStep:
			'Nothing was signed. The draft was written by an earlier version of this package: write it once more, and have that reviewed.',
	});

const signedByOther = () =>
	new HospitalError('draft-signed-by-other', 'Somebody else has signed the document already', {
		nextStep: 'Nothing was changed. Look at the document in the chart.',
	});

const withdrawn = () =>
	new HospitalError('draft-withdrawn', 'The draft was withdrawn or replaced in the chart', {
		nextStep: 'Nothing was signed. Write a new draft if one is still needed.',
	});
