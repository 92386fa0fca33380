import { randomUUID } from 'node:crypto';
import {
	OperationOutcomeError,
	badRequest,
	getStatus,
	normalizeOperationOutcome,
	notFound,
	type WithId,
} from '@medplum/core';
import { FhirRouter, type FhirRequest } from '@medplum/fhir-router';
import type { Bundle, OperationOutcome, Resource } from '@medplum/fhirtypes';
import { isResourceType } from './definitions.ts';
import type { EhrRepository } from './repository.ts';
import { checkSearch } from './search.ts';

/** One interaction, from HTTP or from an entry of a Bundle. */
export interface Interaction {
	method: string;
	/** Path below the base, without a leading slash: `Patient/1`. */
	path: string;
	query: URLSearchParams;
	body?: unknown;
	ifMatch?: string;
	ifNoneExist?: string;
	/** Id that a transaction gives to a resource it creates. */
	assignedId?: string;
}

export interface Answer {
	status: number;
	body: Resource;
	headers: Record<string, string>;
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Carries out single interactions on the repository: read, vread, history, search, create, update,
 * patch, delete and their conditional forms, with the headers and status codes of FHIR R4.
 * Source: FHIR R4, RESTful API (http.html).
 */
export class Interactions {
	private readonly repository: EhrRepository;
	private readonly base: string;
	private readonly router = new FhirRouter();
	/** Searches that have more pages, by the token in their links. The oldest are dropped. */
	private readonly pages = new Map<string, { type: string; query: URLSearchParams }>();

	constructor(repository: EhrRepository, base: string) {
		this.repository = repository;
		this.base = base;
	}

	/** @throws OperationOutcomeError when the interaction is refused */
	async perform(interaction: Interaction): Promise<Answer> {
		const { method, path, query } = this.turnedPage(interaction);
		const [type = '', id, ...rest] = path.split('/');
		if (!isResourceType(type)) throw new OperationOutcomeError(notFound);
		if (id !== undefined && !ID.test(id)) throw new OperationOutcomeError(notFound);
		if (method === 'GET' && id === undefined) return this.search(type, query);
		const conditional = id === undefined && method !== 'POST';
		if (query.size > 0 && !conditional && rest[0] !== '_history') {
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

	private async search(type: string, query: URLSearchParams): Promise<Answer> {
		const checked = checkSearch(type, query, this.base);
		const [status, body] = await this.route(
			{ method: 'GET', path: type, query },
			`${type}?${checked}`,
		);
		const bundle = body as Bundle<WithId<Resource>>;
		for (const entry of bundle.entry ?? []) {
			const { resourceType, id } = entry.resource as WithId<Resource>;
			entry.fullUrl = `${this.base}/${resourceType}/${id}`;
		}
		bundle.link = this.links(type, checked, bundle.total ?? 0);
		return { status, body: bundle, headers: {} };
	}

	/** Links carry a token instead of the criteria, which can identify a patient. */
	private links(type: string, query: URLSearchParams, total: number): Bundle['link'] {
		const count = Number(query.get('_count'));
		const offset = Number(query.get('_offset') ?? 0);
		const link = [{ relation: 'self', url: this.pageLink(type, query, offset) }];
		if (count > 0 && offset + count < total) {
			link.push({ relation: 'next', url: this.pageLink(type, query, offset + count) });
		}
		if (offset > 0) {
			link.push({
				relation: 'previous',
				url: this.pageLink(type, query, Math.max(0, offset - count)),
			});
		}
		return link;
	}

	private pageLink(type: string, query: URLSearchParams, offset: number): string {
		const token = randomUUID();
		const at = new URLSearchParams(query);
		at.set('_offset', String(offset));
		this.pages.set(token, { type, query: at });
		if (this.pages.size > 1000) this.pages.delete(this.pages.keys().next().value as string);
		return `${this.base}/${type}?_page=${token}`;
	}

	private turnedPage(interaction: Interaction): Interaction {
		const token = interaction.query.get('_page');
		if (token === null) return interaction;
		const page = this.pages.get(token);
		if (page?.type !== interaction.path || interaction.query.size > 1) {
			throw new OperationOutcomeError(badRequest('the page is not known or has expired'));
		}
		return { ...interaction, query: page.query };
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
