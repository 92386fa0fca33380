import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { pem } from '../../shared/egress/tls-credential';
import { HospitalError } from '../../shared/errors';
import { checkAeTitle, type ListenerTls, type PortSettings } from '../intake';
import { isFingerprint, type CertificatePins } from '../intake/security/peer-certificate';
import { LEAST_EC_BITS, LEAST_RSA_BITS, tlsServerOptions } from '../intake/security/tls-policy';
import type { ListenerUser, UserPolicy } from '../intake/security/user-identity';

/** The DICOM Listener credential, as the dialog fills it. */
export interface ListenerCredential {
	certificate?: string;
	privateKey?: string;
	clientCa?: string;
	pins?: string;
	minVersion?: string;
	userIdentity?: string;
	userPasswords?: string;
	userNames?: string;
}

/** What a correct credential holds. */
export interface ListenerSecurity {
	settings: Pick<PortSettings, 'tls' | 'users'> & { tls: ListenerTls };
	/** The listener's own, the first of the chain. */
	certificate: X509Certificate;
	authorities: X509Certificate[];
}

/** The part of a field that may be shown is its name: the contents are secrets. */
function refuse(label: string, what: string, nextStep: string, cause?: unknown): never {
	throw new HospitalError('field-invalid', `The field "${label}" of the credential ${what}`, {
		nextStep,
		...(cause !== undefined && { cause }),
	});
}

/**
 * Reads and checks everything in the credential.
 *
 * @throws HospitalError `field-invalid`, naming the field and what to put into it
 */
export function listenerSecurity(credential: ListenerCredential): ListenerSecurity {
	const cert = pem(credential.certificate);
	if (cert === undefined) {
		refuse('Certificate', 'is empty', 'Paste the certificate of this server as PEM text.');
	}
	const [certificate] = certificatesIn(cert, 'Certificate');
	const key = privateKeyOf(credential, certificate);
	const ca = pem(credential.clientCa);
	const authorities = ca === undefined ? [] : certificatesIn(ca, 'Client CA Certificate');
	const pins = pinsOf(credential.pins ?? '');
	if (pins !== undefined && ca === undefined) {
		refuse(
			'Certificates by AE Title',
			'is filled, but senders are asked for no certificate',
			'Fill in the client CA certificate too, or empty this field.',
		);
	}
	const tls: ListenerTls = {
		cert,
		key,
		...(ca !== undefined && { ca }),
		...(pins !== undefined && { pins }),
		minVersion: minVersionOf(credential.minVersion),
	};
	checkUsable(tls, certificate);
	const users = usersOf(credential);
	return { settings: { tls, ...(users && { users }) }, certificate, authorities };
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

function certificatesIn(text: string, label: string): X509Certificate[] {
	const nextStep = 'Paste the whole text from BEGIN CERTIFICATE to END CERTIFICATE (PEM).';
	const blocks = text.match(BLOCK) ?? [];
	if (blocks.length === 0) refuse(label, 'holds no certificate', nextStep);
	try {
		return blocks.map((block) => new X509Certificate(block));
	} catch (error) {
		return refuse(label, 'holds a certificate that cannot be read', nextStep, error);
	}
}

function privateKeyOf({ privateKey }: ListenerCredential, certificate: X509Certificate): string {
	const label = 'Private Key';
	const text = pem(privateKey);
	if (text === undefined) {
		return refuse(label, 'is empty', 'Paste the private key of the certificate as PEM text.');
	}
	if (text.includes('ENCRYPTED')) {
		refuse(
			label,
			'holds a key with a passphrase',
			'Remove the passphrase, for example with "openssl pkey -in key.pem -out plain.pem".',
		);
	}
	let key: KeyObject;
	try {
		key = createPrivateKey(text);
	} catch (error) {
		return refuse(label, 'holds no private key', 'Paste the private key as PEM text.', error);
	}
	if (certificate.checkPrivateKey(key)) return text;
	return refuse(
		label,
		'does not belong to the certificate',
		'Paste the key that the certificate was requested with; the first certificate of the field counts.',
	);
}

function minVersionOf(value = 'TLSv1.2'): 'TLSv1.2' | 'TLSv1.3' {
	if (value === 'TLSv1.2' || value === 'TLSv1.3') return value;
	return refuse('Lowest TLS Version', 'holds an unknown version', 'Choose TLS 1.2 or TLS 1.3.');
}

/** What OpenSSL would refuse at the first connection is refused here. */
function checkUsable(tls: ListenerTls, { publicKey }: X509Certificate): void {
	const { modulusLength } = publicKey.asymmetricKeyDetails ?? {};
	if (modulusLength !== undefined && modulusLength < LEAST_RSA_BITS) {
		refuse(
			'Certificate',
			`has a key of ${modulusLength} bits, which is too short`,
			`Have a certificate issued with an RSA key of at least ${LEAST_RSA_BITS} bits or an elliptic curve of at least ${LEAST_EC_BITS}.`,
		);
	}
	try {
		createSecureContext(tlsServerOptions(tls, 0));
	} catch (error) {
		refuse(
			'Certificate',
			'cannot be used for TLS',
			'Have it issued anew with an RSA key of at least 2048 bits, or P-256, and SHA-256.',
			error,
		);
	}
}

function pinsOf(text: string): CertificatePins | undefined {
	const pins = new Map<string, string[]>();
	for (const entry of listOf(text)) {
		const [title = '', pin = '', ...rest] = entry.split('=').map((part) => part.trim());
		const name = /^[a-z0-9_.-]+$/i.test(pin) || isFingerprint(pin);
		if (rest.length > 0 || !name) {
			refuse(
				'Certificates by AE Title',
				`holds "${entry.slice(0, 80)}"`,
				'Write an AE title, an equals sign and the name in its certificate or its SHA-256 fingerprint, such as CT1=ct1.hospital.example.',
			);
		}
		checkAeTitle(title, 'pinned');
		pins.set(title, [...(pins.get(title) ?? []), pin]);
	}
	return pins.size === 0 ? undefined : Object.fromEntries(pins);
}

function usersOf(credential: ListenerCredential): UserPolicy | undefined {
	const { userIdentity = 'ignored' } = credential;
	if (userIdentity === 'ignored') return undefined;
	if (userIdentity !== 'accepted' && userIdentity !== 'required') {
		return refuse(
			'User Identity',
			'holds an unknown value',
			'Choose Ignored, Accepted or Required.',
		);
	}
	const users: ListenerUser[] = [
		...(credential.userPasswords ?? '').split(/\s+/).filter(Boolean).map(userWithPasscode),
		...listOf(credential.userNames ?? '').map((name) => ({ name })),
	];
	if (users.length === 0) {
		refuse(
			'Users and Passcodes',
			'is empty, so that nobody could call',
			'List the users, or set User Identity to Ignored.',
		);
	}
	if (new Set(users.map(({ name }) => name)).size < users.length) {
		refuse('Users and Passcodes', 'lists a user twice', 'Leave one entry for each user.');
	}
	return { mode: userIdentity, users };
}

/** The entry is never shown: it may hold a passcode. */
function userWithPasscode(entry: string, index: number): ListenerUser {
	const colon = entry.indexOf(':');
	const [name, passcode] = [entry.slice(0, colon), entry.slice(colon + 1)];
	if (colon > 0 && passcode !== '') return { name, passcode };
	return refuse(
		'Users and Passcodes',
		`has no name, colon and passcode in entry ${index + 1}`,
		'Write each user as name:passcode without spaces, and a space or a new line between users.',
	);
}

const listOf = (text: string): string[] =>
	text
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
