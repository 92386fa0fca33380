import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

/** A KServe v2 inference server. Tested by the MONAI Inference node, which asks for its metadata. */
export class InferenceServerApi implements ICredentialType {
	name = 'inferenceServerApi';

	displayName = 'Inference Server API';

	icon: Icon = {
		light: 'file:../nodes/Monai/monai.svg',
		dark: 'file:../nodes/Monai/monai.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Server Address',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gpu-server.hospital.example:8000',
			description:
				'Address of the inference server inside the hospital network, with its port. Use https unless the server runs on the same machine.',
		},
		{
			displayName: 'Access Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Sent as a bearer token, when the server or the proxy in front of it asks for one',
		},
		...tlsFields(),
	];
}
