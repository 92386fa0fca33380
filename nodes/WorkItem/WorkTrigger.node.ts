/* eslint-disable n8n-nodes-base/node-dirname-against-convention -- several nodes share this room */
import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { activating, atOnceField, sealingField } from '../shared/face';
import { queueField } from './queue/fields';
import { startTaking, takeCopy } from './queue/taking';

export class WorkTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Work Trigger',
		name: 'workTrigger',
		icon: { light: 'file:workItem.svg', dark: 'file:workItem.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["queue"] }}',
		description:
			'Starts the workflow for each piece of work in a queue. A run that fails, or is cut off, is tried again.',
		eventTriggerDescription: 'Put work into the queue with a Work Item node (operation Open)',
		activationMessage: 'The queue is being worked on.',
		defaults: { name: 'Work Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName:
					'Fill the queue with a Work Item node (operation Open) behind any other trigger, in this workflow or another one. End this workflow with a Work Item node (operation Close), so that every piece visibly ends.',
				name: 'workNotice',
				type: 'notice',
				default: '',
			},
			queueField,
			atOnceField,
			sealingField,
		],
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const start = this.getMode() === 'manual' ? takeCopy : startTaking;
		return await activating(this, async () => await start(this));
	}
}
