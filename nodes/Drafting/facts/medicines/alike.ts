import { compare } from './compare';
import type { Entry } from './entry';

/** One entry and the records that say just the same. */
export interface Same {
	entry: Entry;
	also: Entry[];
}

/** Records that tell the same medicine, directions and state are told once. */
export function alike(entries: readonly Entry[]): Same[] {
	const kept: Same[] = [];
	for (const entry of entries) {
		const same = kept.find((one) => isAlike(one.entry, entry));
		if (same === undefined) kept.push({ entry, also: [] });
		else {
			same.also.push(entry);
			if (entry.given) same.entry = { ...same.entry, given: true };
		}
	}
	return kept;
}

const isAlike = (a: Entry, b: Entry): boolean =>
	a.state === b.state &&
	tells(a) === tells(b) &&
	(compare(a, b).outcome === 'same' || areBare(a, b));

/** What was written beside the codes: two records that say other things there are two. */
const tells = ({ notes, clashes, steps }: Entry): string =>
	clashes.length === 0 && notes.length === 0
		? ''
		: JSON.stringify([notes, clashes, steps.map(({ text }) => text)]);

/** Two records of one product without any directions: nothing tells them apart. */
const areBare = (a: Entry, b: Entry): boolean =>
	a.steps.length === 0 &&
	b.steps.length === 0 &&
	a.medicine.product.release === b.medicine.product.release &&
	a.medicine.name === b.medicine.name;
