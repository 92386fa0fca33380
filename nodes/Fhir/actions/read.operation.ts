import { located } from '../lists/locator';
import type { Operation } from '../../shared/face';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idField, idOf, resourceTypeField, typeOf } from './fields';

export const read: Operation = {
	value: 'read',
	name: 'Read',
	description: 'Get one record from the chart by its ID',
	action: 'Read a resource',
	fields: [resourceTypeField, idField],
	async execute(context) {
		const type = typeOf(located(await context.parameter<unknown>('resourceType')));
		const id = idOf(type, await context.parameter<unknown>('id'));
		const client = await clientOf(context);
		const resource = await audited(
			context,
			'fhir-read',
			'R',
			() => client.read(type, id, { signal: context.signal }),
			referencesOf,
		);
		return { add: [byResource(resource)] };
	},
};
