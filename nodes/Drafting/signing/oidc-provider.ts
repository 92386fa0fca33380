import { createHash } from 'node:crypto';
import { guardedFetch, type FetchInit } from '../../clients/http';
import { tlsSettings, type TlsCredential } from '../../shared/egress';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { processState } from '../../shared/process-state';

export type Library = typeof import('openid-client', { with: { 'resolution-mode': 'import' } });
export type Configuration = import('openid-client', {
	with: { 'resolution-mode': 'import' }
}).Configuration;

/** What the credential holds. */
export interface OidcCredential extends TlsCredential {
	issuer: string;
	clientId: string;
	clientSecret: string;
	scopes: string;
	groupsClaim: string;
	/** Claim with the practitioner in the record. */
	practitionerClaim?: string;
}

const KEEP_MS = 10 * 60_000;
const MAX_ANSWER = 1024 * 1024;
const TIMEOUTS = { connectMs: 10_000, firstByteMs: 15_000, idleMs: 15_000, totalMs: 30_000 };
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** The provider as it describes itself; asked again after ten minutes. */
export async function discovered(
	library: Library,
	credential: OidcCredential,
): Promise<Configuration> {
	const kept = processState(
		'oidc/1',
		() => new Map<string, { at: number; configuration: Promise<unknown> }>(),
	);
	const name = createHash('sha256').update(JSON.stringify(credential)).digest('hex');
	const known = kept.get(name);
	if (known !== undefined && Date.now() - known.at < KEEP_MS) {
		return (await known.configuration) as Configuration;
	}
	const configuration = discover(library, credential);
	kept.set(name, { at: Date.now(), configuration });
	configuration.catch(() => kept.delete(name));
	return await configuration;
}

async function discover(library: Library, credential: OidcCredential): Promise<Configuration> {
	const issuer = issuerOf(credential);
	try {
		const configuration = await library.discovery(
			issuer,
			credential.clientId.trim(),
			credential.clientSecret === '' ? undefined : credential.clientSecret,
			credential.clientSecret === '' ? library.None() : undefined,
			{
				[library.customFetch]: fetchFor(credential) as never,
				execute: [
					library.enableNonRepudiationChecks,
					...(issuer.protocol === 'http:' ? [library.allowInsecureRequests] : []),
				],
				timeout: 30,
			},
		);
		return configuration;
	} catch (error) {
		throw refusal(error);
	}
}

/** @throws HospitalError `oidc-address-invalid` */
function issuerOf({ issuer }: OidcCredential): URL {
	const text = issuer.trim();
	const url = URL.canParse(text) ? new URL(text) : undefined;
	const safe =
		url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
	if (url !== undefined && safe) return url;
	throw new HospitalError(
		'oidc-address-invalid',
		'The address of the identity provider is not usable',
		{
			nextStep:
				'Enter its issuer address in the credential, beginning with https://, as its documentation gives it.',
		},
	);
}

/** For the library: guarded, bounded, and without redirects. */
export function fetchFor(credential: OidcCredential) {
	const fetching = guardedFetch({
		tls: tlsSettings(credential),
		timeouts: TIMEOUTS,
		maxResponseBytes: MAX_ANSWER,
		peer: 'the identity provider',
		agentKey: 'oidc',
	});
	return async (
		url: string | URL,
		init: { body?: unknown; headers?: unknown; method?: string; signal?: AbortSignal } = {},
	) => {
		const { body, headers, method, signal } = init;
		return await fetching(url, {
			method,
			headers: headers as FetchInit['headers'],
			...(body != null && {
				body: body instanceof URLSearchParams ? body.toString() : (body as string),
			}),
			...(signal && { signal }),
		});
	};
}

/** What the library throws, without its text: it may hold what the provider said. */
export function refusal(error: unknown): HospitalError {
	for (let at = error, depth = 0; depth < 5 && at instanceof Error; depth++) {
		if (at instanceof HospitalError) return at;
		const { code, error: said } = at as { code?: unknown; error?: unknown };
		const word = [said, code].find(
			(one) => typeof one === 'string' && /^[A-Za-z_]{3,48}$/.test(one),
		);
		if (word !== undefined) {
			return new HospitalError('oidc-refused', `The sign-in was refused (${String(word)})`, {
				nextStep: nextStepFor(String(word)),
				cause: error,
			});
		}
		at = at.cause;
	}
	return toHospitalError(error, 'Signing in');
}

function nextStepFor(word: string): string {
	if (word === 'access_denied') return 'Sign in again, with an account that may do so.';
	if (word === 'invalid_client' || word === 'unauthorized_client') {
		return 'Those who look after n8n have to correct client ID and secret in the credential.';
	}
	if (word === 'redirect_uri_mismatch' || word === 'invalid_request') {
		return 'Those who look after the identity provider have to register the address of the desk as the redirect address, exactly as it is.';
	}
	return 'Sign in again. If it happens again, tell those who look after n8n the word in brackets.';
}

export const unusable = (why: string): HospitalError =>
	new HospitalError('oidc-not-usable', `The identity provider cannot be used: ${why}`, {
		nextStep: 'Ask those who look after it, or check that the address is that of the issuer.',
	});
