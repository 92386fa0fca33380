import { randomUUID } from 'node:crypto';
import {
	OperationOutcomeError,
	allOk,
	badRequest,
	created,
	gone,
	multipleMatches,
	notFound,
	type SearchRequest,
	type WithId,
} from '@medplum/core';
import { MemoryRepository } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { Finder, type Stored } from './find.ts';
import { Journal, type Write } from './journal.ts';
import { Lookup, references } from './lookup.ts';
import { validate } from './validation.ts';

/**
 * The in-memory repository with the faults repaired that would hide mistakes of a client: writes are
 * validated, references must point to something, transactions are atomic, deleted resources are
 * gone rather than unknown, histories hold deletions, and searches use indexes.
 */
export class EhrRepository extends MemoryRepository {
	readonly journal = new Journal();

	private readonly lookup = new Lookup();
	private readonly finder = new Finder(this.stored, this.lookup, this.journal);
	private readonly listeners: Array<(writes: readonly Write[]) => void> = [];
	private readonly checks: Array<(resource: Resource) => void> = [];
	private inTransaction = false;
	private latest = 0;

	constructor() {
		super();
		// The base class then keeps the version and the time that are given to it.
		(this as unknown as { seeding: boolean }).seeding = true;
	}

	/** Calls `listener` after each write, or with all writes of a transaction once it stands. */
	onCommit(listener: (writes: readonly Write[]) => void): void {
		this.listeners.push(listener);
	}

	/** Calls `check` before each write; what it throws refuses the write. */
	onWrite(check: (resource: Resource) => void): void {
		this.checks.push(check);
	}

	override async createResource<T extends Resource>(
		resource: T,
		options?: { assignedId?: boolean },
		update?: boolean,
	): Promise<WithId<T>> {
		validate(resource);
		for (const check of this.checks) check(resource);
		if (!this.inTransaction) this.checkReferences(resource);
		const before = this.stored.get(resource.resourceType)?.get(resource.id ?? '');
		const written = await super.createResource(this.stamped(resource), options, update);
		const { resourceType: type, id, meta } = written;
		this.append({
			method: update === true ? 'PUT' : 'POST',
			type,
			id,
			versionId: meta?.versionId as string,
			lastUpdated: meta?.lastUpdated as string,
			resource: this.stored.get(type)?.get(id) as Resource,
			...(before === undefined ? {} : { before }),
		});
		return written;
	}

	/** The base class writes here without validation, and searches by reading everything. */
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
		const before = this.stored.get(resourceType)?.get(id);
		// Deleting what is deleted already is no error (http.html, delete).
		if (before === undefined && this.wasDeleted(resourceType, id)) return;
		await super.deleteResource(resourceType, id, options);
		this.append({
			method: 'DELETE',
			type: resourceType,
			id,
			versionId: randomUUID(),
			lastUpdated: this.now(),
			...(before === undefined ? {} : { before }),
		});
	}

	override async readResource<T extends Resource>(resourceType: string, id: string): Promise<T> {
		if (this.wasDeleted(resourceType, id)) throw new OperationOutcomeError(gone);
		return await super.readResource(resourceType, id);
	}

	/** Also the versions of a resource that has been deleted since. */
	override async readVersion<T extends Resource>(
		resourceType: string,
		id: string,
		versionId: string,
	): Promise<T> {
		const writes = this.journal.of(resourceType, id);
		const write = writes.find((one) => one.versionId === versionId);
		if (write === undefined) throw new OperationOutcomeError(notFound);
		if (write.resource === undefined) throw new OperationOutcomeError(gone);
		return structuredClone(write.resource) as T;
	}

	/** Newest version first, deletions left out: the base class reverses the stored array in place. */
	override async readHistory<T extends Resource>(type: string, id: string): Promise<Bundle<T>> {
		const writes = this.journal.of(type, id).toReversed();
		const entry = writes.flatMap(({ resource }) =>
			resource === undefined ? [] : { resource: structuredClone(resource) as T },
		);
		return { resourceType: 'Bundle', type: 'history', total: entry.length, entry };
	}

	override async search<T extends Resource>(request: SearchRequest<T>): Promise<Bundle<WithId<T>>> {
		return this.finder.search(request);
	}

	/** Whether a resource, stored or not, fits the criteria. */
	fits(resource: Resource, request: SearchRequest): boolean {
		return this.finder.fits(resource, request);
	}

	/** What is stored of a type and holds that literal reference; never to be changed. */
	referring(type: string, reference: string): Resource[] {
		const stored = this.stored.get(type);
		return [...this.lookup.referring(type, reference)].flatMap((id) => stored?.get(id) ?? []);
	}

	/** All or nothing: when `work` throws, the store is as it was before. */
	async atomically<R>(work: () => Promise<R>): Promise<R> {
		const mark = this.journal.mark();
		this.inTransaction = true;
		try {
			const result = await work();
			this.announce(this.journal.after(mark));
			return result;
		} catch (error) {
			this.journal.takeBack(mark, (write) => this.undo(write));
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
			if (this.stored.get(type)?.has(id)) continue;
			throw new OperationOutcomeError(badRequest(`A reference points to an unknown ${type}`));
		}
	}

	private append(write: Write): void {
		this.journal.append(write);
		if (write.before !== undefined) this.lookup.remove(write.before);
		if (write.resource !== undefined) this.lookup.add(write.resource);
		if (!this.inTransaction) this.announce([write]);
	}

	private undo({ type, id, resource, before }: Write): void {
		const stored = this.stored.get(type);
		if (resource !== undefined) this.lookup.remove(resource);
		if (before === undefined) stored?.delete(id);
		else {
			this.lookup.add(before);
			stored?.set(id, before);
		}
	}

	private announce(writes: readonly Write[]): void {
		for (const listener of this.listeners) listener(writes);
	}

	private wasDeleted(type: string, id: string): boolean {
		return this.journal.of(type, id).at(-1)?.method === 'DELETE';
	}

	private stamped<T extends Resource>(resource: T): T {
		const meta = { ...resource.meta, versionId: randomUUID(), lastUpdated: this.now() };
		return { ...resource, meta };
	}

	/** The time of a write is never before that of the last one, whatever the clock does. */
	private now(): string {
		this.latest = Math.max(this.latest, Date.now());
		return new Date(this.latest).toISOString();
	}

	/** What the base class keeps to itself: by type, then by id. Never to be changed from outside. */
	get stored(): Stored {
		return (this as unknown as { resources: Stored }).resources;
	}
}
