import type { INodeProperties } from 'n8n-workflow';
import { onceFields } from './once-fields';
import { overwriteField } from './target';

/** Shows a field for one kind of entry, beside what the field itself asks for. */
const forAction = (field: INodeProperties, ...actions: string[]): INodeProperties => ({
	...field,
	displayOptions: { show: { ...field.displayOptions?.show, entryAction: actions } },
});

export const addToBundleFields: INodeProperties[] = [
	{
		displayName: 'Write Them',
		name: 'together',
		type: 'options',
		default: 'transaction',
		noDataExpression: true,
		description: 'What happens to the other items when one is refused',
		options: [
			{
				name: 'All or None',
				value: 'transaction',
				description: 'One transaction: when the server refuses one record, none is written',
			},
			{
				name: 'Each for Itself',
				value: 'batch',
				description: 'One batch: only the item whose record is refused fails',
			},
		],
	},
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'json',
		default: '={{ $json.resource }}',
		required: true,
		description: 'The record of this item as FHIR R4 JSON, with its resourceType',
	},
	{
		displayName: 'Do',
		name: 'entryAction',
		type: 'options',
		default: 'create',
		description: 'What is done with the record',
		options: [
			{ name: 'Create', value: 'create', description: 'Adds it to the chart' },
			{ name: 'Delete', value: 'delete', description: 'Deletes the record with its ID' },
			{ name: 'Update', value: 'update', description: 'Replaces the record with its ID' },
		],
	},
	...onceFields.map((field) => forAction(field, 'create')),
	forAction(overwriteField, 'update', 'delete'),
	forAction(
		{
			displayName: 'Temporary Name',
			name: 'fullUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
			description:
				'By which records of other items in the same bundle refer to this one before it has an ID',
		},
		'create',
		'update',
	),
];
