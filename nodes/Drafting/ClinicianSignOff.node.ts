/* eslint-disable n8n-nodes-base/node-dirname-against-convention -- several nodes share this room */
import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import {
	auditAgent,
	operationProperties,
	operationSubtitle,
	outputsExpression,
	purposeField,
	runOperations,
	sealingField,
} from '../shared/face';
import { chartChanged } from './actions/sign-off/chart-changed.operation';
import { createLink } from './actions/sign-off/create-link.operation';
import { reviewOperation } from './actions/sign-off/review.operation';
import { serveReview } from './actions/sign-off/serve-review';

const OPERATIONS = [reviewOperation(), createLink, chartChanged];

/** n8n puts the id of the node between the execution and its own signature. */
const PATH = '={{ $nodeId }}';

// eslint-disable-next-line @n8n/community-nodes/webhook-lifecycle-complete -- n8n's own pages of paused executions; nobody else has to be told of them
export class ClinicianSignOff implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Clinician Sign-Off',
		name: 'clinicianSignOff',
		icon: { light: 'file:signOff.svg', dark: 'file:signOff.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: operationSubtitle(OPERATIONS),
		description:
			'Have a clinician read a draft beside its sources and approve, change or reject it. Nothing goes on unsigned.',
		defaults: { name: 'Clinician Sign-Off' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsExpression(OPERATIONS) as INodeTypeDescription['outputs'],
		usableAsTool: undefined,
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				responseData: '',
				path: PATH,
				restartWebhook: true,
				isFullPath: true,
			},
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: '',
				path: PATH,
				restartWebhook: true,
				isFullPath: true,
			},
		],
		properties: [...operationProperties(OPERATIONS, 'review'), purposeField, sealingField],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		let until: Date | undefined;
		const here = () => ({
			resumeUrl: this.evaluateExpression('{{ $execution.resumeUrl }}', 0),
			nodeId: this.getNode().id,
			nodeType: this.getNode().type,
			workflowVersion: auditAgent(this).workflowVersion,
			pause: (end: Date) => {
				until = end;
			},
		});
		if (items.length > 1 && this.getNodeParameter('operation', 0) === 'review') {
			throw new NodeOperationError(this.getNode(), 'One execution can ask for one signature only', {
				description:
					'Several items came in. Let each document have its own piece of work, as the templates do.',
			});
		}
		const results = await runOperations(this, [reviewOperation(here), createLink, chartChanged]);
		if (until !== undefined) {
			// What n8n keeps while it waits is what it sends on when the time is over.
			items[0].json = results[0][0].json;
			await this.putExecutionToWait(until);
		}
		return results;
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await serveReview(this);
	}
}
