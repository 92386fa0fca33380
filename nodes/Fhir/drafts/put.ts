import type { DraftDocument } from '../../shared/contracts/draft-document';
import { HospitalError } from '../../shared/errors';
import { formOf, type BuiltDraft } from './build';
import { readDraft } from './read-back';
import type { DraftInput, DraftServer } from './types';
import { writeDraftParts } from './write';

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
	device: '',
	provenance: '',
	how: 'none',
	outcome: 'not-written',
	changed: false,
	writtenAt: '',
	readBackAt: '',
});

/**
 * Writes a draft and reads it back.
 *
 * @throws HospitalError `draft-withdrawn` when an earlier attempt's draft was withdrawn since;
 *   `fhir-answer-invalid` when the chart does not hold it as it was sent
 */
export async function putDraft(
	server: DraftServer,
	what: What,
	built: BuiltDraft,
	signal: AbortSignal | undefined,
): Promise<DraftDocument> {
	const { document, device, provenance, how, outcome } = await writeDraftParts(
		server,
		built.bundle,
		signal,
	);
	const writtenAt = new Date().toISOString();
	const { identifier, textHash } = built;
	const { patient } = what;
	const form = formOf(what);
	const expected = { reference: document, identifier, patient };
	const stored = await readDraft(server, form, expected, signal);
	const changed = stored.textHash !== textHash;
	if (changed && outcome === 'created') throw damaged();
	const status = form.status(stored.resource);
	if (status !== 'preliminary' && status !== 'final') throw withdrawn();
	const signedBy = status === 'final' ? form.signer(stored.resource) : undefined;
	return {
		...unwritten(what, built),
		status,
		reference: document,
		...(stored.versionId !== undefined && { versionId: stored.versionId }),
		device,
		provenance,
		how,
		outcome,
		changed,
		writtenAt,
		readBackAt: new Date().toISOString(),
		...(signedBy !== undefined && { signedBy }),
	};
}

const damaged = () =>
	new HospitalError('draft-damaged', 'The chart holds another text than the one that was sent', {
		nextStep:
			'Look at the draft in the chart and mark it as entered in error; the server changes texts when it stores them.',
	});

const withdrawn = () =>
	new HospitalError('draft-withdrawn', 'The draft of this work was withdrawn in the chart', {
		nextStep: 'Nothing was written again. Retry the work item if a new draft is needed.',
	});
