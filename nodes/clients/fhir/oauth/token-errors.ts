import { HospitalError } from '../../../shared/errors';
import type { ClientProof } from './settings';

interface Meaning {
	code: string;
	says: string;
	nextStep: string;
	retryable?: boolean;
}

/** Beyond this a server that allows assertions five minutes may find ours expired or not yet valid. */
const MAX_SKEW_S = 60;

/** Errors of RFC 6749 5.2 that need no more than their code. */
const BY_ERROR: Record<string, Meaning> = {
	invalid_scope: {
		code: 'token-scope-refused',
		says: 'refuses the scopes that were asked for',
		nextStep:
			'Compare the scopes in the credential with those that were registered for this client; system/Patient.rs and system/Patient.read are different spellings.',
	},
	unauthorized_client: {
		code: 'token-grant-refused',
		says: 'does not let this client work without a person',
		nextStep: 'Have the client registered for backend services (grant type client_credentials).',
	},
	unsupported_grant_type: {
		code: 'token-grant-refused',
		says: 'does not issue tokens to machines',
		nextStep: 'Ask which kind of authentication the server offers for backend services.',
	},
};

const SECRET_REFUSED: Meaning = {
	code: 'token-client-refused',
	says: 'does not accept client ID and secret',
	nextStep:
		'Check both, and whether the server wants the secret in the header or in the form (Send Secret In).',
};

const KEY_REFUSED: Meaning = {
	code: 'token-client-refused',
	says: 'does not accept the signed statement of this client',
	nextStep:
		'Check the client ID, that the public key set of this private key is registered for it ("hospital fhir keys show"), and the token address.',
};

/**
 * What servers say in error_description about an assertion. Only looked at, never repeated: it may hold
 * anything.
 */
const BY_DESCRIPTION: ReadonlyArray<[RegExp, Meaning]> = [
	[
		/\bjti\b|replay|already (been )?used/i,
		{
			code: 'token-assertion-replayed',
			says: 'has seen this signed statement before',
			nextStep: 'Try again: every statement is made anew.',
			retryable: true,
		},
	],
	[
		/\bexp(ir\w*)?\b|\bnbf\b|\biat\b|not yet valid|clock|too (old|far)/i,
		{
			code: 'token-clock-skew',
			says: 'takes the signed statement for expired or not yet valid',
			nextStep: 'Compare the clock of this machine with that of the server (NTP).',
		},
	],
	[
		/\bkid\b|key id|jwks?\b|key set|(public|no|unknown|matching|signing|find).{0,20}\bkey\b/i,
		{
			code: 'token-key-unknown',
			says: 'does not know the key that signed',
			nextStep:
				'Register the public key set of this private key ("hospital fhir keys show FILE"), or enter the key ID that the server gave it.',
		},
	],
	[
		/\baud(ience)?\b/i,
		{
			code: 'token-audience',
			says: 'takes the signed statement for made out to another address',
			nextStep:
				'Enter the token address exactly as the server names it, with or without the slash at its end.',
		},
	],
];

const UNAVAILABLE: Meaning = {
	code: 'token-unavailable',
	says: 'is not available at the moment',
	nextStep: 'Try again later; if it stays so, ask whoever runs the authorization server.',
	retryable: true,
};

const REDIRECT: Meaning = {
	code: 'token-redirect',
	says: 'sends to another address',
	nextStep:
		'Redirects are not followed, so that no secret leaves. Enter the final address in the credential, with https.',
};

/**
 * @param kind how the client proved itself
 * @param body parsed answer; undefined when it was no JSON
 * @param date the Date header
 */
export function tokenError(
	kind: ClientProof['kind'],
	status: number,
	body: unknown,
	date: string | undefined,
	now = Date.now(),
): HospitalError {
	const { error, error_description } = (body ?? {}) as Record<string, unknown>;
	const known = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : undefined;
	const skew = kind === 'key' && status < 500 ? skewOf(date, now) : undefined;
	const meaning =
		skewed(skew, known) ?? meaningOf(kind, status, known, String(error_description ?? ''));
	const facts = [`HTTP ${status}`, ...(known === undefined ? [] : [known])].join(', ');
	return new HospitalError(
		meaning.code,
		`Getting a token: the authorization server ${meaning.says} (${facts})`,
		{ nextStep: meaning.nextStep, retryable: meaning.retryable ?? false },
	);
}

function meaningOf(
	kind: ClientProof['kind'],
	status: number,
	error: string | undefined,
	description: string,
): Meaning {
	if (status === 429 || status >= 500) return UNAVAILABLE;
	if (status >= 300 && status < 400) return REDIRECT;
	const known = BY_ERROR[error ?? ''];
	if (known !== undefined) return known;
	if (kind === 'key' && error !== undefined) {
		const told = BY_DESCRIPTION.find(([pattern]) => pattern.test(description));
		if (told !== undefined) return told[1];
	}
	if (error === 'invalid_client' || error === 'invalid_grant' || status === 401) {
		return kind === 'key' ? KEY_REFUSED : SECRET_REFUSED;
	}
	return {
		code: 'token-refused',
		says: 'refused the request',
		nextStep:
			'Check token address, client ID and scopes in the credential; the log of the authorization server tells why.',
	};
}

/** Seconds by which our clock is ahead of the server's; both are rounded to seconds. */
function skewOf(date: string | undefined, now: number): number | undefined {
	const theirs = date === undefined ? NaN : Date.parse(date);
	return Number.isNaN(theirs) ? undefined : Math.round((now - theirs) / 1000);
}

function skewed(skew: number | undefined, error: string | undefined): Meaning | undefined {
	if (skew === undefined || Math.abs(skew) <= MAX_SKEW_S) return undefined;
	if (error !== undefined && error in BY_ERROR) return undefined;
	const direction = skew > 0 ? 'ahead of' : 'behind';
	return {
		code: 'token-clock-skew',
		says: `refused, and the clock of this machine is ${Math.abs(skew)} seconds ${direction} its own`,
		nextStep: 'Set both clocks right (NTP): a signed statement is only good for a few minutes.',
	};
}

export const unusableToken = () =>
	new HospitalError(
		'token-answer-invalid',
		'Getting a token: the answer holds no bearer token that can be used',
		{
			nextStep:
				'Check that the token address is that of the token endpoint itself, not of a login page.',
		},
	);
