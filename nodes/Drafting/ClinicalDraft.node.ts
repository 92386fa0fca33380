/* eslint-disable n8n-nodes-base/node-dirname-against-convention -- several nodes share this room */
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
	sealingField,
} from '../shared/face';
import { testCredential } from './actions/credential-test';
import { draft } from './actions/draft.operation';
import { extractFacts } from './actions/extractFacts.operation';
import { models } from './actions/models';
import { render } from './actions/render.operation';
import { verify } from './actions/verify.operation';

const OPERATIONS = [draft, extractFacts, render, verify];

export class ClinicalDraft implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Clinical Draft',
		name: 'clinicalDraft',
		icon: { light: 'file:clinicalDraft.svg', dark: 'file:clinicalDraft.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Draft a clinical document from facts of the chart, check every sentence against them, and show where each comes from',
		defaults: { name: 'Clinical Draft' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		// It sends patient data to a model on another machine: an AI agent must not decide about that.
		usableAsTool: undefined,
		credentials: [
			{
				name: 'localLlmApi',
				required: true,
				testedBy: 'localLlm',
				displayOptions: { show: { operation: ['draft'], sentencesBy: ['model'] } },
			},
		],
		properties: [...operationProperties(OPERATIONS, 'extractFacts'), purposeField, sealingField],
	};

	methods = { listSearch: { models }, credentialTest: { localLlm: testCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperations(this, OPERATIONS);
	}
}
