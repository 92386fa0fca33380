import type { INodeProperties } from 'n8n-workflow';
import { locatorField } from '../lists/locator';
import { idField, resourceTypeField } from './fields';

const forForm = (...forms: string[]) => ({ show: { form: forms } });

const dates = (description: string): INodeProperties[] =>
	['Start', 'End'].map((displayName) => ({
		displayName: `${displayName} Date`,
		name: displayName.toLowerCase(),
		type: 'string',
		default: '',
		placeholder: 'e.g. 2026-01-31',
		displayOptions: forForm('everything', 'docref'),
		description: `${displayName === 'Start' ? 'First' : 'Last'} day of ${description}; no limit when empty`,
	}));

const custom: INodeProperties[] = [
	{
		displayName: 'Call It On',
		name: 'callOn',
		type: 'options',
		default: 'type',
		displayOptions: forForm('custom'),
		description: 'What the operation is about',
		options: [
			{ name: 'One Record', value: 'instance' },
			{ name: 'One Resource Type', value: 'type' },
			{ name: 'The Whole Server', value: 'system' },
		],
	},
	{
		...resourceTypeField,
		displayOptions: { show: { form: ['custom'], callOn: ['instance', 'type'] } },
	},
	{ ...idField, displayOptions: { show: { form: ['custom'], callOn: ['instance'] } } },
	{
		...locatorField({
			displayName: 'Name',
			name: 'operationName',
			method: 'operations',
			placeholder: 'e.g. $lastn',
			description: 'Operation as the server names it, with or without the dollar sign',
		}),
		displayOptions: forForm('custom'),
	},
	{
		displayName: 'Input',
		name: 'inputAs',
		type: 'options',
		default: 'parameters',
		displayOptions: forForm('custom'),
		description: 'What the operation gets',
		options: [
			{ name: 'JSON', value: 'json', description: 'A Parameters resource or another one, as JSON' },
			{ name: 'Parameters', value: 'parameters', description: 'Names and values, typed below' },
		],
	},
	{
		displayName: 'Parameters',
		name: 'operationParameters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add Parameter',
		default: {},
		displayOptions: { show: { form: ['custom'], inputAs: ['parameters'] } },
		description: 'What the operation gets, by the names that its definition gives',
		options: [
			{
				displayName: 'Parameter',
				name: 'parameter',
				values: [
					{
						displayName: 'Name',
						name: 'name',
						type: 'string',
						default: '',
						placeholder: 'e.g. url',
						description: 'Name of the parameter',
					},
					{
						displayName: 'Type',
						name: 'type',
						type: 'options',
						default: 'string',
						description: 'Type of the value, as the definition of the operation names it',
						options: [
							'boolean',
							'canonical',
							'code',
							'date',
							'dateTime',
							'decimal',
							'id',
							'instant',
							'integer',
							'string',
							'uri',
						].map((value) => ({ name: value, value })),
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						description: 'Value of the parameter',
					},
				],
			},
		],
	},
	{
		displayName: 'Input JSON',
		name: 'input',
		type: 'json',
		default: '={{ $json.resource }}',
		displayOptions: { show: { form: ['custom'], inputAs: ['json'] } },
		description: 'FHIR R4 resource that the operation gets',
	},
	{
		displayName: 'Changes the Chart',
		name: 'changesChart',
		type: 'boolean',
		default: true,
		displayOptions: forForm('custom'),
		description:
			'Whether the operation may write something. When on, it is not called in a test run.',
	},
	{
		displayName: 'One Item per Record',
		name: 'splitResult',
		type: 'boolean',
		default: false,
		displayOptions: forForm('custom'),
		description:
			'Whether the result is a search result whose records become one item each, all pages of it',
	},
];

const everything: INodeProperties[] = [
	{
		displayName: 'Of',
		name: 'everythingOf',
		type: 'options',
		default: 'Patient',
		displayOptions: forForm('everything'),
		description: 'Whose records are read',
		options: [
			{ name: 'Encounter', value: 'Encounter' },
			{ name: 'Patient', value: 'Patient' },
		],
	},
];

const document: INodeProperties = {
	displayName: 'Store It on the Server',
	name: 'persist',
	type: 'boolean',
	default: false,
	displayOptions: forForm('document'),
	description:
		'Whether the server keeps the document that it makes. Not done in a test run unless that may write.',
};

const validation: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'json',
		default: '={{ $json.resource }}',
		required: true,
		displayOptions: forForm('validate'),
		description: 'The record that the server checks, as FHIR R4 JSON',
	},
	{
		displayName: 'Profile',
		name: 'profile',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient',
		displayOptions: forForm('validate'),
		description: 'Address of a profile that the server knows; its own choice when empty',
	},
];

const documents: INodeProperties[] = [
	{
		displayName: 'Document Type',
		name: 'documentType',
		type: 'string',
		default: '',
		placeholder: 'e.g. http://loinc.org|34133-9',
		displayOptions: forForm('docref'),
		description: 'Kind of document as system|code; all kinds when empty',
	},
];

export const operationFields: INodeProperties[] = [
	{
		displayName: 'What to Call',
		name: 'form',
		type: 'options',
		default: 'everything',
		description: 'Which operation of the server is called',
		options: [
			{ name: 'Another Operation', value: 'custom' },
			{
				name: 'Check a Record',
				value: 'validate',
				description: '$validate: as far as the server checks, terminology often included',
			},
			{
				name: 'Everything About a Patient or Encounter',
				value: 'everything',
				description: '$everything: each record becomes one item',
			},
			{
				name: 'Find Documents of a Patient',
				value: 'docref',
				description: '$docref: also documents that the server makes on request',
			},
			{
				name: 'Make a Document From a Composition',
				value: 'document',
				description: '$document: one bundle with the composition and all that it refers to',
			},
		],
	},
	...everything,
	{
		...idField,
		displayOptions: forForm('everything', 'docref', 'document'),
		description:
			'ID of the patient, encounter or composition, the part after the last slash of its reference',
	},
	...dates('care that the records are about'),
	{
		displayName: 'Resource Types',
		name: 'types',
		type: 'string',
		default: '',
		placeholder: 'e.g. Condition,MedicationRequest',
		displayOptions: forForm('everything'),
		description: 'Kinds of record that are needed, with commas between them; all when empty',
	},
	...documents,
	document,
	...validation,
	...custom,
];
