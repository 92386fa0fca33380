import {
	checkId,
	checkType,
	FhirError,
	type FhirClient,
	type FhirResource,
	type WriteResult,
} from '../../clients/fhir';
import { writeInTestsField, type Operation, type OperationContext } from '../../shared/face';
import { parseResource } from '../writing/parse-resource';
import { sameContent } from '../writing/same-content';
import { refusePartial } from '../writing/version';
import { audited, clientOf, referencesOf } from './chart-access';
import { searchChoices } from './condition-fields';
import { oneMatch, sameRecord } from './one-match';
import { refusingOthers } from './other-records';
import {
	checkSearchable,
	conditionFields,
	foundBy,
	ifMatchIn,
	overwriteField,
	queryOf,
	type Target,
} from './target';
import { changed, nothingWritten } from './written';

export const update: Operation = {
	value: 'update',
	name: 'Update',
	description: 'Replace one record in the chart by a changed one',
	action: 'Update a resource',
	fields: [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'json',
			default: '={{ $json.resource }}',
			required: true,
			description:
				'The whole record as FHIR R4 JSON, as it was read and then changed. What is left out is deleted.',
		},
		{
			displayName: 'Find It By',
			name: 'findBy',
			type: 'options',
			default: 'id',
			description: 'Which record in the chart is replaced',
			options: [
				{ name: 'Its ID', value: 'id', description: 'The record with the ID that stands in it' },
				...searchChoices(
					'The one that a search finds; when there is none it is created, when there are several nothing is written',
				),
			],
		},
		...conditionFields,
		overwriteField,
		{
			displayName: 'Version That Was Read',
			name: 'version',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3',
			displayOptions: { show: { overwrite: ['refuse'] } },
			description: 'When empty, the version that stands in the record (meta.versionId)',
		},
		writeInTestsField,
	],
	async execute(context) {
		const resource = parseResource(await context.parameter<unknown>('resource'));
		const type = checkType(resource.resourceType);
		refusePartial(resource);
		const target = await targetIn(context, resource);
		const given = String((await context.parameter<unknown>('version', '')) ?? '').trim();
		const condition = await ifMatchIn(context, given || resource.meta?.versionId);
		if (!(await context.mayWrite())) return { add: [nothingWritten([type])] };
		await checkSearchable(context, type, target);
		const client = await clientOf(context);
		const options = { signal: context.signal, ...condition };
		let found: FhirResource | undefined;
		const write = () =>
			refusingOthers(context, async () => {
				if ('id' in target) return await client.update({ ...resource, id: target.id }, options);
				found = await oneMatch(client, type, target.condition, context.signal);
				const done = await client.conditionalUpdate(resource, target.condition, options);
				return sameRecord(found, done, target.condition, client);
			});
		try {
			const written = await audited(
				context,
				'fhir-update',
				'U',
				write,
				about(resource),
				queryOf(type, target),
			);
			return { add: changed(type, written) };
		} catch (error) {
			// By a search it is this record only if the search found it.
			const isIt = 'id' in target || found?.id === resource.id;
			const there = isIt ? await alreadyThere(context, client, resource, error) : undefined;
			if (there === undefined) throw error;
			return { add: changed(type, there) };
		}
	},
};

async function targetIn(context: OperationContext, resource: FhirResource): Promise<Target> {
	return (await foundBy(context)) ?? { id: checkId(String(resource.id ?? '')) };
}

const about =
	(resource: FhirResource) =>
	({ reference }: WriteResult): string[] => [reference, ...referencesOf(resource).slice(1)];

/** The version moved on: perhaps by this very write, whose answer was lost. */
async function alreadyThere(
	context: OperationContext,
	client: FhirClient,
	resource: FhirResource,
	error: unknown,
): Promise<WriteResult | undefined> {
	const isRefused = error instanceof FhirError && (error.status === 412 || error.status === 409);
	const { resourceType, id } = resource;
	if (!isRefused || id === undefined) return undefined;
	const there = await audited(
		context,
		'fhir-read-back',
		'R',
		() => client.read(resourceType, id, { signal: context.signal }),
		referencesOf,
	);
	if (!sameContent(resource, there)) return undefined;
	return { reference: `${resourceType}/${id}`, outcome: 'existing', resource: there };
}
