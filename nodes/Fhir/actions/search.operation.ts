import type { FhirResource, SearchParameters } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { Operation } from '../../shared/face';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { resourceTypeField } from './fields';

interface Parameter {
	name: string;
	value: string;
}

interface SearchOptions {
	method?: 'POST' | 'GET';
	pageSize?: number;
}

export const search: Operation = {
	value: 'search',
	name: 'Search',
	description: 'Find records in the chart; every record found becomes one item',
	action: 'Search resources',
	fields: [
		resourceTypeField,
		{
			displayName: 'Search Parameters',
			name: 'parameters',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true },
			placeholder: 'Add Parameter',
			default: {},
			description:
				'What the records must have in common, by the names that FHIR gives to search parameters. All of them must fit.',
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
							placeholder: 'e.g. identifier',
							description:
								'Name of the search parameter, such as identifier, patient, code or status',
						},
						{
							displayName: 'Value',
							name: 'value',
							type: 'string',
							default: '',
							placeholder: 'e.g. https://hospital.example/mrn|12345',
							description: 'What to look for. Identifiers and codes are written as system|value.',
						},
					],
				},
			],
		},
		{
			displayName: 'Return All',
			name: 'returnAll',
			type: 'boolean',
			default: false,
			description: 'Whether to return all results or only up to a given limit',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 50,
			displayOptions: { show: { returnAll: [false] } },
			description: 'Max number of results to return',
		},
		{
			displayName: 'Options',
			name: 'searchOptions',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Page Size',
					name: 'pageSize',
					type: 'number',
					typeOptions: { minValue: 1, maxValue: 1000 },
					default: 100,
					description: 'How many records the server is asked for at once',
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
							description:
								'Only for servers that cannot search otherwise, and without patient data',
						},
						{ name: 'Body (POST)', value: 'POST', description: 'Keeps patient data out of logs' },
					],
				},
			],
		},
	],
	async execute(context) {
		const type = await context.parameter<string>('resourceType');
		const { parameter = [] } = await context.parameter<{ parameter?: Parameter[] }>(
			'parameters',
			{},
		);
		const all = await context.parameter<boolean>('returnAll', false);
		const limit = all ? undefined : positive(await context.parameter<unknown>('limit', 50));
		const { method, pageSize } = await context.parameter<SearchOptions>('searchOptions', {});
		const client = await clientOf(context);
		const found = await audited(
			context,
			'fhir-search',
			'R',
			() =>
				client.searchAll(
					type.trim(),
					{ ...grouped(parameter), ...(pageSize && { _count: pageSize }) },
					{
						signal: context.signal,
						...(method && { method }),
						...(limit !== undefined && { limit }),
					},
				),
			(resources) => [...new Set(resources.flatMap(referencesOf))],
		);
		return { many: found.map((resource: FhirResource) => [byResource(resource)]) };
	},
};

/** The same name twice means that both must hold; a plain object would keep only the last. */
function grouped(parameters: Parameter[]): SearchParameters {
	const groups: Record<string, string[]> = {};
	for (const { name, value } of parameters) {
		if (name.trim() !== '') (groups[name.trim()] ??= []).push(String(value));
	}
	return groups;
}

function positive(value: unknown): number {
	const count = Number(value);
	if (Number.isInteger(count) && count > 0) return count;
	throw new HospitalError('input-invalid', 'The limit is not usable', {
		nextStep: 'Enter a whole number from 1, or switch on Return All.',
	});
}
