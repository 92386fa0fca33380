import { HospitalError } from '../../shared/errors';
import { otherRecord } from './belonging';
import type { Exchange } from './exchange';
import { checkId, checkType, isId, parseReference, referenceOf } from './names';
import { malformed, Once, walkPages, type PageLimits } from './paging';
import type { BundleEntry, CallOptions, FhirResource, HistoryScope } from './types';

export interface HistoryOptions extends CallOptions, PageLimits {
	/** Only what was written at or after this instant of the server (`2026-11-22T07:00:00Z`). */
	since?: string;
	/** Only versions that were current at or within this date or instant. */
	at?: string;
	/** Entries that the server is asked for at once. */
	pageSize?: number;
}

/** One version of one resource. */
export interface HistoryEntry {
	type: string;
	id: string;
	/** True for a deletion; there is no resource then. */
	deleted: boolean;
	resource?: FhirResource;
	versionId?: string;
	/** Instant of the server. */
	lastUpdated?: string;
	/** How it was written: POST, PUT, PATCH, DELETE. */
	method?: string;
}

export interface HistoryPage {
	entries: HistoryEntry[];
	total?: number;
	/** The Date header: the server's clock, as an HTTP date. */
	date?: string;
}

/** Versions page by page, the newest first as servers send them; each version comes once. */
export async function* historyPages(
	exchange: Exchange,
	scope: HistoryScope,
	options: HistoryOptions,
): AsyncGenerator<HistoryPage, void, undefined> {
	const doing = scope.type ? `Reading the history of ${scope.type}` : 'Reading the history';
	const path = pathOf(scope) + queryOf(options);
	const first = await exchange.request(doing, options, { method: 'GET', path });
	const once = new Once(doing, options.maxResources);
	let count = 0;
	for await (const page of walkPages(exchange, doing, 'history', first, options)) {
		const found: HistoryEntry[] = [];
		for (const entry of page.entries) {
			if (count === options.limit) break;
			const one = readEntry(doing, entry);
			if (!isWithin(scope, one)) throw otherRecord(doing);
			if (!once.take(JSON.stringify([one.type, one.id, one.versionId ?? one.lastUpdated])))
				continue;
			found.push(one);
			count++;
		}
		once.turnPage();
		yield {
			entries: found,
			...(typeof page.bundle.total === 'number' && { total: page.bundle.total }),
			...(page.date !== undefined && { date: page.date }),
		};
		if (count === options.limit) return;
	}
}

/** A history of one record, or of one type, tells of nothing else. */
const isWithin = (scope: HistoryScope, { type, id }: HistoryEntry): boolean =>
	(scope.type ?? type) === type && (scope.id ?? id) === id;

function pathOf({ type, id }: HistoryScope): string {
	if (type === undefined) {
		if (id !== undefined) throw noType();
		return '_history';
	}
	return id === undefined
		? `${checkType(type)}/_history`
		: `${checkType(type)}/${checkId(id)}/_history`;
}

function queryOf({ since, at, pageSize }: HistoryOptions): string {
	const query = new URLSearchParams();
	if (since !== undefined) query.set('_since', checkTime(since, INSTANT));
	if (at !== undefined) query.set('_at', checkTime(at, DATE_TIME));
	if (pageSize !== undefined) query.set('_count', String(pageSize));
	const text = query.toString();
	return text === '' ? '' : `?${text}`;
}

const DATE_TIME = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?)?)?$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

function checkTime(text: string, form: RegExp): string {
	if (form.test(text)) return text;
	throw new HospitalError('fhir-time-invalid', 'The time is not written as FHIR wants it', {
		nextStep: 'Write it with its time zone, for example 2026-11-22T07:00:00Z.',
	});
}

function readEntry(doing: string, entry: BundleEntry): HistoryEntry {
	const { request, response, fullUrl } = entry ?? {};
	const resource = entry?.resource ?? undefined;
	const known =
		resource === undefined
			? (parseReference(request?.url) ??
				parseReference(response?.location) ??
				parseReference(fullUrl))
			: referenceOf(resource);
	if (known === undefined) throw malformed(doing);
	const versionId = resource?.meta?.versionId ?? versionOf(response, request, fullUrl);
	const lastUpdated = resource?.meta?.lastUpdated ?? response?.lastModified;
	const method = request?.method;
	return {
		type: known.type,
		id: known.id,
		deleted: method === 'DELETE' || resource === undefined,
		...(resource !== undefined && method !== 'DELETE' && { resource }),
		...(isId(versionId) && { versionId }),
		...(typeof lastUpdated === 'string' && { lastUpdated }),
		...(typeof method === 'string' && { method }),
	};
}

function versionOf(
	response: BundleEntry['response'],
	request: BundleEntry['request'],
	fullUrl: string | undefined,
): string | undefined {
	const tagged = /^(?:W\/)?"([^"]+)"$/.exec(response?.etag ?? '')?.[1];
	if (tagged !== undefined) return tagged;
	for (const url of [response?.location, request?.url, fullUrl]) {
		const named = /\/_history\/([A-Za-z0-9\-.]{1,64})$/.exec(url ?? '')?.[1];
		if (named !== undefined) return named;
	}
	return undefined;
}

const noType = () =>
	new HospitalError('fhir-name-invalid', 'An id alone has no history', {
		nextStep: 'Name the resource type as well.',
	});
