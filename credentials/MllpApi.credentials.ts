import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

/** A system that takes HL7 v2 messages over MLLP. Tested by the HL7 node, which opens a connection. */
export class MllpApi implements ICredentialType {
	name = 'mllpApi';

	displayName = 'MLLP (HL7) API';

	icon: Icon = {
		light: 'file:../nodes/Hl7/hl7.svg',
		dark: 'file:../nodes/Hl7/hl7.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. lab.hospital.example',
			description: 'Name or address of the system inside the hospital network',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			default: 2575,
			required: true,
			description: 'Port on which that system takes HL7 messages; often 2575 or 6661',
		},
		{
			displayName: 'Encryption',
			name: 'encryption',
			type: 'options',
			default: 'none',
			description:
				'How messages travel. Use TLS wherever the other system can: without it, everybody on the network path can read them.',
			options: [
				{ name: 'None', value: 'none' },
				{ name: 'TLS', value: 'tls' },
			],
		},
		...tlsFields({ show: { encryption: ['tls'] } }),
	];
}
