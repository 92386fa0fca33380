import { codeFault } from './bindings';
import {
	isResourceType,
	propertiesOf,
	type Definitions,
	type ElementEntry,
	type Property,
	type TypeEntry,
} from '../../formats/fhir';
import { type Issues } from './issue';
import { nearest } from './nearest';
import { PRIMITIVES, primitiveFault } from './primitives';
import { containedFault, containedIds, referenceFault } from './references';

const MAX_DEPTH = 60;

type Json = Record<string, unknown>;

/** What stands under the name of one property and its twin with an underscore. */
interface Present {
	property: Property;
	name: string;
	value: unknown;
	/** `_birthDate`: id and extensions of a primitive (FHIR R4 json 2.6.2.3). */
	twin: unknown;
}

/**
 * Walks a resource along the element tables of R4: known properties, JSON form, cardinality, one
 * form of each choice, primitive values, codes of required bindings, what references may name.
 */
export class StructureCheck {
	/** Ids of what the resource that is walked contains. */
	private inside: ReadonlySet<unknown> = new Set();

	constructor(
		private readonly definitions: Definitions,
		private readonly issues: Issues,
	) {}

	/** @param contained true inside `contained`, where nothing more may be contained (dom-2) */
	resource(value: unknown, path: string, depth = 0, contained = false): void {
		if (!isObject(value)) {
			this.issues.error('structure', path || 'resource', 'Here must stand a resource.');
			return;
		}
		const { resourceType } = value;
		if (!isResourceType(this.definitions, resourceType)) {
			this.issues.error(
				'structure',
				path || 'resource',
				'The resourceType is missing or not one of FHIR R4.',
			);
			return;
		}
		const at = path === '' ? resourceType : path;
		if (!contained) this.inside = containedIds(value);
		if (contained && 'contained' in value) {
			this.issues.error('structure', at, 'A contained resource must not contain another one.');
		}
		this.object(value, this.definitions.types[resourceType] as TypeEntry, at, depth, true);
	}

	private object(value: Json, type: TypeEntry, path: string, depth: number, isResource = false) {
		if (depth > MAX_DEPTH) {
			this.issues.error('structure', path, 'The record is nested too deeply to be read.');
			return;
		}
		const present = this.present(value, type, path, isResource);
		if (present.size === 0 && !isResource) {
			this.issues.error('structure', path, 'An element must not be empty: leave it out.');
		}
		for (const [element, entry] of Object.entries(type.elements)) {
			const found = present.get(element) ?? [];
			if (found.length > 1) {
				this.issues.error(
					'structure',
					`${path}.${element}`,
					'Only one form of this element may stand.',
				);
			}
			if (found.length === 0 && entry[0] > 0) {
				this.issues.error('required', `${path}.${element}`, 'This element is required.');
			}
			for (const one of found) this.values(one, entry, `${path}.${one.name}`, depth);
		}
		if (type === this.definitions.types.Extension) this.extension(value, path);
	}

	private present(value: Json, type: TypeEntry, path: string, isResource: boolean) {
		const known = propertiesOf(type);
		const present = new Map<string, Present[]>();
		for (const key of Object.keys(value)) {
			if (isResource && key === 'resourceType') continue;
			const name = key.startsWith('_') ? key.slice(1) : key;
			const property = known.get(name);
			if (property === undefined || (key !== name && PRIMITIVES[property.type] === undefined)) {
				this.unknown(key, [...known.keys()], path);
				continue;
			}
			if (key !== name && name in value) continue;
			const found = present.get(property.element) ?? [];
			found.push({ property, name, value: value[name], twin: value[`_${name}`] });
			present.set(property.element, found);
		}
		return present;
	}

	private unknown(key: string, known: string[], path: string): void {
		if (this.issues.isFull) return;
		const meant = nearest(key, known);
		this.issues.error(
			'structure',
			path,
			`There is a property here that FHIR R4 does not know${meant === undefined ? '' : `; perhaps ${meant} is meant`}.`,
			key,
		);
	}

