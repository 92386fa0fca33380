import type { X509Certificate } from 'node:crypto';
import { HospitalError } from '../../shared/errors';
import { daysLeft, EXPIRES_SOON_DAYS } from '../intake/security/certificate-expiry';
import { listenerSecurity, type ListenerCredential } from './listener-credential';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

/**
 * Says what a listener with this credential would do; for the credential's test.
 *
 * @throws HospitalError `field-invalid`, and `certificate-expired`
 */
export function reportOnCredential(credential: ListenerCredential, now = Date.now()): string {
	const { settings, certificate, authorities } = listenerSecurity(credential);
	return [
		ownCertificate(certificate, now),
		clientCertificates(authorities, now),
		...(settings.tls.pins === undefined
			? []
			: [
					`AE titles with a certificate of their own: ${Object.keys(settings.tls.pins).join(', ')}.`,
				]),
		settings.tls.minVersion === 'TLSv1.3' ? 'TLS 1.3 only.' : 'TLS 1.2 and 1.3.',
		settings.users === undefined
			? 'User identities are ignored.'
			: `User identity ${settings.users.mode}, users listed: ${settings.users.users.length}.`,
	].join(' ');
}

function ownCertificate(certificate: X509Certificate, now: number): string {
	const until = certificate.validToDate.toISOString().slice(0, 10);
	const days = daysLeft(certificate.toString(), now);
	if (days < 0) {
		throw new HospitalError('certificate-expired', `The certificate was valid until ${until}`, {
			nextStep: 'Have a new certificate issued and paste it with its key.',
		});
	}
	if (certificate.validFromDate.getTime() > now) {
		throw new HospitalError('certificate-not-yet-valid', 'The certificate is not valid yet', {
			nextStep: 'Check the clock of this server, or wait until the certificate begins to count.',
		});
	}
	const purposes = certificate.keyUsage as string[] | undefined;
	return [
		`Certificate of ${subjectOf(certificate)}, valid until ${until}, and the key belongs to it.`,
		...(days < EXPIRES_SOON_DAYS ? [`It expires in ${days} days: have it renewed.`] : []),
		...(purposes !== undefined && !purposes.includes(SERVER_AUTH)
			? ['It is not meant for servers: senders that check this will not connect.']
			: []),
	].join(' ');
}

function clientCertificates(authorities: X509Certificate[], now: number): string {
	if (authorities.length === 0) return 'Senders need no certificate.';
	return authorities
		.map((authority) => {
			const name = subjectOf(authority);
			const ended = authority.validToDate.getTime() < now;
			if (ended) return `The authority ${name} has expired: senders with its certificates fail.`;
			return authority.ca
				? `Senders must show a certificate of ${name}.`
				: `${name} is no authority: only a sender that shows this very certificate is let in.`;
		})
		.join(' ');
}

/** The common name, else the whole subject on one line. */
function subjectOf({ subject }: X509Certificate): string {
	const parts = (subject ?? '').split('\n');
	const common = parts.find((part) => part.startsWith('CN='));
	return (common?.slice(3) ?? parts.join(', ')) || 'an unnamed subject';
}
