import { isResourceType, type Definitions } from '../../formats/fhir';

/**
 * Judges what a Reference names, where its text tells: `Type/id`, also with an address before and a
 * version behind it. Other forms (`#id`, `urn:uuid:`) do not tell a type.
 *
 * @param targets types that may stand here; any when empty
 */
export function referenceFault(
	definitions: Definitions,
	reference: unknown,
	targets: readonly string[],
): string | undefined {
	if (typeof reference !== 'string') return undefined;
	const [, type] =
		/(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(
			reference,
		) ?? [];
	if (type === undefined) return undefined;
	if (!isResourceType(definitions, type)) {
		return reference.includes('://')
			? undefined
			: 'The reference names a kind of record that FHIR R4 does not know.';
	}
	return targets.length === 0 || targets.includes(type)
		? undefined
		: `The reference names a kind of record that is not allowed here; allowed: ${targets.join(', ')}.`;
}

/** Ids of the resources that stand inside one (FHIR R4 references.html 2.3.0.4). */
export function containedIds({ contained }: Record<string, unknown>): ReadonlySet<unknown> {
	const list = Array.isArray(contained) ? (contained as unknown[]) : [];
	return new Set(list.map((one) => (one as { id?: unknown } | null)?.id));
}

/** `#x` must lead to a resource inside; `#` alone is the resource itself. */
export const containedFault = (
	reference: unknown,
	inside: ReadonlySet<unknown>,
): string | undefined =>
	typeof reference !== 'string' || !/^#./.test(reference) || inside.has(reference.slice(1))
		? undefined
		: 'The reference leads to a record inside this one that is not there.';
