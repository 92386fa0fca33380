import type { ServerResponse } from 'node:http';
import type { Json } from './fhir.ts';
import type { Reply } from './types.ts';

/** Sends an answer, FHIR or JSON or as it is. */
export function sendReply(response: ServerResponse, reply: Reply): void {
	const { status, body, headers = {}, raw } = reply;
	if (response.destroyed) return;
	if (raw !== undefined) {
		response.writeHead(status, { 'content-type': raw.type, ...headers }).end(raw.text);
		return;
	}
	const isFhir = typeof (body as Json)?.resourceType === 'string';
	const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
	response.writeHead(status, {
		...(bytes === undefined
			? {}
			: {
					'content-type': isFhir ? 'application/fhir+json; charset=utf-8' : 'application/json',
					'content-length': bytes.length,
				}),
		'cache-control': 'no-store',
		...headers,
	});
	response.end(bytes);
}
