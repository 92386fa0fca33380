import type { ChartResource } from '../../shared/contracts/chart-context';
import { TYPES } from './compartment';

/**
 * Always kept: without them a record cannot be named, or means something else than it says. Profiles,
 * tags and who wrote it are not.
 */
const ALWAYS = ['resourceType', 'id', 'implicitRules', 'modifierExtension'];
const META = ['versionId', 'lastUpdated', 'security'];

/** Elements that a read keeps: the declared ones, whose it is, and what changes its meaning. */
export function keptElements(type: string, declared: readonly string[]): string[] {
	const rule = TYPES[type];
	const own = rule === undefined ? [] : [...rule.patient, ...rule.modifiers];
	return [...new Set([...declared, ...own])];
}

/** Names for `_elements`: without the brackets of a choice (search.html 3.1.1.5.9). */
export const askedElements = (elements: readonly string[]): string =>
	[...new Set(elements.map((one) => one.replace('[x]', '')))].join(',');

/** True when `member` of a resource is `element`, or a type of the choice that it stands for. */
export function isElement(member: string, element: string): boolean {
	if (!element.endsWith('[x]')) return member === element;
	const stem = element.slice(0, -3);
	return member.startsWith(stem) && /^[A-Z]/.test(member.slice(stem.length));
}

/** The resource with the kept elements only; `_name`, which holds what a value is missing, goes along. */
export function strip(
	resource: Record<string, unknown>,
	elements: readonly string[],
): ChartResource {
	const kept: Record<string, unknown> = {};
	for (const [member, value] of Object.entries(resource)) {
		const name = member.replace(/^_/, '');
		if (name === 'meta' || name === 'contained') continue;
		if (ALWAYS.includes(name) || elements.some((element) => isElement(name, element))) {
			kept[member] = value;
		}
	}
	const meta = metaOf(resource.meta);
	const contained = containedOf(resource.contained, elements);
	return {
		...(kept as ChartResource),
		...(meta && { meta }),
		...(contained && { contained }),
	};
}

function metaOf(meta: unknown): ChartResource['meta'] | undefined {
	if (typeof meta !== 'object' || meta === null) return undefined;
	const entries = Object.entries(meta).filter(([name]) => META.includes(name));
	return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A medicine may stand inside its prescription; nothing else that is contained is kept. */
function containedOf(contained: unknown, elements: readonly string[]): unknown[] | undefined {
	if (!Array.isArray(contained) || !elements.includes('medication[x]')) return undefined;
	const medicines = contained.filter(
		(one) => (one as { resourceType?: unknown } | null)?.resourceType === 'Medication',
	);
	return medicines.length === 0 ? undefined : medicines;
}

/** The reference of a record to its medicine (`medicationReference` of all four kinds). */
export function medicineOf(resource: Record<string, unknown>): string | undefined {
	const { reference } = (resource.medicationReference ?? {}) as { reference?: unknown };
	return typeof reference === 'string' ? reference : undefined;
}

/** True for a record whose medicine should stand inside it (`#c1`), and does not. */
export function lacksMedicine(resource: Record<string, unknown>): boolean {
	const reference = medicineOf(resource);
	if (!reference?.startsWith('#')) return false;
	const ids = [resource.contained ?? []].flat().map((one) => (one as { id?: unknown } | null)?.id);
	return !ids.includes(reference.slice(1));
}

/** True when a server that reduced records took the medicines away that stand inside them. */
export const lacksContained = (
	resources: ReadonlyArray<Record<string, unknown>>,
	elements: readonly string[],
): boolean => elements.includes('medication[x]') && resources.some(lacksMedicine);

/** True when the server sent more than it was asked for, so that nothing can have been left out. */
export function wasNotReduced(
	resources: ReadonlyArray<Record<string, unknown>>,
	elements: readonly string[],
): boolean {
	return resources.some((resource) =>
		Object.keys(resource).some((member) => {
			const name = member.replace(/^_/, '');
			if (name === 'meta' || ALWAYS.includes(name)) return false;
			return !elements.some((element) => isElement(name, element));
		}),
	);
}

/**
 * True when a choice (`value[x]`) is in none of the records: a server that takes names literally
 * leaves it out when asked for `value`.
 */
export const lacksChoice = (
	resources: ReadonlyArray<Record<string, unknown>>,
	elements: readonly string[],
): boolean =>
	elements.some(
		(element) =>
			element.endsWith('[x]') &&
			!resources.some((resource) =>
				Object.keys(resource).some((member) => isElement(member.replace(/^_/, ''), element)),
			),
	);
