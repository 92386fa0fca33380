import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** A syslog receiver of the SIEM. Tested by the SIEM Audit node, which opens the connection. */
export class SyslogApi implements ICredentialType {
	name = 'syslogApi';

	displayName = 'Syslog (SIEM) API';

	icon: Icon = {
		light: 'file:../nodes/Audit/audit.svg',
		dark: 'file:../nodes/Audit/audit.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. siem.hospital.example',
			description: 'Name or address of the syslog receiver inside the hospital network',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 6514,
			required: true,
			description: 'Usually 6514 for TLS and 601 or 514 for plain TCP',
		},
		{
			displayName: 'Transport',
			name: 'transport',
			type: 'options',
			default: 'tls',
			description: 'How events travel. Use TLS unless the receiver runs on the same machine.',
			options: [
				{ name: 'TCP, Not Encrypted (RFC 6587)', value: 'tcp' },
				{ name: 'TLS, Encrypted (RFC 5425)', value: 'tls' },
			],
		},
		{
			displayName: 'CA Certificate',
			name: 'caCertificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				"Certificate of the hospital's own authority that signed the receiver's certificate (PEM). Empty for publicly trusted authorities.",
			displayOptions: { show: { transport: ['tls'] } },
		},
		{
			displayName: 'Client Certificate',
			name: 'clientCertificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description: 'Certificate that this n8n shows to the receiver (PEM), when it asks for one',
			displayOptions: { show: { transport: ['tls'] } },
		},
		{
			displayName: 'Client Key',
			name: 'clientPrivateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			description: 'Private key of the client certificate (PEM)',
			displayOptions: { show: { transport: ['tls'] } },
		},
		{
			displayName: 'Server Name',
			name: 'serverName',
			type: 'string',
			default: '',
			placeholder: 'e.g. siem.hospital.example',
			description: "Name in the receiver's certificate, when it differs from the host",
			displayOptions: { show: { transport: ['tls'] } },
		},
	];
}
