import type { INodeProperties } from 'n8n-workflow';
import type { FhirResource } from '../../clients/fhir';
import type { OperationContext } from '../../shared/face';
import { onceCondition, type OnceRule } from '../writing/once-condition';
import { partsIn, searchChoices, searchTextField, searchValuesField } from './condition-fields';

/** How a record that is already there is recognised; read by {@link onceIn}. */
export const onceFields: INodeProperties[] = [
	{
		displayName: 'Write Only Once',
		name: 'onceRule',
		type: 'options',
		default: 'identifier',
		description:
			'How the server recognises that the record is already there. A workflow that runs again must not write it twice.',
		options: [
			{
				name: 'By Identifier',
				value: 'identifier',
				description: 'By the first identifier in the record, which must have a system and a value',
			},
			...searchChoices('By a search of your own').map((choice) => ({
				...choice,
				name: choice.value === 'values' ? 'By Values' : 'By Search',
			})),
			{
				name: 'Never (Always Write)',
				value: 'never',
				description:
					'A repeated run writes the record again, and a failed write is not tried again',
			},
		],
	},
	searchTextField({
		name: 'onceSearch',
		displayOptions: { show: { onceRule: ['search'] } },
		description: 'When this search finds one record, nothing is written.',
	}),
	searchValuesField({
		name: 'onceValues',
		displayOptions: { show: { onceRule: ['values'] } },
		description: 'When one record has all of these values, nothing is written',
	}),
];

/** The If-None-Exist query that the fields ask for; undefined for Never. */
export async function onceIn(
	context: OperationContext,
	resource: FhirResource,
): Promise<string | undefined> {
	const rule = await context.parameter<OnceRule>('onceRule', 'identifier');
	if (rule !== 'search' && rule !== 'values') return onceCondition(resource, rule, []);
	const parts = await partsIn(context, rule, { search: 'onceSearch', values: 'onceValues' });
	return onceCondition(resource, rule, parts);
}
