import { checkType, type FhirResource } from '../../clients/fhir';
import { chartWriteContract, type ChartWrite } from '../../shared/contracts';
import { byContract, writeInTestsField, type Operation } from '../../shared/face';
import { onceCondition, type OnceRule } from '../writing/once-condition';
import { parseResource } from '../writing/parse-resource';
import { audited, clientOf, notWritten, referencesOf } from './chart-access';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	description: 'Add one record to the chart',
	action: 'Create a resource',
	fields: [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'json',
			default: '={{ $json.resource }}',
			required: true,
			description: 'The record as FHIR R4 JSON, with its resourceType',
		},
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
					description:
						'By the first identifier in the record, which must have a system and a value',
				},
				{ name: 'By Search', value: 'search', description: 'By a search of your own' },
				{
					name: 'Never (Always Write)',
					value: 'never',
					description:
						'A repeated run writes the record again, and a failed write is not tried again',
				},
			],
		},
		{
			displayName: 'Search',
			name: 'onceSearch',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. identifier=https://hospital.example/documents|A-17',
			displayOptions: { show: { onceRule: ['search'] } },
			description: 'When this search finds one record, nothing is written',
		},
		writeInTestsField,
	],
	async execute(context) {
		const resource = parseResource(await context.parameter<unknown>('resource'));
		const rule = await context.parameter<OnceRule>('onceRule', 'identifier');
		const search = rule === 'search' ? await context.parameter<string>('onceSearch', '') : '';
		const ifNoneExist = onceCondition(resource, rule, search);
		if (!(await context.mayWrite())) {
			const { resourceType } = resource;
			return { add: [byContract(chartWriteContract, notWritten([checkType(resourceType)]))] };
		}
		const client = await clientOf(context);
		const written = await audited(
			context,
			'fhir-create',
			'C',
			() =>
				client.create(resource, {
					signal: context.signal,
					...(ifNoneExist !== undefined && { ifNoneExist }),
				}),
			({ reference }) => [reference, ...aboutWhom(resource)],
		);
		const chart: ChartWrite = {
			references: [written.reference],
			resourceTypes: [checkType(resource.resourceType)],
			outcomes: [written.outcome],
			writtenAt: new Date().toISOString(),
		};
		return { add: [byContract(chartWriteContract, chart)] };
	},
};

/** The patient of a record that has no id yet. */
const aboutWhom = (resource: FhirResource): string[] => referencesOf(resource).slice(1);
