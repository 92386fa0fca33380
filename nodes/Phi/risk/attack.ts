/** How likely somebody is found again, for the three kinds of whoever looks (El Emam 2013). */
export interface Attack {
	/** Risk of the row that is easiest to find. */
	readonly highest: number;
	/** Mean over all rows. */
	readonly average: number;
	/** Share of the rows above the threshold. */
	readonly aboveThreshold: number;
}

export interface Attacks {
	/** Knows that the person is in the table. */
	readonly prosecutor: Attack;
	/** Knows only that the person is of the population that the table was drawn from. */
	readonly journalist: Attack & { readonly estimated: boolean };
	/** Wants as many as possible: share of the rows expected to be found. */
	readonly marketer: { readonly expected: number; readonly estimated: boolean };
}

/**
 * Risks from the sizes of the classes in the table and in the population.
 *
 * @param sizes rows of each class in the table
 * @param population people of each class in the population, never fewer than in the table
 * @param threshold risk above which a row counts as at risk
 * @param estimated whether the population was estimated from a sampling fraction
 */
export function attacksOf(
	sizes: readonly number[],
	population: readonly number[],
	threshold: number,
	estimated: boolean,
): Attacks {
	const rows = sum(sizes);
	const prosecutor = {
		highest: 1 / least(sizes),
		average: sizes.length / rows,
		aboveThreshold: share(sizes, (size) => 1 / size > threshold),
	};
	const expected = sum(sizes.map((size, index) => size / (population[index] as number))) / rows;
	const journalist = {
		highest: 1 / least(population),
		average: Math.max(sizes.length / sum(population), expected),
		aboveThreshold: share(sizes, (_size, index) => 1 / (population[index] as number) > threshold),
		estimated,
	};
	return { prosecutor, journalist, marketer: { expected, estimated } };
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

function least(numbers: readonly number[]): number {
	return numbers.reduce((smallest, number) => Math.min(smallest, number), Infinity);
}

/** Share of the rows that lie in classes for which something holds. */
function share(sizes: readonly number[], holds: (size: number, index: number) => boolean): number {
	return sum(sizes.filter((size, index) => holds(size, index))) / sum(sizes);
}
