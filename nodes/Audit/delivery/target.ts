import type { SyslogTarget } from '../../clients/syslog/transport';
import { tlsSettings, type TlsCredential } from '../../shared/egress';

/** The credential SyslogApi as n8n stores it. */
export interface SyslogCredential extends TlsCredential {
	host: string;
	port: number;
	transport: 'tls' | 'tcp';
}

/**
 * Turns the credential into connection settings.
 *
 * @throws HospitalError `client-certificate-incomplete`
 */
export function syslogTarget(credential: SyslogCredential): SyslogTarget {
	const { host, port, transport } = credential;
	return transport === 'tcp' ? { host, port } : { host, port, tls: tlsSettings(credential) };
}