	private values(one: Present, entry: ElementEntry, path: string, depth: number): void {
		const [min, max] = entry;
		if (max === 1) {
			if (Array.isArray(one.value) || Array.isArray(one.twin)) {
				this.issues.error('structure', path, 'Here stands a list; only one value may stand.');
				return;
			}
			const isNull = one.value === null || one.twin === null;
			const [value, twin] = isNull ? [] : [one.value, one.twin];
			this.value(one, entry, value, twin, path, depth);
			return;
		}
		for (const list of [one.value, one.twin]) {
			if (list === undefined || Array.isArray(list)) continue;
			this.issues.error('structure', path, 'Here must stand a list.');
			return;
		}
		const values = (one.value ?? []) as unknown[];
		const twins = (one.twin ?? []) as unknown[];
		const count = Math.max(values.length, twins.length);
		if (count === 0)
			this.issues.error('structure', path, 'A list must not be empty: leave it out.');
		else if (count < min) this.issues.error('required', path, `At least ${min} must stand here.`);
		if (max > 0 && count > max) {
			this.issues.error('structure', path, `At most ${max} may stand here.`);
		}
		for (let at = 0; at < count && !this.issues.isFull; at++) {
			const value = values[at] === null ? undefined : values[at];
			const twin = twins[at] === null ? undefined : twins[at];
			this.value(one, entry, value, twin, `${path}[${at}]`, depth);
		}
	}

	private value(
		{ property }: Present,
		entry: ElementEntry,
		value: unknown,
		twin: unknown,
		path: string,
		depth: number,
	): void {
		const { type } = property;
		if (value === undefined && twin === undefined) {
			this.issues.error('structure', path, 'A value must not be null: leave it out.');
			return;
		}
		if (PRIMITIVES[type] !== undefined) {
			if (twin !== undefined) this.twin(twin, path, depth);
			if (value !== undefined) this.primitive(type, entry, value, path);
			return;
		}
		if (!isObject(value)) {
			this.issues.error('structure', path, 'Here must stand an element with parts of its own.');
			return;
		}
		if (type === 'Resource') {
			this.resource(value, path, depth + 1, path.includes('.contained['));
			return;
		}
		const definition = this.definitions.types[type];
		if (definition === undefined) return;
		this.object(value, definition, path, depth + 1);
		this.coded(entry, value, path);
		if (type === 'Reference') {
			const fault =
				referenceFault(this.definitions, value.reference, entry[4] ?? []) ??
				containedFault(value.reference, this.inside);
			if (fault !== undefined) this.issues.error('value', `${path}.reference`, fault);
		}
	}

	private twin(twin: unknown, path: string, depth: number): void {
		const element = this.definitions.types.Element as TypeEntry;
		if (isObject(twin)) this.object(twin, element, path, depth + 1);
		else this.issues.error('structure', path, 'Beside a value only id and extensions may stand.');
	}

	private primitive(type: string, entry: ElementEntry, value: unknown, path: string): void {
		const fault = primitiveFault(type, value);
		if (fault === undefined) this.coded(entry, value, path);
		else this.issues.error('value', path, `Here must stand ${fault}.`);
	}

	private coded([, , , binding = -1]: ElementEntry, value: unknown, path: string): void {
		const list = this.definitions.bindings[binding];
		const fault = list && codeFault(list.systems, value);
		if (fault !== undefined) this.issues.error('code-invalid', path, fault);
	}

	/** ext-1: a value or more extensions, never both, never neither. */
	private extension(value: Json, path: string): void {
		const hasValue = Object.keys(value).some((key) => /^_?value[A-Z]/.test(key));
		if (hasValue === 'extension' in value) {
			this.issues.error(
				'structure',
				path,
				'An extension holds either a value or further extensions.',
			);
		}
	}
}

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
