import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { createSecureContext } from 'node:tls';
import { pem } from '../../shared/egress/tls-credential';
import { HospitalError } from '../../shared/errors';
import type { ListenerTls } from '../intake';

/** The MLLP Listener credential, as the dialog fills it. */
export interface ListenerCredential {
	certificate?: string;
	privateKey?: string;
	clientCa?: string;
	minVersion?: string;
}

/** Days before its end from which on a certificate is called to mind. */
const EXPIRES_SOON_DAYS = 30;

/**
 * Reads and checks everything in the credential.
 *
 * @throws HospitalError `field-invalid`, naming the field and what to put into it
 */
export function tlsOf(credential: ListenerCredential): ListenerTls {
	const cert = pem(credential.certificate);
	if (cert === undefined) {
		refuse('Certificate', 'is empty', 'Paste the certificate of this server as PEM text.');
	}
	const certificate = certificateIn(cert, 'Certificate');
	const key = privateKeyOf(credential, certificate);
	const ca = pem(credential.clientCa);
	if (ca !== undefined) certificateIn(ca, 'Client CA Certificate');
	const { minVersion = 'TLSv1.2' } = credential;
	if (minVersion !== 'TLSv1.2' && minVersion !== 'TLSv1.3') {
		refuse('Lowest TLS Version', 'holds an unknown version', 'Choose TLS 1.2 or TLS 1.3.');
	}
	const tls: ListenerTls = { cert, key, ...(ca !== undefined && { ca }), minVersion };
	checkUsable(tls);
	return tls;
}

/**
 * Says what a listener with this credential would do; for the credential's test.
 *
 * @throws HospitalError `field-invalid`, `certificate-expired`
 */
export function reportOnCredential(credential: ListenerCredential, now = Date.now()): string {
	const tls = tlsOf(credential);
	const certificate = certificateIn(tls.cert, 'Certificate');
	const days = Math.floor((certificate.validToDate.getTime() - now) / 86_400_000);
	const until = certificate.validToDate.toISOString().slice(0, 10);
	if (days < 0) {
		throw new HospitalError('certificate-expired', `The certificate was valid until ${until}`, {
			nextStep: 'Have a new certificate issued and paste it with its key.',
		});
	}
	return [
		`Certificate of ${nameOf(certificate)}, valid until ${until}, and the key belongs to it.`,
		...(days < EXPIRES_SOON_DAYS ? [`It expires in ${days} days: have it renewed.`] : []),
		tls.ca === undefined
			? 'Senders need no certificate.'
			: `Senders must show a certificate of ${nameOf(certificateIn(tls.ca, 'Client CA Certificate'))}.`,
		tls.minVersion === 'TLSv1.3' ? 'TLS 1.3 only.' : 'TLS 1.2 and 1.3.',
	].join(' ');
}

/** The first of the chain. */
function certificateIn(text: string, label: string): X509Certificate {
	try {
		return new X509Certificate(text);
	} catch (error) {
		return refuse(
			label,
			'holds no certificate that can be read',
			'Paste the whole text from BEGIN CERTIFICATE to END CERTIFICATE (PEM).',
			error,
		);
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

/** What OpenSSL would refuse at the first connection is refused here. */
function checkUsable({ key, cert, ca, minVersion }: ListenerTls): void {
	try {
		createSecureContext({ key, cert, ca, minVersion, ciphers: 'DEFAULT:@SECLEVEL=2' });
	} catch (error) {
		refuse(
			'Certificate',
			'cannot be used for TLS',
			'Have it issued anew with an RSA key of at least 2048 bits, or P-256, and SHA-256.',
			error,
		);
	}
}

/** The common name, else the whole subject on one line. */
function nameOf({ subject }: X509Certificate): string {
	const parts = (subject ?? '').split('\n');
	const common = parts.find((part) => part.startsWith('CN='));
	return (common?.slice(3) ?? parts.join(', ')) || 'an unnamed subject';
}

/** The part of a field that may be shown is its name: the contents are secrets. */
function refuse(label: string, what: string, nextStep: string, cause?: unknown): never {
	throw new HospitalError('field-invalid', `The field "${label}" of the credential ${what}`, {
		nextStep,
		...(cause !== undefined && { cause }),
	});
}
