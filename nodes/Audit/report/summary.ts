import type { AuditRecord } from '../../shared/ledger/event';
import { Disclosures, recipientOf } from './disclosures';
import { Timeline, type Bars } from './timeline';
import { weightOf } from './weight';

/** Events that the report shows one by one are kept up to this number each; the rest is counted. */
const MOST_SHOWN = 200;

const DAY = 86_400_000;
/** A sender that was refused before it had given a name, for one. */
const NAMELESS = '(gave no name)';

/** How often something stood in the ledger. */
export type Tally = Map<string, number>;

/** Events of one sort: how many, and the first ones. */
export interface Shown {
	count: number;
	records: AuditRecord[];
}

/** What a stretch of the ledger says, counted. A record that stands for N refusals counts as N events. */
export interface Summary {
	since?: string;
	until?: string;
	/** Lines of the ledger, and the events that they stand for. */
	records: number;
	events: number;
	firstRecorded: string;
	lastRecorded: string;
	failed: number;
	patients: number;
	kinds: Tally;
	interactions: Tally;
	actors: Tally;
	workflows: Tally;
	models: Tally;
	/** By interaction and reason, with a colon between them. */
	refusals: Tally;
	recipients: Tally;
	timeline: Bars;
	emergencies: Shown;
	disclosures: Shown;
	changes: Shown;
	incidents: Shown;
}

/** What the ledger says about itself when something went wrong with it. */
const INCIDENTS: ReadonlySet<string> = new Set([
	'audit-disk-full',
	'audit-gap',
	'audit-ledger-lost',
	'audit-tail-recovered',
	'ledger-chain-broken',
	'audit-verified',
	'audit-origin-disposed',
	'audit-hold-placed',
	'audit-hold-lifted',
]);

/** Counts events as they come. */
export class Summing {
	private readonly patients = new Set<string>();
	private readonly timeline = new Timeline();
	private readonly disclosures: Disclosures;
	private readonly summary: Summary;

	constructor(since?: string, until?: string) {
		const none = (): Shown => ({ count: 0, records: [] });
		this.summary = {
			...(since !== undefined && { since }),
			...(until !== undefined && { until }),
			records: 0,
			events: 0,
			firstRecorded: '',
			lastRecorded: '',
			failed: 0,
			patients: 0,
			kinds: new Map(),
			interactions: new Map(),
			actors: new Map(),
			workflows: new Map(),
			models: new Map(),
			refusals: new Map(),
			recipients: new Map(),
			timeline: { step: 'day', length: DAY, bars: [] },
			emergencies: none(),
			disclosures: none(),
			changes: none(),
			incidents: none(),
		};
		this.disclosures = new Disclosures((record) => {
			show(this.summary.disclosures, record);
			count(this.summary.recipients, recipientOf(record));
		});
	}

	add(record: AuditRecord): void {
		const { summary } = this;
		const { recorded, outcome, interaction, kind, actor, agent, inference, patient } = record;
		const weight = weightOf(record);
		summary.records += 1;
		summary.events += weight;
		if (summary.firstRecorded === '' || recorded < summary.firstRecorded) {
			summary.firstRecorded = recorded;
		}
		if (recorded > summary.lastRecorded) summary.lastRecorded = recorded;
		count(summary.kinds, kind, weight);
		count(summary.interactions, interaction, weight);
		count(summary.actors, actor && (actor.id || NAMELESS), weight);
		count(summary.workflows, agent.workflowId || undefined, weight);
		if (kind === 'inference') count(summary.models, inference && (inference.model || NAMELESS));
		if (patient !== undefined) this.patients.add(patient.pseudonym);
		const failed = outcome !== '0';
		if (failed) {
			summary.failed += weight;
			count(
				summary.refusals,
				`${interaction}${record.outcomeReason ? `: ${record.outcomeReason}` : ''}`,
				weight,
			);
		}
		this.timeline.add(recorded, failed, weight);
		if (record.breakGlass === true || kind === 'break-glass') show(summary.emergencies, record);
		if (kind === 'disclosure') this.disclosures.add(record);
		if (kind === 'configuration') show(summary.changes, record);
		if (INCIDENTS.has(interaction)) show(summary.incidents, record);
	}

	done(): Summary {
		const { summary } = this;
		summary.patients = this.patients.size;
		summary.timeline = this.timeline.done();
		this.disclosures.done();
		for (const shown of [
			summary.emergencies,
			summary.disclosures,
			summary.changes,
			summary.incidents,
		]) {
			shown.records.sort((a, b) => (a.recorded < b.recorded ? -1 : 1));
		}
		return summary;
	}
}

function count(tally: Tally, name: string | undefined, by = 1): void {
	if (name !== undefined) tally.set(name, (tally.get(name) ?? 0) + by);
}

function show(shown: Shown, record: AuditRecord): void {
	shown.count += 1;
	if (shown.records.length < MOST_SHOWN) shown.records.push(record);
}
