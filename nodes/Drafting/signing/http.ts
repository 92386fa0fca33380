import type { IncomingHttpHeaders } from 'node:http';

/** What a browser asked, without anything of n8n. */
export interface Request {
	method: string;
	query: Readonly<Record<string, unknown>>;
	body: Readonly<Record<string, unknown>>;
	headers: IncomingHttpHeaders;
	/** Of the browser, as far as n8n was told. */
	address?: string;
}

export interface Reply {
	status: number;
	/** A page, empty for a redirect. */
	page: string;
	/** Where to go instead (303). */
	location?: string;
	cookies?: string[];
}

/** A field of the query or of a form; undefined unless it is one text. */
export const field = (
	values: Readonly<Record<string, unknown>>,
	name: string,
): string | undefined => (typeof values[name] === 'string' ? values[name] : undefined);

export const redirect = (location: string, cookies: string[] = []): Reply => ({
	status: 303,
	page: '',
	location,
	cookies,
});

/**
 * True when the page of another site sent this: with the session of the person before the screen, who
 * knows nothing of it. Browsers that do not tell are held by the form token alone.
 *
 * @param origin of our own pages
 */
export function isFromElsewhere(headers: IncomingHttpHeaders, origin: string): boolean {
	const site = headers['sec-fetch-site'];
	if (site !== undefined) return site !== 'same-origin' && site !== 'none';
	// Our pages tell nobody where they are, so browsers send "null" for their origin.
	const from = headers.origin ?? 'null';
	return from !== 'null' && from !== origin;
}

export function cookie(headers: IncomingHttpHeaders, name: string): string | undefined {
	const found = (headers.cookie ?? '')
		.split(';')
		.map((part) => part.trim())
		.find((part) => part.startsWith(`${name}=`));
	return found?.slice(name.length + 1);
}

/**
 * A cookie that no script sees and no other site can send with a form (RFC 6265bis 4.1).
 *
 * @param url of the page it is for: its path and below
 */
export function setCookie(name: string, value: string, url: string, maxAgeS: number): string {
	const { pathname, protocol } = new URL(url);
	const secure = protocol === 'https:' ? '; Secure' : '';
	return `${name}=${value}; Path=${pathname}; Max-Age=${maxAgeS}; HttpOnly; SameSite=Lax${secure}`;
}

/** The address with these fields in its query, in place of those it had under these names. */
export function withQuery(
	url: string,
	fields: Readonly<Record<string, string | undefined>>,
): string {
	const made = new URL(url);
	for (const [name, value] of Object.entries(fields)) {
		if (value === undefined) made.searchParams.delete(name);
		else made.searchParams.set(name, value);
	}
	return made.href;
}

/** For every page of the room: nothing from elsewhere, nothing kept, nothing told to anybody. */
export const pageHeaders = (policy: string): Readonly<Record<string, string>> => ({
	'content-type': 'text/html; charset=utf-8',
	'content-security-policy': policy,
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=()',
	'x-robots-tag': 'noindex',
});
