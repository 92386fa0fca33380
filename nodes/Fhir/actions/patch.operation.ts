import { writeInTestsField, type Operation } from '../../shared/face';
import { located } from '../lists/locator';
import { customPatch, fhirPathPatch, jsonPatch, type PatchSteps } from '../writing/patch-steps';
import { audited, clientOf, referencesOf } from './chart-access';
import { resourceTypeField, typeOf } from './fields';
import { oneMatch, sameRecord } from './one-match';
import { refusingOthers } from './other-records';
import { patchFields } from './patch-fields';
import {
	checkSearchable,
	conditionFields,
	ifMatchIn,
	overwriteField,
	queryOf,
	targetFields,
	targetOf,
} from './target';
import { changed, nothingWritten } from './written';

export const patch: Operation = {
	value: 'patch',
	name: 'Patch',
	description: 'Change parts of one record in the chart and leave the rest as it is',
	action: 'Patch a resource',
	fields: [
		resourceTypeField,
		...targetFields,
		...conditionFields,
		...patchFields,
		overwriteField,
		{
			displayName: 'Version That Was Read',
			name: 'version',
			type: 'string',
			default: '={{ $json.resource?.meta?.versionId }}',
			placeholder: 'e.g. 3',
			displayOptions: { show: { overwrite: ['refuse'] } },
			description:
				'Version of the record as it was read. May be empty when the first change is a Check.',
		},
		writeInTestsField,
	],
	async execute(context) {
		const type = typeOf(located(await context.parameter<unknown>('resourceType')));
		const target = await targetOf(context, type);
		const form = await context.parameter<keyof typeof FORMS>('patchForm', 'json');
		const { field, read } = FORMS[form] ?? FORMS.json;
		const { body, isGuarded } = read(await context.parameter<unknown>(field, {}));
		const condition = await ifMatchIn(context, await context.parameter('version', ''), isGuarded);
		if (!(await context.mayWrite())) return { add: [nothingWritten([type])] };
		await checkSearchable(context, type, target);
		const client = await clientOf(context);
		const options = { signal: context.signal, ...condition };
		const written = await audited(
			context,
			'fhir-patch',
			'U',
			() =>
				refusingOthers(context, async () => {
					if ('id' in target) return await client.patch(type, target.id, body, options);
					const there = await oneMatch(client, type, target.condition, context.signal);
					const done = await client.conditionalPatch(type, target.condition, body, options);
					return sameRecord(there, done, target.condition, client);
				}),
			({ reference, resource }) => (resource ? referencesOf(resource) : [reference]),
			queryOf(type, target),
		);
		return { add: changed(type, written) };
	},
};

const FORMS: Record<string, { field: string; read: (value: unknown) => PatchSteps }> = {
	json: { field: 'changes', read: jsonPatch },
	fhirpath: { field: 'pathChanges', read: fhirPathPatch },
	custom: { field: 'patch', read: customPatch },
};
