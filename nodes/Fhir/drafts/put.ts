import type { Bundle } from '../../clients/fhir';
import type { DraftDocument } from '../../shared/contracts/draft-document';
import { HospitalError } from '../../shared/errors';
import { formOf, type BuiltDraft } from './build';
import { differences, documentHash, elementsOf, wordsFor, type Elements } from './fingerprint';
import { readDraft, type StoredDraft } from './read-back';
import type { DraftInput, DraftServer } from './types';
import { withReferences, writeDraftParts } from './write';

type What = Pick<DraftInput, 'form' | 'patient' | 'encounter' | 'type' | 'title'>;

/** What a draft says of itself before it lies anywhere. */
export const unwritten = (
	{ form, patient, encounter, type, title }: What,
	{ identifier, textHash }: BuiltDraft,
): DraftDocument => ({
	contract: 'DraftDocument/1',
	form,
	status: 'not-written',
	reference: '',
	identifier,
	patient,
	...(encounter !== undefined && { encounter }),
	type: { code: type.code, display: type.display },
	title,
	textHash,
	documentHash: '',
	elements: {},
	device: '',
	provenance: '',
	how: 'none',
	outcome: 'not-written',
	changed: false,
	writtenAt: '',
	readBackAt: '',
});

export interface PutOptions {
	signal?: AbortSignal;
	/** Keeps the fingerprint of what was written, and gives the one that was kept first. */
	remember?: (elements: Elements) => Promise<Elements>;
}

/**
 * Writes a draft and reads it back. Every element that was sent must be there as it was sent.
 *
 * @throws HospitalError `draft-damaged` when it is not; `draft-withdrawn` when an earlier attempt's draft
 *   was withdrawn since; `fhir-answer-invalid` when the chart holds another document
 */
export async function putDraft(
	server: DraftServer,
	what: What,
	built: BuiltDraft,
	{ signal, remember = (elements) => Promise.resolve(elements) }: PutOptions = {},
): Promise<DraftDocument> {
	const written = await writeDraftParts(server, built.bundle, signal);
	const { document, device, provenance, how, outcome } = written;
	const writtenAt = new Date().toISOString();
	const { identifier } = built;
	const { patient } = what;
	const form = formOf(what);
	const expected = { reference: document, identifier, patient };
	const stored = await readDraft(server, form, expected, signal);
	const status = form.status(stored.resource);
	if (status !== 'preliminary' && status !== 'final') throw withdrawn();
	const sent = sentElements(server, built, device);
	const elements = await remember(outcome === 'created' ? withNarrative(sent, stored) : sent);
	const changes = differences(elements, stored.elements);
	if (changes.length > 0 && outcome === 'created') {
		throw damaged(wordsFor(form.resourceType, changes));
	}
	const signedBy = status === 'final' ? form.signer(stored.resource) : undefined;
	return {
		...unwritten(what, built),
		status,
		reference: document,
		...(stored.versionId !== undefined && { versionId: stored.versionId }),
		documentHash: documentHash(elements),
		elements,
		device,
		provenance,
		how,
		outcome,
		changed: changes.length > 0,
		writtenAt,
		readBackAt: new Date().toISOString(),
		...(signedBy !== undefined && { signedBy }),
	};
}

/** Fingerprints of the document as it was sent, with the model called as the server called it. */
function sentElements(
	{ baseUrl }: DraftServer,
	{ bundle, textHash }: BuiltDraft,
	device: string,
): Elements {
	const [model, document] = bundle.entry ?? [];
	const resource = document?.resource ?? { resourceType: '' };
	const named = new Map([[model?.fullUrl ?? '', device]]);
	return elementsOf(withReferences(resource, named), { textHash, baseUrl });
}

/** A server may write a narrative of its own for what it stores (FHIR R4 narrative.html 2.4.1). */
function withNarrative(sent: Elements, { resource, elements }: StoredDraft): Elements {
	const own = (one: { text?: { status?: unknown } } | undefined) =>
		/^(generated|extensions)$/.test(String(one?.text?.status));
	const inside = ((resource as Bundle).entry ?? []).flatMap(({ resource: one }, at) =>
		own(one as object) ? [`${at}.${one?.resourceType}.text`] : [],
	);
	// A server may claim profiles of its own for what it stores (resource.html 2.26.3.4).
	const profiles = Object.keys(elements).filter((place) => /(^|\.)meta\.profile$/.test(place));
	const places = [...(own(resource as object) ? ['text'] : []), ...inside, ...profiles];
	const added = places.filter((place) => !(place in sent) && elements[place] !== undefined);
	return {
		...sent,
		...Object.fromEntries(added.map((place) => [place, elements[place] as string])),
	};
}

const damaged = (names: string) =>
	new HospitalError('draft-damaged', `The chart does not hold the draft as it was sent: ${names}`, {
		nextStep:
			'Look at the draft in the chart and mark it as entered in error. The server changes what it stores, or somebody changed it at the same moment; what it changes cannot be signed.',
	});

const withdrawn = () =>
	new HospitalError('draft-withdrawn', 'The draft of this work was withdrawn in the chart', {
		nextStep: 'Nothing was written again. Retry the work item if a new draft is needed.',
	});
