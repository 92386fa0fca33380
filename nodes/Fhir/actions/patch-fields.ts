import type { INodeProperties } from 'n8n-workflow';

const valueFields: INodeProperties[] = [
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		description: 'The new value, or for a Check the one that must be there',
	},
];

const jsonChanges: INodeProperties = {
	displayName: 'Changes',
	name: 'changes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Change',
	default: {},
	displayOptions: { show: { patchForm: ['json'] } },
	description:
		'What is changed, in this order: all of it, or nothing when one change is not possible',
	options: [
		{
			displayName: 'Change',
			name: 'change',
			values: [
				{
					displayName: 'Do',
					name: 'op',
					type: 'options',
					default: 'replace',
					options: [
						{ name: 'Add', value: 'add', description: 'Adds the value at the path' },
						{
							name: 'Check (Test)',
							value: 'test',
							description: 'Changes nothing: refuses the whole patch when another value is there',
						},
						{ name: 'Copy', value: 'copy', description: 'Copies what stands at another path' },
						{ name: 'Move', value: 'move', description: 'Moves what stands at another path' },
						{ name: 'Remove', value: 'remove', description: 'Removes what stands at the path' },
						{ name: 'Replace', value: 'replace', description: 'Replaces what stands at the path' },
					],
				},
				{
					displayName: 'From',
					name: 'from',
					type: 'string',
					default: '',
					placeholder: 'e.g. /name/0',
					displayOptions: { show: { op: ['copy', 'move'] } },
					description: 'Path where it stands now',
				},
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: 'e.g. /status or /name/0/family',
					description:
						'Where in the record, as JSON Pointer: names and positions from 0 with slashes; a hyphen at the end of a list adds to it',
				},
				{
					displayName: 'Value Is',
					name: 'kind',
					type: 'options',
					default: 'text',
					displayOptions: { show: { op: ['add', 'replace', 'test'] } },
					options: [
						{
							name: 'JSON',
							value: 'json',
							description: 'A whole element, such as {"text": "..."}',
						},
						{ name: 'Number', value: 'number' },
						{ name: 'Text, Code or Date', value: 'text' },
						{ name: 'True or False', value: 'boolean' },
					],
				},
				...valueFields.map((field) => ({
					...field,
					displayOptions: { show: { op: ['add', 'replace', 'test'] } },
				})),
			],
		},
	],
};

/** Types that a value of a FHIRPath Patch may be chosen to have. */
const TYPES = [
	'Address',
	'Annotation',
	'boolean',
	'code',
	'CodeableConcept',
	'Coding',
	'ContactPoint',
	'date',
	'dateTime',
	'decimal',
	'Extension',
	'HumanName',
	'Identifier',
	'instant',
	'integer',
	'Period',
	'Quantity',
	'Reference',
	'string',
	'uri',
];

const pathChanges: INodeProperties = {
	displayName: 'Changes',
	name: 'pathChanges',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Change',
	default: {},
	displayOptions: { show: { patchForm: ['fhirpath'] } },
	description:
		'What is changed, in this order: all of it, or nothing when one change is not possible',
	options: [
		{
			displayName: 'Change',
			name: 'change',
			values: [
				{
					displayName: 'Do',
					name: 'type',
					type: 'options',
					default: 'replace',
					options: [
						{ name: 'Add', value: 'add', description: 'Adds an element below the path' },
						{ name: 'Delete', value: 'delete', description: 'Deletes the one element at the path' },
						{ name: 'Insert', value: 'insert', description: 'Inserts into the list at the path' },
						{ name: 'Move', value: 'move', description: 'Moves within the list at the path' },
						{ name: 'Replace', value: 'replace', description: 'Replaces the element at the path' },
					],
				},
				{
					displayName: 'Element Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. birthDate',
					displayOptions: { show: { type: ['add'] } },
					description: 'Name of the element that is added',
				},
				{
					displayName: 'From Position',
					name: 'source',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					displayOptions: { show: { type: ['move'] } },
					description: 'Position in the list, from 0',
				},
				{
					displayName: 'Path',
					name: 'path',
					type: 'string',
					default: '',
					placeholder: "e.g. Patient.telecom.where(system = 'email')",
					description: 'Where in the record, as FHIRPath; it must find exactly one place',
				},
				{
					displayName: 'Position',
					name: 'index',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					displayOptions: { show: { type: ['insert'] } },
					description: 'Position in the list, from 0',
				},
				{
					displayName: 'To Position',
					name: 'destination',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					displayOptions: { show: { type: ['move'] } },
					description: 'Position in the list, from 0',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					displayOptions: { show: { type: ['add', 'insert', 'replace'] } },
					description: 'The new value; types with a capital letter are written as JSON',
				},
				{
					displayName: 'Value Type',
					name: 'valueType',
					type: 'options',
					default: 'string',
					displayOptions: { show: { type: ['add', 'insert', 'replace'] } },
					description: 'Type of the value, as FHIR names it',
					options: TYPES.map((value) => ({ name: value, value })),
				},
			],
		},
	],
};

/** In which form the changes are given. */
export const patchFields: INodeProperties[] = [
	{
		displayName: 'Form of the Changes',
		name: 'patchForm',
		type: 'options',
		default: 'json',
		description:
			'Servers support one or both; the connection test and the documentation of yours tell',
		options: [
			{
				name: 'By FHIRPath',
				value: 'fhirpath',
				description: 'FHIRPath Patch: finds elements by what they hold',
			},
			{
				name: 'By Position',
				value: 'json',
				description: 'JSON Patch: names elements by their place; can check what is there before',
			},
			{
				name: 'Own Patch',
				value: 'custom',
				description: 'A JSON Patch, or a Parameters resource for FHIRPath Patch, as JSON',
			},
		],
	},
	jsonChanges,
	pathChanges,
	{
		displayName: 'Patch',
		name: 'patch',
		type: 'json',
		default: '={{ $json.patch }}',
		required: true,
		displayOptions: { show: { patchForm: ['custom'] } },
		description: 'List of JSON Patch operations, or a Parameters resource',
	},
];
