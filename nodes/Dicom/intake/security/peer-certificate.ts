import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';

/** What pins look at in the certificate that a sender showed. */
export interface PeerCertificate {
	/** Common name and DNS names, in lower case. */
	names: string[];
	/** SHA-256 of the certificate, 64 hex digits in lower case. */
	fingerprint: string;
}

/** Certificates by calling AE title: names or SHA-256 fingerprints, one of which must be shown. */
export type CertificatePins = Record<string, string[]>;

/** @returns undefined on a plain connection, and when the sender showed no certificate */
export function peerCertificate(socket: Socket): PeerCertificate | undefined {
	if (!(socket instanceof TLSSocket)) return undefined;
	const certificate = socket.getPeerX509Certificate();
	if (certificate === undefined) return undefined;
	const names = [
		...certificate.subject.split('\n').flatMap((part) => /^CN=(.+)$/.exec(part)?.[1] ?? []),
		...(certificate.subjectAltName ?? '')
			.split(', ')
			.flatMap((part) => /^DNS:(.+)$/.exec(part)?.[1] ?? []),
	];
	return {
		names: names.map((name) => name.toLowerCase()),
		fingerprint: plainFingerprint(certificate.fingerprint256),
	};
}

const plainFingerprint = (text: string) => text.replaceAll(':', '').toLowerCase();

/** True for 64 hex digits, with or without colons. */
export const isFingerprint = (text: string): boolean =>
	/^[0-9a-f]{64}$/.test(plainFingerprint(text));

/** True when no certificate is pinned to the AE title, or one of those pinned was shown. */
export function pinFits(
	pins: CertificatePins | undefined,
	callingAeTitle: string,
	certificate: PeerCertificate | undefined,
): boolean {
	// The title is what a stranger sent: it may be the name of something that every object has.
	if (pins === undefined || !Object.hasOwn(pins, callingAeTitle)) return true;
	if (certificate === undefined) return false;
	const { names, fingerprint } = certificate;
	return pins[callingAeTitle].some((pin) =>
		isFingerprint(pin) ? plainFingerprint(pin) === fingerprint : names.includes(pin.toLowerCase()),
	);
}
