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
	purposeField,
	runOperations,
} from '../shared/face';
import { close } from './actions/close.operation';
import { list } from './actions/list.operation';
import { open } from './actions/open.operation';
import { tryAgain } from './actions/tryAgain.operation';
import { unseal } from './actions/unseal.operation';

const OPERATIONS = [close, list, open, tryAgain, unseal];

export class WorkItem implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Work Item',
		name: 'workItem',
		icon: { light: 'file:workItem.svg', dark: 'file:workItem.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Put work into a queue, end a piece of work in a visible state, give an attempt up, list what is open, or open sealed values',
		defaults: { name: 'Work Item' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: undefined,
		properties: [...operationProperties(OPERATIONS, 'close'), purposeField],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
