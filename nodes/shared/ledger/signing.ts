import { createPrivateKey, createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { HospitalError } from '../errors';
import type { SiteKey } from '../keys';

/** Name of the key in signed notes: what it signs, never who. */
export const SIGNED_NAME = 'n8n-nodes-hospital/audit';

/** Signature type Ed25519 of C2SP signed-note. */
const ED25519 = Buffer.from([1]);
/** PKCS#8 frame around the 32 bytes of an Ed25519 seed (RFC 8410 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
/** SubjectPublicKeyInfo frame around the 32 bytes of an Ed25519 public key (RFC 8410 4). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const VERIFIER = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/;

/** Checks checkpoints. Holds nothing secret. */
export interface Verifier {
	/** First four bytes of SHA-256 over name, 0x0A, 0x01 and public key, hex (C2SP signed-note). */
	keyId: string;
	/** `<name>+<key id>+<base64>`: how the public key is written down. */
	text: string;
	verifies(message: string, signature: Uint8Array): boolean;
}

/** Signs checkpoints. */
export interface Signer extends Verifier {
	/** @returns 64 bytes, Ed25519 (RFC 8032) */
	sign(message: string): Buffer;
}

/**
 * The key that signs this site's checkpoints: the file named by HOSPITAL_AUDIT_KEY_FILE (Ed25519,
 * PKCS#8 PEM), otherwise one derived from the site key.
 *
 * Either way n8n's own process can use it, and so can whoever has n8n's rights on this server. What
 * protects against them is a checkpoint that a SIEM already holds.
 *
 * @throws HospitalError `audit-key-unreadable`, `audit-key-exposed`, `audit-key-invalid`
 */
export function auditSigner(key: SiteKey, path = process.env.HOSPITAL_AUDIT_KEY_FILE): Signer {
	return signerOf(path ? readKeyFile(resolve(path)) : derivedKey(key));
}

function derivedKey(key: SiteKey): KeyObject {
	const der = Buffer.concat([PKCS8_PREFIX, key.key('audit-signing')]);
	return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

function readKeyFile(path: string): KeyObject {
	let pem: string;
	try {
		const stats = statSync(path);
		if (!stats.isFile() || stats.size > 4096) throw new Error('not a key file');
		if ((stats.mode & 0o007) !== 0) {
			throw new HospitalError('audit-key-exposed', 'The audit key can be read by every user', {
				nextStep: 'Restrict it to the n8n user: chmod 600 and chown to that user.',
			});
		}
		pem = readFileSync(path, 'utf8');
	} catch (error) {
		if (error instanceof HospitalError) throw error;
		throw new HospitalError('audit-key-unreadable', 'The audit key cannot be read', {
			nextStep:
				'Check that HOSPITAL_AUDIT_KEY_FILE names an existing file and that the n8n user may read it.',
			cause: error,
		});
	}
	try {
		const key = createPrivateKey(pem);
		if (key.asymmetricKeyType === 'ed25519') return key;
	} catch {
		// Said below, without the text of the parser.
	}
	throw new HospitalError('audit-key-invalid', 'The audit key file holds no Ed25519 private key', {
		nextStep: 'Create one with "hospital audit key create PATH".',
	});
}

/** @param key Ed25519 private key */
export function signerOf(key: KeyObject): Signer {
	const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
	return {
		...verifierOf(der.subarray(SPKI_PREFIX.length)),
		sign: (message) => sign(null, Buffer.from(message), key),
	};
}

function verifierOf(publicKey: Buffer): Verifier {
	const key = createPublicKey({
		key: Buffer.concat([SPKI_PREFIX, publicKey]),
		format: 'der',
		type: 'spki',
	});
	const named = Buffer.concat([Buffer.from(`${SIGNED_NAME}\n`), ED25519, publicKey]);
	const keyId = hash('sha256', named, 'hex').slice(0, 8);
	return {
		keyId,
		text: `${SIGNED_NAME}+${keyId}+${Buffer.concat([ED25519, publicKey]).toString('base64')}`,
		verifies: (message, signature) =>
			signature.length === 64 && verify(null, Buffer.from(message), key, signature),
	};
}

/**
 * Reads a public key as {@link Verifier.text} writes it.
 *
 * @throws HospitalError `audit-public-key-invalid`
 */
export function parseVerifier(text: string): Verifier {
	const [, name, keyId, base64] = VERIFIER.exec(text.trim()) ?? [];
	const bytes = Buffer.from(base64 ?? '', 'base64');
	if (name === SIGNED_NAME && bytes.length === 33 && bytes[0] === ED25519[0]) {
		const verifier = verifierOf(bytes.subarray(1));
		if (verifier.keyId === keyId) return verifier;
	}
	throw new HospitalError('audit-public-key-invalid', 'That is no public key of an audit ledger', {
		nextStep: `Give the whole line that "hospital audit key show" prints; it begins with ${SIGNED_NAME}+.`,
	});
}
