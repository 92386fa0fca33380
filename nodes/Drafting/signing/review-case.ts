import { createHash } from 'node:crypto';
import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
	Priority,
	WorkItemReference,
} from '../../shared/contracts';
import { canonicalJson } from '../../shared/canonical-json';
import type { BesideSection } from './beside';
import type { Audience } from './person';

/** One review that waits, as the list shows it. Small: the list opens all of them. */
export interface ReviewCase {
	id: string;
	/** Title of the document, and who it is about, for people who have signed in. */
	title: string;
	patientLabel: string;
	/** `Patient/<id>`, `Encounter/<id>` and purpose: what a later change of the chart is matched by. */
	patient: string;
	encounter?: string;
	purpose: string;
	draftKind: ClinicalDraft['kind'];
	audience: Audience;
	handOvers: HandOver[];
	priority: Priority;
	/** ISO 8601 UTC. */
	openedAt: string;
	expiresAt: string;
	/** When the chart was read. */
	asOf: string;
	factsHash: string;
	draftHash: string;
	/** Of what is shown beside the document, where something is. */
	besideHash?: string;
	counts: DraftVerification['counts'];
	/** The paused execution. */
	executionId: string;
	workflowId: string;
	nodeId: string;
	nodeName: string;
	nodeType: string;
	workflowVersion?: string;
	/** Where the page is: with n8n's own signature, so never shown before somebody has signed in. */
	pageUrl: string;
	/** Present when the work counts: then its journal decides. */
	work?: WorkItemReference;
	purposeOfUse: string;
	/** What the chart says by now, when somebody looked again. */
	fresh?: FreshChart;
	/** Process start that opened it: see `unparkLost`. */
	origin: string;
}

export interface HandOver {
	at: string;
	by: string;
	to: Audience;
}

export interface FreshChart {
	/** ISO 8601 UTC. */
	asOf: string;
	hash: string;
	changes: FactChange[];
	/** More changes than are kept. */
	more: number;
}

/** One fact that is not what it was. */
export interface FactChange {
	change: 'added' | 'changed' | 'gone';
	/** Kind and role in words: `Laboratory result, last`. */
	what: string;
	before?: string;
	after?: string;
}

/** What the page shows. */
export interface CaseContent {
	facts: ClinicalFacts;
	draft: ClinicalDraft;
	verification: DraftVerification;
	/** What the workflow wants to be read beside it. */
	beside?: BesideSection[];
	/** The item as the node got it: tokens where it is sealed. */
	item: Record<string, unknown>;
}

/** The same work and node always give the same case, however often the work is handed out. */
export function caseId(
	workflowId: string,
	nodeId: string,
	work: WorkItemReference | undefined,
	executionId: string,
): string {
	const about =
		work === undefined ? ['execution', executionId] : ['work', work.id, work.round ?? 1];
	return createHash('sha256')
		.update(JSON.stringify([workflowId, nodeId, ...about]))
		.digest('hex')
		.slice(0, 24);
}

export const isCaseId = (text: unknown): text is string =>
	typeof text === 'string' && /^[0-9a-f]{24}$/.test(text);

export const hashOf = (value: unknown): string =>
	createHash('sha256')
		.update(canonicalJson(JSON.parse(JSON.stringify(value))))
		.digest('hex');

export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');
