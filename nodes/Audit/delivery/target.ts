import { probeRelp } from '../../clients/relp';
import { sendDatagrams } from '../../clients/syslog/datagram';
import { probeSyslog, type SyslogTarget } from '../../clients/syslog/transport';
import { tlsSettings, type TlsCredential } from '../../shared/egress';

/** The credential SyslogApi as n8n stores it. */
export interface SyslogCredential extends TlsCredential {
	host: string;
	port: number;
	transport: 'relp' | 'relpTls' | 'tcp' | 'tls' | 'udp';
}

/**
 * Turns the credential into connection settings.
 *
 * @throws HospitalError `client-certificate-incomplete`
 */
export function syslogTarget(credential: SyslogCredential): SyslogTarget {
	const { host, port, transport } = credential;
	const encrypted = transport === 'tls' || transport === 'relpTls';
	return encrypted ? { host, port, tls: tlsSettings(credential) } : { host, port };
}

/** PRI 13 * 8 + 6, nothing else known: what a UDP receiver is sent for a test. */
const TEST_MESSAGE = '<110>1 - - n8n-hospital - connection-test - -';

/**
 * Tests a credential; only UDP cannot be tested without sending something.
 *
 * @returns one line for n8n's dialog
 */
export async function probeReceiver(credential: SyslogCredential): Promise<string> {
	const target = syslogTarget(credential);
	switch (credential.transport) {
		case 'udp':
			await sendDatagrams(target, [Buffer.from(TEST_MESSAGE)]);
			return 'A test message was sent. UDP does not tell whether it arrived: look for it in the SIEM.';
		case 'relp':
			await probeRelp(target);
			return 'The SIEM speaks RELP and takes syslog messages. The connection is not encrypted.';
		case 'relpTls':
			await probeRelp(target);
			return 'The SIEM speaks RELP over an encrypted connection, and its certificate is trusted.';
		case 'tcp':
			await probeSyslog(target);
			return 'The SIEM accepted a connection. It is not encrypted.';
		default:
			await probeSyslog(target);
			return 'The SIEM accepted an encrypted connection, and its certificate is trusted.';
	}
}
