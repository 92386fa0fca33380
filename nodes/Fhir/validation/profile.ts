import { isDeepStrictEqual } from 'node:util';
import { codeFault } from './bindings';
import { capital, type Definitions } from '../../formats/fhir';
import type { Issues } from './issue';
import { PRIMITIVES } from './primitives';
import type { Profile, ProfileElement, ProfileSource } from './profile-source';
import { isObject } from './structure';

interface Node {
	value: unknown;
	path: string;
}

/**
 * Checks a resource against the elements of a profile: cardinality, types of a choice, fixed and
 * pattern values, and required bindings whose value set was given. Slices and invariants are left
 * out, and an issue says so.
 */
export class ProfileCheck {
	private readonly names: ReadonlySet<string>;
	/** Value sets of R4 itself: the structure check looks at their codes. */
	private readonly ofR4: ReadonlySet<string>;

	constructor(
		definitions: Definitions,
		private readonly valueSets: ProfileSource['valueSets'],
		private readonly issues: Issues,
	) {
		this.ofR4 = new Set(definitions.bindings.map(({ url }) => url.split('|')[0] ?? ''));
		this.names = new Set(
			[...Object.keys(definitions.types), ...Object.keys(PRIMITIVES)].map(capital),
		);
	}

	check(resource: Record<string, unknown>, { elements, type }: Profile): void {
		const root: Node = { value: resource, path: type };
		let slices = false;
		for (const element of elements) {
			if (element.sliceName !== undefined || (element.id ?? '').includes(':')) {
				slices = true;
				continue;
			}
			const steps = element.path.split('.').slice(1);
			const last = steps.pop();
			if (last === undefined || this.issues.isFull) continue;
			let parents = [root];
			for (const step of steps) parents = parents.flatMap((one) => this.children(one, step));
			for (const parent of parents) this.element(element, parent, last);
		}
		if (slices) {
			this.issues.add({
				severity: 'information',
				code: 'not-supported',
				path: type,
				message: 'The profile defines slices; they were not checked.',
			});
		}
	}

	private element(element: ProfileElement, parent: Node, name: string): void {
		if (!isObject(parent.value)) return;
		const found = this.children(parent, name);
		const path = `${parent.path}.${name}`;
		const { min = 0, max = '*' } = element;
		if (found.length < min) {
			const message =
				min === 1 ? 'The profile requires this element.' : `The profile requires at least ${min}.`;
			this.issues.error('required', path, message);
		}
		if (max !== '*' && found.length > Number(max)) {
			const message =
				max === '0' ? 'The profile forbids this element.' : `The profile allows at most ${max}.`;
			this.issues.error('structure', path, message);
		}
		if (name.endsWith('[x]')) this.choice(element, parent.value, name.slice(0, -3), path);
		for (const one of found) {
			this.values(element, one);
			this.codes(element, one);
		}
	}

	/** The values under a name, lists written out; a choice by any of its forms. */
	private children({ value, path }: Node, name: string): Node[] {
		if (!isObject(value)) return [];
		const keys = name.endsWith('[x]') ? this.forms(value, name.slice(0, -3)) : [name];
		return keys.flatMap((key) => {
			const twin = value[`_${key}`];
			const found = value[key] ?? twin;
			if (!Array.isArray(found))
				return found == null ? [] : [{ value: found, path: `${path}.${key}` }];
			return found.map((one: unknown, at) => ({
				value: one ?? (twin as unknown[] | undefined)?.[at],
				path: `${path}.${key}[${at}]`,
			}));
		});
	}

	private forms(value: Record<string, unknown>, stem: string): string[] {
		const keys = Object.keys(value).map((key) => key.replace(/^_/, ''));
		return [...new Set(keys)].filter(
			(key) => key.startsWith(stem) && this.names.has(key.slice(stem.length)),
		);
	}

	private choice(
		{ type }: ProfileElement,
		value: Record<string, unknown>,
		stem: string,
		path: string,
	): void {
		const allowed = (type ?? []).flatMap(({ code }) => (code === undefined ? [] : [capital(code)]));
		if (allowed.length === 0) return;
		if (this.forms(value, stem).some((key) => !allowed.includes(key.slice(stem.length)))) {
			this.issues.error(
				'structure',
				path,
				`The profile allows only these forms: ${allowed.map((one) => stem + one).join(', ')}.`,
			);
		}
	}

	private values(element: ProfileElement, { value, path }: Node): void {
		for (const [key, wanted] of Object.entries(element)) {
			if (/^fixed[A-Z]/.test(key) && !isDeepStrictEqual(value, wanted)) {
				this.issues.error('value', path, 'The profile fixes another value here.');
			}
			if (/^pattern[A-Z]/.test(key) && !contains(value, wanted)) {
				this.issues.error(
					'value',
					path,
					'The profile requires a certain value or part of it here.',
				);
			}
		}
	}

	private codes({ binding }: ProfileElement, { value, path }: Node): void {
		if (binding?.strength !== 'required' || binding.valueSet === undefined) return;
		const url = binding.valueSet.split('|')[0] ?? '';
		const systems = this.valueSets.get(url);
		if (systems === undefined && !this.ofR4.has(url)) {
			this.issues.add({
				severity: 'information',
				code: 'not-supported',
				path,
				message:
					'The profile requires a code of a value set that was not given, or that does not list its codes; the code was not checked.',
			});
		}
		const fault = systems && codeFault(systems, value);
		if (fault !== undefined) this.issues.error('code-invalid', path, fault);
	}
}

/** True when `value` holds all of `pattern`; of a list, one entry for each in the pattern. */
function contains(value: unknown, pattern: unknown): boolean {
	if (Array.isArray(pattern)) {
		return (
			Array.isArray(value) && pattern.every((part) => value.some((one) => contains(one, part)))
		);
	}
	if (!isObject(pattern)) return value === pattern;
	return (
		isObject(value) && Object.entries(pattern).every(([key, part]) => contains(value[key], part))
	);
}
