import type { INodeProperties } from 'n8n-workflow';

const inBatches = { show: { handOn: ['batches'] } };

/** How messages become work: one by one or gathered, in any order or in theirs. */
export const orderFields: INodeProperties[] = [
	{
		displayName: 'Hand On',
		name: 'handOn',
		type: 'options',
		default: 'each',
		description: 'How many messages start the workflow once',
		options: [
			{
				name: 'Each Message',
				value: 'each',
				description: 'One item with the message under "hl7"',
			},
			{
				name: 'Messages Gathered',
				value: 'batches',
				description:
					'One item with several messages of one sender, in their order, under "hl7Batch". HL7 Split Messages makes one item of each. For many small messages; acknowledged when stored, or never.',
			},
		],
	},
	{
		displayName: 'Most Messages Gathered',
		name: 'batchMost',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10000, numberPrecision: 0 },
		default: 100,
		displayOptions: inBatches,
		description: 'The workflow starts when so many have come',
	},
	{
		displayName: 'Gather for (Seconds)',
		name: 'batchSeconds',
		type: 'number',
		typeOptions: { minValue: 0.1, maxValue: 3600 },
		default: 5,
		displayOptions: inBatches,
		description: 'The workflow starts at the latest so long after the first message',
	},
	{
		displayName: 'Strict Order',
		name: 'strictOrder',
		type: 'boolean',
		default: false,
		description:
			'Whether the next message of a sender waits until the work on the one before it has ended. Needed where a later message changes what an earlier one said; a message that needs a person then holds up those behind it until its work item has ended.',
	},
];
