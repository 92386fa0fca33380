import { randomUUID } from 'node:crypto';
import { OperationOutcomeError, badRequest, notFound } from '@medplum/core';
import type { Group, Resource } from '@medplum/fhirtypes';
import { inCompartment, patientCompartment } from './compartment.ts';
import { typesIn } from './everything.ts';
import { spanOf } from './instants.ts';
import type { EhrRepository } from './repository.ts';

/** What a status request is answered with. */
export type ExportStatus =
	| { done: false; progress: string }
	| { done: true; manifest: Record<string, unknown> };

interface Job {
	request: string;
	transactionTime: string;
	/** Status requests that are still answered with 202. */
	polls: number;
	resources: Map<string, Resource[]>;
	deleted: string[];
}

const FORMATS = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
const MAX_JOBS = 50;

/**
 * Bulk Data Access 2.0: $export of the system, of all patients or of a Group, as NDJSON files of one
 * type each. Parameters: _type, _since, _outputFormat. What is stored at the kick-off is exported.
 */
export class Exports {
	/** Status requests that are answered with 202 before an export is done. */
	polls = 1;

	private readonly repository: EhrRepository;
	private readonly jobs = new Map<string, Job>();

	constructor(repository: EhrRepository) {
		this.repository = repository;
	}

	/**
	 * @param scope `` for the system, `Patient`, or `Group/[id]`
	 * @returns id of the export
	 * @throws OperationOutcomeError with status 400 for a parameter that is not supported
	 */
	async start(scope: string, query: URLSearchParams, request: string): Promise<string> {
		const types = typesIn(query);
		const since = sinceIn(query);
		const resources = new Map<string, Resource[]>();
		for (const resource of await this.resourcesOf(scope)) {
			const { resourceType, meta } = resource;
			if (types !== undefined && !types.has(resourceType)) continue;
			if (Date.parse(meta?.lastUpdated ?? '') < since) continue;
			const list = resources.get(resourceType) ?? [];
			resources.set(resourceType, list);
			list.push(resource);
		}
		const id = randomUUID();
		this.jobs.set(id, {
			request,
			transactionTime: new Date().toISOString(),
			polls: this.polls,
			resources,
			deleted: Number.isFinite(since) && scope === '' ? this.deletedSince(since, types) : [],
		});
		if (this.jobs.size > MAX_JOBS) this.jobs.delete(this.jobs.keys().next().value as string);
		return id;
	}

	/** @param files address below which the files lie */
	status(id: string, files: string, requiresAccessToken: boolean): ExportStatus {
		const job = this.job(id);
		if (job.polls > 0) {
			job.polls -= 1;
			return { done: false, progress: `${job.polls + 1} more looks` };
		}
		const { request, transactionTime, resources, deleted } = job;
		const output = [...resources].map(([type, list]) => ({
			type,
			url: `${files}/${id}/${type}.ndjson`,
			count: list.length,
		}));
		const gone = { type: 'Bundle', url: `${files}/${id}/deleted.ndjson`, count: deleted.length };
		return {
			done: true,
			manifest: {
				transactionTime,
				request,
				requiresAccessToken,
				output,
				error: [],
				...(deleted.length === 0 ? {} : { deleted: [gone] }),
			},
		};
	}

	/** Lines of a file, each with its line feed. */
	file(id: string, name: string): Iterable<string> {
		const { resources, deleted } = this.job(id);
		if (name === 'deleted.ndjson' && deleted.length > 0) return linesOf(deleted.map(deletion));
		const list = resources.get(name.replace(/\.ndjson$/, ''));
		if (list === undefined) throw new OperationOutcomeError(notFound);
		return linesOf(list);
	}

	/** Cancels an export, or forgets one that is done. */
	remove(id: string): void {
		this.job(id);
		this.jobs.delete(id);
	}

	private job(id: string): Job {
		const job = this.jobs.get(id);
		if (job === undefined) throw new OperationOutcomeError(notFound);
		return job;
	}

	private async resourcesOf(scope: string): Promise<Iterable<Resource>> {
		const { stored } = this.repository;
		if (scope === '') return [...stored.values()].flatMap((ofType) => [...ofType.values()]);
		const patients =
			scope === 'Patient'
				? [...(stored.get('Patient')?.values() ?? [])]
				: await this.members(scope.split('/')[1] ?? '');
		return new Set(patients.flatMap((patient) => inCompartment(this.repository, patient)));
	}

	private async members(id: string): Promise<Resource[]> {
		const { member = [] } = await this.repository.readResource<Group>('Group', id);
		return member.flatMap(({ entity, inactive }) => {
			const [type, own = ''] = entity?.reference?.split('/') ?? [];
			if (type !== 'Patient' || inactive === true) return [];
			return this.repository.stored.get('Patient')?.get(own) ?? [];
		});
	}

	private deletedSince(since: number, types: Set<string> | undefined): string[] {
		const deletions = this.repository.journal
			.of()
			.filter(({ method, lastUpdated }) => method === 'DELETE' && Date.parse(lastUpdated) >= since)
			.filter(({ type, id }) => !this.repository.stored.get(type)?.has(id));
		const names = deletions
			.filter(({ type }) => types?.has(type) ?? patientCompartment().has(type))
			.map(({ type, id }) => `${type}/${id}`);
		return [...new Set(names)];
	}
}

function* linesOf(objects: Iterable<object>): Generator<string> {
	for (const object of objects) yield `${JSON.stringify(object)}\n`;
}

function sinceIn(query: URLSearchParams): number {
	for (const [name, value] of query) {
		if (name === '_outputFormat' && FORMATS.includes(value)) continue;
		if (name === '_since' || name === '_type') continue;
		throw new OperationOutcomeError(badRequest(`$export does not support '${name}' as given`));
	}
	const since = query.get('_since');
	return since === null ? Number.NEGATIVE_INFINITY : spanOf(since).from;
}

/** A deleted resource, as an entry of a transaction that would delete it elsewhere. */
const deletion = (reference: string): object => ({
	resourceType: 'Bundle',
	type: 'transaction',
	entry: [{ request: { method: 'DELETE', url: reference } }],
});
