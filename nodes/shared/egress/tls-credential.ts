import { HospitalError } from '../errors';
import type { TlsSettings } from './connect';

/** What nodes/shared/face/tls-fields.ts asks for, as n8n stores it. All PEM, all may be empty. */
export interface TlsCredential {
	/** Replaces the system's trusted authorities. */
	caCertificate?: string;
	clientCertificate?: string;
	clientPrivateKey?: string;
	/** Name that the server's certificate carries, when it differs from the host. */
	serverName?: string;
}

/** @throws HospitalError `client-certificate-incomplete` when only one of certificate and key is given */
export function tlsSettings(credential: TlsCredential): TlsSettings {
	const ca = pem(credential.caCertificate);
	const cert = pem(credential.clientCertificate);
	const key = pem(credential.clientPrivateKey);
	const servername = credential.serverName?.trim();
	if ((cert === undefined) !== (key === undefined)) {
		throw new HospitalError(
			'client-certificate-incomplete',
			'Client certificate and client key belong together',
			{ nextStep: 'Fill in both in the credential, or neither.' },
		);
	}
	return {
		...(ca !== undefined && { ca }),
		...(cert !== undefined && key !== undefined && { cert, key }),
		...(servername && { servername }),
	};
}

/** One block of RFC 7468, whatever became of its line ends. */
const BLOCK = /\s*(-----BEGIN [A-Z0-9 ]+-----)([^-]+)(-----END [A-Z0-9 ]+-----)\s*/g;

/**
 * Restores what n8n's single-line fields do to a pasted PEM: line ends become spaces or `\n`.
 *
 * @returns undefined for an empty field
 */
export function pem(text: string | undefined): string | undefined {
	const pasted = text?.replaceAll('\\n', '\n').trim();
	if (!pasted) return undefined;
	// OpenSSL finds a block only where a line begins with it, so each starts one of its own.
	const blocks = pasted.replace(BLOCK, (_block, begin: string, content: string, end: string) =>
		['', begin, ...content.trim().split(/\s+/), end, ''].join('\n'),
	);
	return blocks.trimStart();
}
