import {
	Operator,
	evalFhirPath,
	globalSchema,
	matchesSearchRequest,
	parseSearchRequest,
	type Filter,
	type IncludeTarget,
	type SearchRequest,
	type SortRule,
	type WithId,
} from '@medplum/core';
import type { Bundle, BundleEntry, Reference, Resource } from '@medplum/fhirtypes';
import { fitsInstant, spanOf } from './instants.ts';
import type { Journal, Write } from './journal.ts';
import type { Lookup } from './lookup.ts';
import { matchesIdentifier } from './separators.ts';

export type Stored = Map<string, Map<string, Resource>>;
type Test = (resource: Resource) => boolean;

/** Searches the stored resources, reading as few of them as the criteria allow. */
export class Finder {
	private readonly stored: Stored;
	private readonly lookup: Lookup;
	private readonly journal: Journal;

	constructor(stored: Stored, lookup: Lookup, journal: Journal) {
		this.stored = stored;
		this.lookup = lookup;
		this.journal = journal;
	}

	search<T extends Resource>(request: SearchRequest<T>): Bundle<WithId<T>> {
		const matches = this.sorted(this.matches(request as SearchRequest), request.sortRules);
		const from = request.offset ?? 0;
		const page = matches.slice(from, from + (request.count ?? matches.length));
		const entry: BundleEntry[] = [
			...page.map((resource) => entryOf(resource, 'match')),
			...this.included(page, request as SearchRequest).map((resource) =>
				entryOf(resource, 'include'),
			),
		];
		return {
			resourceType: 'Bundle',
			type: 'searchset',
			total: matches.length,
			...(entry.length === 0 ? {} : { entry: entry as BundleEntry<WithId<T>>[] }),
		};
	}

	/** Whether a resource, stored or not, fits the criteria. */
	fits(resource: Resource, { resourceType, filters = [] }: SearchRequest): boolean {
		if (resource.resourceType !== resourceType) return false;
		return filters.every((filter) => this.test(resourceType, filter)(resource));
	}

	private matches({ resourceType, filters = [] }: SearchRequest): Resource[] {
		const tests = filters.map((filter) => this.test(resourceType, filter));
		const found: Resource[] = [];
		for (const resource of this.candidates(resourceType, filters)) {
			if (tests.every((test) => test(resource))) found.push(resource);
		}
		return found;
	}

	private *candidates(type: string, filters: readonly Filter[]): Generator<Resource> {
		const stored = this.stored.get(type);
		if (stored === undefined) return;
		const ids = this.lookup.candidates(type, filters);
		if (ids === undefined) return yield* this.changedSince(stored, type, filters);
		for (const id of ids) {
			const resource = stored.get(id);
			if (resource !== undefined) yield resource;
		}
	}

	/** Times only grow in the journal: a lower bound is found by halving. */
	private *changedSince(
		stored: Map<string, Resource>,
		type: string,
		filters: readonly Filter[],
	): Generator<Resource> {
		const bounds = filters
			.filter(({ code, operator }) => code === '_lastUpdated' && /^(gt|ge|sa)$/.test(operator))
			.map(({ value }) => spanOf(value).from);
		if (bounds.length === 0) return yield* stored.values();
		const writes = this.journal.of(type);
		for (let at = firstFrom(writes, Math.max(...bounds)); at < writes.length; at++) {
			const { id, resource } = writes[at] as Write;
			// A version that was replaced since stands again further on.
			if (resource !== undefined && stored.get(id) === resource) yield resource;
		}
	}

	private test(type: string, filter: Filter): Test {
		const { code, operator, value } = filter;
		const values = value.split(',');
		if (code.includes('.')) return this.chain(type, filter);
		if (code === '_lastUpdated' && operator !== Operator.MISSING) {
			return ({ meta }) =>
				values.some((wanted) => fitsInstant(meta?.lastUpdated ?? '', operator, wanted));
		}
		// The library does not know that a separator may be escaped.
		if (isEscapedIdentifier(type, filter)) {
			return (resource) => matchesIdentifier(identifiersOf(resource), value);
		}
		if (isStringFilter(type, filter)) return (resource) => matchesString(resource, filter);
		const request = { resourceType: type, filters: [filter] } as SearchRequest;
		return (resource) => matchesSearchRequest(resource, request);
	}

	/** One step: a reference of the resource leads to one that fits the rest of the criterion. */
	private chain(type: string, { code, value }: Filter): Test {
		const [first = '', rest = ''] = code.split('.', 2) as [string, string];
		const [name = '', named] = first.split(':', 2);
		const parameter = globalSchema.types[type]?.searchParams?.[name];
		const target = named ?? parameter?.target?.[0] ?? '';
		const { filters = [] } = parseSearchRequest(target, { [rest]: value });
		const tests = filters.map((filter) => this.test(target, filter));
		return (resource) =>
			this.referenced(resource, parameter?.expression).some(
				(other) => other.resourceType === target && tests.every((test) => test(other)),
			);
	}

