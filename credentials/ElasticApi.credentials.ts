import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

const showFor = (...authentication: string[]) => ({ show: { authentication } });

/** Elasticsearch or OpenSearch of the SIEM. Tested by the SIEM Audit node, which asks for its version. */
export class ElasticApi implements ICredentialType {
	name = 'elasticApi';

	displayName = 'Elasticsearch or OpenSearch (SIEM) API';

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
			placeholder: 'e.g. https://elastic.hospital.example:9200',
			description: 'Address of the cluster inside the hospital network',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			default: 'apiKey',
			description:
				'How the cluster recognises this n8n. The right to create documents in one index is enough.',
			options: [
				{
					name: 'API Key',
					value: 'apiKey',
					description: 'A key that Elasticsearch has issued',
				},
				{
					name: 'Bearer Token',
					value: 'bearer',
					description: 'A token of the cluster or of a proxy in front of it',
				},
				{ name: 'None', value: 'none', description: 'The cluster asks for nothing' },
				{
					name: 'User Name and Password',
					value: 'basic',
					description: 'HTTP basic authentication',
				},
			],
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('apiKey'),
			description: 'The key in its encoded form, as Kibana shows it (base64)',
		},
		{
			displayName: 'Bearer Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('bearer'),
			description: 'Sent with every request',
		},
		{
			displayName: 'User Name',
			name: 'user',
			type: 'string',
			default: '',
			displayOptions: showFor('basic'),
			description: 'Name of the technical user for this n8n',
		},
		{
			displayName: 'Password',
			name: 'password',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('basic'),
			description: 'Password of the technical user',
		},
		...tlsFields(),
	];
}
