import { requireCount, requireHash, requireModel, requireName } from './codes';
import { filled, formField, optional, type EventForm } from './form';

export const inference: EventForm = {
	kind: 'inference',
	name: 'Inference',
	description: 'A model was asked by something other than the nodes of this package',
	fields: [
		formField('inference', {
			displayName: 'Engine',
			name: 'engine',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. vllm',
			description: 'The server software that ran the model',
		}),
		formField('inference', {
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. chest-ct:3',
			description: 'Name of the model as its server knows it',
		}),
		formField('inference', {
			displayName: 'Model Digest',
			name: 'modelDigest',
			type: 'string',
			default: '',
			description: 'SHA-256 of the model, where its server tells it',
		}),
		formField('inference', {
			displayName: 'Input SHA-256',
			name: 'inputHash',
			type: 'string',
			default: '',
			description: 'Fingerprint of what the model was given; never the text itself',
		}),
		formField('inference', {
			displayName: 'Output SHA-256',
			name: 'outputHash',
			type: 'string',
			default: '',
			description: 'Fingerprint of what the model answered; never the text itself',
		}),
		formField('inference', {
			displayName: 'Input Length (Tokens)',
			name: 'inputLength',
			type: 'string',
			default: '',
			description: 'Length of the input as the engine counted it',
		}),
		formField('inference', {
			displayName: 'Output Length (Tokens)',
			name: 'outputLength',
			type: 'string',
			default: '',
			description: 'Length of the answer as the engine counted it',
		}),
		formField('inference', {
			displayName: 'Latency (Milliseconds)',
			name: 'latencyMs',
			type: 'string',
			default: '',
			description: 'How long the model took',
		}),
	],
	async read(context) {
		return {
			inference: filled({
				engine: requireName('Engine', await context.parameter('engine')),
				model: requireModel('Model', await context.parameter('model')),
				digest: await optional(context, 'modelDigest', (value) =>
					requireHash('Model Digest', value),
				),
				inputHash: await optional(context, 'inputHash', (value) =>
					requireHash('Input SHA-256', value),
				),
				outputHash: await optional(context, 'outputHash', (value) =>
					requireHash('Output SHA-256', value),
				),
				tokensIn: await optional(context, 'inputLength', (value) =>
					requireCount('Input Length (Tokens)', value),
				),
				tokensOut: await optional(context, 'outputLength', (value) =>
					requireCount('Output Length (Tokens)', value),
				),
				latencyMs: await optional(context, 'latencyMs', (value) =>
					requireCount('Latency (Milliseconds)', value),
				),
			}),
		};
	},
};
