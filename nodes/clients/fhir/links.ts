import { HospitalError } from '../../shared/errors';
import { parseReference } from './names';

/** An endpoint without a slash at its end: `https://fhir.example.org/r4`. */
export function checkBaseUrl(text: string): string {
	let url: URL;
	try {
		url = new URL(text.trim());
	} catch {
		throw invalidBase('is not a valid URL');
	}
	if (url.protocol !== 'http:' && url.protocol !== 'https:') {
		throw invalidBase('does not start with http:// or https://');
	}
	if (url.username || url.password) throw invalidBase('holds a user name or password');
	if (url.search || url.hash) throw invalidBase('holds a query or a fragment');
	if (hidesSteps(url.pathname)) throw invalidBase('holds encoded path separators');
	return url.origin + url.pathname.replace(/\/+$/, '');
}

const invalidBase = (reason: string) =>
	new HospitalError('fhir-base-url-invalid', `The address of the FHIR server ${reason}`, {
		nextStep: 'Enter the FHIR endpoint in the credential, for example https://fhir.example.org/r4.',
	});

/** Encoded slashes and dots survive URL parsing and may become path steps inside the server. */
const hidesSteps = (path: string) => /%(2f|5c|2e)/i.test(path);

/** True when `url` lies at or below the endpoint. */
export function isWithin(base: string, url: URL): boolean {
	const { origin, pathname } = new URL(base);
	const path = pathname.replace(/\/+$/, '');
	if (url.origin !== origin || url.username || url.password || hidesSteps(url.pathname))
		return false;
	return url.pathname === path || url.pathname.startsWith(`${path}/`);
}

/**
 * Judges a link that a server sent before anything follows it: only links to the configured
 * endpoint are followed, because the access token travels with them.
 *
 * @param base the configured endpoint
 * @param link absolute, or relative to the endpoint
 * @param knownAs other addresses by which the server calls itself; such links are rewritten
 * @throws HospitalError `fhir-foreign-link`
 */
export function safeLink(base: string, link: string, knownAs: readonly string[] = []): string {
	let url: URL;
	try {
		url = new URL(link, `${base}/`);
	} catch {
		throw foreignLink();
	}
	if (isWithin(base, url)) return url.href;
	for (const other of knownAs) {
		if (!isWithin(other, url)) continue;
		const rest = url.pathname.slice(new URL(other).pathname.replace(/\/+$/, '').length);
		const rewritten = new URL(base + rest + url.search);
		if (isWithin(base, rewritten)) return rewritten.href;
	}
	throw foreignLink();
}

const foreignLink = () =>
	new HospitalError(
		'fhir-foreign-link',
		'The FHIR server sent a link that leads to another address',
		{
			nextStep:
				'Nothing was sent there. If the server stands behind a proxy, add the address by which it calls itself to the credential.',
		},
	);

/**
 * A reference that leads to a record of this server: `Type/id`, or in full below the endpoint or an
 * address by which the server calls itself (references.html 2.3.0.1).
 *
 * `http://other/fhir/Patient/1` is the patient of another hospital: it never becomes `Patient/1`.
 *
 * @param base the configured endpoint, without a slash at its end
 * @param knownAs other addresses by which the server calls itself
 * @returns undefined for everything else, contained and logical references too
 */
export function localReference(
	reference: unknown,
	base: string,
	knownAs: readonly string[] = [],
): ReturnType<typeof parseReference> {
	const found = parseReference(reference);
	if (found === undefined) return undefined;
	const plain = String(reference).replace(/\/_history\/[^/]*$/, '');
	if (plain === found.reference) return found;
	const places = [base, ...knownAs].map((place) => place.trim().replace(/\/+$/, ''));
	return places.some((place) => isSamePlace(plain, `${place}/${found.reference}`))
		? found
		: undefined;
}

/** Addresses are the same however their host is written, and with or without the usual port. */
function isSamePlace(text: string, wanted: string): boolean {
	if (!/^https?:\/\//i.test(text) || /[?#]/.test(text)) return false;
	return URL.parse(text)?.href === URL.parse(wanted)?.href;
}
