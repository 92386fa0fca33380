import { createHash } from 'node:crypto';

/** Namespace of the UUIDs of this package: the same work always gives the same identifiers. */
const NAMESPACE = Buffer.from('7a1c1b526f0e5d439b0e3f4f2f6f1f10', 'hex');

/** Name-based UUID (RFC 9562 5.5) of a list of names. */
export function namedUuid(...names: readonly string[]): string {
	const bytes = createHash('sha1')
		.update(NAMESPACE)
		// JSON keeps ('ab','c') and ('a','bc') apart.
		.update(JSON.stringify(names))
		.digest()
		.subarray(0, 16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString('hex');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
