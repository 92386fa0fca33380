import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

/** A DICOM system that is called: PACS, archive, modality. Tested by C-ECHO in the DICOM node. */
export class DicomNodeApi implements ICredentialType {
	name = 'dicomNodeApi';

	displayName = 'DICOM Node API';

	icon: Icon = {
		light: 'file:../nodes/Dicom/dicom.svg',
		dark: 'file:../nodes/Dicom/dicom.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. pacs.hospital.example',
			description: 'Name or address of the DICOM system inside the hospital network',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 104,
			required: true,
			description: 'Usually 104 or 11112, with TLS 2762',
		},
		{
			displayName: 'Called AE Title',
			name: 'calledAeTitle',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. PACS',
			description:
				'DICOM name of the other system, at most 16 characters. Capital and small letters count.',
		},
		{
			displayName: 'Calling AE Title',
			name: 'callingAeTitle',
			type: 'string',
			default: 'N8N_HOSPITAL',
			required: true,
			description:
				'DICOM name under which n8n calls. Many systems must be told this name before they answer.',
		},
		{
			displayName: 'Transport',
			name: 'transport',
			type: 'options',
			default: 'tcp',
			description: 'How images travel. Use TLS wherever the other system offers it.',
			options: [
				{ name: 'TCP, Not Encrypted', value: 'tcp' },
				{ name: 'TLS, Encrypted', value: 'tls' },
			],
		},
		...tlsFields({ show: { transport: ['tls'] } }),
	];
}
