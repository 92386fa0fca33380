import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeProperties,
	type INodeType,
	type INodeTypeDescription,
	type ISupplyDataFunctions,
	type SupplyData,
} from 'n8n-workflow';
import { toHospitalError } from '../shared/errors';
import { asNodeError, OperationContext, purposeField } from '../shared/face';
import { honourEgressFilter } from '../shared/face/egress';
import { chatModelFor } from './actions/chat-model';
import { testCredential } from './actions/credential-test';
import { chatModelOptions, modelField } from './actions/model-fields';
import { aiNodeSdk, refuseOutsideTracing, supply } from './chat-model';
import { models } from './lists/models';

const OWN_OPTIONS: INodeProperties[] = [
	{
		displayName: 'Open Sealed Data',
		name: 'openSealed',
		type: 'boolean',
		default: false,
		description:
			"Whether sealed patient data in the prompt is opened for the model. Its answer then stands readable in n8n's database and in every later node.",
	},
	{
		displayName: 'Show Prompts in Logs',
		name: 'tracing',
		type: 'boolean',
		default: false,
		description:
			"Whether n8n's own tracing is attached. It writes every prompt and answer readable into the execution and into the log file n8nEventLog.log, whatever the workflow saves. Only for tests with made-up patients.",
	},
];

export class LocalLlmChatModel implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Local Chat Model',
		name: 'localLlmChatModel',
		icon: { light: 'file:localLlm.svg', dark: 'file:localLlm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["model"].value }}',
		description:
			"A language model of the hospital for n8n's AI Agent and chains; prompts stay out of n8n's logs",
		defaults: { name: 'Local Chat Model' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiLanguageModel],
		outputNames: ['Model'],
		credentials: [{ name: 'localLlmApi', required: true, testedBy: 'localLlm' }],
		properties: [
			{
				displayName:
					"Answers go on into n8n's own nodes, which do not seal patient data. For steps of a clinical workflow use the Local LLM node.",
				name: 'notice',
				type: 'notice',
				default: '',
			},
			modelField,
			withMembers(chatModelOptions, OWN_OPTIONS),
			purposeField,
		],
	};

	methods = { listSearch: { models }, credentialTest: { localLlm: testCredential } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		try {
			honourEgressFilter(this);
			refuseOutsideTracing();
			const items = this.getInputData(0, NodeConnectionTypes.Main);
			const context = new OperationContext(
				// It has everything that a context uses of an execution.
				this as unknown as IExecuteFunctions,
				itemIndex,
				items[itemIndex]?.json ?? {},
			);
			const sdk = aiNodeSdk();
			const { tracing } = await context.parameter<{ tracing?: boolean }>('options', {});
			const model = await chatModelFor(context, sdk);
			return { response: supply(sdk, model, tracing === true ? this : undefined) };
		} catch (error) {
			throw asNodeError(this, toHospitalError(error, 'Preparing the language model'), itemIndex);
		}
	}
}

function withMembers(collection: INodeProperties, members: INodeProperties[]): INodeProperties {
	const options = [...((collection.options ?? []) as INodeProperties[]), ...members];
	return {
		...collection,
		options: options.sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}
