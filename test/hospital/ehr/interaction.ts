import {
	OperationOutcomeError,
	badRequest,
	getStatus,
	normalizeOperationOutcome,
	notFound,
	parseSearchRequest,
	type WithId,
} from '@medplum/core';
import { FhirRouter, type FhirRequest } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { isResourceType } from './definitions.ts';
import { keepElements } from './elements.ts';
import { everything } from './everything.ts';
import { historyPage, type HistoryScope } from './history.ts';
import { PageLinks } from './page-links.ts';
import type { EhrRepository } from './repository.ts';
import { checkSearch } from './search.ts';
import { validate } from './validation.ts';

/** One interaction, from HTTP or from an entry of a Bundle. */
export interface Interaction {
	method: string;
	/** Path below the base, without a leading slash: `Patient/1`. */
	path: string;
	query: URLSearchParams;
	body?: unknown;
	ifMatch?: string;
	ifNoneExist?: string;
	/** Search parameters that are not known are ignored (`Prefer: handling=lenient`). */
	lenient?: boolean;
	/** Id that a transaction gives to a resource it creates. */
	assignedId?: string;
}

export interface Answer {
	status: number;
	body: Resource;
	headers: Record<string, string>;
	/** Sent instead of the body, as NDJSON. */
	lines?: Iterable<string>;
}

const ALL_OK = {
	severity: 'information' as const,
	code: 'informational' as const,
	details: { text: 'no fault was found in structure, data types and required codes' },
};
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Carries out single interactions on the repository: read, vread, history, search, create, update,
 * patch, delete and their conditional forms, and the operations $everything and $validate, with the
 * headers and status codes of FHIR R4.
 * Source: FHIR R4, RESTful API (http.html).
 */
export class Interactions {
	private readonly repository: EhrRepository;
	private readonly base: string;
	private readonly router = new FhirRouter();
	private readonly links: PageLinks;

	constructor(repository: EhrRepository, base: string) {
		this.repository = repository;
		this.base = base;
		this.links = new PageLinks(base);
	}

	/** @throws OperationOutcomeError when the interaction is refused */
	async perform(interaction: Interaction): Promise<Answer> {
		const { method, path, query, lenient } = this.links.turned(interaction);
		const [type = '', id, ...rest] = path.split('/');
		if (method === 'GET' && path === '_history') return this.history({}, path, query);
		if (!isResourceType(type)) throw new OperationOutcomeError(notFound);
		if (method === 'GET' && id === '_history') return this.history({ type }, path, query);
		if (rest.at(-1)?.startsWith('$') || id?.startsWith('$')) {
			return this.operate({ ...interaction, path, query });
		}
		if (id !== undefined && !ID.test(id)) throw new OperationOutcomeError(notFound);
		if (method === 'GET' && id === undefined) return this.search(type, query, lenient);
		if (method === 'GET' && rest.length === 1 && rest[0] === '_history') {
			return this.history({ type, id: id as string }, path, query);
		}
		const conditional = id === undefined && method !== 'POST';
		if (query.size > 0 && !conditional) {
			throw new OperationOutcomeError(badRequest('this interaction takes no parameters'));
		}
		const criteria = conditional ? this.criteria(type, query) : '';
		const existed = id === undefined || method !== 'PUT' ? true : await this.exists(type, id);
		const [status, body] = await this.route(interaction, `${path}${criteria}`);
		return this.answer(status === 200 && !existed ? 201 : status, body);
	}

	private async route(
		{ method, body, ifMatch, ifNoneExist, assignedId, path }: Interaction,
		url: string,
	): Promise<[status: number, body: Resource]> {
		const request: FhirRequest = {
			method: method as FhirRequest['method'],
			url,
			pathname: '',
			// The server chooses the id of what it creates (http.html, create).
			body: method === 'POST' ? { ...(body as Resource), id: assignedId } : body,
			params: {},
			query: {},
			headers: {
				...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
				...(ifNoneExist === undefined
					? {}
					: { 'if-none-exist': this.criteria(path, new URLSearchParams(ifNoneExist)).slice(1) }),
			},
		};
		const [outcome, resource] = await this.router.handleRequest(request, this.repository);
		if (getStatus(outcome) >= 400) throw new OperationOutcomeError(outcome);
		return [getStatus(outcome), resource ?? outcome];
	}

	/** Checked criteria of a conditional interaction as `?a=b`, without paging. */
	private criteria(type: string, query: URLSearchParams): string {
		if (query.size === 0) throw new OperationOutcomeError(badRequest('criteria are missing'));
		const checked = checkSearch(type, query, this.base);
		checked.delete('_count');
		return `?${checked}`;
	}

