import { Operator, type Filter } from '@medplum/core';
import { globalSchema } from '@medplum/core';
import type { Resource } from '@medplum/fhirtypes';
import { apart, unescaped } from './separators.ts';

/** A literal reference as searches name it; others are found by reading every resource. */
const LITERAL = /^[A-Z]\w*\/[A-Za-z0-9\-.]{1,64}$/;

/**
 * Which resources could match a criterion, without reading all of a type: by id, by any literal
 * reference, by the value of an identifier. A candidate may still not match; none is missing.
 */
export class Lookup {
	private readonly byReference = new Map<string, Set<string>>();
	private readonly byIdentifier = new Map<string, Set<string>>();

	add(resource: Resource): void {
		this.each(resource, (index, key, id) => {
			const ids = index.get(key) ?? new Set();
			index.set(key, ids.add(id));
		});
	}

	remove(resource: Resource): void {
		this.each(resource, (index, key, id) => {
			const ids = index.get(key);
			ids?.delete(id);
			if (ids?.size === 0) index.delete(key);
		});
	}

	/** Ids of the candidates by the criterion that leaves the fewest; undefined when none narrows. */
	candidates(type: string, filters: readonly Filter[]): Iterable<string> | undefined {
		let fewest: Set<string> | undefined;
		for (const filter of filters) {
			const ids = this.narrowed(type, filter);
			if (ids !== undefined && (fewest === undefined || ids.size < fewest.size)) fewest = ids;
		}
		return fewest;
	}

	/** Ids of the resources of a type that hold this literal reference anywhere. */
	referring(type: string, reference: string): Iterable<string> {
		return this.byReference.get(`${type} ${reference}`) ?? [];
	}

	private narrowed(type: string, { code, operator, value }: Filter): Set<string> | undefined {
		if (operator !== Operator.EQUALS || value === '') return undefined;
		const values = apart(value, ',');
		if (code === '_id') return new Set(values);
		const parameter = globalSchema.types[type]?.searchParams?.[code];
		if (parameter?.type === 'reference' && values.every((one) => LITERAL.test(one))) {
			return union(values.map((one) => this.byReference.get(`${type} ${one}`)));
		}
		if (parameter?.expression !== `${type}.identifier`) return undefined;
		const wanted = values.map((one) => unescaped(apart(one, '|').at(-1) ?? '').toLowerCase());
		if (wanted.includes('')) return undefined;
		return union(wanted.map((one) => this.byIdentifier.get(`${type} ${one}`)));
	}

	private each(
		resource: Resource,
		apply: (index: Map<string, Set<string>>, key: string, id: string) => void,
	): void {
		const { resourceType, id } = resource as Resource & { id: string };
		for (const reference of new Set(references(resource))) {
			apply(this.byReference, `${resourceType} ${reference}`, id);
		}
		for (const value of new Set(identifiers(resource))) {
			apply(this.byIdentifier, `${resourceType} ${value.toLowerCase()}`, id);
		}
	}
}

/** Every literal reference in a resource. */
export function* references(value: unknown): Generator<string> {
	if (typeof value !== 'object' || value === null) return;
	for (const [key, child] of Object.entries(value)) {
		if (key === 'reference' && typeof child === 'string') yield child;
		else yield* references(child);
	}
}

function identifiers(resource: Resource): string[] {
	const { identifier } = resource as { identifier?: unknown };
	return [identifier]
		.flat()
		.map((one) => (one as { value?: unknown } | undefined)?.value)
		.filter((value) => typeof value === 'string');
}

const union = (sets: readonly (Set<string> | undefined)[]): Set<string> =>
	new Set(sets.flatMap((set) => [...(set ?? [])]));
