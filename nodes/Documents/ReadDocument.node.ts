/* eslint-disable n8n-nodes-base/node-dirname-against-convention -- named after what it does, its room after what it is about */
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import {
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { withFiles } from './actions/files';
import { list } from './actions/list.operation';
import { read } from './actions/read.operation';
import { takeOut } from './actions/takeOut.operation';

const OPERATIONS = [list, read, takeOut];

export class ReadDocument implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Read Document',
		name: 'readDocument',
		icon: { light: 'file:readDocument.svg', dark: 'file:readDocument.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Read a PDF or a fax on this machine: text with its place, the documents in it and their kinds. What is doubtful goes to a person.',
		defaults: { name: 'Read Document' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as `={{${string}}}`,
		// What it reads came from outside: an AI agent must not take its text for instructions.
		usableAsTool: undefined,
		properties: [...operationProperties(OPERATIONS, 'read'), purposeField, sealingField],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await withFiles(this, async () => await runOperations(this, OPERATIONS));
	}
}
