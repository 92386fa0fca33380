import { toHospitalError, type HospitalError } from '../../shared/errors';
import { ClientAssociation, type DicomPeer } from './client-association';
import { CommandField } from './command';
import { eachPart, readSourceHeader, type SourceHeader, type StoreSource } from './part10-source';
import type { ProposedContext } from './pdu';
import { statusKind, statusMeaning, statusRetryable } from './status';

/** What became of one object. */
export interface StoreOutcome {
	/** Empty when the object could not even be read. */
	sopClassUid: string;
	sopInstanceUid: string;
	outcome: 'stored' | 'warning' | 'failed';
	/** The DIMSE status of the answer; absent when there was none. */
	status?: number;
	/** `stored`, or a short code such as `refused-by-peer`, `context-refused`, `association-ended`. */
	code: string;
	/** In plain words, without patient data. */
	meaning: string;
	/** True when sending it again later may succeed. */
	retryable: boolean;
}

/** PS3.8 9.3.2.2: ids are the odd numbers from 1 to 255. */
const MAX_CONTEXTS = 128;
/** The association is given up after so many losses without a single answer in between. */
const MAX_LOSSES = 3;
/** Bytes read from a file at a time, at most. */
const READ_BYTES = 512 * 1024;

interface Job {
	index: number;
	source: StoreSource;
	header: SourceHeader;
}

/**
 * C-STORE of DICOM objects as they are: for each pair of SOP class and transfer syntax exactly that
 * pair is proposed and the data set is sent byte by byte, so nothing can be converted or lost.
 *
 * A failure of one object does not stop the others: after a lost association the rest goes over a
 * new one.
 *
 * @returns one outcome per source, in the same order
 * @throws HospitalError when the very first association cannot be opened: nothing was sent then
 */
export async function store(
	peer: DicomPeer,
	sources: readonly StoreSource[],
): Promise<StoreOutcome[]> {
	const outcomes: StoreOutcome[] = [];
	const jobs: Job[] = [];
	for (const [index, source] of sources.entries()) {
		try {
			jobs.push({ index, source, header: await readSourceHeader(source) });
		} catch (error) {
			outcomes[index] = failed(undefined, toHospitalError(error, 'Reading a DICOM object'));
		}
	}
	let losses = 0;
	for (let next = 0; next < jobs.length; ) {
		let association: ClientAssociation;
		const { contexts, idOf, end } = planContexts(jobs, next);
		try {
			association = await ClientAssociation.open(peer, contexts);
		} catch (error) {
			const failure = toHospitalError(error, 'Calling the DICOM system');
			if (next === 0) throw failure;
			for (const job of jobs.slice(next)) outcomes[job.index] = failed(job.header, failure);
			break;
		}
		while (next < end && association.usable) {
			const job = jobs[next++];
			const outcome = await storeOne(association, idOf(job.header), job);
			outcomes[job.index] = outcome;
			if (outcome.status !== undefined) losses = 0;
		}
		if (!association.usable) losses++;
		await association.release();
		if (losses < MAX_LOSSES && !peer.signal?.aborted) continue;
		for (const job of jobs.slice(next)) {
			outcomes[job.index] = { ...lost(job.header), retryable: true };
		}
		break;
	}
	return outcomes;
}

/** As many of the jobs from `start` on as fit the contexts of one association. */
function planContexts(jobs: readonly Job[], start: number) {
	const ids = new Map<string, number>();
	const contexts: ProposedContext[] = [];
	const keyOf = ({ sopClassUid, transferSyntax }: SourceHeader) =>
		`${sopClassUid} ${transferSyntax}`;
	let end = start;
	for (; end < jobs.length; end++) {
		const { header } = jobs[end];
		if (ids.has(keyOf(header))) continue;
		if (contexts.length === MAX_CONTEXTS) break;
		const id = contexts.length * 2 + 1;
		ids.set(keyOf(header), id);
		contexts.push({
			id,
			abstractSyntax: header.sopClassUid,
			transferSyntaxes: [header.transferSyntax],
		});
	}
	return { contexts, end, idOf: (header: SourceHeader) => ids.get(keyOf(header)) as number };
}

async function storeOne(
	association: ClientAssociation,
	contextId: number,
	{ source, header }: Job,
): Promise<StoreOutcome> {
	const { sopClassUid, sopInstanceUid, transferSyntax, dataSetOffset } = header;
	if (association.accepted.get(contextId) !== transferSyntax) {
		return {
			sopClassUid,
			sopInstanceUid,
			outcome: 'failed',
			code: 'context-refused',
			meaning: 'the other system does not take this kind of object in this encoding',
			retryable: false,
		};
	}
	const { payload } = association;
	const partBytes = payload * Math.max(1, Math.floor(READ_BYTES / payload));
	try {
		const { command } = await association.request(
			contextId,
			{
				commandField: CommandField.storeRequest,
				affectedSopClassUid: sopClassUid,
				affectedSopInstanceUid: sopInstanceUid,
				priority: 0,
			},
			async () =>
				await eachPart(source, dataSetOffset, partBytes, async (part, last) => {
					await association.data(contextId, part, last);
				}),
		);
		const { affectedSopInstanceUid, status = 0xffff } = command;
		// An answer for another object is no answer for this one.
		if (affectedSopInstanceUid !== undefined && affectedSopInstanceUid !== sopInstanceUid) {
			association.abort();
			return lost(header);
		}
		return answered(header, status);
	} catch (error) {
		return failed(header, toHospitalError(error, 'Sending a DICOM object'));
	}
}

function answered({ sopClassUid, sopInstanceUid }: SourceHeader, status: number): StoreOutcome {
	const kind = statusKind(status);
	const outcome = kind === 'success' ? 'stored' : kind === 'warning' ? 'warning' : 'failed';
	return {
		sopClassUid,
		sopInstanceUid,
		outcome,
		status,
		code: outcome === 'failed' ? 'refused-by-peer' : 'stored',
		meaning: statusMeaning(status),
		retryable: outcome === 'failed' && statusRetryable(status),
	};
}

const lost = ({ sopClassUid, sopInstanceUid }: SourceHeader): StoreOutcome => ({
	sopClassUid,
	sopInstanceUid,
	outcome: 'failed',
	code: 'association-ended',
	meaning: 'the association ended before the object was confirmed',
	retryable: true,
});

const failed = (header: SourceHeader | undefined, error: HospitalError): StoreOutcome => ({
	sopClassUid: header?.sopClassUid ?? '',
	sopInstanceUid: header?.sopInstanceUid ?? '',
	outcome: 'failed',
	code: error.code,
	meaning: error.message,
	retryable: error.retryable,
});
