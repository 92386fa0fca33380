import type { IncomingHttpHeaders } from 'node:http';
import { HospitalError } from '../../shared/errors';

/** How it is known who fills in a form. */
export const ACCOUNT_SOURCES = ['header', 'n8n', 'typed'] as const;
export type AccountSource = (typeof ACCOUNT_SOURCES)[number];

/** Recorded as `actor.authentication`. */
export const AUTHENTICATION: Readonly<Record<AccountSource, string>> = {
	header: 'sign-on-proxy',
	n8n: 'n8n-sign-in',
	typed: 'self-declared',
};

const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/;

/**
 * The account that a sign-on proxy in front of n8n put into a header.
 *
 * @throws HospitalError `form-not-signed-on`
 */
export function accountOfHeader(headers: IncomingHttpHeaders, name: string): string {
	const value = headers[name.trim().toLowerCase()];
	if (typeof value === 'string' && ACCOUNT.test(value)) return value;
	throw notSignedOn('Open this page through the sign-on of the hospital.');
}

/** The value of n8n's own session cookie. */
export function sessionOf(headers: IncomingHttpHeaders): string | undefined {
	const cookie = (headers.cookie ?? '')
		.split(';')
		.map((part) => part.trim())
		.find((part) => part.startsWith('n8n-auth='));
	return cookie?.slice('n8n-auth='.length);
}

export const notSignedOn = (nextStep: string): HospitalError =>
	new HospitalError('form-not-signed-on', 'It is not known who you are', { nextStep });

/**
 * True when the page of another site sent the form: with the sign-on of the person before the
 * screen, who knows nothing of it.
 */
export function isFromElsewhere(headers: IncomingHttpHeaders): boolean {
	const site = headers['sec-fetch-site'];
	if (site !== undefined) return site !== 'same-origin' && site !== 'none';
	const { origin, host } = headers;
	if (origin === undefined) return false;
	const forwarded = headers['x-forwarded-host'];
	const hosts = [host, ...(typeof forwarded === 'string' ? forwarded.split(',') : [])];
	const from = URL.canParse(origin) ? new URL(origin).host : '';
	return !hosts.some((one) => one?.trim().toLowerCase() === from.toLowerCase());
}
