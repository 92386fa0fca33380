/** What each receiver achieved in one round; a round has every receiver once, in shuffled order. */
export type Round<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	if (sorted.length % 2 === 1) return sorted[middle] as number;
	return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/**
 * How `a` compares with `b`, from values that were taken in the same round: what the machine did to
 * a round it did to both. Rounds that lack one of the two are left out.
 */
export function pairRatios<Name extends string>(
	rounds: readonly Round<Name>[],
	a: Name,
	b: Name,
): number[] {
	return rounds.flatMap((round) => {
		const [over, under] = [round[a], round[b]];
		return over === undefined || under === undefined || under === 0 ? [] : [over / under];
	});
}

/** The values of one receiver over all rounds. */
export function valuesOf<Name extends string>(
	rounds: readonly Round<Name>[],
	name: Name,
): number[] {
	return rounds.flatMap((round) => round[name] ?? []);
}

export interface Spread {
	median: number;
	min: number;
	max: number;
	n: number;
}

export function spreadOf(values: readonly number[]): Spread {
	return {
		median: median(values),
		min: Math.min(...values),
		max: Math.max(...values),
		n: values.length,
	};
}
