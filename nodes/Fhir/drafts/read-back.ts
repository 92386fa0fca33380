import { parseReference, type FhirResource } from '../../clients/fhir';
import { badAnswer } from '../../clients/fhir/errors';
import type { StableIdentifier } from '../results/identifiers';
import { elementsOf, type Elements } from './fingerprint';
import type { DraftForm, DraftServer } from './types';

const DOING = 'Reading the draft back';

export interface StoredDraft {
	resource: FhirResource;
	textHash: string;
	/** Fingerprints of its elements, less a signature of the person who signed. */
	elements: Elements;
	versionId?: string;
}

/**
 * Reads a draft from the chart and checks that it is this one, about this patient.
 *
 * @throws HospitalError `fhir-answer-invalid` when it is another document
 */
export async function readDraft(
	server: DraftServer,
	form: DraftForm,
	expected: { reference: string; identifier: StableIdentifier; patient: string },
	signal: AbortSignal | undefined,
): Promise<StoredDraft> {
	const found = parseReference(expected.reference);
	if (found?.type !== form.resourceType) {
		throw badAnswer(DOING, 'the item names another kind of record');
	}
	const resource = await server.read(found.type, found.id, signal && { signal });
	const { system, value } = expected.identifier;
	if (!form.identifiers(resource).includes(`${system}|${value}`)) {
		throw badAnswer(DOING, 'the chart holds another document than the one that was sent');
	}
	const subject = form.subject(resource);
	const { patient } = expected;
	if (subject !== patient && subject !== `${server.baseUrl}/${patient}`) {
		throw badAnswer(DOING, 'the document in the chart is about another patient');
	}
	const textHash = await form.textHash(server, resource, signal);
	const versionId = resource.meta?.versionId;
	const signedBy = form.status(resource) === 'final' ? form.signer(resource) : undefined;
	const { baseUrl } = server;
	const elements = elementsOf(resource, { textHash, baseUrl, ...(signedBy && { signedBy }) });
	return { resource, textHash, elements, ...(versionId !== undefined && { versionId }) };
}
