import type { SignOff, WorkItemReference } from '../../shared/contracts';
import { workPolicy, workStore } from '../../shared/work';
import { auditReview } from './audit';
import type { CaseStore } from './case-store';
import type { ReviewCase } from './review-case';

/** What names the journal of a review: the work it belongs to, and the node on the canvas. */
export type Journalled = Pick<ReviewCase, 'nodeName'> & { work?: Pick<WorkItemReference, 'id'> };

class NothingYet extends Error {}

const journalName = ({ nodeName }: Journalled): string => `${nodeName}/decision`;

/** The decision that counts for this work, if there is one: also after a crash, in any process. */
export async function journalledDecision(of: Journalled): Promise<SignOff | undefined> {
	if (of.work === undefined) return undefined;
	const store = await workStore();
	try {
		const { bytes } = await store.once(of.work.id, journalName(of), () =>
			Promise.reject(new NothingYet()),
		);
		return JSON.parse(bytes.toString('utf8')) as SignOff;
	} catch (error) {
		if (error instanceof NothingYet) return undefined;
		throw error;
	}
}

/** How a review ended, wherever that stands. */
export async function decisionOf(
	store: CaseStore,
	review: ReviewCase,
): Promise<SignOff | undefined> {
	return (await store.outcome(review.id)) ?? (await journalledDecision(review));
}

/**
 * Decides a review. Of several decisions, in whatever process, the first one counts: it is in the
 * journal of the work item before anything else happens, then in the ledger, and only then may the
 * workflow go on. Whatever a crash leaves out is made up for by the next who asks.
 *
 * @returns the decision that counts, and whether it is this one
 * @throws HospitalError `work-closed` when the work has ended otherwise, `audit-unavailable`
 */
export async function decide(
	store: CaseStore,
	review: ReviewCase,
	mine: SignOff,
): Promise<{ decision: SignOff; won: boolean }> {
	const { work } = review;
	if (work === undefined) return await decideOutsideWork(store, review, mine);
	const journal = await workStore();
	const known = await journalledDecision(review);
	if (known === undefined) await journal.assertOpen(work.id);
	const { bytes, fresh } = await journal.once(work.id, journalName(review), () =>
		Promise.resolve(Buffer.from(JSON.stringify(mine))),
	);
	const decision = JSON.parse(bytes.toString('utf8')) as SignOff;
	await complete(store, review, decision);
	return { decision, won: fresh };
}

/** A test run, or an item without a work item: the outcome itself is the only record. */
async function decideOutsideWork(
	store: CaseStore,
	review: ReviewCase,
	mine: SignOff,
): Promise<{ decision: SignOff; won: boolean }> {
	const before = await store.outcome(review.id);
	if (before !== undefined) return { decision: before, won: false };
	const won = await store.settle(review.id, mine);
	const decision = won ? mine : ((await store.outcome(review.id)) ?? mine);
	if (won) await auditDecision(review, decision);
	return { decision, won };
}

/** What follows from a journalled decision. Repeating it is harmless. */
export async function complete(
	store: CaseStore,
	review: ReviewCase,
	decision: SignOff,
): Promise<void> {
	if (!(await store.isSettled(review.id))) {
		await auditDecision(review, decision);
		await store.settle(review.id, decision);
	}
	if (review.work !== undefined) {
		await (await workStore()).decide(review.work.id, workPolicy().lease);
	}
}

async function auditDecision(review: ReviewCase, decision: SignOff): Promise<void> {
	const { by, edits } = decision;
	await auditReview(review, {
		interaction: `sign-off-${decision.decision}`,
		action: 'U',
		outcome: decision.decision === 'expired' ? '4' : '0',
		outcomeReason: decision.staleSeen === true ? 'chart-changed-since' : undefined,
		person: by && { subject: by.subject, method: by.method, role: by.role },
		sha256: decision.textHash === '' ? review.draftHash : decision.textHash,
		count: edits.length === 0 ? undefined : edits.length,
	});
}

/** What is decided when nobody decided in time. */
export const expiry = (review: ReviewCase, now: Date): SignOff => ({
	contract: 'SignOff/1',
	decision: 'expired',
	at: now.toISOString(),
	text: '',
	textHash: '',
	edits: [],
	shownFactsHash: review.factsHash,
	...(review.besideHash !== undefined && { shownBesideHash: review.besideHash }),
});

/**
 * Lets every review expire whose time is over.
 *
 * @returns how many
 */
export async function expireDue(store: CaseStore, now = new Date()): Promise<number> {
	let count = 0;
	for (const review of await store.waiting()) {
		if (Date.parse(review.expiresAt) > now.getTime()) continue;
		try {
			await decide(store, review, expiry(review, now));
			count += 1;
		} catch {
			// One that cannot be written now, or whose work has ended, must not hold up the others.
		}
	}
	return count;
}
