import { clear, type Contract } from './contract';

export const PRIORITIES = ['urgent', 'routine', 'batch'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const TERMINAL_STATES = ['DELIVERED', 'NO_RESULT', 'BLOCKED', 'ESCALATED'] as const;
export type TerminalState = (typeof TERMINAL_STATES)[number];

/** What a trigger puts into an item so that later nodes know which piece of work they serve. */
export interface WorkItemReference {
	id: string;
	/** 1 for the first delivery; a repeated delivery carries the next number. */
	attempt: number;
	kind: string;
	priority: Priority;
	/** ISO 8601 UTC. */
	openedAt: string;
	/** Present from 2 on: taken up again by a person after it had ended without a result. */
	round?: number;
	/** True when the item came from "Listen for test event": nothing it does closes real work. */
	test?: boolean;
	/** Present once Work Item → Close ran. */
	state?: TerminalState;
	reason?: string;
}

export const workItemContract: Contract = {
	name: 'WorkItemReference',
	key: 'workItem',
	description:
		'The piece of work that this item belongs to. Every piece of work ends in one state.',
	fields: {
		'/id': clear('Random-looking name of the work item; says nothing about the patient'),
		'/attempt': clear('How often this work was handed to the workflow, starting with 1'),
		'/kind': clear('What kind of work: dicom-study, hl7-message, fhir-change'),
		'/priority': clear('urgent, routine or batch'),
		'/openedAt': clear('When the trigger accepted the work (UTC)'),
		'/round': clear('How often a person had it done anew after it had ended without a result'),
		'/test': clear('True for a test event: it never closes production work'),
		'/state': clear('How the work ended: DELIVERED, NO_RESULT, BLOCKED or ESCALATED'),
		'/reason': clear('Why it ended so, as a short code'),
	},
};
