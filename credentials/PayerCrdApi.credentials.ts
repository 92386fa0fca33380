import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

const showFor = (...authentication: string[]) => ({ show: { authentication } });

/**
 * A payer's service for coverage requirements (CRD, CDS Hooks). Tested by the Prior Authorization node,
 * which asks what it offers.
 */
export class PayerCrdApi implements ICredentialType {
	name = 'payerCrdApi';

	displayName = 'Payer Coverage Requirements API';

	icon: Icon = {
		light: 'file:../nodes/PriorAuth/priorAuth.svg',
		dark: 'file:../nodes/PriorAuth/priorAuth.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Service Address',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://crd.payer.example',
			description:
				"Address of the payer's coverage requirements service, as the payer gave it. With or without /cds-services at its end.",
		},
		{
			displayName: 'Payers',
			name: 'payers',
			type: 'string',
			default: '',
			placeholder: 'e.g. 12345, 67890',
			description:
				'Identifiers of the payers whom the service speaks for, separated by commas. Patients of other payers are not made known to it. Empty only when every coverage here is of this payer.',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'options',
			default: 'key',
			description: 'How the payer recognises this hospital',
			options: [
				{
					name: 'Access Token',
					value: 'token',
					description: 'A fixed token that the payer has issued',
				},
				{
					name: 'None',
					value: 'none',
					description: 'The payer asks for nothing, or for a client certificate only',
				},
				{
					name: 'Signed Token',
					value: 'key',
					description:
						'A private key that never leaves this n8n signs each question; the payer knows its public half (CDS Hooks)',
				},
			],
		},
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			displayOptions: showFor('token'),
			description: 'Sent as a bearer token',
		},
		{
			displayName: 'Issuer',
			name: 'issuer',
			type: 'string',
			default: '',
			displayOptions: showFor('key'),
			placeholder: 'e.g. https://ehr.hospital.example',
			description: 'Address under which the payer has registered this hospital (iss)',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			displayOptions: showFor('key'),
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description:
				'Content of the private key file that "hospital fhir keys create" made, its first and last line included (PEM). A JSON Web Key also fits.',
		},
		{
			displayName: 'Key ID',
			name: 'keyId',
			type: 'string',
			default: '',
			displayOptions: showFor('key'),
			description:
				'Name of the key (kid), if the payer gave it one of its own. Empty for the name in the public key set that "hospital fhir keys" wrote.',
		},
		{
			displayName: 'Key Set Address',
			name: 'keySet',
			type: 'string',
			default: '',
			displayOptions: showFor('key'),
			placeholder: 'e.g. https://ehr.hospital.example/jwks.json',
			description: 'Where the payer finds the public keys (jku). Empty when it was given them.',
		},
		{
			displayName: 'Organization at the Payer',
			name: 'tenant',
			type: 'string',
			default: '',
			displayOptions: showFor('key'),
			description: 'Only when the payer asks for it (tenant)',
		},
		...tlsFields(),
		{
			displayName: 'Proxy Address',
			name: 'proxyUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://proxy.hospital.example:3128',
			description:
				'Only when the payer is reached through a forward proxy. The proxy must be inside the hospital or listed in HOSPITAL_EGRESS_ALLOW, and so must the payer.',
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
