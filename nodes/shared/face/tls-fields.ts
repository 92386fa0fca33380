import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/**
 * The TLS fields of a credential, in the same words in all of them; nodes/shared/egress turns them
 * into settings. Credentials import this file alone: n8n loads them without the nodes.
 *
 * @param displayOptions when to show them, for a credential whose transport may be another one
 */
export function tlsFields(displayOptions?: IDisplayOptions): INodeProperties[] {
	return displayOptions === undefined
		? FIELDS
		: FIELDS.map((field) => ({ ...field, displayOptions }));
}

const FIELDS: INodeProperties[] = [
	{
		displayName: 'CA Certificate',
		name: 'caCertificate',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		description:
			"Certificate of the hospital's own authority that signed the other system's certificate (PEM). Empty for publicly trusted authorities.",
	},
	{
		displayName: 'Client Certificate',
		name: 'clientCertificate',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		default: '',
		placeholder: '-----BEGIN CERTIFICATE-----',
		description:
			'Certificate that this n8n shows (PEM), when the other system asks for one. Needs the client key.',
	},
	{
		displayName: 'Client Key',
		name: 'clientPrivateKey',
		type: 'string',
		typeOptions: { password: true, rows: 4 },
		default: '',
		placeholder: '-----BEGIN PRIVATE KEY-----',
		description: 'Private key of the client certificate (PEM), without a passphrase',
	},
	{
		displayName: 'Server Name',
		name: 'serverName',
		type: 'string',
		default: '',
		placeholder: 'e.g. server.hospital.example',
		description:
			"Name in the other system's certificate, when it differs from the host or address above",
	},
];
