import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** How a DICOM listener proves who it is, and whom it lets in. Tested by the DICOM Trigger. */
export class DicomListenerApi implements ICredentialType {
	name = 'dicomListenerApi';

	displayName = 'DICOM Listener API';

	icon: Icon = {
		light: 'file:../nodes/Dicom/dicom.svg',
		dark: 'file:../nodes/Dicom/dicom.dark.svg',
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
			displayName: 'Certificates by AE Title',
			name: 'pins',
			type: 'string',
			default: '',
			placeholder: 'e.g. CT1=ct1.hospital.example, PACS=pacs.hospital.example',
			description:
				"Ties a sender's AE title to its certificate, so that no other machine can call by that name: the AE title, an equals sign and the name in the certificate or its SHA-256 fingerprint, separated by commas. AE titles that are not listed may show any certificate of the client CA.",
		},
		{
			displayName: 'Lowest TLS Version',
			name: 'minVersion',
			type: 'options',
			default: 'TLSv1.2',
			description:
				'Oldest version of the encryption protocol that senders may use. Most devices need TLS 1.2 to be allowed.',
			options: [
				{ name: 'TLS 1.2', value: 'TLSv1.2' },
				{ name: 'TLS 1.3', value: 'TLSv1.3' },
			],
		},
		{
			displayName: 'User Identity',
			name: 'userIdentity',
			type: 'options',
			default: 'ignored',
			description: 'What becomes of the user name and passcode that a DICOM sender can give',
			options: [
				{
					name: 'Accepted',
					value: 'accepted',
					description:
						'A sender that gives a user name must give a listed one; one without is let in',
				},
				{ name: 'Ignored', value: 'ignored', description: 'It is not looked at' },
				{
					name: 'Required',
					value: 'required',
					description: 'Only senders that give a listed user name are let in',
				},
			],
		},
		{
			displayName: 'Users and Passcodes',
			name: 'userPasswords',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			placeholder: 'e.g. ct1:passcode-of-ct1 mr1:passcode-of-mr1',
			displayOptions: { show: { userIdentity: ['accepted', 'required'] } },
			description:
				'Each user as name, colon and passcode without spaces; several are separated by spaces or lines',
		},
		{
			displayName: 'Users Without Passcode',
			name: 'userNames',
			type: 'string',
			default: '',
			placeholder: 'e.g. us1, us2',
			displayOptions: { show: { userIdentity: ['accepted', 'required'] } },
			description:
				'User names that are let in on the name alone, separated by commas. A name proves nothing: only for senders that cannot send a passcode.',
		},
	];
}
