import { rootCertificates } from 'node:tls';
import { request, type HttpBody, type HttpResponse, type HttpTimeouts } from '../http';
import { badAnswer } from './errors';
import type { Exchange, Method } from './exchange';
import type { CallOptions, FhirConnection } from './types';

/** A request whose answer is not one resource: NDJSON, a Binary, the state of a bulk export. */
export interface RawRequest {
	method: Method;
	/** Below the endpoint (`$export`, `Binary/b1`), or a whole address at or below it. */
	path: string;
	/** May not name authorization, host or cookies. */
	headers?: Record<string, string>;
	/** Media type that is wanted; `application/fhir+json` when absent. */
	accept?: string;
	body?: HttpBody;
	/** True when sending it twice is harmless. Taken as true for GET and HEAD only. */
	repeatable?: boolean;
}

export interface RawOptions extends CallOptions {
	/** Bytes of the answer; a longer one is cut with an error. That of the connection when absent. */
	maxBytes?: number;
	timeouts?: HttpTimeouts;
}

const OURS = /^(authorization|proxy-authorization|host|cookie|connection|transfer-encoding)$/i;

/** @throws FhirError for every status outside 2xx */
export async function sendRaw(
	exchange: Exchange,
	{ method, path, headers = {}, accept, body, repeatable }: RawRequest,
	options: RawOptions,
): Promise<HttpResponse> {
	const doing = 'Asking the FHIR server';
	if (Object.keys(headers).some((name) => OURS.test(name))) {
		throw badAnswer(doing, 'a header was given that only the client sets');
	}
	const sent = {
		method,
		doing,
		headers: { accept: accept ?? 'application/fhir+json', ...headers },
		repeatable: repeatable ?? (method === 'GET' || method === 'HEAD'),
		...(body !== undefined && { body }),
		...options,
	};
	return await exchange.transport.exchange(exchange.link(path), sent, (answer) => answer);
}

/**
 * A file on another origin. Nothing that this n8n is known by goes there: no token and no client
 * certificate; redirects are not followed.
 */
export async function fetchForeign(
	{ connection }: Exchange,
	url: string,
	options: RawOptions,
): Promise<HttpResponse> {
	const { timeouts, maxResponseBytes, policy, filter, proxy } = connection;
	const answer = await request({
		method: 'GET',
		url,
		headers: { accept: '*/*' },
		peer: 'the file server',
		tls: foreignTls(connection),
		...(proxy && { proxy }),
		...(policy && { policy }),
		...(filter && { filter }),
		...timeLimits(options.timeouts ?? timeouts),
		...bytesLimit(options.maxBytes ?? maxResponseBytes),
		...(options.signal && { signal: options.signal }),
	});
	if (answer.status === 200) return answer;
	await answer.discard();
	throw badAnswer('Fetching a file', `the file server answered with HTTP ${answer.status}`);
}

const timeLimits = (timeouts: HttpTimeouts | undefined) => (timeouts ? { timeouts } : {});
const bytesLimit = (most: number | undefined) =>
	most === undefined ? {} : { maxResponseBytes: most };

/** The hospital's authority beside the public ones: file stores often stand outside. */
function foreignTls({ tls }: FhirConnection): { ca?: Array<string | Buffer> } {
	return tls?.ca === undefined ? {} : { ca: [...rootCertificates, ...[tls.ca].flat()] };
}