	private referenced(resource: Resource, expression: string | undefined): Resource[] {
		const found = evalFhirPath(expression ?? '', resource) as (Reference | undefined)[];
		return found.flatMap((reference) => {
			const [type = '', id = ''] = reference?.reference?.split('/') ?? [];
			return this.stored.get(type)?.get(id) ?? [];
		});
	}

	private sorted(found: Resource[], rules: readonly SortRule[] = []): Resource[] {
		if (rules.length === 0) return found;
		const keyed = found.map((resource) => ({
			resource,
			keys: rules.map(({ code }) => sortKey(resource, code)),
		}));
		keyed.sort((a, b) => {
			for (const [at, { descending }] of rules.entries()) {
				const [one = '', other = ''] = [a.keys[at], b.keys[at]];
				if (one !== other) return (one < other ? -1 : 1) * (descending ? -1 : 1);
			}
			return 0;
		});
		return keyed.map(({ resource }) => resource);
	}

	/** What the page refers to and what refers to it, each resource once; `:iterate` goes on. */
	private included(page: readonly Resource[], request: SearchRequest): Resource[] {
		const { include = [], revInclude = [] } = request;
		if (include.length === 0 && revInclude.length === 0) return [];
		const known = new Set(page.map(nameOf));
		const all: Resource[] = [];
		let rest: readonly Resource[] = page;
		for (let round = 0; rest.length > 0; round++) {
			const applies = ({ modifier }: IncludeTarget) => round === 0 || modifier === 'iterate';
			const found = [
				...include.filter(applies).flatMap((rule) => this.forward(rest, rule)),
				...revInclude.filter(applies).flatMap((rule) => this.backward(rest, rule)),
			];
			rest = found.filter(
				(resource) => !known.has(nameOf(resource)) && known.add(nameOf(resource)),
			);
			all.push(...rest);
		}
		return all;
	}

	private forward(
		page: readonly Resource[],
		{ resourceType, searchParam, targetType }: IncludeTarget,
	): Resource[] {
		const { expression } = globalSchema.types[resourceType]?.searchParams?.[searchParam] ?? {};
		return page
			.filter((resource) => resource.resourceType === resourceType)
			.flatMap((resource) => this.referenced(resource, expression))
			.filter((other) => targetType === undefined || other.resourceType === targetType);
	}

	private backward(
		page: readonly Resource[],
		{ resourceType, searchParam, targetType }: IncludeTarget,
	): Resource[] {
		return page
			.filter((resource) => targetType === undefined || resource.resourceType === targetType)
			.flatMap((resource) => {
				const filter = { code: searchParam, operator: Operator.EQUALS, value: nameOf(resource) };
				return this.matches({ resourceType, filters: [filter] } as SearchRequest);
			});
	}
}

const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id}`;

const entryOf = (resource: Resource, mode: 'match' | 'include'): BundleEntry => ({
	resource: structuredClone(resource) as Resource,
	search: { mode },
});

/** Index of the first write at or after that time. */
function firstFrom(writes: readonly Write[], time: number): number {
	let [from, to] = [0, writes.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if (Date.parse(writes[middle]?.lastUpdated ?? '') < time) from = middle + 1;
		else to = middle;
	}
	return from;
}

function sortKey(resource: Resource, code: string): string {
	if (code === '_id') return resource.id ?? '';
	if (code === '_lastUpdated') return resource.meta?.lastUpdated ?? '';
	const { expression } = globalSchema.types[resource.resourceType]?.searchParams?.[code] ?? {};
	const [first] = evalFhirPath(expression ?? '', resource) as unknown[];
	if (typeof first !== 'object' || first === null) return String(first ?? '');
	const { family, start, value } = first as Record<string, unknown>;
	return String(family ?? start ?? value ?? JSON.stringify(first));
}

const isEscapedIdentifier = (type: string, { code, operator, value }: Filter): boolean =>
	value.includes('\\') &&
	operator === Operator.EQUALS &&
	globalSchema.types[type]?.searchParams?.[code]?.expression === `${type}.identifier`;

const identifiersOf = (resource: Resource): object[] =>
	[(resource as { identifier?: object | object[] }).identifier].flat().filter((one) => one != null);

const isStringFilter = (type: string, { code, operator }: Filter): boolean =>
	globalSchema.types[type]?.searchParams?.[code]?.type === 'string' &&
	operator !== Operator.MISSING;

/** Strings match from the start, whole with `:exact`, anywhere with `:contains`. */
function matchesString(resource: Resource, { code, operator, value }: Filter): boolean {
	const parameter = globalSchema.types[resource.resourceType]?.searchParams?.[code];
	const found = evalFhirPath(parameter?.expression ?? '', resource).flatMap(texts);
	const wanted = value.split(',');
	return found.some((text) =>
		wanted.some((part) => {
			if (operator === Operator.EXACT) return text === part;
			const [whole, start] = [text.toLowerCase(), part.toLowerCase()];
			return operator === Operator.CONTAINS ? whole.includes(start) : whole.startsWith(start);
		}),
	);
}

/** The strings inside a value, such as the parts of a HumanName or an Address. */
function texts(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, part]) => (key === 'use' ? [] : texts(part)));
}
