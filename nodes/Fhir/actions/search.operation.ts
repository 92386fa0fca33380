import {
	escapeValue,
	ownerElements,
	readable,
	type FhirClient,
	type Local,
	type SearchEntry,
	type SearchParameters,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { Addition, Operation, OperationContext } from '../../shared/face';
import { located } from '../lists/locator';
import { criteria, shapeOf, type Criterion, type SortLine } from '../searching/criteria';
import { withChains } from '../searching/chained';
import { checkMatches, sortIncluded } from '../searching/other-record';
import { markPartial } from '../writing/version';
import { searchTogether } from '../searching/search-together';
import { r4 } from '../../formats/fhir';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { resourceTypeField, typeOf } from './fields';
import { limitFields, limitOf } from './limit';
import { refusingOthers } from './other-records';
import { includesField, parametersField, searchOptionsField, sortField } from './search-fields';

interface Options {
	elements?: string;
	incomplete?: 'fail' | 'continue';
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
		const wanted = readable(await criteriaOf(context));
		const limit = await limitOf(context);
		const { shape, includes, options, elements } = await shapeIn(context, type, wanted);
		const client = await clientOf(context);
		const found = await audited(
			context,
			'fhir-search',
			'R',
			() =>
				refusingOthers(context, async () => {
					const { entries, beyond } = await ask(client, type, { ...wanted, ...shape }, includes, {
						signal: context.signal,
						...options,
						...(limit !== undefined && { limit }),
					});
					const all = [...entries, ...beyond];
					const right = await judged(client, type, wanted, all, context.signal);
					const taken = right.filter((one) => !beyond.includes(one.entry));
					return elements === undefined ? taken : taken.map(partial);
				}),
			(all) => [...new Set(all.flatMap(({ entry }) => referencesOf(entry.resource)))],
			{ query: { type, parameters: Object.keys({ ...wanted, ...shape }) } },
		);
		return { many: found.map((one) => additions(one, includes)) };
	},
};

/** A record that was found, and what is to be said of it. */
interface Found {
	entry: SearchEntry;
	/** Set where it does not show that it is the patient's, or is about somebody whom a match names. */
	belonging?: 'not-shown' | 'somebody-else';
	/** How many records that came along were of somebody else, and left out. */
	leftOut: number;
}

/** Nothing of somebody else may be among the matches; what came along with them is sorted out. */
async function judged(
	client: FhirClient,
	type: string,
	wanted: Record<string, string[]>,
	entries: readonly SearchEntry[],
	signal: AbortSignal | undefined,
): Promise<Found[]> {
	const isMatch = ({ mode, resource }: SearchEntry) =>
		mode === 'match' && resource.resourceType === type;
	const matches = entries.filter(isMatch).map(({ resource }) => resource);
	const others = entries.filter((one) => !isMatch(one)).map(({ resource }) => resource);
	const local: Local = (one) => client.local(one);
	const asked = matches.length > 0 ? await withChains(client, wanted, signal) : wanted;
	const unclear = checkMatches(matches, asked, local);
	const { kept, ofOthers, leftOut } = sortIncluded(matches, others, asked, local);
	return entries
		.filter((one) => isMatch(one) || kept.includes(one.resource))
		.map((entry) => ({
			entry,
			leftOut,
			...(unclear.has(entry.resource) && { belonging: 'not-shown' }),
			...(ofOthers.has(entry.resource) && { belonging: 'somebody-else' }),
		}));
}

/** What was read in part must not be taken for the whole, also where the server does not say so. */
const partial = ({ entry, ...more }: Found): Found => ({
	...more,
	entry: { ...entry, resource: markPartial(entry.resource) },
});

type Limits = {
	signal?: AbortSignal;
	limit?: number;
	maxPages?: number;
	method?: 'POST' | 'GET';
	checkTotal?: boolean;
};

async function ask(
	client: FhirClient,
	type: string,
	parameters: SearchParameters,
	includes: boolean,
	limits: Limits,
): Promise<{ entries: SearchEntry[]; beyond: SearchEntry[] }> {
	if (includes) return await searchTogether(client, type, parameters, limits);
	const matches = await client.searchAll(type, parameters, limits);
	return { entries: matches.map((resource) => ({ resource, mode: 'match' })), beyond: [] };
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

async function shapeIn(context: OperationContext, type: string, wanted: object) {
	const { elements, pageSize, incomplete, ...options } = await context.parameter<Options>(
		'searchOptions',
		{},
	);
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
		...(elements !== undefined && { elements: withDeciding(elements, type, wanted) }),
		...(pageSize !== undefined && { pageSize: pageSizeOf(pageSize) }),
	});
	return {
		shape,
		options: { ...options, checkTotal: incomplete !== 'continue' },
		includes: include.length + revinclude.length > 0,
		elements: shape._elements as string | undefined,
	};
}

/** The elements by which it is seen whose record it is come along: else it could not be checked. */
function withDeciding(elements: string, type: string, wanted: object): string {
	if (elements.trim() === '') return elements;
	const names = Object.keys(wanted);
	const has = Object.keys(r4().types[type]?.elements ?? {});
	const deciding = [
		...(names.includes('identifier') ? ['identifier'] : []),
		...(names.some((name) => /^encounter\b/.test(name)) ? ['encounter', 'context'] : []),
		...(names.some((name) => /^(patient|subject|beneficiary|individual)\b/.test(name))
			? ownerElements(type)
			: []),
	].filter((one) => has.includes(one));
	const asked = elements.split(',').map((one) => one.trim());
	return [...asked, ...deciding.filter((one) => !asked.includes(one))].join(',');
}

const pathsOf = (paths: Paths): string[] =>
	paths.map(({ path }) => located(path)).filter((path) => path !== '');

/** With records that come along, each item tells which it is; and what is to be said of it. */
function additions({ entry, belonging, leftOut }: Found, includes: boolean): Addition[] {
	const value = {
		...(includes && { as: entry.mode }),
		...(belonging && { belonging }),
		...(leftOut > 0 && { leftOut }),
	};
	const isPlain = Object.keys(value).length === 0;
	const found: Addition = { key: 'found', value, clear: ['/as', '/belonging', '/leftOut'] };
	return [byResource(entry.resource), ...(isPlain ? [] : [found])];
}

/** @throws HospitalError `field-invalid`: a server asked for no records gives none, or all at once */
function pageSizeOf(value: unknown): number {
	const size = Number(value);
	if (Number.isInteger(size) && size >= 1 && size <= 1000) return size;
	throw new HospitalError('field-invalid', 'The field "Page Size" cannot be used', {
		nextStep: 'Enter a whole number from 1 to 1000.',
	});
}
