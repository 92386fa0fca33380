import {
	escapeValue,
	type FhirClient,
	type SearchEntry,
	type SearchParameters,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { Addition, Operation, OperationContext } from '../../shared/face';
import { located } from '../lists/locator';
import { criteria, shapeOf, type Criterion, type SortLine } from '../searching/criteria';
import { checkMatches } from '../searching/other-record';
import { searchTogether } from '../searching/search-together';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { resourceTypeField, typeOf } from './fields';
import { limitFields, limitOf } from './limit';
import { refusingOthers } from './other-records';
import { includesField, parametersField, searchOptionsField, sortField } from './search-fields';

interface Options {
	elements?: string;
	maxPages?: number;
	method?: 'POST' | 'GET';
	pageSize?: unknown;
}

type Paths = Array<{ path?: unknown }>;

export const search: Operation = {
	value: 'search',
	name: 'Search',
	description: 'Find records in the chart; every record found becomes one item',
	action: 'Search resources',
	fields: [
		resourceTypeField,
		parametersField,
		...limitFields,
		includesField,
		sortField,
		searchOptionsField,
	],
	async execute(context) {
		const type = typeOf(located(await context.parameter<unknown>('resourceType')));
		const wanted = await criteriaOf(context);
		const limit = await limitOf(context);
		const { shape, includes, options, elements } = await shapeIn(context);
		const client = await clientOf(context);
		const found = await audited(
			context,
			'fhir-search',
			'R',
			() =>
				refusingOthers(context, async () => {
					const entries = await ask(client, type, { ...wanted, ...shape }, includes, {
						signal: context.signal,
						...options,
						...(limit !== undefined && { limit }),
					});
					checkMatches(matchesOf(type, entries), wanted, elements, (one) => client.local(one));
					return entries;
				}),
			(entries) => [...new Set(entries.flatMap(({ resource }) => referencesOf(resource)))],
			{ query: { type, parameters: Object.keys({ ...wanted, ...shape }) } },
		);
		return { many: found.map((entry) => additions(entry, includes)) };
	},
};

const matchesOf = (type: string, entries: readonly SearchEntry[]) =>
	entries
		.filter(({ mode, resource }) => mode === 'match' && resource.resourceType === type)
		.map(({ resource }) => resource);

type Limits = { signal?: AbortSignal; limit?: number; maxPages?: number; method?: 'POST' | 'GET' };

async function ask(
	client: FhirClient,
	type: string,
	parameters: SearchParameters,
	includes: boolean,
	limits: Limits,
): Promise<SearchEntry[]> {
	if (includes) return await searchTogether(client, type, parameters, limits);
	const matches = await client.searchAll(type, parameters, limits);
	return matches.map((resource) => ({ resource, mode: 'match' }));
}

async function criteriaOf(context: OperationContext): Promise<Record<string, string[]>> {
	const { parameter = [] } = await context.parameter<{
		parameter?: Array<{ name?: unknown; value?: unknown; comparison?: string }>;
	}>('parameters', {}, { escape: escapeValue });
	return criteria(
		parameter.map(
			({ name, ...line }): Criterion => ({
				value: undefined,
				...line,
				name: located(name),
			}),
		),
	);
}

async function shapeIn(context: OperationContext) {
	const { elements, pageSize, ...options } = await context.parameter<Options>('searchOptions', {});
	const { include = [], revinclude = [] } = await context.parameter<{
		include?: Paths;
		revinclude?: Paths;
	}>('includes', {});
	const { rule = [] } = await context.parameter<{
		rule?: Array<{ name?: unknown; direction?: SortLine['direction'] }>;
	}>('sort', {});
	const shape = shapeOf({
		include: pathsOf(include),
		revinclude: pathsOf(revinclude),
		sort: rule.map(({ name, ...line }) => ({ ...line, name: located(name) })),
		...(elements !== undefined && { elements }),
		...(pageSize !== undefined && { pageSize: pageSizeOf(pageSize) }),
	});
	return {
		shape,
		options,
		includes: include.length + revinclude.length > 0,
		elements: shape._elements as string | undefined,
	};
}

const pathsOf = (paths: Paths): string[] =>
	paths.map(({ path }) => located(path)).filter((path) => path !== '');

/** With records that come along, each item tells which it is. */
function additions({ resource, mode }: SearchEntry, includes: boolean): Addition[] {
	const found: Addition = { key: 'found', value: { as: mode }, clear: ['/as'] };
	return includes ? [byResource(resource), found] : [byResource(resource)];
}

/** @throws HospitalError `field-invalid`: a server asked for no records gives none, or all at once */
function pageSizeOf(value: unknown): number {
	const size = Number(value);
	if (Number.isInteger(size) && size >= 1 && size <= 1000) return size;
	throw new HospitalError('field-invalid', 'The field "Page Size" cannot be used', {
		nextStep: 'Enter a whole number from 1 to 1000.',
	});
}
