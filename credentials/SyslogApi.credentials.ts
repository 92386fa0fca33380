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
		...tlsFields({ show: { transport: ['tls'] } }),
	];
}
