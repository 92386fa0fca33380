import type { INodeProperties } from 'n8n-workflow';

/** How a record that is already there is recognised; read by `onceCondition`. */
export const onceFields: INodeProperties[] = [
	{
		displayName: 'Write Only Once',
		name: 'onceRule',
		type: 'options',
		default: 'identifier',
		description:
			'How the server recognises that the record is already there. A workflow that runs again must not write it twice.',
		options: [
			{
				name: 'By Identifier',
				value: 'identifier',
				description: 'By the first identifier in the record, which must have a system and a value',
			},
			{ name: 'By Search', value: 'search', description: 'By a search of your own' },
			{
				name: 'Never (Always Write)',
				value: 'never',
				description:
					'A repeated run writes the record again, and a failed write is not tried again',
			},
		],
	},
	{
		displayName: 'Search',
		name: 'onceSearch',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. identifier=https://hospital.example/documents|A-17',
		displayOptions: { show: { onceRule: ['search'] } },
		description: 'When this search finds one record, nothing is written',
	},
];
