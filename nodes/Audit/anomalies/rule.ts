import { createHash } from 'node:crypto';
import type { AuditRecord } from '../../shared/ledger/event';

/** What is looked at, and from where on a rule speaks. */
export interface AnomalySettings {
	/** The period that is looked at: ISO 8601 UTC, from this moment on and before that one. */
	since: string;
	until: string;
	/** Where the time before begins that it is compared with. */
	baselineSince: string;
	/** IANA name of the zone in which days, hours and shifts are counted. */
	timeZone: string;
	/** Ordinary working hours, 0 to 24; an end before the start passes midnight. */
	shiftStart: number;
	shiftEnd: number;
	/** 1 (Monday) to 7 (Sunday). */
	workDays: readonly number[];
	/** How many times the usual it must be. */
	factor: number;
	/** Patients never seen before, by one user in one day. */
	firstSeenMinimum: number;
	/** Accesses by one user or workflow in one hour. */
	volumeMinimum: number;
	/** Accesses outside the working hours by one user in one day. */
	offShiftMinimum: number;
	/** Disclosures and exports by one user or workflow in one hour. */
	disclosureMinimum: number;
	/** Change of the share of failed checks of a model, 0 to 1. */
	failRateChange: number;
}

export const DEFAULT_SETTINGS = {
	timeZone: 'UTC',
	shiftStart: 7,
	shiftEnd: 19,
	workDays: [1, 2, 3, 4, 5],
	factor: 3,
	firstSeenMinimum: 20,
	volumeMinimum: 60,
	offShiftMinimum: 3,
	disclosureMinimum: 10,
	failRateChange: 0.1,
} as const satisfies Partial<AnomalySettings>;

/** Whom or what a finding is about. */
export interface Subject {
	type: 'user' | 'workflow' | 'model';
	id: string;
}

/** Something that a person should look at. It accuses nobody: each has an innocent explanation too. */
export interface Finding {
	/** SHA-256 over the rule and what it found: the same thing found again has the same id. */
	id: string;
	rule: string;
	title: string;
	subject?: Subject;
	/** Pseudonym, as the ledger names the patient. */
	patient?: { pseudonym: string; keyId: string };
	/** ISO 8601 UTC: when it happened, or where the hour or day of it began. */
	at: string;
	/** How much was seen, and above what it was a finding. */
	count: number;
	limit: number;
	/** The same in a sentence. */
	seen: string;
	threshold: string;
	/** Who can tell whether it was all right. */
	ask: string;
}

/** Looks at the events one after the other, in any order, and says what it found. */
export interface Watch {
	add(record: AuditRecord): void;
	done(): Finding[];
}

/** One rule: a name that stays, words that explain it, and how it looks. */
export interface AnomalyRule {
	/** Recorded with every finding; never changed. */
	name: string;
	title: string;
	/** What it looks for, in a sentence. */
	description: string;
	ask: string;
	watch(settings: AnomalySettings): Watch;
}

/** A finding of `rule`; `what` tells it from all others of the rule. */
export function finding(
	rule: Pick<AnomalyRule, 'name' | 'title' | 'ask'>,
	what: readonly string[],
	found: Omit<Finding, 'id' | 'rule' | 'title' | 'ask'>,
): Finding {
	const id = createHash('sha256')
		.update(JSON.stringify([rule.name, ...what]))
		.digest('hex');
	return { id, rule: rule.name, title: rule.title, ...found, ask: rule.ask };
}

/** The person on whose behalf it was done. */
export function userOf({ actor }: AuditRecord): Subject | undefined {
	return actor?.type === 'user' && actor.id !== undefined
		? { type: 'user', id: actor.id }
		: undefined;
}

/** That person, or the workflow that did it by itself. */
export function doerOf(record: AuditRecord): Subject | undefined {
	const { workflowId } = record.agent;
	return (
		userOf(record) ?? (workflowId === undefined ? undefined : { type: 'workflow', id: workflowId })
	);
}

/** True when data of patients was opened. */
export const isAccess = ({ kind }: AuditRecord): boolean =>
	kind === 'access' || kind === 'break-glass' || kind === 'disclosure';
