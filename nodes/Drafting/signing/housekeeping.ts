import { ledger } from '../../shared/ledger';
import { instanceName, processOrigin } from '../../shared/origin';
import { workStore } from '../../shared/work';
import type { CaseStore } from './case-store';
import { expireDue } from './decisions';

const HOUR = 3_600_000;
/** How long it can be seen who decided, for whoever comes late. */
const OUTCOME_TIME = 72 * HOUR;
/** Longer than any code, link or session lasts. */
const USED_TIME = 8 * 24 * HOUR;
/** A review that n8n paused for was confirmed by then, unless its process ended. */
const CONFIRMED_WITHIN = 2 * 60_000;
/** Enough for the engine to see the change; then the work is handed out again. */
const AT_ONCE = 1000;

/** Everything that must happen to reviews without anybody asking. */
export async function keepReviews(store: CaseStore, now = new Date()): Promise<void> {
	await expireDue(store, now);
	await unparkLost(store, now);
	await dispose(store, now);
	await store.forgetUsed(now.getTime() - USED_TIME);
}

/**
 * n8n was killed between parking the work and storing the paused execution: nothing waits there, so
 * the work is handed out again, and gets the same review.
 */
export async function unparkLost(store: CaseStore, now: Date): Promise<void> {
	const work = await workStore();
	for (const review of await store.waiting()) {
		const old = now.getTime() - Date.parse(review.openedAt) > CONFIRMED_WITHIN;
		if (review.work === undefined || !old || review.origin === processOrigin()) continue;
		if (await store.isConfirmed(review)) continue;
		await work.decide(review.work.id, AT_ONCE);
	}
}

/** The text of decided reviews goes at once, who decided after three days; both on record before. */
async function dispose(store: CaseStore, now: Date): Promise<void> {
	for (const review of await store.list()) {
		const settledAt = await store.settledAt(review.id);
		const ended = settledAt !== undefined || (await hasEnded(review.work?.id));
		if (!ended) continue;
		const over = settledAt === undefined || now.getTime() - settledAt > OUTCOME_TIME;
		const remains = await store.remains(review.id);
		if (remains.length === 0 && !over) continue;
		await (
			await ledger()
		).append({
			kind: 'system',
			interaction: 'sign-off-disposed',
			action: 'D',
			outcome: '0',
			agent: { instance: instanceName(), workflowId: review.workflowId },
			objects: [{ type: 'sign-off-review', count: remains.length + (over ? 1 : 0) }],
			workItem: review.work && { id: review.work.id, attempt: review.work.attempt },
		});
		if (over) await store.remove(review);
		else await store.dropText(review.id);
	}
}

/** Work that ended without a decision here: closed by a person, or disposed of. */
async function hasEnded(workId: string | undefined): Promise<boolean> {
	if (workId === undefined) return false;
	return (await (await workStore()).closing(workId)) !== undefined;
}
