import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { resourceTypeField } from './fields';
import type { Operation } from '../../shared/face';

export const read: Operation = {
	value: 'read',
	name: 'Read',
	description: 'Get one record from the chart by its ID',
	action: 'Read a resource',
	fields: [
		resourceTypeField,
		{
			displayName: 'ID',
			name: 'id',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 8f3c2a',
			description: 'ID of the record on the server, the part after the last slash of its reference',
		},
	],
	async execute(context) {
		const type = await context.parameter<string>('resourceType');
		const id = await context.parameter<string>('id');
		const client = await clientOf(context);
		const resource = await audited(
			context,
			'fhir-read',
			'R',
			() => client.read(type.trim(), String(id).trim(), { signal: context.signal }),
			referencesOf,
		);
		return { add: [byResource(resource)] };
	},
};
