import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

/** HTTP Event Collector of Splunk. Tested by the SIEM Audit node, which shows it the token. */
export class SplunkHecApi implements ICredentialType {
	name = 'splunkHecApi';

	displayName = 'Splunk HTTP Event Collector (SIEM) API';

	icon: Icon = {
		light: 'file:../nodes/Audit/audit.svg',
		dark: 'file:../nodes/Audit/audit.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Server Address',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://splunk.hospital.example:8088',
			description: 'Address of the HTTP Event Collector, without /services/collector',
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'e.g. 00000000-0000-0000-0000-000000000000',
			description:
				'Token of the collector. Switch on "Enable indexer acknowledgment" for it in Splunk, so that events count as delivered only when they are indexed.',
		},
		...tlsFields(),
	];
}
