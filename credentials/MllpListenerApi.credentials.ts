import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** How an HL7 listener proves who it is, and whom it lets in. Tested by the HL7 Trigger. */
export class MllpListenerApi implements ICredentialType {
	name = 'mllpListenerApi';

	displayName = 'MLLP Listener (HL7) API';

	icon: Icon = {
		light: 'file:../nodes/Hl7/hl7.svg',
		dark: 'file:../nodes/Hl7/hl7.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Certificate',
			name: 'certificate',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			required: true,
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				"Certificate that this n8n shows to senders (PEM), followed by those of intermediate authorities. Issued by the hospital's authority for the name of this server.",
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			required: true,
			placeholder: '-----BEGIN PRIVATE KEY-----',
			description: 'Private key of the certificate (PEM), without a passphrase',
		},
		{
			displayName: 'Client CA Certificate',
			name: 'clientCa',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				'Authority that signs the certificates of senders (PEM). With it, only senders that show such a certificate are let in; empty asks for none.',
		},
		{
			displayName: 'Lowest TLS Version',
			name: 'minVersion',
			type: 'options',
			default: 'TLSv1.2',
			description:
				'Oldest version of the encryption protocol that senders may use. Most systems need TLS 1.2 to be allowed.',
			options: [
				{ name: 'TLS 1.2', value: 'TLSv1.2' },
				{ name: 'TLS 1.3', value: 'TLSv1.3' },
			],
		},
	];
}
