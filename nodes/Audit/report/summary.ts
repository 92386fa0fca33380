import type { AuditRecord } from '../../shared/ledger/event';

/** Events that the report shows one by one are kept up to this number each; the rest is counted. */
const MOST_SHOWN = 200;

/** How often something stood in the ledger. */
export type Tally = Map<string, number>;

/** One bar of the timeline. */
export interface Bar {
	/** First moment of the bar, ISO 8601 UTC. */
	from: string;
	succeeded: number;
	failed: number;
}

/** Events of one sort: how many, and the first ones. */
export interface Shown {
	count: number;
	records: AuditRecord[];
}

/** What a stretch of the ledger says, counted. */
export interface Summary {
	since?: string;
	until?: string;
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
	refusals: Tally;
	days: Bar[];
	emergencies: Shown;
	disclosures: Shown;
	changes: Shown;
	incidents: Shown;
}

/** What the ledger says about itself when something went wrong with it. */
const INCIDENTS: ReadonlySet<string> = new Set([
	'audit-disk-full',
	'audit-gap',
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
	private readonly bars = new Map<string, Bar>();
	private readonly summary: Summary;

	constructor(since?: string, until?: string) {
		const none = (): Shown => ({ count: 0, records: [] });
		this.summary = {
			...(since !== undefined && { since }),
			...(until !== undefined && { until }),
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
			days: [],
			emergencies: none(),
			disclosures: none(),
			changes: none(),
			incidents: none(),
		};
	}

	add(record: AuditRecord): void {
		const { summary } = this;
		const { recorded, outcome, interaction, kind, actor, agent, inference, patient } = record;
		summary.events += 1;
		if (summary.firstRecorded === '' || recorded < summary.firstRecorded) {
			summary.firstRecorded = recorded;
		}
		if (recorded > summary.lastRecorded) summary.lastRecorded = recorded;
		count(summary.kinds, kind);
		count(summary.interactions, interaction);
		count(summary.actors, actor?.id);
		count(summary.workflows, agent.workflowId);
		if (kind === 'inference') count(summary.models, inference?.model);
		if (patient !== undefined) this.patients.add(patient.pseudonym);
		const failed = outcome !== '0';
		if (failed) {
			summary.failed += 1;
			count(
				summary.refusals,
				`${interaction}${record.outcomeReason ? `: ${record.outcomeReason}` : ''}`,
			);
		}
		this.bar(recorded.slice(0, 10), failed);
		if (record.breakGlass === true || kind === 'break-glass') show(summary.emergencies, record);
		if (kind === 'disclosure') show(summary.disclosures, record);
		if (kind === 'configuration') show(summary.changes, record);
		if (INCIDENTS.has(interaction)) show(summary.incidents, record);
	}

	private bar(day: string, failed: boolean): void {
		let bar = this.bars.get(day);
		if (bar === undefined) {
			bar = { from: `${day}T00:00:00.000Z`, succeeded: 0, failed: 0 };
			this.bars.set(day, bar);
		}
		if (failed) bar.failed += 1;
		else bar.succeeded += 1;
	}

	done(): Summary {
		const { summary } = this;
		summary.patients = this.patients.size;
		summary.days = everyDay(this.bars);
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

function count(tally: Tally, name: string | undefined): void {
	if (name !== undefined) tally.set(name, (tally.get(name) ?? 0) + 1);
}

function show(shown: Shown, record: AuditRecord): void {
	shown.count += 1;
	if (shown.records.length < MOST_SHOWN) shown.records.push(record);
}

const DAY = 86_400_000;
/** A timeline of more days would be too fine to see. */
const MOST_BARS = 400;

/** A day without an event is a finding too: it must not be left out of the picture. */
function everyDay(bars: ReadonlyMap<string, Bar>): Bar[] {
	const days = [...bars.keys()].sort();
	if (days.length === 0) return [];
	const first = Date.parse(days[0]);
	const span = (Date.parse(days[days.length - 1]) - first) / DAY + 1;
	const step = Math.ceil(span / MOST_BARS);
	return Array.from({ length: Math.ceil(span / step) }, (_, index) => {
		const bar = {
			from: new Date(first + index * step * DAY).toISOString(),
			succeeded: 0,
			failed: 0,
		};
		for (let day = 0; day < step; day++) {
			const name = new Date(first + (index * step + day) * DAY).toISOString().slice(0, 10);
			bar.succeeded += bars.get(name)?.succeeded ?? 0;
			bar.failed += bars.get(name)?.failed ?? 0;
		}
		return bar;
	});
}
