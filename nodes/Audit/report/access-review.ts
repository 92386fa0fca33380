import type { AuditRecord } from '../../shared/ledger/event';
import { weightOf } from './weight';

/** What one user, workflow or model did. */
export interface Usage {
	id: string;
	events: number;
	failed: number;
	patients: number;
	emergencies: number;
	/** States of a workflow or model that were seen in the period. */
	versions: number;
	/** ISO 8601 UTC, also from before the period. */
	lastUsed: string;
}

export interface AccessReview {
	users: Usage[];
	workflows: Usage[];
	models: Usage[];
}

interface Counting extends Omit<Usage, 'patients' | 'versions'> {
	patients: Set<string>;
	versions: Set<string>;
}

/**
 * Counts who used what in a period, and remembers who was seen before it and not in it: an account
 * that nobody uses any more is what an access review is for.
 */
export class Reviewing {
	private readonly users = new Map<string, Counting>();
	private readonly workflows = new Map<string, Counting>();
	private readonly models = new Map<string, Counting>();

	/** @param since start of the period, ISO 8601 UTC; what came before only counts as last use */
	constructor(private readonly since: string) {}

	add(record: AuditRecord): void {
		const { actor, agent, inference } = record;
		// A finding about somebody is no deed of that person.
		if (actor?.type === 'user' && actor.role !== 'subject-of-finding') {
			this.count(this.users, actor.id, record);
		}
		this.count(this.workflows, agent.workflowId, record, agent.workflowVersion);
		if (record.kind === 'inference' && inference !== undefined) {
			const content = inference.digest ?? inference.version;
			this.count(this.models, `${inference.engine}/${inference.model}`, record, content);
		}
	}

	private count(
		into: Map<string, Counting>,
		id: string | undefined,
		record: AuditRecord,
		version?: string,
	): void {
		// A row without a name could be confirmed by nobody.
		if (id === undefined || id === '') return;
		const { recorded, outcome, patient, kind } = record;
		let usage = into.get(id);
		if (usage === undefined) {
			usage = {
				id,
				events: 0,
				failed: 0,
				emergencies: 0,
				patients: new Set(),
				versions: new Set(),
				lastUsed: '',
			};
			into.set(id, usage);
		}
		if (recorded > usage.lastUsed) usage.lastUsed = recorded;
		if (recorded < this.since) return;
		const weight = weightOf(record);
		usage.events += weight;
		if (outcome !== '0') usage.failed += weight;
		if (kind === 'break-glass') usage.emergencies += 1;
		if (patient !== undefined) usage.patients.add(patient.pseudonym);
		if (version !== undefined) usage.versions.add(version);
	}

	done(): AccessReview {
		return {
			users: ordered(this.users),
			workflows: ordered(this.workflows),
			models: ordered(this.models),
		};
	}
}

const ordered = (counted: ReadonlyMap<string, Counting>): Usage[] =>
	[...counted.values()]
		.map((one) => ({ ...one, patients: one.patients.size, versions: one.versions.size }))
		.sort((a, b) => b.events - a.events || (a.id < b.id ? -1 : 1));
