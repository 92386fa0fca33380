import type { INodeProperties } from 'n8n-workflow';
import { resourceTypeField } from '../fields';
import { parametersField } from '../search-fields';

const shownFor = (...watch: string[]) => ({ show: { watch } });

/** What the FHIR Trigger asks for. */
export const triggerFields: INodeProperties[] = [
	resourceTypeField,
	{
		displayName: 'Watch By',
		name: 'watch',
		type: 'options',
		default: 'search',
		description:
			'How changes are noticed. Whichever you choose, none is lost and none comes twice.',
		options: [
			{
				name: 'History',
				value: 'history',
				description:
					'Every version of every record, deletions included. Not every server offers it; it knows no criteria.',
			},
			{
				name: 'Search',
				value: 'search',
				description: 'Looks for changed records at intervals. Works with most servers.',
			},
			{
				name: 'Subscription',
				value: 'subscription',
				description:
					'The server says when something changed, and a search follows at once. The server must reach the webhook address of this n8n.',
			},
		],
	},
	{
		...parametersField,
		displayName: 'Criteria',
		description:
			'Which records matter. All of them must fit; empty takes every record of the kind.',
		displayOptions: shownFor('search', 'subscription'),
	},
	{
		displayName: 'Kind of Subscription',
		name: 'subscriptionForm',
		type: 'options',
		default: 'criteria',
		displayOptions: shownFor('subscription'),
		description: 'Which form the server understands',
		options: [
			{
				name: 'Criteria (R4)',
				value: 'criteria',
				description: 'The server watches the criteria above',
			},
			{
				name: 'Topic (R5 Backport)',
				value: 'topic',
				description: 'The server has topics to which one subscribes; it counts what it sends',
			},
		],
	},
	{
		displayName: 'Topic',
		name: 'topic',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://ehr.hospital.example/topics/lab-result',
		displayOptions: { show: { watch: ['subscription'], subscriptionForm: ['topic'] } },
		description: 'Address of the topic, as the documentation of the server names it',
	},
	{
		displayName: 'Look Every (Seconds)',
		name: 'everySeconds',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 86400 },
		default: 15,
		description:
			'Pause between two looks at the server. With a subscription it counts only while the subscription does not work.',
	},
	{
		displayName: 'Start With',
		name: 'startWith',
		type: 'options',
		default: 'now',
		description: 'What the first look takes. Later it always goes on where it stopped.',
		options: [
			{ name: 'Changes From Now On', value: 'now' },
			{ name: 'Changes Since a Date', value: 'date' },
		],
	},
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { startWith: ['date'] } },
		description: 'Records that were changed at or after this moment are taken as well',
	},
	{
		displayName: 'One Start For',
		name: 'startFor',
		type: 'options',
		default: 'record',
		description: 'What one start of the workflow is about',
		options: [
			{ name: 'Each Changed Record', value: 'record' },
			{
				name: 'All Changed Records of a Patient',
				value: 'patient',
				description: 'Those that one look finds. The item carries them as a list.',
			},
		],
	},
	{
		displayName: 'Priority',
		name: 'priority',
		type: 'options',
		default: 'routine',
		description: 'Which work goes first when much is waiting',
		options: [
			{ name: 'Batch', value: 'batch' },
			{
				name: 'By the Record',
				value: 'record',
				description:
					'Urgent when the record says stat, asap or urgent, or when a result is marked critical; else routine',
			},
			{ name: 'Routine', value: 'routine' },
			{ name: 'Urgent', value: 'urgent' },
		],
	},
	{
		displayName: 'Owner',
		name: 'owner',
		type: 'string',
		default: 'Clinical informatics',
		required: true,
		description: 'Who is asked when the work cannot be finished; shown in the work list',
	},
	{
		displayName: 'Test With',
		name: 'testWith',
		type: 'options',
		default: 'newest',
		description:
			'What a test run in the editor gets. A test never moves the position of the watch.',
		options: [
			{ name: 'The Newest Record', value: 'newest' },
			{ name: 'The Next Change', value: 'next' },
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'After a Pause',
				name: 'afterPause',
				type: 'options',
				default: 'continue',
				description: 'What happens when the workflow was switched off for a while',
				options: [
					{ name: 'Catch Up on What Changed Meanwhile', value: 'continue' },
					{ name: 'Start Anew', value: 'anew' },
				],
			},
			{
				displayName: 'Check Every (Minutes)',
				name: 'checkMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1440 },
				default: 5,
				description:
					'With a subscription: how often a search makes sure that nothing was forgotten, and that the subscription still works',
			},
			{
				displayName: 'Largest Step (Records)',
				name: 'largestStep',
				type: 'number',
				typeOptions: { minValue: 100, maxValue: 100000, numberPrecision: 0 },
				default: 10000,
				description: 'A longer backlog is read in steps of this size',
			},
			{
				displayName: 'Look Back (Seconds)',
				name: 'lookBackSeconds',
				type: 'number',
				typeOptions: { minValue: 5, maxValue: 86400 },
				default: 150,
				description:
					'How much of the past each look reads again. Servers may show a record some time after the moment they stamp it with; this must be longer. What was taken already is not taken again.',
			},
			{
				displayName: 'Page Size',
				name: 'pageSize',
				type: 'number',
				typeOptions: { minValue: 10, maxValue: 1000, numberPrecision: 0 },
				default: 200,
				description: 'How many records the server is asked for at once',
			},
			{
				displayName: 'Report an Outage After (Minutes)',
				name: 'patienceMinutes',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 1440 },
				default: 15,
				description:
					'When no look has succeeded for so long, the audit ledger and the list of executions say so. Looks go on, and nothing is lost.',
			},
			{
				displayName: 'Send Parameters In',
				name: 'method',
				type: 'options',
				default: 'POST',
				description:
					'Where the criteria travel. Addresses are written to the logs of servers and proxies.',
				options: [
					{
						name: 'Address (GET)',
						value: 'GET',
						description: 'Only for servers that cannot search otherwise, and without patient data',
					},
					{ name: 'Body (POST)', value: 'POST', description: 'Keeps patient data out of logs' },
				],
			},
			{
				displayName: 'Sign of Life Every (Seconds)',
				name: 'heartbeatSeconds',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 86400, numberPrecision: 0 },
				default: 60,
				description:
					'With a topic: how often the server shall say that it is still there. Silence for twice as long makes n8n check the subscription. 0 asks for none.',
			},
		],
	},
];
