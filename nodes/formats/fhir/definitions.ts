import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';

/**
 * One element of a type: how often it may stand (`max` 0 means any number), its types (several for a
 * choice `value[x]`; the path of its own parts for an element that has some), the place of its
 * required binding in {@link Definitions.bindings} (-1 for none) and the resource types that a
 * Reference may name.
 */
export type ElementEntry = readonly [
	min: number,
	max: number,
	types: readonly string[],
	binding?: number,
	targets?: readonly string[],
];

export interface TypeEntry {
	kind: 'resource' | 'complex-type' | 'backbone' | 'abstract';
	elements: Readonly<Record<string, ElementEntry>>;
}

/** A required value set as lists of codes by code system. */
export interface CodeList {
	url: string;
	systems: Readonly<Record<string, readonly string[]>>;
}

/** The element tables of FHIR R4 (4.0.1), as compile.mjs writes them. */
export interface Definitions {
	fhirVersion: string;
	bindings: readonly CodeList[];
	types: Readonly<Record<string, TypeEntry>>;
}

let loaded: Definitions | undefined;

/** The table that ships with the package; read once, when it is first needed. */
export function r4(): Definitions {
	loaded ??= JSON.parse(
		brotliDecompressSync(readFileSync(join(__dirname, 'r4.json.br'))).toString('utf8'),
	) as Definitions;
	return loaded;
}

/** True for a type that a resource may have. */
export const isResourceType = (definitions: Definitions, name: unknown): name is string =>
	typeof name === 'string' &&
	Object.hasOwn(definitions.types, name) &&
	definitions.types[name]?.kind === 'resource';

/** What a property name stands for in a type. */
export interface Property {
	/** Name of the element, `value[x]` for `valueString`. */
	element: string;
	/** Type of the value under this name. */
	type: string;
	entry: ElementEntry;
}

const properties = new WeakMap<TypeEntry, Map<string, Property>>();

/** Every property name that a type may hold in JSON, choices written out. */
export function propertiesOf(type: TypeEntry): Map<string, Property> {
	let known = properties.get(type);
	if (known === undefined) {
		known = new Map();
		for (const [element, entry] of Object.entries(type.elements)) {
			for (const one of entry[2]) {
				const name = element.endsWith('[x]') ? element.slice(0, -3) + capital(one) : element;
				known.set(name, { element, type: one, entry });
			}
		}
		properties.set(type, known);
	}
	return known;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
