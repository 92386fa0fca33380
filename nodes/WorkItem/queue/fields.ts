import type { INodeProperties } from 'n8n-workflow';

/** Field that names a queue, for whoever opens work and for whoever takes it. */
export const queueField: INodeProperties = {
	displayName: 'Queue',
	name: 'queue',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. discharge-predraft',
	description:
		'Name of the queue, in small letters, digits and hyphens. A Work Item node with the operation Open puts work into it, and one Work Trigger with the same name takes it out.',
};
