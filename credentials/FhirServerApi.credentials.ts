import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

const showFor = (...authentication: string[]) => ({ show: { authentication } });

/** A FHIR R4 server: the chart. Tested by the nodes that use it, which ask what it can do. */
export class FhirServerApi implements ICredentialType {
	name = 'fhirServerApi';

	displayName = 'FHIR Server API';

	icon: Icon = { light: 'file:../nodes/Fhir/fhir.svg', dark: 'file:../nodes/Fhir/fhir.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Server Address',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://ehr.hospital.example/fhir/r4',
			description:
				"Address of the electronic health record's FHIR R4 endpoint, as its documentation gives it",
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			default: 'bearer',
			description: 'How the server recognises this n8n',
			options: [
				{
					name: 'Access Token',
					value: 'bearer',
					description: 'A fixed token that the server has issued',
				},
				{ name: 'None', value: 'none', description: 'The server asks for nothing' },
				{
					name: 'OAuth2 Client Credentials',
					value: 'oauth2',
					description: 'Client ID and secret, for which the server issues tokens that expire',
				},
				{
					name: 'SMART Backend Services',
					value: 'smart',
					description:
						'A private key that never leaves this n8n; the server knows its public half. Choose this where the server offers it.',
				},
				{
					name: 'User Name and Password',
					value: 'basic',
					description: 'HTTP basic authentication',
				},
			],
		},
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('bearer'),
			description:
				'Token with which this n8n may read and write the chart (sent as a bearer token)',
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
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			displayOptions: showFor('oauth2', 'smart'),
			description: 'Name under which this n8n was registered with the server',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('oauth2'),
			description: 'Secret that the server issued for this client',
		},
		{
			displayName: 'Send Secret In',
			name: 'clientAuthentication',
			type: 'options',
			default: 'header',
			displayOptions: showFor('oauth2'),
			description: 'Where the token endpoint expects client ID and secret',
			options: [
				{
					name: 'Form',
					value: 'body',
					description: 'As fields of the request, which some documents call client_secret_post',
				},
				{
					name: 'Header',
					value: 'header',
					description: 'The usual way, which some documents call client_secret_basic',
				},
			],
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: showFor('smart'),
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description:
				'Content of the private key file that "hospital fhir keys create" made, its first and last line included (PEM). A JSON Web Key also fits.',
		},
		{
			displayName: 'Key ID',
			name: 'keyId',
			type: 'string',
			default: '',
			displayOptions: showFor('smart'),
			description:
				'Name of the key (kid), if the server gave it one of its own. Empty for the name in the public key set that "hospital fhir keys" wrote.',
		},
		{
			displayName: 'Scopes',
			name: 'scopes',
			type: 'string',
			default: '',
			displayOptions: showFor('oauth2', 'smart'),
			placeholder: 'e.g. system/Patient.rs system/Observation.rs',
			description:
				'What this n8n may do, as registered for it, separated by spaces. Ask for no more than the workflows need.',
		},
		{
			displayName: 'Token Address',
			name: 'tokenUrl',
			type: 'string',
			default: '',
			displayOptions: showFor('oauth2', 'smart'),
			placeholder: 'e.g. https://ehr.hospital.example/oauth2/token',
			description:
				'Where tokens are issued. Empty to ask the server, which only works when tokens are issued on the same host.',
		},
		...tlsFields(),
		{
			displayName: 'Other Addresses of the Server',
			name: 'knownAs',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://internal-ehr:8080/fhir',
			description:
				'Only for a server behind a proxy whose answers name an internal address, separated by commas. Nothing is sent to these addresses; they are replaced by the server address.',
		},
		{
			displayName: 'Proxy Address',
			name: 'proxyUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://proxy.hospital.example:3128',
			description:
				'Only when the server is reached through a forward proxy. The proxy must be inside the hospital or listed in HOSPITAL_EGRESS_ALLOW, and so must the server.',
		},
		{
			displayName: 'Proxy User Name',
			name: 'proxyUser',
			type: 'string',
			default: '',
			description: 'Only for a proxy that asks for one',
		},
		{
			displayName: 'Proxy Password',
			name: 'proxyPassword',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for a proxy that asks for one',
		},
	];
}
