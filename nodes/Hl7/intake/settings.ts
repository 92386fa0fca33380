import type { Priority } from '../../shared/contracts/work-item';

/** Bounds of one listener. All workflows that share a port share them. */
export interface ListenerLimits {
	maxConnections: number;
	/** Connections of one address, so that one machine cannot shut the others out. */
	maxConnectionsPerPeer: number;
	/** The largest message, bytes. */
	maxMessageBytes: number;
	/** A message that was begun must be complete within this time. Milliseconds. */
	messageMs: number;
	/** Silence between messages after which a connection is closed. Milliseconds; 0 for never. */
	idleMs: number;
	/** A TLS handshake takes no longer. Milliseconds. */
	handshakeMs: number;
	/** An answer that is not taken off the socket for so long ends the connection. Milliseconds. */
	writeMs: number;
	/** Messages of one connection that are at work before its socket is paused. */
	atWork: number;
	/** Messages that may wait for their workflow; more are refused. */
	maxWaiting: number;
	/** Below this much free disk space messages are refused. Bytes. */
	minFreeBytes: number;
	/** Bytes after which the journal goes on in a new file. */
	journalBytes: number;
}

export const DEFAULT_LIMITS: ListenerLimits = {
	maxConnections: 256,
	maxConnectionsPerPeer: 64,
	maxMessageBytes: 10 * 1024 * 1024,
	messageMs: 60_000,
	idleMs: 0,
	handshakeMs: 20_000,
	writeMs: 30_000,
	atWork: 32,
	maxWaiting: 200_000,
	minFreeBytes: 1024 ** 3,
	journalBytes: 32 * 1024 * 1024,
};

/** PEM texts. A `ca` makes a client certificate from it obligatory. */
export interface ListenerTls {
	key: string;
	cert: string;
	ca?: string;
	minVersion?: 'TLSv1.2' | 'TLSv1.3';
}

/** Where the listeners keep what they have acknowledged; see {@link intakePlace}. */
export interface IntakePlace {
	folder: string;
	/** 32 bytes: everything in the folder is encrypted under it. */
	key: Buffer;
}

/** What the workflows of one port have in common. */
export interface PortSettings extends IntakePlace {
	/** Address to bind: `127.0.0.1`, an address of this host, or `0.0.0.0`. */
	host: string;
	/** 0 lets the system choose (tests). */
	port: number;
	/** Folder of this listener in the place; `port-<port>` when absent. */
	name?: string;
	/** Networks that may connect, CIDR or single addresses; empty allows all. */
	networks?: string[];
	limits?: Partial<ListenerLimits>;
	tls?: ListenerTls;
	/** Takes this character set whatever MSH-18 says. */
	charset?: string;
	/** Takes this one when MSH-18 says nothing. */
	charsetWhenUndeclared?: string;
	/**
	 * What becomes of a message that no workflow is for. `refuse`: AE, and the sender keeps it. `keep`:
	 * it is taken, and a person is asked.
	 */
	noRoute?: 'refuse' | 'keep';
	/** A message that comes again within this time is answered and not handed on. Milliseconds. */
	duplicateWindowMs?: number;
	/** Tests and benchmarks only: one flush of the disk for each message. */
	flushEach?: boolean;
}

export const DEFAULT_DUPLICATE_WINDOW_MS = 24 * 3_600_000;

/**
 * When a message is acknowledged, and with what. All of them store it durably first.
 *
 * `stored`: at once, with AA. `finished`: when the workflow has ended its work item, AA for DELIVERED
 * and NO_RESULT, AE for anything else. `respond`: with what the workflow says in a Respond step.
 * `none`: never.
 */
export type Acknowledge = 'stored' | 'finished' | 'respond' | 'none';

/** Which messages a workflow wants; an empty list wants all. A message must fit every list. */
export interface MessageRule {
	/** MSH-9: `ADT`, `ADT^A01`. */
	messages?: string[];
	/** MSH-3, MSH-4, MSH-5, MSH-6: namespace or whole. */
	sendingApplications?: string[];
	sendingFacilities?: string[];
	receivingApplications?: string[];
	receivingFacilities?: string[];
}

/** One workflow's claim on a port. */
export interface Route {
	/** Unique on the port: the workflow's node. */
	id: string;
	/** Name of the workflow, for messages to people. */
	label?: string;
	/** `test` receives a copy of what comes and consumes nothing. */
	mode: 'production' | 'test';
	only?: MessageRule;
	acknowledge: Acknowledge;
	/** Longest wait of `finished` and `respond`. Milliseconds. */
	answerWithinMs?: number;
	/** What is answered then: `AE`, `AA` (it is stored), or nothing and the connection is closed. */
	whenLate?: 'AE' | 'AA' | 'close';
	/** What is answered with `respond` when the work ends well and no step has answered. */
	whenUnanswered?: 'AE' | 'AA';
	/** Several messages of one sender make one work item, in their order; only with `stored` or `none`. */
	batch?: { most: number; withinMs: number };
	/** The next message of a sender is handed on when the work item of the one before it has ended. */
	strictOrder?: boolean;
	priority: Priority;
}

/** True when somebody has to be told how the work of such a message ends. */
export const waitsForEnd = ({ acknowledge }: Pick<Route, 'acknowledge'>): boolean =>
	acknowledge === 'finished' || acknowledge === 'respond';

export const DEFAULT_ANSWER_WITHIN_MS = 25_000;