	private async search(type: string, query: URLSearchParams, lenient?: boolean): Promise<Answer> {
		const checked = checkSearch(type, query, this.base, lenient);
		const criteria = new URLSearchParams(checked);
		for (const name of ['_summary', '_elements', '_format']) criteria.delete(name);
		const bundle = await this.repository.search(parseSearchRequest(`${type}?${criteria}`));
		if (checked.get('_summary') === 'count') {
			const { resourceType, type: kind, total } = bundle;
			return { status: 200, body: { resourceType, type: kind, total } as Bundle, headers: {} };
		}
		const elements = checked.get('_elements');
		if (elements !== null) keepElements(bundle, elements);
		return this.page(bundle, type, checked);
	}

	private history(scope: HistoryScope, path: string, query: URLSearchParams): Answer {
		const { type, id } = scope;
		const { journal } = this.repository;
		if (id !== undefined && journal.of(type, id).length === 0) {
			throw new OperationOutcomeError(notFound);
		}
		const { bundle, count, offset } = historyPage(journal, scope, query, this.base);
		const at = new URLSearchParams(query);
		at.set('_count', String(count));
		at.set('_offset', String(offset));
		bundle.link = this.links.of(path, at, bundle.total ?? 0);
		return { status: 200, body: bundle, headers: {} };
	}

	/** @throws OperationOutcomeError with status 404 for an operation that there is not */
	private async operate({ method, path, query, body }: Interaction): Promise<Answer> {
		const [type = '', first = '', second = ''] = path.split('/');
		const operation = `${type}/${ID.test(first) ? ':id/' : ''}${second === '' ? first : second}`;
		if (operation === 'Patient/:id/$everything' && method !== 'PUT' && method !== 'DELETE') {
			return this.everything(first, path, query);
		}
		if (/^\w+(?:\/:id)?\/\$validate$/.test(operation) && method === 'POST') {
			return { status: 200, body: this.validated(type, body), headers: {} };
		}
		throw new OperationOutcomeError(notFound);
	}

	private async everything(id: string, path: string, query: URLSearchParams): Promise<Answer> {
		const found = await everything(this.repository, id, query);
		const checked = new URLSearchParams(query);
		checked.set('_count', query.get('_count') ?? String(found.length));
		const offset = Number(checked.get('_offset') ?? 0);
		const entry = found.slice(offset, offset + Number(checked.get('_count'))).map((resource) => ({
			resource: structuredClone(resource),
			search: { mode: 'match' as const },
		}));
		const bundle: Bundle = {
			resourceType: 'Bundle',
			type: 'searchset',
			total: found.length,
			entry,
		};
		return this.page(bundle as Bundle<WithId<Resource>>, path, checked);
	}

	/** $validate answers 200 whatever it finds; the issues tell (resource-operation-validate.html). */
	private validated(type: string, body: unknown): OperationOutcome {
		const given = body as Resource | undefined;
		const resource =
			given?.resourceType === 'Parameters'
				? given.parameter?.find(({ name }) => name === 'resource')?.resource
				: given;
		if (resource?.resourceType !== type) {
			throw new OperationOutcomeError(badRequest('there is no resource of this type to validate'));
		}
		try {
			validate(resource);
			return { resourceType: 'OperationOutcome', issue: [ALL_OK] };
		} catch (error) {
			if (error instanceof OperationOutcomeError) return error.outcome;
			throw error;
		}
	}

	private page(bundle: Bundle<WithId<Resource>>, path: string, query: URLSearchParams): Answer {
		for (const entry of bundle.entry ?? []) {
			const { resourceType, id } = entry.resource as WithId<Resource>;
			entry.fullUrl = `${this.base}/${resourceType}/${id}`;
		}
		bundle.link = this.links.of(path, query, bundle.total ?? 0);
		return { status: 200, body: bundle, headers: {} };
	}

	private exists(type: string, id: string): Promise<boolean> {
		return this.repository.readResource(type, id).then(
			() => true,
			() => false,
		);
	}

	private answer(status: number, body: Resource): Answer {
		const headers: Record<string, string> = {};
		const { resourceType, id, meta } = body;
		if (meta?.versionId !== undefined && meta.lastUpdated !== undefined) {
			headers.etag = `W/"${meta.versionId}"`;
			headers['last-modified'] = new Date(meta.lastUpdated).toUTCString();
			headers.location = `${this.base}/${resourceType}/${id}/_history/${meta.versionId}`;
		}
		return { status, body, headers };
	}
}

/** Turns anything thrown into an OperationOutcome and its status; foreign errors say nothing of the data. */
export function failure(error: unknown): Answer {
	const outcome: OperationOutcome =
		error instanceof OperationOutcomeError
			? error.outcome
			: normalizeOperationOutcome(new Error('the server failed'));
	const status = error instanceof OperationOutcomeError ? getStatus(outcome) : 500;
	return { status, body: outcome, headers: {} };
}
