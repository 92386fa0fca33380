import type { Icon, ICredentialType, IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { tlsFields } from '../nodes/shared/face/tls-fields';

const ENGINES: INodeProperties['options'] = [
	{
		name: 'Find Out',
		value: 'auto',
		description: 'Asks the server what it is',
	},
	{ name: 'Ollama', value: 'ollama' },
	{
		name: 'vLLM, llama-server or Another OpenAI-Compatible Server',
		value: 'openai',
	},
];

const withSecondServer: IDisplayOptions = { show: { secondServer: [true] } };

/**
 * One language model server inside the hospital, and a second one that takes over when the first does
 * not answer. Tested by the Local LLM node.
 */
export class LocalLlmApi implements ICredentialType {
	name = 'localLlmApi';

	displayName = 'Local LLM API';

	icon: Icon = {
		light: 'file:../nodes/LocalLlm/localLlm.svg',
		dark: 'file:../nodes/LocalLlm/localLlm.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital';

	properties: INodeProperties[] = [
		{
			displayName: 'Server Software',
			name: 'engine',
			type: 'options',
			default: 'auto',
			description: 'What runs the language model',
			options: ENGINES,
		},
		{
			displayName: 'Server Address',
			name: 'baseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gpu-server.hospital.example:11434',
			description:
				'Address of the language model server inside the hospital network, with its port. Use https unless the server runs on the same machine.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'Sent as a bearer token, when the server or the proxy in front of it asks for one',
		},
		{
			displayName: 'Requests at Once',
			name: 'slots',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 256, numberPrecision: 0 },
			default: 0,
			description:
				'How many requests the server works on at the same time; more wait here, urgent ones first. 0 takes what the server says, and 1 where it says nothing. For Ollama enter the value of OLLAMA_NUM_PARALLEL.',
		},
		{
			displayName: 'Context Window',
			name: 'contextWindow',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 10000000, numberPrecision: 0 },
			default: 0,
			placeholder: 'e.g. 16384',
			description:
				'How many tokens the model can take in and write together. 0 takes what the server says. For Ollama enter it: its own default is often 4096, and every change makes it load the model again.',
		},
		{
			displayName: 'Keep Model Loaded',
			name: 'keepAlive',
			type: 'string',
			default: '',
			placeholder: 'e.g. 30m',
			description:
				'Ollama only: how long the model stays in memory after a request, such as 30m or 24h; -1 for ever. Empty leaves it to the server.',
		},
		{
			displayName: 'Approved Models',
			name: 'approvedModels',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			placeholder: 'e.g. qwen3:8b 500a1f067a9f',
			description:
				'One per line: the name of a model, then its fingerprint (for Ollama the ID that "ollama list" shows, better all 64 digits of its digest). When anything stands here or below, no other model is used by any workflow.',
		},
		{
			displayName: 'Model Manifests',
			name: 'modelManifests',
			type: 'string',
			typeOptions: { rows: 4 },
			default: '',
			description:
				'For vLLM and llama-server, which tell no fingerprint: the content of the file that "hospital model manifest" wrote on the GPU server. Several are put one after the other.',
		},
		...tlsFields(),
		{
			displayName: 'Second Server',
			name: 'secondServer',
			type: 'boolean',
			default: false,
			description:
				'Whether another server takes over when the first one does not answer. It uses the certificates above.',
		},
		{
			displayName: 'Software of the Second Server',
			name: 'secondEngine',
			type: 'options',
			default: 'auto',
			description: 'What runs the language model there',
			options: ENGINES,
			displayOptions: withSecondServer,
		},
		{
			displayName: 'Address of the Second Server',
			name: 'secondBaseUrl',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. https://gpu-server-2.hospital.example:11434',
			description: 'Address of the second server inside the hospital network, with its port',
			displayOptions: withSecondServer,
		},
		{
			displayName: 'API Key of the Second Server',
			name: 'secondApiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Sent as a bearer token to the second server only',
			displayOptions: withSecondServer,
		},
		{
			displayName: 'Certificate Name of the Second Server',
			name: 'secondServerName',
			type: 'string',
			default: '',
			placeholder: 'e.g. gpu-server-2.hospital.example',
			description:
				"Name in the second server's certificate, when it differs from the host or address above",
			displayOptions: withSecondServer,
		},
	];
}
