import { find, store, type DicomPeer, type StoreOutcome, type StoreSource } from '../clients/dimse';
import { Tag } from '../formats/dicom';
import { HospitalError } from '../shared/errors';

/** What was sent, in numbers. */
export interface SendSummary {
	count: number;
	/** Stored, but the other system said that it changed or left out something. */
	warnings: number;
}

/**
 * Sends objects and insists on every one of them.
 *
 * @throws HospitalError `send-incomplete` when one was not stored; sending all again is harmless
 */
export async function sendAll(
	peer: DicomPeer,
	sources: readonly StoreSource[],
): Promise<SendSummary> {
	if (sources.length === 0) {
		throw new HospitalError('nothing-to-send', 'There is no DICOM object to send', {
			nextStep: 'Check which node stands before this one.',
		});
	}
	const outcomes = await store(peer, sources);
	const failures = outcomes.filter(({ outcome }) => outcome === 'failed');
	if (failures.length > 0) throw incomplete(failures, outcomes.length);
	const warnings = outcomes.filter(({ outcome }) => outcome === 'warning').length;
	return { count: outcomes.length, warnings };
}

function incomplete(failures: StoreOutcome[], all: number): HospitalError {
	const meanings = [...new Set(failures.map(({ meaning }) => meaning))].slice(0, 3).join('; ');
	return new HospitalError(
		'send-incomplete',
		`${failures.length} of ${all} DICOM objects were not stored: ${meanings}`,
		{
			nextStep:
				'Look at the log of the receiving system. Running the workflow again sends everything once more, which does no harm.',
			retryable: failures.every(({ retryable }) => retryable),
		},
	);
}

/**
 * Asks the receiving system whether it holds an object (C-FIND, image level).
 *
 * @throws HospitalError `read-back-missing`, `find-refused`
 */
export async function readBack(
	peer: DicomPeer,
	object: { studyInstanceUid: string; seriesInstanceUid: string; sopInstanceUid: string },
): Promise<void> {
	const matches = await find(peer, 'IMAGE', {
		[Tag.StudyInstanceUID]: object.studyInstanceUid,
		[Tag.SeriesInstanceUID]: object.seriesInstanceUid,
		[Tag.SOPInstanceUID]: object.sopInstanceUid,
	});
	// A server that ignores a key answers with other objects: only the object itself counts.
	if (matches.some((match) => match.string(Tag.SOPInstanceUID) === object.sopInstanceUid)) return;
	throw missing();
}

/** Asks how many of a study's images the receiving system holds. */
export async function readBackStudy(
	peer: DicomPeer,
	studyInstanceUid: string,
	series: ReadonlyArray<{ seriesInstanceUid: string; sopInstanceUids: ReadonlySet<string> }>,
): Promise<void> {
	for (const { seriesInstanceUid, sopInstanceUids } of series) {
		const matches = await find(peer, 'IMAGE', {
			[Tag.StudyInstanceUID]: studyInstanceUid,
			[Tag.SeriesInstanceUID]: seriesInstanceUid,
			[Tag.SOPInstanceUID]: '',
		});
		const held = new Set(matches.map((match) => match.string(Tag.SOPInstanceUID)));
		for (const uid of sopInstanceUids) if (!held.has(uid)) throw missing();
	}
}

const missing = () =>
	new HospitalError(
		'read-back-missing',
		'The other system confirmed the transfer, but does not list the object',
		{
			nextStep:
				'Some systems list new objects only after a while: run it again. If it stays so, ask the administrator of that system.',
			retryable: true,
		},
	);
