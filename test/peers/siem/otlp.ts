import type { Server } from 'node:http';
import { jsonServer, must, type Answer } from './http.ts';
import { LineStore } from './store.ts';

interface AnyValue {
	stringValue?: string;
	intValue?: string;
}
interface LogRecord {
	timeUnixNano: string;
	severityNumber: number;
	body: AnyValue;
	attributes: Array<{ key: string; value: AnyValue }>;
}
interface Export {
	resourceLogs: Array<{ scopeLogs: Array<{ logRecords: LogRecord[] }> }>;
}

/**
 * OTLP/HTTP logs in JSON as the specification describes it: camel case names, 64-bit numbers as
 * strings. Requests are kept whole, one per line, as the file exporter of the Collector does.
 */
export function otlpServer(
	path: string,
	options: { request?: () => Answer | undefined } = {},
): Server {
	const store = new LineStore(path);
	return jsonServer(({ method, path: at, headers, body }) => {
		if (method !== 'POST' || at !== '/v1/logs') return { status: 404, body: {} };
		const fault = options.request?.();
		if (fault !== undefined) return fault;
		must(headers['content-type'] === 'application/json', 'content type');
		const request = JSON.parse(body) as Export;
		const records = request.resourceLogs.flatMap(({ scopeLogs }) =>
			scopeLogs.flatMap(({ logRecords }) => logRecords),
		);
		for (const record of records) {
			must(/^\d{19}$/.test(record.timeUnixNano), 'timeUnixNano');
			must(record.severityNumber >= 1 && record.severityNumber <= 24, 'severityNumber');
			must(typeof record.body.stringValue === 'string', 'body');
			must(
				record.attributes.every(({ key, value }) => key !== '' && Object.keys(value).length === 1),
				'attributes',
			);
		}
		if (records.length > 0) store.append([JSON.stringify(request)]);
		return { status: 200, body: {} };
	});
}
