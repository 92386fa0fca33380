import { flatten, type Outgoing } from './outgoing';

/** `inference.tokensIn` becomes `hospitalInferenceTokensIn`: letters and digits only, as CEF and LEEF keys must be. */
export const ownKey = (place: string): string =>
	`hospital${place
		.split(/[^A-Za-z0-9]+/)
		.filter((part) => part !== '')
		.map((part) => part[0].toUpperCase() + part.slice(1))
		.join('')}`;

/** Nearly all places come again with every event. */
const KNOWN = new Map<string, string>();
const MOST_KNOWN = 2000;

function keyOf(place: string): string {
	let key = KNOWN.get(place);
	if (key === undefined) {
		key = ownKey(place);
		if (KNOWN.size < MOST_KNOWN) KNOWN.set(place, key);
	}
	return key;
}

/**
 * What a format of keys and values has no key of its own for. Two places that would share a key
 * (settings of a model may be called `a.b` and `a_b`) get a number behind it.
 *
 * @param placed places that stand elsewhere
 */
export function ownPairs(
	event: Outgoing,
	placed: ReadonlySet<string>,
): Array<[key: string, value: string]> {
	const used = new Set<string>();
	const pairs: Array<[string, string]> = [];
	for (const [place, value] of flatten(event)) {
		if (placed.has(place)) continue;
		const key = keyOf(place);
		let free = key;
		for (let number = 2; used.has(free); number++) free = `${key}X${number}`;
		used.add(free);
		pairs.push([free, String(value)]);
	}
	return pairs;
}
