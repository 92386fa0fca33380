import { checkType, type FhirResource } from '../../clients/fhir';
import { chartWriteContract, type ChartWrite } from '../../shared/contracts';
import { byContract, writeInTestsField, type Operation } from '../../shared/face';
import { parseResource } from '../writing/parse-resource';
import { audited, clientOf, notWritten, referencesOf } from './chart-access';
import { onceFields, onceIn } from './once-fields';
import { refusingOthers } from './other-records';

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
		...onceFields,
		writeInTestsField,
	],
	async execute(context) {
		const resource = parseResource(await context.parameter<unknown>('resource'));
		const ifNoneExist = await onceIn(context, resource);
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
				refusingOthers(
					context,
					() =>
						client.create(resource, {
							signal: context.signal,
							...(ifNoneExist !== undefined && { ifNoneExist }),
						}),
					resource.resourceType,
				),
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
