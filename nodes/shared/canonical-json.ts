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
