import type { INodeProperties } from 'n8n-workflow';
import { locatorField } from '../lists/locator';
import { COMPARISONS, WITHOUT_VALUE } from '../searching/comparisons';

const parameterName = locatorField({
	displayName: 'Name',
	name: 'name',
	method: 'searchParameters',
	placeholder: 'e.g. identifier',
	description:
		'Search parameter, such as identifier, patient, code or status. The list shows those that your server has for this kind of record.',
});

/** What the records must have in common. */
export const parametersField: INodeProperties = {
	displayName: 'Search Parameters',
	name: 'parameters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Parameter',
	default: {},
	description: 'What the records must have in common. All of them must fit.',
	options: [
		{
			displayName: 'Parameter',
			name: 'parameter',
			values: [
				parameterName,
				{
					displayName: 'Comparison',
					name: 'comparison',
					type: 'options',
					default: 'is',
					description: 'How the value is compared',
					options: COMPARISONS.map(({ name, value, description }) => ({
						name,
						value,
						description,
					})),
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					displayOptions: { hide: { comparison: WITHOUT_VALUE } },
					placeholder: 'e.g. https://hospital.example/mrn|12345',
					description:
						'What to look for. Identifiers and codes are written as system|value, references as Patient/ID, several alternatives with commas between them.',
				},
			],
		},
	],
};

const pathField = (method: 'includes' | 'reverseIncludes', placeholder: string) =>
	locatorField({
		displayName: 'Path',
		name: 'path',
		method,
		placeholder,
		description: 'Kind of record and the name of the search parameter that refers to the other one',
	});

export const includesField: INodeProperties = {
	displayName: 'Include Other Records',
	name: 'includes',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Records',
	default: {},
	description:
		'Records that come along with those found, such as the patient of each report. Each becomes an item of its own; "found.as" in the item tells them apart.',
	options: [
		{
			displayName: 'Records They Refer To',
			name: 'include',
			values: [pathField('includes', 'e.g. DiagnosticReport:subject')],
		},
		{
			displayName: 'Records That Refer to Them',
			name: 'revinclude',
			values: [pathField('reverseIncludes', 'e.g. Provenance:target')],
		},
	],
};

export const sortField: INodeProperties = {
	displayName: 'Sort',
	name: 'sort',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true },
	placeholder: 'Add Sort Rule',
	default: {},
	description: 'In which order the records come, the most important rule first',
	options: [
		{
			displayName: 'Rule',
			name: 'rule',
			values: [
				locatorField({
					displayName: 'By',
					name: 'name',
					method: 'searchParameters',
					placeholder: 'e.g. date',
					description: 'Search parameter whose value decides',
				}),
				{
					displayName: 'Direction',
					name: 'direction',
					type: 'options',
					default: 'asc',
					options: [
						{ name: 'Ascending (Oldest First)', value: 'asc' },
						{ name: 'Descending (Newest First)', value: 'desc' },
					],
				},
			],
		},
	],
};

export const searchOptionsField: INodeProperties = {
	displayName: 'Options',
	name: 'searchOptions',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Elements',
			name: 'elements',
			type: 'string',
			default: '',
			placeholder: 'e.g. status,code,subject',
			description:
				'Names of the elements that are needed, with commas between them, so that no more is read than that; the one that says whose record it is comes along. A record read in part cannot be written back.',
		},
		{
			displayName: 'If Fewer Come Than the Server Counts',
			name: 'incomplete',
			type: 'options',
			default: 'fail',
			description:
				'What happens when the server says how many records match and gives fewer, without further pages',
			options: [
				{
					name: 'Fail the Item',
					value: 'fail',
					description: 'A result from which records are missing never looks whole',
				},
				{
					name: 'Go On',
					value: 'continue',
					description: 'Only for servers that are known to count what they do not give',
				},
			],
		},
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1000 },
			default: 100,
			description: 'How many records the server is asked for at once',
		},
		{
			displayName: 'Paging Limit',
			name: 'maxPages',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100000 },
			default: 1000,
			description: 'More pages than this are an error, so that a cut result never looks whole',
		},
		{
			displayName: 'Send Parameters In',
			name: 'method',
			type: 'options',
			default: 'POST',
			description:
				'Where the search parameters travel. Addresses are written to the logs of servers and proxies.',
			options: [
				{
					name: 'Address (GET)',
					value: 'GET',
					description: 'Only for servers that cannot search otherwise, and without patient data',
				},
				{ name: 'Body (POST)', value: 'POST', description: 'Keeps patient data out of logs' },
			],
		},
	],
};
