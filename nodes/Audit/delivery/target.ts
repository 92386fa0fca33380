import type { SyslogTarget } from '../../clients/syslog/transport';
import { HospitalError } from '../../shared/errors';

/** The credential SyslogApi as n8n stores it. */
export interface SyslogCredential {
	host: string;
	port: number;
	transport: 'tls' | 'tcp';
	/** PEM; empty for the system's trusted authorities. */
	caCertificate?: string;
	/** PEM; empty when the receiver asks for none. */
	clientCertificate?: string;
	clientPrivateKey?: string;
	/** Name that the receiver's certificate carries, when it differs from the host. */
	serverName?: string;
}

/**
 * Turns the credential into connection settings.
 *
 * @throws HospitalError `syslog-credential` when certificate and key are not given together
 */
export function syslogTarget(credential: SyslogCredential): SyslogTarget {
	const { host, port, transport } = credential;
	if (transport === 'tcp') return { host, port };
	const ca = pem(credential.caCertificate);
	const cert = pem(credential.clientCertificate);
	const key = pem(credential.clientPrivateKey);
	const servername = credential.serverName?.trim();
	if ((cert === undefined) !== (key === undefined)) {
		throw new HospitalError(
			'syslog-credential',
			'Client certificate and client key belong together',
			{
				nextStep: 'Fill in both in the credential, or neither.',
			},
		);
	}
	return {
		host,
		port,
		tls: {
			...(ca !== undefined && { ca }),
			...(cert !== undefined && { cert }),
			...(key !== undefined && { key }),
			...(servername ? { servername } : {}),
		},
	};
}

/** n8n's single-line fields turn the line ends of a pasted PEM into spaces or `\n`. */
function pem(text: string | undefined): string | undefined {
	const trimmed = text?.trim();
	if (!trimmed) return undefined;
	return trimmed
		.replaceAll('\\n', '\n')
		.replace(
			/(-----BEGIN [A-Z ]+-----)([^-]+)(-----END [A-Z ]+-----)/g,
			(_, begin: string, body: string, end: string) =>
				`${begin}\n${body.trim().split(/\s+/).join('\n')}\n${end}\n`,
		);
}
