import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

/** The hospital's own sign-in (OpenID Connect). Tested by the Sign-Off Desk, which reads what it can do. */
export class OidcProviderApi implements ICredentialType {
	name = 'oidcProviderApi';

	displayName = 'OpenID Connect Provider API';

	icon: Icon = {
		light: 'file:../nodes/Drafting/signOff.svg',
		dark: 'file:../nodes/Drafting/signOff.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Issuer Address',
			name: 'issuer',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://login.hospital.example/realms/hospital',
			description:
				'Address of the identity provider inside the hospital, as its documentation gives it (issuer)',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Name under which the desk was registered with the identity provider',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Secret that was given out for it. Empty for a public client.',
		},
		{
			displayName: 'Scopes',
			name: 'scopes',
			type: 'string',
			default: 'openid profile email groups',
			description:
				'What is asked of the identity provider, separated by spaces: it has to include what gives the groups',
		},
		{
			displayName: 'Groups Claim',
			name: 'groupsClaim',
			type: 'string',
			default: 'groups',
			placeholder: 'e.g. realm_access.roles',
			description: "Where the person's groups stand in what the identity provider tells",
		},
		{
			displayName: 'Practitioner Claim',
			name: 'practitionerClaim',
			type: 'string',
			default: 'fhirUser',
			description:
				'Where the identity provider tells which Practitioner in the record the person is. When it does not, the signature in the record needs another way to find the practitioner.',
		},
		...tlsFields(),
	];
}
