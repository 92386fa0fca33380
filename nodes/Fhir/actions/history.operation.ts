import type { HistoryEntry, HistoryOptions, HistoryScope } from '../../clients/fhir';
import type { Addition, Operation, OperationContext } from '../../shared/face';
import { located } from '../lists/locator';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idField, idIn, resourceTypeField, sinceField, typeOf } from './fields';
import { limitFields, limitOf } from './limit';
import { refusingOthers } from './other-records';

type Of = 'instance' | 'type' | 'system';

export const history: Operation = {
	value: 'history',
	name: 'History',
	description: 'List what was written, changed and deleted; every version becomes one item',
	action: 'Get the history of resources',
	fields: [
		{
			displayName: 'Of',
			name: 'historyOf',
			type: 'options',
			default: 'instance',
			description: 'Whose history is read',
			options: [
				{ name: 'One Record', value: 'instance' },
				{ name: 'One Resource Type', value: 'type' },
				{ name: 'The Whole Server', value: 'system' },
			],
		},
		{ ...resourceTypeField, displayOptions: { show: { historyOf: ['instance', 'type'] } } },
		{ ...idField, displayOptions: { show: { historyOf: ['instance'] } } },
		sinceField,
		...limitFields,
	],
	async execute(context) {
		const scope = await scopeOf(context);
		const since = (await context.parameter<string>('since', '')).trim();
		const limit = await limitOf(context);
		const client = await clientOf(context);
		const options: HistoryOptions = {
			signal: context.signal,
			...(since !== '' && { since }),
			...(limit !== undefined && { limit, pageSize: Math.min(limit, 1000) }),
		};
		const versions = await audited(
			context,
			'fhir-history',
			'R',
			() =>
				refusingOthers(
					context,
					async () => {
						const found: HistoryEntry[] = [];
						for await (const entry of client.history(scope, options)) found.push(entry);
						return found;
					},
					scope.id === undefined ? scope.type : `${scope.type}/${scope.id}`,
				),
			(found) => [...new Set(found.flatMap(about))],
		);
		return { many: versions.map(additions) };
	},
};

async function scopeOf(context: OperationContext): Promise<HistoryScope> {
	const of = await context.parameter<Of>('historyOf', 'instance');
	if (of === 'system') return {};
	const type = typeOf(located(await context.parameter<unknown>('resourceType')));
	if (of === 'type') return { type };
	return { type, id: await idIn(context, type) };
}

const about = ({ type, id, resource }: HistoryEntry): string[] =>
	resource === undefined ? [`${type}/${id}`] : referencesOf(resource);

/** The version itself, and what was done; a deletion has no record. */
function additions({ resource, ...version }: HistoryEntry): Addition[] {
	const told: Addition = {
		key: 'version',
		value: version,
		clear: ['/type', '/deleted', '/versionId', '/lastUpdated', '/method'],
	};
	return resource === undefined ? [told] : [told, byResource(resource)];
}
