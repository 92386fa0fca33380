import { Readable } from 'node:stream';
import { request } from './request';
import type { HttpBody, HttpRequest } from './types';

export interface FetchInit {
	method?: string;
	headers?: Headers | Record<string, string> | Array<[string, string]>;
	body?: string | Uint8Array | null;
	signal?: AbortSignal | null;
}

/**
 * A `fetch` for libraries that expect one, bound to fixed settings and to the egress guard. It does
 * not follow redirects and takes no other setting from the caller than those of `FetchInit`.
 */
export function guardedFetch(
	settings: Omit<HttpRequest, 'method' | 'url' | 'headers' | 'body' | 'signal'>,
): (url: string | URL, init?: FetchInit) => Promise<Response> {
	return async (url, init = {}) => {
		const answer = await request({
			...settings,
			method: init.method ?? 'GET',
			url,
			headers: Object.fromEntries(new Headers(init.headers)),
			...(init.body != null && { body: init.body as HttpBody }),
			...(init.signal && { signal: init.signal }),
		});
		const headers = new Headers();
		for (const [name, value] of Object.entries(answer.headers)) {
			for (const part of [value ?? []].flat()) headers.append(name, part);
		}
		// Statuses without a body may not carry a stream (Fetch 6.4).
		const empty = [101, 103, 204, 205, 304].includes(answer.status);
		if (empty) await answer.discard();
		const body = empty
			? null
			: (Readable.toWeb(answer.body) as unknown as ConstructorParameters<typeof Response>[0]);
		return new Response(body, { status: answer.status, headers });
	};
}
