import { located } from '../lists/locator';
import type { Operation } from '../../shared/face';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idField, idIn, resourceTypeField, typeOf } from './fields';
import { refusingOthers } from './other-records';

export const read: Operation = {
	value: 'read',
	name: 'Read',
	description: 'Get one record from the chart by its ID',
	action: 'Read a resource',
	fields: [resourceTypeField, idField],
	async execute(context) {
		const type = typeOf(located(await context.parameter<unknown>('resourceType')));
		const id = await idIn(context, type);
		const client = await clientOf(context);
		const resource = await audited(
			context,
			'fhir-read',
			'R',
			() =>
				refusingOthers(
					context,
					() => client.read(type, id, { signal: context.signal }),
					`${type}/${id}`,
				),
			referencesOf,
		);
		return { add: [byResource(resource)] };
	},
};
