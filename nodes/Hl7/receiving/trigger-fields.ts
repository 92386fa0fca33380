import type { INodeProperties } from 'n8n-workflow';
import { orderFields } from './order-fields';
import { portOptions } from './port-options';

const whenWaiting = { show: { acknowledge: ['finished', 'respond'] } };

/** What the HL7 Trigger asks for. */
export const triggerFields: INodeProperties[] = [
	{
		displayName: 'Port',
		name: 'port',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 65535, numberPrecision: 0 },
		default: 2575,
		required: true,
		description: 'Port on which messages arrive. Several workflows may share a port.',
	},
	{
		displayName: 'Bind Address',
		name: 'bindAddress',
		type: 'string',
		default: '127.0.0.1',
		required: true,
		placeholder: 'e.g. 10.1.2.3',
		description:
			'Address of this server on which to listen: 127.0.0.1 for this machine only, 0.0.0.0 for every network. Allow only networks that you trust.',
	},
	{
		displayName: 'Encryption',
		name: 'encryption',
		type: 'options',
		default: 'none',
		description:
			'How messages travel to this port. Use TLS wherever the senders can. The same for all workflows of the port.',
		options: [
			{ name: 'None', value: 'none', description: 'Anyone on the network path can read them' },
			{ name: 'TLS', value: 'tls', description: 'Encrypted; the credential says who may call' },
		],
	},
	{
		displayName: 'Only These Messages',
		name: 'onlyThese',
		type: 'collection',
		placeholder: 'Add Condition',
		default: {},
		description: 'Which messages this workflow gets; a message must fit all conditions',
		options: [
			{
				displayName: 'Message Types',
				name: 'messages',
				type: 'string',
				default: '',
				placeholder: 'e.g. ORU^R01, ADT',
				description: 'Types, with or without their event, separated by commas (MSH-9)',
			},
			...(
				[
					['Receiving Applications', 'receivingApplications', 'N8N', 'MSH-5'],
					['Receiving Facilities', 'receivingFacilities', 'HOSP', 'MSH-6'],
					['Sending Applications', 'sendingApplications', 'LAB, RIS', 'MSH-3'],
					['Sending Facilities', 'sendingFacilities', 'HOSP', 'MSH-4'],
				] as const
			).map(
				([displayName, name, example, field]): INodeProperties => ({
					displayName,
					name,
					type: 'string',
					default: '',
					placeholder: `e.g. ${example}`,
					description: `Names as they stand in ${field} of the messages, separated by commas`,
				}),
			),
		],
	},
	{
		displayName: 'Acknowledge',
		name: 'acknowledge',
		type: 'options',
		default: 'stored',
		description:
			'When the sender gets its answer. In every case the message lies safely on the disk first.',
		options: [
			{
				name: 'After the Workflow',
				value: 'finished',
				description:
					'When the work item has ended: accepted for DELIVERED and NO_RESULT, an error for the others',
			},
			{ name: 'By a Respond Step', value: 'respond', description: 'With what HL7 Respond says' },
			{
				name: 'Never',
				value: 'none',
				description: 'For senders that expect no answer at all',
			},
			{
				name: 'When Stored',
				value: 'stored',
				description: 'At once. The sender can go on; what fails later is handled here.',
			},
		],
	},
	{
		displayName: 'Answer Within (Seconds)',
		name: 'answerWithin',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600 },
		default: 25,
		displayOptions: whenWaiting,
		description: 'How long the sender is kept waiting for the workflow. Less than it waits itself.',
	},
	{
		displayName: 'When the Workflow Is Late',
		name: 'whenLate',
		type: 'options',
		default: 'AE',
		displayOptions: whenWaiting,
		description:
			'What the sender is told when that time is over. The workflow goes on all the same.',
		options: [
			{ name: 'Accepted (AA)', value: 'AA', description: 'The message is stored here' },
			{
				name: 'Error (AE)',
				value: 'AE',
				description: 'The sender keeps the message and its people see it',
			},
			{
				name: 'Nothing; Close the Connection',
				value: 'close',
				description: 'Most senders send the message again; it is not handed on twice',
			},
		],
	},
	{
		displayName: 'When the Workflow Does Not Respond',
		name: 'whenUnanswered',
		type: 'options',
		default: 'AE',
		displayOptions: { show: { acknowledge: ['respond'] } },
		description:
			'What the sender is told at once when the work item has ended as DELIVERED or NO_RESULT and no Respond step has answered. Work that ended as BLOCKED or ESCALATED is always told as an error.',
		options: [
			{ name: 'Accepted (AA)', value: 'AA', description: 'The message is stored and worked on' },
			{
				name: 'Error (AE)',
				value: 'AE',
				description: 'Says that the workflow ended without an answer',
			},
		],
	},
	...orderFields,
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		default: 'routine',
		description: 'Which work goes first when much is waiting',
		options: [
			{ name: 'Batch', value: 'batch' },
			{ name: 'Routine', value: 'routine' },
			{ name: 'Urgent', value: 'urgent' },
		],
	},
	{
		displayName: 'Urgent When',
		name: 'urgentWhen',
		type: 'multiOptions',
		default: [],
		description: 'Messages that go first whatever the priority above says',
		options: [
			{
				name: 'A Result Is Critical',
				value: 'criticalResult',
				description: 'OBX-8 is HH, LL or AA',
			},
			{
				name: 'The Order Is Urgent',
				value: 'urgentOrder',
				description: 'Priority S (stat) in TQ1-9, OBR-27 or ORC-7',
			},
		],
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: 'Integration team',
		required: true,
		description: 'Who is asked when a message cannot be finished; shown in the work list',
	},
	portOptions,
];
