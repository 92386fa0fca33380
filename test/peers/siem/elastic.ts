import type { Server } from 'node:http';
import { jsonServer, must, type Answer, type Asked } from './http.ts';
import { LineStore } from './store.ts';

export interface ElasticFaults {
	/** Status for a whole request instead of an answer; undefined to answer it. */
	request?: () => (Answer & { status: number }) | undefined;
	/** Status for one document instead of writing it; undefined to write it. */
	item?: (id: string) => { status: number; type: string } | undefined;
}

export const API_KEY = 'c3ludGhldGlj';

/**
 * `_bulk` into a data stream as the reference of Elasticsearch 8 describes it, and nothing more: only
 * `create` with an `_id`, newline-delimited JSON with the newline at the end, `@timestamp` in every
 * document, 409 for an id that is there. A document is on the disk before its result is told.
 */
export function elasticServer(path: string, faults: ElasticFaults = {}): Server {
	const store = new LineStore(path);
	const ids = new Set(store.lines.map((line) => (JSON.parse(line) as { _id: string })._id));
	return jsonServer((asked) => {
		if (asked.headers.authorization !== `ApiKey ${API_KEY}`) return { status: 401, body: {} };
		if (asked.method === 'GET' && asked.path === '/') {
			return { status: 200, body: { version: { number: '8.17.0' } } };
		}
		const index = /^\/([a-z0-9][a-z0-9._-]*)\/_bulk$/.exec(asked.path)?.[1];
		if (index === undefined || asked.method !== 'POST') return { status: 404, body: {} };
		return faults.request?.() ?? bulk(asked, index, ids, store, faults);
	});
}

function bulk(
	{ headers, body }: Asked,
	index: string,
	ids: Set<string>,
	store: LineStore,
	faults: ElasticFaults,
): Answer {
	must(headers['content-type'] === 'application/x-ndjson', 'content type');
	must(body.endsWith('\n'), 'The bulk request must be terminated by a newline');
	const lines = body.split('\n').slice(0, -1);
	must(lines.length > 0 && lines.length % 2 === 0, 'action and document come in pairs');
	const written: string[] = [];
	const items: unknown[] = [];
	for (let at = 0; at < lines.length; at += 2) {
		const action = JSON.parse(lines[at]) as { create?: { _id?: string } };
		must(Object.keys(action).join() === 'create', 'only create');
		const _id = action.create?._id;
		must(typeof _id === 'string' && _id.length > 0 && _id.length <= 512, '_id');
		const _source = JSON.parse(lines[at + 1]) as Record<string, unknown>;
		const fault = faults.item?.(_id);
		if (fault !== undefined) {
			items.push({ create: { _id, status: fault.status, error: { type: fault.type } } });
		} else if (ids.has(_id)) {
			items.push({
				create: { _id, status: 409, error: { type: 'version_conflict_engine_exception' } },
			});
		} else if (!/^\d{4}-\d\d-\d\dT/.test(String(_source['@timestamp']))) {
			items.push({ create: { _id, status: 400, error: { type: 'document_parsing_exception' } } });
		} else {
			ids.add(_id);
			written.push(JSON.stringify({ _index: index, _id, _source }));
			items.push({ create: { _index: index, _id, status: 201, result: 'created' } });
		}
	}
	store.append(written);
	return { status: 200, body: { items } };
}
