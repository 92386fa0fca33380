import { located } from '../lists/locator';
import type { Operation } from '../../shared/face';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idField, idOf, resourceTypeField, typeOf } from './fields';

export const vread: Operation = {
	value: 'vread',
	name: 'Read Version',
	description: 'Get one record as it was in an earlier version',
	action: 'Read a version of a resource',
	fields: [
		resourceTypeField,
		idField,
		{
			displayName: 'Version',
			name: 'version',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 3',
			description: 'Version of the record, as History gives it or as it stands in meta.versionId',
		},
	],
	async execute(context) {
		const type = typeOf(located(await context.parameter<unknown>('resourceType')));
		const id = idOf(type, await context.parameter<unknown>('id'));
		const version = String(await context.parameter<unknown>('version')).trim();
		const client = await clientOf(context);
		const resource = await audited(
			context,
			'fhir-vread',
			'R',
			() => client.vread(type, id, version, { signal: context.signal }),
			referencesOf,
		);
		return { add: [byResource(resource)] };
	},
};
