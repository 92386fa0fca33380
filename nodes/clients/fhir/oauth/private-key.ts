import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { HospitalError } from '../../../shared/errors';
import { pem } from '../../../shared/egress/tls-credential';

/** A private key that may sign for a client, and the name by which the server knows it. */
export interface SigningKey {
	key: KeyObject;
	/** The two algorithms that SMART requires servers to support. */
	algorithm: 'RS384' | 'ES384';
	keyId: string;
}

/** One public key as it stands in a JSON Web Key Set (RFC 7517). */
export interface PublicJwk {
	kty: string;
	kid: string;
	alg: string;
	use: 'sig';
	key_ops: ['verify'];
	[member: string]: unknown;
}

const SMALLEST_RSA = 2048;

/**
 * Reads a private key.
 *
 * @param text PEM (PKCS #8, PKCS #1 or SEC 1), or a JSON Web Key with its private members
 * @param keyId how the server calls it; the key's own `kid`, or its RFC 7638 thumbprint, when absent
 * @throws HospitalError `private-key-invalid`
 */
export function readSigningKey(text: string, keyId?: string): SigningKey {
	const jwk = readJwk(text);
	const key = readKey(text, jwk);
	const named = keyId?.trim() || (typeof jwk?.kid === 'string' ? jwk.kid : '');
	return { key, algorithm: algorithmOf(key), keyId: named || thumbprint(key) };
}

function readJwk(text: string): Record<string, unknown> | undefined {
	if (!text.trim().startsWith('{')) return undefined;
	try {
		const parsed = JSON.parse(text) as Record<string, unknown>;
		// A set with one key is what some registration pages hand out.
		const { keys } = parsed;
		const only = Array.isArray(keys) && keys.length === 1 ? (keys[0] as unknown) : parsed;
		return only as Record<string, unknown>;
	} catch {
		throw invalid('is neither PEM nor a JSON Web Key');
	}
}

function readKey(text: string, jwk: Record<string, unknown> | undefined): KeyObject {
	try {
		return jwk === undefined
			? createPrivateKey(pem(text) ?? '')
			: createPrivateKey({ key: jwk, format: 'jwk' });
	} catch {
		// OpenSSL's words may quote what stands in the field.
		throw invalid('cannot be read, or is protected by a passphrase');
	}
}

function algorithmOf(key: KeyObject): SigningKey['algorithm'] {
	const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {};
	if (key.asymmetricKeyType === 'rsa') {
		if (modulusLength < SMALLEST_RSA) throw invalid(`has fewer than ${SMALLEST_RSA} bits`);
		return 'RS384';
	}
	if (key.asymmetricKeyType === 'ec' && namedCurve === 'secp384r1') return 'ES384';
	throw invalid('is neither an RSA key nor an elliptic curve key on P-384');
}

const invalid = (reason: string) =>
	new HospitalError('private-key-invalid', `The private key ${reason}`, {
		nextStep:
			'Make one with "hospital fhir keys create", and paste the whole file into the credential, its first and last line included.',
	});

/** RFC 7638: the hash of the members that make the key what it is, in their order. */
function thumbprint(key: KeyObject): string {
	const { kty, crv, x, y, e, n } = createPublicKey(key).export({ format: 'jwk' });
	const members = kty === 'RSA' ? { e, kty, n } : { crv, kty, x, y };
	return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}

/** The half that the server gets. */
export function publicJwk({ key, algorithm, keyId }: SigningKey): PublicJwk {
	const { kty = '', ...members } = createPublicKey(key).export({ format: 'jwk' });
	return { kty, kid: keyId, alg: algorithm, use: 'sig', key_ops: ['verify'], ...members };
}
