import type { MllpOptions } from '../../clients/mllp';
import { tlsSettings, type TlsCredential } from '../../shared/egress';
import { HospitalError } from '../../shared/errors';

/** The MLLP credential, as n8n stores it. */
export interface MllpCredential extends TlsCredential {
	host?: string;
	port?: number | string;
	encryption?: 'none' | 'tls';
}

/**
 * Where messages go.
 *
 * @throws HospitalError `field-invalid`, `client-certificate-incomplete`
 */
export function mllpTarget(credential: MllpCredential): Pick<MllpOptions, 'host' | 'port' | 'tls'> {
	const host = String(credential.host ?? '').trim();
	if (host === '' || /[\s/]/.test(host)) {
		refuse('Host', 'Enter the name or address of the receiver, such as lab.hospital.example.');
	}
	const port = Number(credential.port);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		refuse('Port', 'Enter a whole number from 1 to 65535, such as 2575.');
	}
	const { encryption = 'none' } = credential;
	if (encryption !== 'none' && encryption !== 'tls') refuse('Encryption', 'Choose None or TLS.');
	return { host, port, ...(encryption === 'tls' && { tls: tlsSettings(credential) }) };
}

function refuse(field: string, nextStep: string): never {
	throw new HospitalError(
		'field-invalid',
		`The field "${field}" of the MLLP credential cannot be used`,
		{ nextStep },
	);
}
