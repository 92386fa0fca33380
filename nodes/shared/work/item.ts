import { createHash } from 'node:crypto';
import {
	PRIORITIES,
	TERMINAL_STATES,
	type Priority,
	type TerminalState,
} from '../contracts/work-item';

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
	/** Id of the work on an earlier version that this one takes the place of. */
	supersedes?: string;
	/** What decided that it is complete, and behind a colon why it may not be: codes, shown in lists. */
	evidence?: string;
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
	/** Id of the work on the earlier version that this one takes the place of. */
	supersedes?: string;
	/** What decided that it is complete: `quiet-period`, `hard-maximum: longest-wait`. */
	evidence?: string;
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
	/** Attempts before a person took the item up again; they do not count towards its limit. */
	attemptsBefore?: number;
	/** After a failure, the end of the lease that was given up: a renewal beyond it still counts. */
	heldUntil?: number;
}

/** What a node says about its failure; n8n itself only tells that an execution failed. */
export interface Failure {
	attempt: number;
	/** Code of the error. */
	code: string;
	/** True when trying again changes nothing before a person has mended something. */
	needsPerson: boolean;
	/** Name of the node on the canvas. */
	node: string;
	/** True when the execution is sure to end with it: nothing after this node runs for the attempt. */
	ends?: boolean;
	/** True when the workflow itself gave the attempt up, so that it is tried again. */
	gaveUp?: boolean;
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
	/** Present when the package itself ended the item, not a node of a workflow. */
	by?: 'engine';
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
	phase: 'waiting' | 'unclaimed' | 'running' | 'retrying' | 'parked' | 'closed';
	/** Workflow and trigger node by their names on the canvas, where they are known. */
	workflow?: string;
	/** Id of the work on a later version, where a list has looked for it. */
	supersededBy?: string;
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

const QUEUE = 'queue/';

/** The route of the work in a queue, which any process may fill. */
export const routeOfQueue = (queue: string): string => `${QUEUE}${queue}`;

/** True for work that is nobody's before the process that takes from its queue delivers it. */
export const isQueued = (route: string): boolean => route.startsWith(QUEUE);

/** Undefined unless `value` has what every reader of a lease relies on. */
export function asLease(value: unknown): Lease | undefined {
	const lease = (value ?? {}) as Partial<Lease>;
	const sound =
		Number.isSafeInteger(lease.attempt) &&
		Number.isSafeInteger(lease.failures) &&
		Number.isFinite(lease.until) &&
		typeof lease.origin === 'string' &&
		(lease.phase === 'running' || lease.phase === 'failed');
	return sound ? (lease as Lease) : undefined;
}

/** Undefined unless `value` says which attempt failed, with what and where. */
export function asFailure(value: unknown): Failure | undefined {
	const failure = (value ?? {}) as Partial<Failure>;
	const sound =
		Number.isSafeInteger(failure.attempt) &&
		[failure.code, failure.node].every((text) => typeof text === 'string') &&
		typeof failure.needsPerson === 'boolean' &&
		[failure.ends, failure.gaveUp].every((said) => said === undefined || typeof said === 'boolean');
	return sound ? (failure as Failure) : undefined;
}

/** Undefined unless `value` names a terminal state and a time. */
export function asClosing(value: unknown): Closing | undefined {
	const closing = (value ?? {}) as Partial<Closing>;
	const sound =
		(TERMINAL_STATES as readonly unknown[]).includes(closing.state) &&
		typeof closing.at === 'string' &&
		!Number.isNaN(Date.parse(closing.at));
	return sound ? (closing as Closing) : undefined;
}

/** Undefined unless `value` says since when and in which attempt the item is parked. */
export function asParking(value: unknown): Parking | undefined {
	const parking = (value ?? {}) as Partial<Parking>;
	return typeof parking.at === 'string' && Number.isSafeInteger(parking.attempt)
		? (parking as Parking)
		: undefined;
}

/** Undefined unless `value` is a whole record: a line of the inbox may be damaged. */
export function asWorkRecord(value: unknown): WorkRecord | undefined {
	const record = (value ?? {}) as Partial<WorkRecord>;
	const { id, kind, route, priority, owner, openedAt, supersedes, evidence } = record;
	const sound =
		typeof id === 'string' &&
		isWorkItemId(id) &&
		(PRIORITIES as readonly unknown[]).includes(priority) &&
		[kind, route, owner].every((text) => typeof text === 'string') &&
		typeof openedAt === 'string' &&
		!Number.isNaN(Date.parse(openedAt));
	if (!sound) return undefined;
	return {
		...({ id, kind, route, priority, owner, openedAt } as WorkRecord),
		...(typeof supersedes === 'string' && isWorkItemId(supersedes) && { supersedes }),
		...(typeof evidence === 'string' && CODES.test(evidence) && { evidence }),
	};
}

/** Codes are shown in lists as they are. */
const CODES = /^[a-z0-9-]+(: [a-z0-9-]+)?$/;

export const isWorkItemId = (text: string): boolean => /^w[0-9a-f]{31}$/.test(text);
