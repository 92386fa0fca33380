import { createHash } from 'node:crypto';
import type { Priority, TerminalState } from '../contracts/work-item';

/** What a trigger hands over to be worked on. */
export interface WorkInput {
	/** `dicom-study`, `hl7-message`, `fhir-change`. */
	kind: string;
	/** Which workflow and trigger node works on it. */
	route: string;
	priority: Priority;
	/**
	 * Names the work within its route: the same key again is the same work, and is not opened twice.
	 * It may hold identifiers: only its hash is kept.
	 */
	dedupeKey: string;
	/** Anything JSON can carry; encrypted on disk. */
	payload: unknown;
	/** Who is asked when it cannot be finished: a role or team, shown in the list. */
	owner: string;
}

/** An opened work item, without its payload. */
export interface WorkRecord {
	id: string;
	kind: string;
	route: string;
	priority: Priority;
	owner: string;
	/** ISO 8601 UTC. */
	openedAt: string;
}

/** Who works on an item, and until when nobody else will. */
export interface Lease {
	attempt: number;
	failures: number;
	/** Process start that delivered it. */
	origin: string;
	emittedAt: string;
	/** Epoch milliseconds. While `running` the end of the lease, after a failure the next delivery. */
	until: number;
	phase: 'running' | 'failed';
	/** Code of the last failure. */
	lastFailure?: string;
}

export interface Closing {
	state: TerminalState;
	/** Code, required for NO_RESULT, BLOCKED and ESCALATED. */
	reason: string;
	/** Who has to act, for ESCALATED. */
	owner: string;
	at: string;
	attempt: number;
	executionId?: string;
}

export interface Parking {
	at: string;
	attempt: number;
	/** What it waits for: a code such as `sign-off`. */
	waitsFor: string;
	/** Set when the decision that it waits for was recorded. */
	decidedAt?: string;
}

/** Everything known of one item. */
export interface WorkView extends WorkRecord {
	phase: 'waiting' | 'running' | 'retrying' | 'parked' | 'closed';
	lease?: Lease;
	parking?: Parking;
	closing?: Closing;
}

/**
 * The id of a piece of work follows from its route and key: opening the same work again, also after
 * a crash between storing and handing over, gives the same id.
 */
export function workItemId(route: string, dedupeKey: string): string {
	const hash = createHash('sha256').update(`${route.length}:${route}${dedupeKey}`).digest('hex');
	return `w${hash.slice(0, 31)}`;
}

export const isWorkItemId = (text: string): boolean => /^w[0-9a-f]{31}$/.test(text);
