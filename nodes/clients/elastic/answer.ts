import type { EventText } from '../ingest';
import { eventDropped, eventRefused, inFailureStore, notElastic } from './failures';

/** What became of the events of one request. */
export interface BulkResult {
	/** Written now. */
	created: number;
	/** There already under the same id (409, `version_conflict_engine_exception`). */
	existing: number;
	/** To be sent again: the cluster had no room for them. */
	later: EventText[];
	/** Status of one of those. */
	laterStatus: number;
}

/** An event that the cluster could not take at this moment, though nothing is wrong with it. */
const LATER = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Reads the answer to a `_bulk` request, event by event: a request that succeeds as a whole may have
 * failed for every event in it.
 *
 * @throws HospitalError `elastic-wrong-service` unless there is one result per event, in order;
 *   `elastic-refused` for an event that can never be written; `elastic-dropped` for one that a
 *   pipeline dropped; `elastic-failure-store` for one that lies in the failure store
 */
export function readBulk(body: unknown, sent: readonly EventText[]): BulkResult {
	const { items } = (body ?? {}) as { items?: unknown };
	if (!Array.isArray(items)) throw notElastic('it names no events');
	if (items.length !== sent.length) throw notElastic('it names another number of events');
	const result: BulkResult = { created: 0, existing: 0, later: [], laterStatus: 0 };
	for (const [index, item] of items.entries()) {
		const event = sent[index];
		const answer = createOf(item);
		const { _id, status, error } = answer;
		if (_id !== undefined && _id !== event.id) throw notElastic('it names other events');
		const written = status >= 200 && status < 300;
		// Another 409 (a closed or blocked index) says nothing about the event.
		const conflict = status === 409 && error?.type === 'version_conflict_engine_exception';
		if ((written || conflict) && _id === undefined) throw notElastic('an event has no _id');
		if (written) {
			requireStored(answer);
			result.created += 1;
		} else if (conflict) result.existing += 1;
		else if (LATER.has(status)) {
			result.later.push(event);
			result.laterStatus = status;
		} else throw eventRefused(status, error?.type);
	}
	return result;
}

interface ItemResult {
	_id?: unknown;
	status: number;
	/** `created`; `noop` for an event that an ingest pipeline dropped. */
	result?: unknown;
	/** `used` for an event that went to the failure store of its data stream instead. */
	failure_store?: unknown;
	error?: { type?: unknown };
}

/** A success that put the event somewhere else, or nowhere. */
function requireStored({ status, result, failure_store: failureStore }: ItemResult): void {
	if (failureStore === 'used' || failureStore === 'failed') throw inFailureStore();
	if (status !== 201 || (result !== undefined && result !== 'created')) throw eventDropped(status);
}

function createOf(item: unknown): ItemResult {
	const { create } = (item ?? {}) as { create?: Partial<ItemResult> };
	if (!Number.isInteger(create?.status)) throw notElastic('an event has no status');
	return create as ItemResult;
}
