/**
 * RFC 8785 (JSON Canonicalization Scheme): keys sorted by UTF-16 code units, no white space,
 * ECMAScript number and string forms. The same value always gives the same bytes, so it can be hashed.
 *
 * @throws TypeError for a number that JSON cannot carry
 */
export function canonicalJson(value: unknown): string {
	if (value === null || typeof value === 'boolean' || typeof value === 'string') {
		return JSON.stringify(value);
	}
	if (typeof value === 'number') {
		if (!Number.isFinite(value)) throw new TypeError('a number that JSON cannot carry');
		return JSON.stringify(value);
	}
	if (Array.isArray(value)) {
		return `[${value.map((item) => canonicalJson(item === undefined ? null : item)).join(',')}]`;
	}
	if (typeof value === 'object') {
		const object = value as Record<string, unknown>;
		const members = Object.keys(object)
			.filter((key) => object[key] !== undefined)
			.sort()
			.map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`);
		return `{${members.join(',')}}`;
	}
	throw new TypeError(`JSON cannot carry a ${typeof value}`);
}

/**
 * True when `text` is the canonical form of the value that was parsed from it. Nearly always the
 * engine's own serialiser gives the same bytes and only the order of keys is left to look at, which
 * is several times faster than building the canonical form.
 */
export function isCanonical(value: unknown, text: string): boolean {
	// Keys like "10" are moved to the front by the engine, so their text differs: the slow way then.
	if (JSON.stringify(value) === text && hasSortedKeys(value)) return true;
	return canonicalJson(value) === text;
}

function hasSortedKeys(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return true;
	if (Array.isArray(value)) return value.every(hasSortedKeys);
	let before: string | undefined;
	for (const key in value) {
		if (before !== undefined && before >= key) return false;
		before = key;
		const member = (value as Record<string, unknown>)[key];
		if (typeof member === 'object' && !hasSortedKeys(member)) return false;
	}
	return true;
}
