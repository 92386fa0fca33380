import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	OperationContext,
	operationProperties,
	operationSubtitle,
	purposeField,
	runOperations,
	sealingField,
	type Operation,
} from '../shared/face';
import { answer, type LlmOperation } from './actions/answering';
import { Batch } from './actions/batch';
import { chat } from './actions/chat.operation';
import { testCredential } from './actions/credential-test';
import { embed } from './actions/embed.operation';
import { extract } from './actions/extract.operation';
import { structured } from './actions/structured.operation';
import { itemsAtOnce, type RawOptions } from './asking';
import { models } from './lists/models';

const OPERATIONS = [chat, embed, extract, structured];
const OUTPUTS = ['Result', 'No Result'];

export class LocalLlm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Local LLM',
		name: 'localLlm',
		icon: { light: 'file:localLlm.svg', dark: 'file:localLlm.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS.map((operation) => described(operation))),
		description:
			'Ask a language model on a server of the hospital (Ollama, vLLM, llama-server) and check its answer',
		defaults: { name: 'Local LLM' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: OUTPUTS,
		// It sends patient data to another machine: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [{ name: 'localLlmApi', required: true, testedBy: 'localLlm' }],
		properties: [
			...operationProperties(
				OPERATIONS.map((operation) => described(operation)),
				chat.value,
			),
			purposeField,
			sealingField,
		],
	};

	methods = { listSearch: { models }, credentialTest: { localLlm: testCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const batch = new Batch(
			this.getInputData().map(({ json }, index) => new OperationContext(this, index, json)),
		);
		try {
			return await runOperations(
				this,
				OPERATIONS.map((operation) => described(operation, batched(this, batch, operation))),
			);
		} finally {
			batch.stop();
		}
	}
}

const notRun: Operation['execute'] = () => Promise.reject(new Error('only described'));

/** An operation as the face knows it. */
function described(
	{ value, name, description, action, fields }: LlmOperation,
	execute: Operation['execute'] = notRun,
): Operation {
	return { value, name, description, action, fields, outputs: OUTPUTS, execute };
}

/** All items together, each by itself. */
function batched(
	functions: IExecuteFunctions,
	batch: Batch,
	operation: LlmOperation,
): Operation['execute'] {
	return async (current) => {
		const atOnce = itemsAtOnce(await current.parameter<RawOptions>('options', {}));
		return await batch.outcome(
			current.itemIndex,
			async (context, signal) =>
				await answer(operation, context, {
					signal,
					file: async (field) =>
						await functions.helpers.getBinaryDataBuffer(context.itemIndex, field),
				}),
			atOnce,
		);
	};
}
