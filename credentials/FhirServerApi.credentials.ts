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
	];
}
