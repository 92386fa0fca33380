import type { Closing, WorkRecord } from './item';

/** What happened to an item, for whoever wants to know. */
export interface WorkEvent {
	type:
		| 'opened'
		| 'delivered'
		| 'failed'
		| 'escalated'
		| 'reopened'
		| 'unclaimed'
		| 'inbox-damaged'
		| 'engine-fault';
	record?: WorkRecord;
	attempt?: number;
	reason?: string;
}

/** What must be on record before the engine goes on: an end, or that something will be removed. */
export type WorkFact =
	| { type: 'ended'; record: WorkRecord; closing: Closing }
	| { type: 'disposed'; record: WorkRecord }
	/** Items of which nothing but left-over state was known, and files of accepted work. */
	| { type: 'remains-disposed'; what: 'work-state' | 'work-inbox-file'; count: number };
