import { createHash } from 'node:crypto';
import { tlsSettings, type ProxySettings, type TlsCredential } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';
import { basic, bearer, type Authorizer } from './auth';
import { FhirClient } from './client';
import { checkBaseUrl } from './links';
import { readSigningKey } from './oauth/private-key';
import type { ClientProof, OAuthSettings } from './oauth/settings';
import { requestToken } from './oauth/token-request';
import { TokenSource } from './oauth/token-source';
import { tokensFor } from './oauth/tokens';
import type { FhirConnection } from './types';

/** The fields of the FHIR Server credential, as n8n stores them. */
export interface FhirServerCredential extends TlsCredential {
	baseUrl: string;
	authentication: 'none' | 'bearer' | 'basic' | 'oauth2' | 'smart';
	token?: string;
	user?: string;
	password?: string;
	/** Of `oauth2` and `smart`. */
	clientId?: string;
	clientSecret?: string;
	clientAuthentication?: 'header' | 'body';
	/** PEM or JSON Web Key. */
	privateKey?: string;
	keyId?: string;
	/** Separated by spaces, commas or line ends. */
	scopes?: string;
	/** Token endpoint; asked of the server when empty. */
	tokenUrl?: string;
	/** Comma list of other addresses by which the server calls itself in links. */
	knownAs?: string;
	proxyUrl?: string;
	proxyUser?: string;
	proxyPassword?: string;
}

const clients = new Map<string, FhirClient>();
const MOST_CLIENTS = 64;

/**
 * The client that a credential describes: the same one for the same content, so that what it
 * remembers of the server (its capabilities) serves every node.
 *
 * @throws HospitalError `fhir-credential-incomplete`, `fhir-base-url-invalid`, `private-key-invalid`,
 *   `client-certificate-incomplete`
 */
export function fhirClient(
	credential: FhirServerCredential,
	options: Pick<FhirConnection, 'retry' | 'timeouts'> = {},
): FhirClient {
	const content = JSON.stringify([Object.entries(credential).sort(), options]);
	// Hashed: a secret must not live on as the name of a map entry.
	const name = createHash('sha256').update(content).digest('hex');
	const client = clients.get(name) ?? createClient(credential, options);
	clients.delete(name);
	clients.set(name, client);
	const [oldest] = clients.keys();
	if (clients.size > MOST_CLIENTS && oldest !== undefined) clients.delete(oldest);
	return client;
}

function createClient(
	credential: FhirServerCredential,
	options: Pick<FhirConnection, 'retry' | 'timeouts'>,
	source = tokenSource(credential),
): FhirClient {
	// Of a credential that was never filled in, n8n gives no field at all.
	if (/\/metadata\/*$/.test(String(credential.baseUrl).trim())) throw capabilitiesAddress();
	const authorizer = authorizerOf(credential, source);
	const proxy = proxyOf(credential);
	return new FhirClient({
		...options,
		baseUrl: credential.baseUrl,
		...(authorizer && { authorizer }),
		tls: tlsSettings(credential),
		...(proxy && { proxy }),
		knownAs: (credential.knownAs ?? '')
			.split(',')
			.map((address) => address.trim())
			.filter((address) => address !== ''),
	});
}

/** A client of its own with a token of its own, for the test of a credential. */
export interface FreshConnection {
	client: FhirClient;
	/** The scopes that were asked for and granted; undefined for authentication without scopes. */
	scopes(signal?: AbortSignal): Promise<{ asked: string[]; granted: string[] } | undefined>;
}

/**
 * Shares nothing with {@link fhirClient}: a token that is still held, or capabilities that are still
 * remembered, would answer for a credential that no longer works.
 */
export function freshConnection(
	credential: FhirServerCredential,
	options: Pick<FhirConnection, 'retry' | 'timeouts'> = {},
): FreshConnection {
	const settings = oauthOf(credential);
	const source = settings && new TokenSource(() => requestToken(settings));
	return {
		client: createClient(credential, options, source),
		scopes: async (signal) =>
			source && { asked: scopesOf(credential), granted: await source.granted(signal) },
	};
}

function authorizerOf(
	credential: FhirServerCredential,
	source: TokenSource | undefined,
): Authorizer | undefined {
	switch (credential.authentication) {
		case 'bearer':
			// Pasted with the word that stands before it in the header, it is meant the same way.
			return bearer(required(credential.token?.replace(/^\s*bearer\s+/i, ''), 'access token'));
		case 'basic':
			return basic(
				required(credential.user, 'user name'),
				required(credential.password, 'password'),
			);
		default:
			return source;
	}
}

function tokenSource(credential: FhirServerCredential): TokenSource | undefined {
	const settings = oauthOf(credential);
	// All fields: a token must not outlive a change to anything that it was issued for.
	return settings && tokensFor(Object.entries(credential).sort(), settings);
}

function oauthOf(credential: FhirServerCredential): OAuthSettings | undefined {
	const { authentication } = credential;
	if (authentication !== 'oauth2' && authentication !== 'smart') return undefined;
	const tokenUrl = credential.tokenUrl?.trim();
	const proxy = proxyOf(credential);
	return {
		baseUrl: checkBaseUrl(credential.baseUrl),
		clientId: required(credential.clientId, 'client ID'),
		proof: proofOf(credential),
		scopes: scopesOf(credential),
		tls: tlsSettings(credential),
		...(tokenUrl && { tokenUrl }),
		...(proxy && { proxy }),
	};
}

function proofOf(credential: FhirServerCredential): ClientProof {
	if (credential.authentication === 'smart') {
		const text = required(credential.privateKey, 'private key');
		return { kind: 'key', key: readSigningKey(text, credential.keyId) };
	}
	const secret = required(credential.clientSecret, 'client secret');
	return {
		kind: 'secret',
		secret,
		sendIn: credential.clientAuthentication === 'body' ? 'post' : 'basic',
	};
}

/** SMART Backend Services cannot be asked without a scope; plain OAuth2 has a default of its own. */
function scopesOf({ authentication, scopes }: FhirServerCredential): string[] {
	const text = authentication === 'smart' ? required(scopes, 'scope') : (scopes ?? '');
	return text.split(/[\s,]+/).filter((scope) => scope !== '');
}

function proxyOf(credential: FhirServerCredential): ProxySettings | undefined {
	const url = credential.proxyUrl?.trim();
	if (!url) return undefined;
	const { ca } = tlsSettings(credential);
	const { proxyUser: user, proxyPassword: password } = credential;
	return { url, ...(user && { user, password: password ?? '' }), ...(ca !== undefined && { ca }) };
}

function required(value: string | undefined, name: string): string {
	if (value !== undefined && value.trim() !== '') return value.trim();
	throw new HospitalError('fhir-credential-incomplete', `The FHIR credential has no ${name}`, {
		nextStep: `Fill in the ${name}, or choose another kind of authentication.`,
	});
}

const capabilitiesAddress = () =>
	new HospitalError(
		'fhir-base-url-invalid',
		'The server address is that of the list of capabilities: it ends in /metadata',
		{ nextStep: 'Remove /metadata from the end of the server address in the credential.' },
	);
