import { createHash } from 'node:crypto';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { processState } from '../../shared/process-state';
import { workStore } from '../../shared/work';

/** Where a draft was written, journalled under its work item. */
interface Written {
	executionId: string;
	/** ISO 8601 UTC. */
	at: string;
}

/** The drafts that each stretch of an execution wrote, as long as it runs. */
const writtenIn = () => processState('fhir-drafts/1', () => new WeakMap<object, Set<string>>());

/**
 * Remembers which execution wrote a draft, and before which of its pauses: a rerun that finds the
 * draft in the chart counts as writing it. Without a work item nothing can be signed anyway.
 *
 * @param draft value of its business identifier
 */
export async function noteWritten(context: OperationContext, draft: string): Promise<void> {
	const { liveWork: work, stretch, executionId } = context;
	if (work === undefined) return;
	if (stretch !== undefined) {
		const all = writtenIn();
		all.set(stretch, (all.get(stretch) ?? new Set()).add(draft));
	}
	const written: Written = { executionId, at: new Date().toISOString() };
	const store = await workStore();
	await store.once(work.id, writtenName(draft, work.attempt), () => bytesOf(written));
}

export interface Approval {
	/** Value of the draft's business identifier. */
	draft: string;
	/** Hex SHA-256 of the text that the person saw. */
	reviewedHash: string;
	signer: string;
}

/**
 * A run that goes from writing to signing without a stop was read by nobody. So between the two there
 * must be a pause of the same execution, or the decision that a parked work item waited for. What was
 * admitted once stays so: a rerun of the work, or a retry of the step, needs no second review.
 *
 * @throws HospitalError `review-missing`
 */
export async function requireReview(context: OperationContext, approval: Approval): Promise<void> {
	const { liveWork: work } = context;
	if (work === undefined) throw missing();
	const store = await workStore();
	await store.once(work.id, admittedName(approval), async () => {
		if (!(await hasPaused(context, approval.draft, work))) throw missing();
		return await bytesOf({ at: new Date().toISOString() });
	});
}

async function hasPaused(
	{ executionId, stretch }: OperationContext,
	draft: string,
	{ id, attempt }: { id: string; attempt: number },
): Promise<boolean> {
	const written = await writtenBy(id, draft, attempt);
	// The item may come from a node that this attempt did not run: nobody knows what was shown.
	if (written === undefined) throw missing();
	const parking = await (await workStore()).parking(id);
	if (parking?.decidedAt !== undefined) {
		// After a crash a later attempt finds the decision that an earlier one waited for.
		const shown = parking.attempt < attempt ? await writtenBy(id, draft, parking.attempt) : written;
		if (shown !== undefined && parking.at >= shown.at) return true;
	}
	// In a sub-workflow, or one that calls some: whether the other execution paused cannot be seen.
	if (written.executionId !== executionId || stretch === undefined) return false;
	return writtenIn().get(stretch)?.has(draft) !== true;
}

/** Where an attempt wrote the draft; undefined when it did not. */
async function writtenBy(id: string, draft: string, attempt: number): Promise<Written | undefined> {
	const none = new Error('not written');
	try {
		const { bytes } = await (
			await workStore()
		).once(id, writtenName(draft, attempt), () => Promise.reject(none));
		return JSON.parse(bytes.toString('utf8')) as Written;
	} catch (error) {
		if (error === none) return undefined;
		throw error;
	}
}

const bytesOf = (value: object): Promise<Uint8Array> =>
	Promise.resolve(Buffer.from(JSON.stringify(value)));

const writtenName = (draft: string, attempt: number): string => `draft-written/${draft}/${attempt}`;

const admittedName = (approval: Approval): string =>
	`draft-admitted/${createHash('sha256')
		.update(JSON.stringify([approval.draft, approval.reviewedHash, approval.signer]))
		.digest('hex')}`;

const missing = () =>
	new HospitalError('review-missing', 'Nobody can have read the draft since it was written', {
		nextStep:
			'Nothing was signed. Place a pause for the review between Write Draft Document and Sign Draft Document, in the same workflow: the Wait node of n8n, waiting for the answer of a form or a call. A wait of less than 65 seconds is none.',
	});
