import { createSecretKey, type KeyObject } from 'node:crypto';

const prepared = new WeakMap<Uint8Array, KeyObject>();

/**
 * A secret key in the form that Node works with. Given as bytes, it is wrapped anew for every name and
 * every encryption, which takes longer than the work itself.
 *
 * @param key kept unchanged as long as it is used
 */
export function preparedKey(key: Uint8Array): KeyObject {
	let found = prepared.get(key);
	if (found === undefined) prepared.set(key, (found = createSecretKey(key)));
	return found;
}
