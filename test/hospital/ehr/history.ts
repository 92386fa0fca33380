import { OperationOutcomeError, badRequest } from '@medplum/core';
import type { Bundle, BundleEntry } from '@medplum/fhirtypes';
import { spanOf } from './instants.ts';
import type { Journal, Write } from './journal.ts';
import { DEFAULT_COUNT, MAX_COUNT } from './search.ts';

/** Whose history: everything, one type, or one resource. */
export interface HistoryScope {
	type?: string;
	id?: string;
}

/**
 * One page of a history, newest first, deletions among the entries (http.html, history). `_since`
 * takes every version from that instant on.
 *
 * @throws OperationOutcomeError with status 400 for a parameter that is not supported
 */
export function historyPage(
	journal: Journal,
	{ type, id }: HistoryScope,
	query: URLSearchParams,
	base: string,
): { bundle: Bundle; count: number; offset: number } {
	for (const name of query.keys()) {
		if (!['_since', '_count', '_offset', '_format'].includes(name)) {
			throw new OperationOutcomeError(badRequest(`a history takes no parameter '${name}'`));
		}
	}
	const count = Math.min(numberIn(query, '_count') ?? DEFAULT_COUNT, MAX_COUNT);
	const offset = numberIn(query, '_offset') ?? 0;
	const since = query.get('_since');
	const from = since === null ? Number.NEGATIVE_INFINITY : spanOf(since).from;
	const writes = journal.of(type, id).filter(({ lastUpdated }) => Date.parse(lastUpdated) >= from);
	const page = writes.toReversed().slice(offset, offset + count);
	const bundle: Bundle = {
		resourceType: 'Bundle',
		type: 'history',
		total: writes.length,
		entry: page.map((write) => entryOf(write, base)),
	};
	return { bundle, count, offset };
}

function numberIn(query: URLSearchParams, name: string): number | undefined {
	const text = query.get(name);
	if (text === null) return undefined;
	if (/^\d{1,9}$/.test(text)) return Number(text);
	throw new OperationOutcomeError(badRequest(`${name} is not a number`));
}

const STATUS = { POST: '201 Created', PUT: '200 OK', DELETE: '204 No Content' };

function entryOf(write: Write, base: string): BundleEntry {
	const { method, type, id, versionId, lastUpdated, resource, before } = write;
	const status = method === 'PUT' && before === undefined ? STATUS.POST : STATUS[method];
	return {
		fullUrl: `${base}/${type}/${id}`,
		...(resource === undefined ? {} : { resource: structuredClone(resource) }),
		request: { method, url: method === 'POST' ? type : `${type}/${id}` },
		response: { status, etag: `W/"${versionId}"`, lastModified: lastUpdated },
	} as BundleEntry;
}
