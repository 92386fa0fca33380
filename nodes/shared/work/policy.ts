import type { Priority } from '../contracts/work-item';

/** Times and limits of the work-item engine, all in milliseconds. */
export interface WorkPolicy {
	/** How long a delivered item may stay silent before it counts as lost. Pack nodes renew it. */
	lease: number;
	/** Wait before the next delivery after the 1st, 2nd, ... failure; the last one repeats. */
	backoff: readonly number[];
	/** Failed executions after which a person is asked (ESCALATED). */
	maxFailures: number;
	/** Deliveries, restarts of n8n included, after which a person is asked. */
	maxAttempts: number;
	/** Items being worked on at once, per priority. */
	inFlight: Readonly<Record<Priority, number>>;
	/** Waiting time after which an item counts as one priority higher, so that none starves. */
	ageing: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;

export const DEFAULT_POLICY: WorkPolicy = {
	lease: 5 * MINUTE,
	backoff: [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE],
	maxFailures: 5,
	maxAttempts: 20,
	inFlight: { urgent: 16, routine: 8, batch: 2 },
	ageing: 10 * MINUTE,
};

const RANK: Readonly<Record<Priority, number>> = { urgent: 0, routine: 1, batch: 2 };

/** Lower comes first. Waiting lifts an item one step per `ageing`, never above urgent. */
export function rank(priority: Priority, waited: number, policy: WorkPolicy): number {
	return Math.max(0, RANK[priority] - Math.floor(waited / policy.ageing));
}

/** Wait before the delivery that follows the given number of failures. */
export function backoffAfter(failures: number, policy: WorkPolicy): number {
	return policy.backoff[Math.min(failures, policy.backoff.length) - 1] ?? 0;
}
