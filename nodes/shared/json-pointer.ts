/** JSON Pointer (RFC 6901) and the small walks over JSON values that sealing needs. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const escapeStep = (step: string): string => step.replace(/~/g, '~0').replace(/\//g, '~1');
export const unescapeStep = (step: string): string => step.replace(/~1/g, '/').replace(/~0/g, '~');

/** The value at `pointer` (`''` is the whole), or undefined. Never looks at inherited properties. */
export function atPointer(value: unknown, pointer: string): unknown {
	let at = value;
	for (const step of pointer.split('/').slice(1)) {
		const name = unescapeStep(step);
		if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
		at = (at as Record<string, unknown>)[name];
	}
	return at;
}

/** Rebuilds a JSON value with every leaf (anything but objects and arrays) replaced. */
export function mapLeaves(
	value: unknown,
	replace: (leaf: unknown, steps: readonly string[]) => unknown,
	steps: readonly string[] = [],
): unknown {
	if (Array.isArray(value)) {
		return value.map((item, index) => mapLeaves(item, replace, [...steps, String(index)]));
	}
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([name, item]) => [
				name,
				mapLeaves(item, replace, [...steps, name]),
			]),
		);
	}
	return replace(value, steps);
}

/** True when `steps` fits `pattern`, a pointer in which `*` stands for any one step. */
export function fitsPattern(pattern: string, steps: readonly string[]): boolean {
	const wanted = pattern.split('/').slice(1);
	return (
		wanted.length === steps.length &&
		wanted.every((want, index) => want === '*' || unescapeStep(want) === steps[index])
	);
}
