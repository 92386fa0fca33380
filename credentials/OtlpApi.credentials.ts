import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

const showFor = (...authentication: string[]) => ({ show: { authentication } });

/** A receiver of OpenTelemetry logs. Tested by the SIEM Audit node, which sends it an empty request. */
export class OtlpApi implements ICredentialType {
	name = 'otlpApi';

	displayName = 'OpenTelemetry Logs (SIEM) API';

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
			placeholder: 'e.g. https://otel.hospital.example:4318',
			description: 'Address of the OTLP receiver over HTTP, without /v1/logs',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			default: 'none',
			description: 'How the receiver recognises this n8n',
			options: [
				{ name: 'Bearer Token', value: 'bearer', description: 'A token that the receiver knows' },
				{ name: 'Header', value: 'header', description: 'A header of its own with a secret' },
				{ name: 'None', value: 'none', description: 'The receiver asks for nothing' },
				{
					name: 'User Name and Password',
					value: 'basic',
					description: 'HTTP basic authentication',
				},
			],
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
			displayName: 'Header Name',
			name: 'headerName',
			type: 'string',
			default: '',
			displayOptions: showFor('header'),
			placeholder: 'e.g. x-api-key',
			description: 'Name of the header that the receiver asks for',
		},
		{
			displayName: 'Header Value',
			name: 'headerSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('header'),
			description: 'The secret in that header',
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
