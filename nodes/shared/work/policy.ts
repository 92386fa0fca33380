import type { Priority } from '../contracts/work-item';

/** Times and limits of the work-item engine, all times in milliseconds. */
export interface WorkPolicy {
	/** How long a delivered item may stay silent before it counts as lost. Pack nodes renew it. */
	lease: number;
	/** Wait before the next delivery after the 1st, 2nd, ... failure; the last one repeats. */
	backoff: readonly number[];
	/**
	 * Share of a wait by which it is lengthened at random, 0 to 1: what an outage stopped all at once
	 * must not come back all at once.
	 */
	jitter: number;
	/** Failed executions after which a person is asked (ESCALATED). */
	maxFailures: number;
	/** Deliveries, restarts of n8n included, after which a person is asked. */
	maxAttempts: number;
	/** Items being worked on at once, per priority. */
	inFlight: Readonly<Record<Priority, number>>;
	/** Items being worked on at once in all; routine and batch leave one place for urgent ones. */
	total: number;
	/** Waiting time after which an item counts as one priority higher, so that none starves. */
	ageing: number;
	/** How long an item may wait for a workflow that is switched off before that is recorded. */
	unclaimedNotice: number;
	/** How long before a person is asked (ESCALATED); Infinity for never. */
	unclaimedEscalation: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const DEFAULT_POLICY: WorkPolicy = {
	lease: 5 * MINUTE,
	backoff: [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE],
	jitter: 0.2,
	maxFailures: 5,
	maxAttempts: 20,
	inFlight: { urgent: 16, routine: 8, batch: 2 },
	total: 26,
	ageing: 10 * MINUTE,
	unclaimedNotice: HOUR,
	unclaimedEscalation: 72 * HOUR,
};

const RANK: Readonly<Record<Priority, number>> = { urgent: 0, routine: 1, batch: 2 };

/** Lower comes first. Waiting lifts an item one step per `ageing`, never above urgent. */
export function rank(priority: Priority, waited: number, policy: WorkPolicy): number {
	return Math.max(0, RANK[priority] - Math.floor(waited / policy.ageing));
}

/**
 * Wait before the delivery that follows the given number of failures.
 *
 * @param random 0 to 1, how much of the jitter is added
 */
export function backoffAfter(failures: number, policy: WorkPolicy, random: number): number {
	const wait = policy.backoff[Math.min(failures, policy.backoff.length) - 1] ?? 0;
	return Math.round(wait * (1 + policy.jitter * random));
}
