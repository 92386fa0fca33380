import { HospitalError } from '../../../shared/errors';
import { delayBefore, isCut, isLater, request, type HttpResponse } from '../../http';
import { pause } from '../retry';
import { clientAssertion } from './assertion';
import { discoverTokenEndpoint, type Discovered } from './discovery';
import type { ClientProof, OAuthSettings } from './settings';
import { checkTokenUrl, connectionOf } from './token-address';
import { unusableToken, tokenError } from './token-errors';

export interface AccessToken {
	/** Value of the Authorization header. */
	header: string;
	/** Seconds from its issue. */
	lifetime: number;
	/** What was granted; what was asked for when the server does not say (RFC 6749 5.1). */
	scopes: string[];
}

const ATTEMPTS = 3;
const PAUSES = { firstMs: 500, longestMs: 10_000 };
const MAX_ANSWER = 256 * 1024;
/** RFC 6749 leaves open what holds without expires_in; SMART recommends five minutes. */
const DEFAULT_LIFETIME_S = 300;

/**
 * Gets an access token by client credentials. Every attempt carries an assertion of its own.
 *
 * @throws HospitalError `token-...`, which say cause and next step without anything that was sent
 */
export async function requestToken(settings: OAuthSettings): Promise<AccessToken> {
	const found = settings.tokenUrl
		? { tokenUrl: settings.tokenUrl }
		: await discoverTokenEndpoint(settings);
	checkSupported(settings.proof, found);
	const url = await checkTokenUrl(found.tokenUrl, settings);
	for (let attempt = 1; ; attempt++) {
		let answer: HttpResponse;
		try {
			answer = await post(url, settings);
		} catch (error) {
			const delay = delayBefore(attempt, undefined, PAUSES);
			if (!isCut(error) || attempt >= ATTEMPTS || delay === undefined) throw error;
			await pause(delay, undefined);
			continue;
		}
		if (answer.status === 200) return readToken(await bodyOf(answer), settings.scopes);
		const delay =
			isLater(answer.status) && attempt < ATTEMPTS
				? delayBefore(attempt, answer.header('retry-after'), PAUSES)
				: undefined;
		if (delay === undefined) {
			const date = answer.header('date');
			throw tokenError(settings.proof.kind, answer.status, await bodyOf(answer), date);
		}
		await answer.discard();
		await pause(delay, undefined);
	}
}

/** What the server's own configuration rules out need not be tried. */
function checkSupported(proof: ClientProof, { methods, algorithms }: Partial<Discovered>): void {
	if (proof.kind !== 'key') return;
	const { algorithm } = proof.key;
	const refused =
		(methods !== undefined && !methods.includes('private_key_jwt')) ||
		(algorithms !== undefined && !algorithms.includes(algorithm));
	if (!refused) return;
	throw new HospitalError(
		'token-method-unsupported',
		`The server does not take a client that signs with ${algorithm}`,
		{
			nextStep:
				'Make a key of the other kind with "hospital fhir keys create", or ask which kind of authentication the server takes.',
		},
	);
}

async function post(url: string, settings: OAuthSettings): Promise<HttpResponse> {
	const { clientId, scopes, proof } = settings;
	const form = new URLSearchParams({ grant_type: 'client_credentials' });
	if (scopes.length > 0) form.set('scope', scopes.join(' '));
	const headers: Record<string, string> = {
		accept: 'application/json',
		'content-type': 'application/x-www-form-urlencoded',
	};
	if (proof.kind === 'key') {
		form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
		form.set('client_assertion', clientAssertion(proof.key, clientId, url));
	} else if (proof.sendIn === 'post') {
		form.set('client_id', clientId);
		form.set('client_secret', proof.secret);
	} else {
		const both = `${formEncoded(clientId)}:${formEncoded(proof.secret)}`;
		headers.authorization = `Basic ${Buffer.from(both).toString('base64')}`;
	}
	return await request({
		...connectionOf(settings, url),
		method: 'POST',
		url,
		headers,
		body: form.toString(),
		peer: 'the token endpoint',
		maxResponseBytes: MAX_ANSWER,
		// An assertion may be used once: even the silent repetition on a stale connection needs a new one.
		repeatable: proof.kind === 'secret',
	});
}

/** RFC 6749 2.3.1 wants id and secret form-encoded before they are joined by a colon. */
const formEncoded = (text: string) => new URLSearchParams({ x: text }).toString().slice(2);

async function bodyOf(answer: HttpResponse): Promise<unknown> {
	const text = await answer.text();
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function readToken(body: unknown, asked: string[]): AccessToken {
	const { access_token, token_type, expires_in, scope } = (body ?? {}) as Record<string, unknown>;
	if (typeof access_token !== 'string' || !/^[\x21-\x7e]{1,16384}$/.test(access_token)) {
		throw unusableToken();
	}
	if (token_type !== undefined && String(token_type).toLowerCase() !== 'bearer') {
		throw unusableToken();
	}
	const seconds = Number(expires_in ?? DEFAULT_LIFETIME_S);
	return {
		header: `Bearer ${access_token}`,
		lifetime: seconds > 0 ? seconds : DEFAULT_LIFETIME_S,
		scopes: typeof scope === 'string' ? scope.split(' ').filter((one) => one !== '') : asked,
	};
}
