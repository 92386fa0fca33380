import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

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
			description:
				'Usually 6514 for TLS, 601 or 514 for plain TCP, 2514 or 20514 for RELP and 514 for UDP',
		},
		{
			displayName: 'Transport',
			name: 'transport',
			type: 'options',
			default: 'tls',
			description:
				'How events travel. With RELP the receiver confirms each event; without it, events on their way are lost when the receiver dies. Encrypt unless the receiver runs on the same machine.',
			options: [
				{
					name: 'RELP Over TLS, Encrypted',
					value: 'relpTls',
					description: 'Each event is acknowledged',
				},
				{
					name: 'RELP, Not Encrypted',
					value: 'relp',
					description: 'Each event is acknowledged',
				},
				{ name: 'TCP, Not Encrypted (RFC 6587)', value: 'tcp' },
				{ name: 'TLS, Encrypted (RFC 5425)', value: 'tls' },
				{
					name: 'UDP, Not Encrypted (RFC 5426)',
					value: 'udp',
					description: 'Nothing is ever confirmed: events can be lost unnoticed',
				},
			],
		},
		...tlsFields({ show: { transport: ['tls', 'relpTls'] } }),
	];
}
