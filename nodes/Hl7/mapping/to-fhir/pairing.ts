/** How the times of two things stand to each other; `open` when one of them says too little. */
export type Relation = 'same' | 'open' | 'other';

/** Something of a message, or of the chart, that only its time and its place tell from its like. */
export interface Timed {
	/** Digits as `timeKey` gives them. */
	time: string | undefined;
}

/** What became of something of a message: its like in the chart, a new one, or nobody can tell. */
export type Pairing<C> = { of: C } | 'new' | 'ambiguous';

/** A FHIR date or dateTime as digits, in UTC where it has a time of day. */
export function timeKey(time: unknown): string | undefined {
	if (typeof time !== 'string') return undefined;
	if (!time.includes('T')) return time.replaceAll(/\D/g, '') || undefined;
	const at = new Date(time);
	if (Number.isNaN(at.getTime())) return undefined;
	return at.toISOString().replaceAll(/\D/g, '').slice(0, 14);
}

/** Times of one precision agree or do not; any other pair leaves it open. */
export function relationOf(one: Timed, other: Timed): Relation {
	if (one.time === undefined || other.time === undefined) return 'open';
	if (one.time.length !== other.time.length) return 'open';
	return one.time === other.time ? 'same' : 'other';
}

/**
 * Finds for each of some things of a message, alike in all but time and place, the one of the chart
 * that it repeats. Times decide. Where they do not, place does, but only when the message repeats all
 * that the chart has: of several that are alike nobody knows which one a single one stands for.
 *
 * @param byPlace false where senders change the order of things: then place decides nothing
 */
export function pair<T extends Timed, C extends Timed>(
	items: readonly T[],
	candidates: readonly C[],
	relation: (item: T, candidate: C) => Relation = relationOf,
	byPlace = true,
): Map<T, Pairing<C>> {
	const found = new Map<T, Pairing<C>>();
	const used = new Set<C>();
	for (const time of new Set(items.map((item) => item.time))) {
		if (time === undefined) continue;
		const mine = items.filter((item) => item.time === time);
		const theirs = candidates.filter((one) => mine.some((item) => relation(item, one) === 'same'));
		if (theirs.length > 0) inOrder(mine, theirs, { found, used, byPlace });
	}
	const left = items.filter((item) => !found.has(item));
	const open = (item: T) =>
		candidates.filter((one) => !used.has(one) && relation(item, one) === 'open');
	const claiming = left.filter((item) => open(item).length > 0);
	const claimed = [...new Set(claiming.flatMap(open))];
	if (new Set(claiming.map(({ time }) => time)).size > 1) {
		for (const item of claiming) found.set(item, 'ambiguous');
	} else if (claiming.length > 0) inOrder(claiming, claimed, { found, used, byPlace });
	for (const item of items) if (!found.has(item)) found.set(item, 'new');
	return found;
}

/** One after the other; none when the chart has more of them than the message. */
function inOrder<T, C>(
	items: readonly T[],
	candidates: readonly C[],
	{ found, used, byPlace }: { found: Map<T, Pairing<C>>; used: Set<C>; byPlace: boolean },
): void {
	const isUnsure = candidates.length > items.length || (!byPlace && items.length > 1);
	for (const [at, item] of items.entries()) {
		const candidate = candidates[at];
		if (isUnsure) found.set(item, 'ambiguous');
		else found.set(item, candidate === undefined ? 'new' : { of: candidate });
	}
	for (const candidate of candidates) used.add(candidate);
}
