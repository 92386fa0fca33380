import type { INodeProperties } from 'n8n-workflow';

export interface RequirementOptions {
	hook?: string;
	service?: string;
	seconds?: number;
	place?: string;
	fewer?: string[];
}

const kind = (name: string, value: string) => ({ name, value });

export const requirementFields: INodeProperties[] = [
	{
		displayName: 'Ask',
		name: 'requirementSource',
		type: 'options',
		default: 'payer',
		description: 'Who says whether prior authorization is needed',
		options: [
			{
				name: 'Payer, Then Table',
				value: 'payer',
				description:
					"The payer's service for coverage requirements; the table when it does not answer",
			},
			{
				name: 'Table Only',
				value: 'table',
				description: 'Nothing leaves the hospital',
			},
		],
	},
	{
		displayName: 'Table of This Site',
		name: 'requirementTable',
		type: 'string',
		default: '',
		placeholder: 'e.g. payer-rules',
		description:
			'Name of the table in the folder prior-auth of the data directory, without the ending of the file: which codes need authorization at which payer. A code that is not in it goes to a person.',
	},
	{
		displayName: 'Options',
		name: 'requirementOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'How the payer is asked',
		options: [
			{
				displayName: 'Moment of the Question',
				name: 'hook',
				type: 'options',
				default: 'order-sign',
				description: 'What the payer is told about the state of the order',
				options: [
					{
						name: 'Order Is Being Chosen',
						value: 'order-select',
						description: 'Some payers give no full answer yet (order-select)',
					},
					{
						name: 'Order Is Complete',
						value: 'order-sign',
						description: 'The payer has to answer (order-sign)',
					},
				],
			},
			{
				displayName: 'Place of the Service',
				name: 'place',
				type: 'string',
				default: '',
				placeholder: 'e.g. 11',
				description:
					'Two digits of the CMS list, for rules of the table; used before the place that the order names',
			},
			{
				displayName: 'Service of the Payer',
				name: 'service',
				type: 'string',
				default: '',
				placeholder: 'e.g. order-sign-crd',
				description:
					'Only for a payer that offers several for the same moment: the one to ask, by its ID',
			},
			{
				displayName: 'Time Limit',
				name: 'seconds',
				type: 'number',
				default: 10,
				typeOptions: { minValue: 1, maxValue: 60 },
				description:
					'Seconds after which the payer is late and the table answers. Payers have to answer within 5, or 10 for complete orders.',
			},
			{
				displayName: 'Withhold',
				name: 'fewer',
				type: 'multiOptions',
				default: [],
				description:
					'Kinds of records that do not go to the payer although it asks for them. Without them it may refuse to answer.',
				options: [
					kind('Devices', 'Device'),
					kind('Encounter', 'Encounter'),
					kind('Medications', 'Medication'),
					kind('Places', 'Location'),
					kind('Practitioners', 'Practitioner'),
					kind('Roles of Practitioners', 'PractitionerRole'),
				],
			},
		],
	},
];
