import type { INodeProperties } from 'n8n-workflow';
import { clockFields } from './clock-fields';

const shownFor = (event: string) => ({ show: { event: [event] } });

/** What the Prior Authorization Trigger asks for. */
export const triggerFields: INodeProperties[] = [
	{
		displayName: 'Start When',
		name: 'event',
		type: 'options',
		default: 'decision',
		description: 'What starts the workflow',
		options: [
			{
				name: 'A Payer Decides',
				value: 'decision',
				description:
					'The payer tells of a decision, or asks for more, on a request that was pended. It must reach the webhook address of this n8n.',
			},
			{
				name: 'Time Runs Out',
				value: 'clock',
				description:
					'Half, three quarters, nine tenths or all of the time of a payer is over, what it asked for is soon due, or an authorization soon ends',
			},
		],
	},
	{
		displayName: 'Identifiers of Your Organization',
		name: 'organizations',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 1234567893',
		displayOptions: shownFor('decision'),
		description:
			'By which the payer knows whose requests they are: the NPI or the sender number, as it stands in the packets. Several separated by commas.',
	},
	...clockFields,
	{
		displayName: 'Days Before an Authorization Ends',
		name: 'authorizationDays',
		type: 'string',
		default: '30, 7',
		displayOptions: shownFor('clock'),
		description: 'How many days before its end somebody is told. Empty: nobody is.',
	},
	{
		displayName: 'Days Before Information Is Due',
		name: 'informationDays',
		type: 'string',
		default: '3, 1',
		displayOptions: shownFor('clock'),
		description:
			'How many days before the last day on which the payer takes what it asked for somebody is told. Empty: nobody is.',
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: 'Prior authorization desk',
		required: true,
		description: 'Who is asked when the work cannot be finished; shown in the work list',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Check the Subscription Every (Minutes)',
				name: 'checkMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1440, numberPrecision: 0 },
				default: 15,
				displayOptions: { show: { '/event': ['decision'] } },
				description: 'How often it is looked whether the payer still has it, and that it works',
			},
			{
				displayName: 'Keep Ended Cases (Days)',
				name: 'keepDays',
				type: 'number',
				typeOptions: { minValue: 30, maxValue: 3660, numberPrecision: 0 },
				default: 400,
				description:
					'How long a case stays in the register after the last thing that happened to it. The monthly figures are reckoned from it.',
			},
			{
				displayName: 'Name of the Filter',
				name: 'filterName',
				type: 'options',
				default: 'orgIdentifier',
				displayOptions: { show: { '/event': ['decision'] } },
				description: 'How the payer calls the filter by organization',
				options: [
					{ name: 'Org-Identifier', value: 'org-identifier' },
					{ name: 'orgIdentifier (Guide)', value: 'orgIdentifier' },
				],
			},
			{
				displayName: 'Renew After (Days)',
				name: 'subscriptionDays',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 3660, numberPrecision: 0 },
				default: 0,
				displayOptions: { show: { '/event': ['decision'] } },
				description:
					'For how long the subscription is asked for; it is renewed two days before. 0 asks for one without an end.',
			},
			{
				displayName: 'Sign of Life Every (Seconds)',
				name: 'heartbeatSeconds',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 86400, numberPrecision: 0 },
				default: 3600,
				displayOptions: { show: { '/event': ['decision'] } },
				description: 'How often the payer shall say that it is still there. 0 asks for none.',
			},
		],
	},
];
