import type { AuditRecord, Pseudonym } from '../../shared/ledger/event';
import { queryLedger } from '../index/query';

/** With what a decision about an emergency access is recorded. */
export const BREAK_GLASS_REVIEWED = 'break-glass-reviewed';

/** What a reviewer may find. */
export const REVIEW_DECISIONS = ['justified', 'not-justified', 'follow-up'] as const;
export type ReviewDecision = (typeof REVIEW_DECISIONS)[number];

/** An access past the usual rules, and what came of its review. */
export interface EmergencyAccess {
	/** Number under which it is reviewed; absent when none was given: then nobody can decide on it. */
	review?: string;
	/** ISO 8601 UTC. */
	recorded: string;
	user?: string;
	reason: string;
	/** Until when it was granted. */
	until?: string;
	patient?: Pseudonym;
	encounter?: Pseudonym;
	workflowId?: string;
	decision?: ReviewDecision;
	decidedBy?: string;
	decidedAt?: string;
}

/** More than these in the time asked for are not looked at: the newest count. */
const MOST = 10_000;

/**
 * Emergency accesses recorded since a moment, the newest first, each with its decision.
 *
 * @throws system errors of the disk
 */
export async function emergenciesSince(
	auditDir: string,
	since: string,
	signal?: AbortSignal,
): Promise<EmergencyAccess[]> {
	const opened = await queryLedger(
		auditDir,
		{ kind: 'break-glass', since, limit: MOST },
		{ signal },
	);
	const decided = await queryLedger(
		auditDir,
		{ where: { interaction: [BREAK_GLASS_REVIEWED] }, since, limit: MOST },
		{ signal },
	);
	return joinReviews(
		opened.entries.map(({ record }) => record),
		decided.entries.map(({ record }) => record),
	);
}

/** @param decided records of {@link BREAK_GLASS_REVIEWED}; of several the last counts */
export function joinReviews(
	opened: readonly AuditRecord[],
	decided: readonly AuditRecord[],
): EmergencyAccess[] {
	const decisions = new Map<string, AuditRecord>();
	for (const record of decided) {
		const { review } = record.emergency ?? {};
		if (review === undefined || !isReview(record) || decisionOf(record) === undefined) continue;
		const other = decisions.get(review);
		if (other === undefined || record.recorded > other.recorded) decisions.set(review, record);
	}
	return opened
		.filter(({ outcome }) => outcome === '0')
		.map((record) => {
			const { emergency, actor, patient, encounter, agent, recorded } = record;
			const review = emergency?.review;
			const decision = review === undefined ? undefined : decisions.get(review);
			return {
				...(review !== undefined && { review }),
				recorded,
				...(actor?.id !== undefined && { user: actor.id }),
				reason: emergency?.reason ?? 'not-given',
				...(emergency?.until !== undefined && { until: emergency.until }),
				...(patient && { patient }),
				...(encounter && { encounter }),
				...(agent.workflowId !== undefined && { workflowId: agent.workflowId }),
				...(decision && {
					decision: decisionOf(decision),
					decidedAt: decision.recorded,
					...(decision.actor?.id !== undefined && { decidedBy: decision.actor.id }),
				}),
			};
		});
}

/**
 * Only Review Break-Glass records an event of kind `work` with an emergency: Emit Event gives one to
 * kind `break-glass` alone, and marks it as such.
 */
const isReview = ({ kind, breakGlass }: AuditRecord): boolean =>
	kind === 'work' && breakGlass === undefined;

/** A refused decision decides nothing. */
function decisionOf({ outcome, outcomeReason }: AuditRecord): ReviewDecision | undefined {
	if (outcome === '0') return 'justified';
	return REVIEW_DECISIONS.find((one) => one === outcomeReason);
}

export type EmergencyState = 'open' | 'overdue' | 'reviewed';

/** @param reviewHours how long somebody may take to decide, from the access on */
export function stateOf(
	{ decision, recorded }: EmergencyAccess,
	reviewHours: number,
	now: Date,
): EmergencyState {
	if (decision !== undefined) return 'reviewed';
	return now.getTime() >= Date.parse(recorded) + reviewHours * 3_600_000 ? 'overdue' : 'open';
}
