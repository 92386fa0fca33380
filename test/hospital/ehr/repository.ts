import {
	OperationOutcomeError,
	Operator,
	allOk,
	badRequest,
	created,
	evalFhirPath,
	globalSchema,
	gone,
	multipleMatches,
	type Filter,
	type SearchRequest,
	type WithId,
} from '@medplum/core';
import { MemoryRepository } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { validate } from './validation.ts';

/** What MemoryRepository keeps, as far as it must be put back when a transaction fails. */
interface Store {
	resources: Map<string, Map<string, Resource>>;
	history: Map<string, Map<string, Resource[]>>;
}

/**
 * The in-memory repository with the faults repaired that would hide mistakes of a client: writes are
 * validated, references must point to something, transactions are atomic, deleted resources are
 * gone rather than unknown, history keeps its order, and string searches match from the start.
 */
export class EhrRepository extends MemoryRepository {
	private readonly deleted = new Set<string>();
	private inTransaction = false;

	override async createResource<T extends Resource>(
		resource: T,
		options?: { assignedId?: boolean },
		update?: boolean,
	): Promise<WithId<T>> {
		validate(resource);
		if (!this.inTransaction) this.checkReferences(resource);
		const written = await super.createResource(resource, options, update);
		this.deleted.delete(`${written.resourceType}/${written.id}`);
		return written;
	}

	/** The base class writes here without validation, and searches without the string rules below. */
	override async conditionalCreate<T extends Resource>(
		resource: T,
		search: SearchRequest<T>,
		options?: { assignedId?: boolean },
	): Promise<{ resource: WithId<T>; outcome: OperationOutcome }> {
		const matches = await this.searchResources<T>({ ...search, count: 2 });
		if (matches.length > 1) throw new OperationOutcomeError(multipleMatches);
		if (matches[0] !== undefined) return { resource: matches[0], outcome: allOk };
		return { resource: await this.createResource(resource, options), outcome: created };
	}

	override async deleteResource(
		resourceType: string,
		id: string,
		options?: { ifMatch?: string },
	): Promise<void> {
		await super.deleteResource(resourceType, id, options);
		this.deleted.add(`${resourceType}/${id}`);
	}

	override async readResource<T extends Resource>(resourceType: string, id: string): Promise<T> {
		if (this.deleted.has(`${resourceType}/${id}`)) throw new OperationOutcomeError(gone);
		return super.readResource(resourceType, id);
	}

	/** Newest version first. The base class reverses the stored array in place on every call. */
	override async readHistory<T extends Resource>(
		resourceType: string,
		id: string,
	): Promise<Bundle<T>> {
		await this.readResource(resourceType, id);
		const versions = (this.store.history.get(resourceType)?.get(id) ?? []) as T[];
		const entry = versions
			.toReversed()
			.map((resource) => ({ resource: structuredClone(resource) }));
		return { resourceType: 'Bundle', type: 'history', total: entry.length, entry };
	}

	/** Strings match from the start, whole with `:exact`; the base class looks for any part. */
	override async search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
		const { filters = [], resourceType } = request;
		const strings = filters.filter((filter) => isStringFilter(resourceType, filter));
		if (strings.length === 0) return super.search(request);
		const others = filters.filter((filter) => !strings.includes(filter));
		const candidates = await super.search<T>({ resourceType, filters: others });
		const ids = (candidates.entry ?? [])
			.map(({ resource }) => resource as WithId<T>)
			.filter((resource) => strings.every((filter) => matchesString(resource, filter)))
			.map(({ id }) => id);
		if (ids.length === 0) return { resourceType: 'Bundle', type: 'searchset', total: 0 };
		const byId: Filter = { code: '_id', operator: Operator.EQUALS, value: ids.join(',') };
		return super.search({ ...request, filters: [byId] });
	}

	/** All or nothing: when `work` throws, the store is as it was before. */
	async atomically<R>(work: () => Promise<R>): Promise<R> {
		const resources = copy(this.store.resources, (entry) => entry);
		const history = copy(this.store.history, (versions) => [...versions]);
		const deleted = [...this.deleted];
		this.inTransaction = true;
		try {
			return await work();
		} catch (error) {
			restore(this.store.resources, resources);
			restore(this.store.history, history);
			this.deleted.clear();
			deleted.forEach((reference) => this.deleted.add(reference));
			throw error;
		} finally {
			this.inTransaction = false;
		}
	}

	/**
	 * Refuses relative references to resources that do not exist, as servers with referential
	 * integrity do. Inside a transaction it is called once, when all entries are applied.
	 */
	checkReferences(resource: Resource): void {
		for (const reference of references(resource)) {
			const [type = '', id = '', ...rest] = reference.split('/');
			if (rest.length > 0 || !/^[A-Z]/.test(type)) continue;
			if (this.store.resources.get(type)?.has(id)) continue;
			throw new OperationOutcomeError(badRequest(`A reference points to an unknown ${type}`));
		}
	}

	private get store(): Store {
		return this as unknown as Store;
	}
}

const isStringFilter = (type: string, { code, operator }: Filter): boolean =>
	globalSchema.types[type]?.searchParams?.[code]?.type === 'string' &&
	operator !== Operator.MISSING;

function matchesString(resource: Resource, { code, operator, value }: Filter): boolean {
	const parameter = globalSchema.types[resource.resourceType]?.searchParams?.[code];
	const found = evalFhirPath(parameter?.expression ?? '', resource).flatMap(texts);
	const wanted = value.split(',');
	return found.some((text) =>
		wanted.some((part) => {
			if (operator === Operator.EXACT) return text === part;
			const [whole, start] = [text.toLowerCase(), part.toLowerCase()];
			return operator === Operator.CONTAINS ? whole.includes(start) : whole.startsWith(start);
		}),
	);
}

/** The strings inside a value, such as the parts of a HumanName or an Address. */
function texts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, part]) => (key === 'use' ? [] : texts(part)));
}

function* references(value: unknown): Generator<string> {
	if (typeof value !== 'object' || value === null) return;
	for (const [key, child] of Object.entries(value)) {
		if (key === 'reference' && typeof child === 'string') yield child;
		else yield* references(child);
	}
}

const copy = <V>(
	source: Map<string, Map<string, V>>,
	clone: (value: V) => V,
): Map<string, Map<string, V>> =>
	new Map(
		[...source].map(([type, values]) => [
			type,
			new Map([...values].map(([id, value]) => [id, clone(value)])),
		]),
	);

function restore<V>(target: Map<string, V>, source: Map<string, V>): void {
	target.clear();
	source.forEach((value, key) => target.set(key, value));
}
