import type { WorkItemReference } from '../contracts/work-item';
import type { EndedArchive } from './ended-archive';
import type { WorkEvent, WorkFact } from './events';
import type { Inbox } from './inbox';
import type { WorkPolicy } from './policy';
import type { WorkStore } from './store';

/** Takes a delivered item into a workflow. How the execution went comes back through `settle`. */
export interface Route {
	deliver(item: WorkItemReference, payload: unknown): void;
	/** Items of this route being worked on at once; as many as the policy lets when absent. */
	atOnce?: number;
	/** Workflow and trigger node by their names on the canvas, for lists. */
	label?: string;
}

export interface WorkEngineOptions {
	inbox: Inbox;
	store: WorkStore;
	ended: EndedArchive;
	policy: WorkPolicy;
	origin: string;
	/**
	 * True when no other process can be working on items (n8n in regular mode): leases of earlier
	 * process starts are void. False in queue mode: a worker may still be at it.
	 */
	alone: boolean;
	/** Where the command line leaves requests for this process. */
	requests: string;
	/** File that tells other processes which routes are attached. */
	routes: string;
	onEvent: (event: WorkEvent) => void;
	/** Puts a fact on record. The engine goes on only when it resolves; it may be told twice. */
	witness: (fact: WorkFact) => Promise<void>;
	/** Removes what was kept for an ended item outside the store: sealed values, volumes. */
	onEnded: (id: string) => Promise<void>;
	clock?: () => number;
	/** 0 to 1, for the jitter of waits. */
	random?: () => number;
}
