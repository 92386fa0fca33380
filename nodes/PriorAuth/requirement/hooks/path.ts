import type { FhirResource } from '../../../clients/fhir';

/** Turns a reference into the record that it leads to, where it may be used. */
export type Resolve = (reference: string) => Promise<FhirResource | undefined>;

/** What a path may start from: `context` and `%name` of another prefetch. */
export type Roots = (name: string) => Promise<readonly unknown[]>;

type Step =
	| { kind: 'name'; name: string }
	| { kind: 'resolve' }
	| { kind: 'first' }
	| { kind: 'ofType'; type: string }
	| { kind: 'extension'; url: string };

const MAX_VALUES = 200;
const MAX_STEPS = 40;
const MAX_PATHS = 60;

/**
 * The part of FHIRPath that prefetch templates use (CDS Hooks, Prefetch tokens containing simpler
 * FHIRPath): names, `resolve()`, `ofType(T)`, `extension('url')`, `first()` and `|` between paths.
 *
 * @returns undefined for anything else: such a template is not satisfied
 */
export function readPath(text: string): ReadonlyArray<readonly Step[]> | undefined {
	const paths = split(text, '|').map((one) => readSteps(one.trim()));
	const understood = paths.filter((one) => one !== undefined);
	return understood.length === paths.length && paths.length <= MAX_PATHS ? understood : undefined;
}

function readSteps(text: string): readonly Step[] | undefined {
	const steps = split(text, '.').map(readStep);
	const understood = steps.filter((one) => one !== undefined);
	return understood.length === steps.length && steps.length <= MAX_STEPS ? understood : undefined;
}

function readStep(raw: string): Step | undefined {
	const text = raw.trim();
	if (/^%?[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(text)) return { kind: 'name', name: text };
	if (text === 'resolve()') return { kind: 'resolve' };
	if (text === 'first()') return { kind: 'first' };
	const type = /^ofType\(\s*([A-Z][A-Za-z]{1,60})\s*\)$/.exec(text)?.[1];
	if (type !== undefined) return { kind: 'ofType', type };
	const url = /^extension\(\s*'([^']{1,400})'\s*\)$/.exec(text)?.[1];
	return url === undefined ? undefined : { kind: 'extension', url };
}

/** Splits where the separator stands outside of parentheses and quotes. */
function split(text: string, separator: string): string[] {
	const parts = [''];
	let depth = 0;
	let quoted = false;
	for (const letter of text) {
		if (letter === "'") quoted = !quoted;
		if (!quoted && letter === '(') depth++;
		if (!quoted && letter === ')') depth--;
		if (letter === separator && depth === 0 && !quoted) parts.push('');
		else parts[parts.length - 1] += letter;
	}
	return parts;
}

/** Every value that one of the paths leads to, each text once. */
export async function walk(
	paths: ReadonlyArray<readonly Step[]>,
	roots: Roots,
	resolve: Resolve,
): Promise<unknown[]> {
	const found: unknown[] = [];
	for (const [start, ...steps] of paths) {
		if (start?.kind !== 'name') continue;
		let values: readonly unknown[] = await roots(start.name);
		for (const step of steps) values = await follow(values, step, resolve);
		found.push(...values);
	}
	return [...new Set(found)].slice(0, MAX_VALUES);
}

async function follow(
	values: readonly unknown[],
	step: Step,
	resolve: Resolve,
): Promise<readonly unknown[]> {
	switch (step.kind) {
		case 'name':
			return values.flatMap((value) => member(value, step.name)).slice(0, MAX_VALUES);
		case 'first':
			return values.slice(0, 1);
		case 'ofType':
			return values.filter((value) => fields(value)?.resourceType === step.type);
		case 'extension':
			return values
				.flatMap((value) => member(value, 'extension'))
				.filter((one) => fields(one)?.url === step.url);
		case 'resolve':
			return await resolved(values, resolve);
	}
}

async function resolved(values: readonly unknown[], resolve: Resolve): Promise<FhirResource[]> {
	const references = values.flatMap((value) => {
		const reference = typeof value === 'string' ? value : fields(value)?.reference;
		return typeof reference === 'string' ? [reference] : [];
	});
	const records = await Promise.all([...new Set(references)].slice(0, MAX_VALUES).map(resolve));
	return records.filter((record) => record !== undefined);
}

/** A member by its name; by its name without the type for a choice (`medication` for `medicationReference`). */
function member(value: unknown, name: string): unknown[] {
	const object = fields(value);
	if (object === undefined) return [];
	// CDS Hooks 1.0 wrote `draftOrders.ServiceRequest` for the orders of that type.
	if (object.resourceType === 'Bundle' && /^[A-Z]/.test(name)) {
		return member(value, 'entry')
			.flatMap((entry) => member(entry, 'resource'))
			.filter((record) => fields(record)?.resourceType === name);
	}
	if (Object.hasOwn(object, name)) return listed(object[name]);
	const choice = Object.keys(object).find(
		(key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)),
	);
	return choice === undefined ? [] : listed(object[choice]);
}

const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

const fields = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Readonly<Record<string, unknown>>)
		: undefined;
