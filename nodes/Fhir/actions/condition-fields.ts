import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { OperationContext } from '../../shared/face';
import { partsOfLines, searchText, type Part, type ValueLine } from '../writing/condition';

/** The two ways of giving the search of a write. */
export const searchChoices = (description: string): INodePropertyOptions[] => [
	{ name: 'Search', value: 'search', description: `${description}, as text` },
	{
		name: 'Search by Values',
		value: 'values',
		description:
			'The same in fields: what stands in a value is taken as it is. The safe way for values of an item.',
	},
];

type Own = Pick<INodeProperties, 'name' | 'displayOptions'> & { description: string };

export const searchTextField = ({ description, ...own }: Own): INodeProperties => ({
	displayName: 'Search',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. identifier=https://hospital.example/documents|A-17',
	description: `${description} Taken as it is typed, nothing is decoded; a comma separates alternatives.`,
	...own,
});

export const searchValuesField = (own: Own): INodeProperties => ({
	displayName: 'Search by Values',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Value',
	default: {},
	options: [
		{
			displayName: 'Value',
			name: 'line',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: 'identifier',
					placeholder: 'e.g. identifier',
					description: 'Search parameter, as the list of the operation Search shows it',
				},
				{
					displayName: 'System',
					name: 'system',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://hospital.example/mrn',
					description: 'System of the identifier or code. Empty for anything else.',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. 12345',
					description: 'What to look for',
				},
				{
					displayName: 'Value Is',
					name: 'kind',
					type: 'options',
					default: 'one',
					options: [
						{
							name: 'One Value',
							value: 'one',
							description: 'Taken as it is, commas and all other signs included',
						},
						{
							name: 'Several Alternatives',
							value: 'several',
							description: 'With commas between them; one of them must fit',
						},
					],
				},
			],
		},
	],
	...own,
});

/**
 * The search of a write as its fields give it. What a sealed token stands for is one value in both.
 *
 * @param names of the two fields
 */
export async function partsIn(
	context: OperationContext,
	by: 'search' | 'values',
	names: { search: string; values: string },
): Promise<Part[]> {
	if (by === 'search') return await context.parameter<Part[]>(names.search, [], searchText);
	const { line = [] } = await context.parameter<{ line?: ValueLine[] }>(names.values, {});
	return partsOfLines(line);
}
