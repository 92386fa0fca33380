import { createHash } from 'node:crypto';
import type { FhirResource } from '../../clients/fhir';
import type { Priority } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { Change } from './change';
import { chartChangeOf, chartChangeOfAll, resourcesOf, type ChartChange } from './chart-change';
import { patientOf, type Local } from './patient';
import { priorityOf, type PriorityRule } from './priority';
import type { Fresh } from './seen';

/** What one start of the workflow is about, as it lies in the inbox. */
export interface ChartWork {
	change: ChartChange;
	resource?: FhirResource;
	/** Instead of `resource` where the records of a patient come together. */
	resources?: FhirResource[];
}

/** A piece of work that is to be opened. */
export interface PlannedWork {
	/** The same work again has the same name. */
	name: string;
	priority: Priority;
	work: ChartWork;
	/** The changes that it covers. */
	changes: Change[];
}

export interface WorkRules {
	foundBy: ChartChange['foundBy'];
	/** Tells whether a reference leads to a record of the server; only relative ones do when absent. */
	local?: Local;
	priority: PriorityRule;
	/** Opens one piece of work durably; opening the same name again does nothing. */
	open(planned: PlannedWork): Promise<void>;
	/** Puts on record that these were received. Before they are opened, so that nothing goes unrecorded. */
	witness(changes: readonly Change[]): Promise<void>;
}

/** Pieces of work opened at once: they share one write to the disk. */
const AT_ONCE = 64;
/** Records that come together in one piece of work stay well below what the inbox takes. */
const MOST_BYTES = 8 * 1024 * 1024;

/** One record, one piece of work. */
export function workOfOne({ change, name }: Fresh, rules: WorkRules): PlannedWork {
	const { resource } = change;
	return {
		name,
		priority: priorityOf(rules.priority, resource ? [resource] : []),
		work: {
			change: chartChangeOf(change, rules.foundBy, rules.local),
			...(resource && { resource }),
		},
		changes: [change],
	};
}

/**
 * One piece of work for all records of a patient; records that name none come alone. What is too much
 * for one piece of work becomes several.
 */
export function workOfPatients(fresh: readonly Fresh[], rules: WorkRules): PlannedWork[] {
	const groups = new Map<string, Fresh[]>();
	for (const one of fresh) {
		const { type, id, resource } = one.change;
		const whose = patientOf(resource, rules.local) ?? `${type}/${id}`;
		groups.set(whose, [...(groups.get(whose) ?? []), one]);
	}
	return [...groups.values()].flatMap(portions).map((group) => {
		const changes = group.map(({ change }) => change);
		const resources = resourcesOf(changes);
		return {
			name: `together/${nameOf(group)}`,
			priority: priorityOf(rules.priority, resources),
			work: { change: chartChangeOfAll(changes, rules.foundBy, rules.local), resources },
			changes,
		};
	});
}

function portions(group: Fresh[]): Fresh[][] {
	const parts: Fresh[][] = [[]];
	let bytes = 0;
	for (const one of group) {
		const size = sizeOf(one.change.resource);
		if (bytes + size > MOST_BYTES && bytes > 0) {
			parts.push([]);
			bytes = 0;
		}
		parts.at(-1)?.push(one);
		bytes += size;
	}
	return parts;
}

function sizeOf(resource: FhirResource | undefined): number {
	try {
		return resource === undefined ? 0 : Buffer.byteLength(JSON.stringify(resource));
	} catch {
		return MOST_BYTES;
	}
}

function nameOf(group: readonly Fresh[]): string {
	const names = group.map(({ name }) => name).sort();
	return createHash('sha256').update(names.join('\n')).digest('hex');
}

/** Opens all of them. @throws what the disk says; some may be open then */
export async function openAll(planned: readonly PlannedWork[], rules: WorkRules): Promise<void> {
	for (let from = 0; from < planned.length; from += AT_ONCE) {
		const some = planned.slice(from, from + AT_ONCE);
		await rules.witness(some.flatMap(({ changes }) => changes));
		const results = await Promise.allSettled(some.map((one) => openOne(one, rules)));
		const failed = results.find((result) => result.status === 'rejected');
		if (failed !== undefined) throw failed.reason;
	}
}

/** A record that no inbox takes must not hold up all others: it goes without its content. */
async function openOne(planned: PlannedWork, rules: WorkRules): Promise<void> {
	try {
		await rules.open(planned);
	} catch (error) {
		const tooLarge = error instanceof HospitalError && error.code === 'work-too-large';
		// Nested deeper than can be written.
		if (!tooLarge && !(error instanceof RangeError)) throw error;
		const change: ChartChange = { ...planned.work.change, count: 0, leftOut: 'too-large' };
		await rules.open({ ...planned, work: { change } });
	}
}
