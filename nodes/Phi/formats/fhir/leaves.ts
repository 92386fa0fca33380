import { isObject, type Json } from './place';

/** Elements that hold what this package made itself, or a document that was swept when it was made. */
const OWN = new Set(['data', 'div', 'fullUrl', 'id', 'reference', 'resourceType']);

/** Codes of tables may look like somebody's initials. */
const SHORT_CODE = /^[A-Z]{1,4}$/;

/** Every text of a record with the names of the elements that lead to it. */
export function* leaves(
	value: unknown,
	path = '',
): Generator<readonly [text: string, path: string]> {
	if (typeof value === 'string') {
		if (!SHORT_CODE.test(value)) yield [value, path];
	} else if (Array.isArray(value)) for (const one of value) yield* leaves(one, path);
	else if (isObject(value)) yield* leavesOf(value, path);
}

function* leavesOf(value: Json, path: string): Generator<readonly [string, string]> {
	const at = typeof value.resourceType === 'string' ? value.resourceType : path;
	for (const [name, one] of Object.entries(value)) {
		if (!OWN.has(name) || typeof one !== 'string') yield* leaves(one, `${at}.${name}`);
	}
}
