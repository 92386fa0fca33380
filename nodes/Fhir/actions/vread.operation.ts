import { located } from '../lists/locator';
import type { Operation } from '../../shared/face';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idField, idIn, resourceTypeField, typeOf } from './fields';
import { refusingOthers } from './other-records';

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
		const id = await idIn(context, type);
		const version = String(await context.parameter<unknown>('version')).trim();
		const client = await clientOf(context);
		const resource = await audited(
			context,
			'fhir-vread',
			'R',
			() =>
				refusingOthers(
					context,
					() => client.vread(type, id, version, { signal: context.signal }),
					`${type}/${id}`,
				),
			referencesOf,
		);
		return { add: [byResource(resource)] };
	},
};
