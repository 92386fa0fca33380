import { isMissing, type Columns } from './table';

/** How well a sensitive column is hidden within the classes. */
export interface Diversity {
	readonly column: string;
	/** Least number of different values in a class (distinct l-diversity, Machanavajjhala 2007). */
	readonly distinctL: number;
	/** Exponential of the least entropy of a class (entropy l-diversity). */
	readonly entropyL: number;
	/**
	 * Greatest distance between a class and the table, 0 to 1 (t-closeness, Li 2007): earth mover's
	 * distance over the order of the values where all are numbers, else with every two values one apart.
	 */
	readonly t: number;
	/** Whether the values were taken as numbers. */
	readonly ordered: boolean;
	/** Classes that hold one value alone: whoever is known to be in one gives the value away. */
	readonly singleValueClasses: number;
}

/** Measures one sensitive column. */
export function diversityOf(
	table: Columns,
	column: string,
	classes: readonly (readonly number[])[],
): Diversity {
	const cells = table.column(column);
	const ordered = cells.every((cell) => isMissing(cell) || isNumber(cell));
	const values = [...new Set(cells)].toSorted((one, other) =>
		ordered ? numberOf(one) - numberOf(other) : Number(one > other) - Number(one < other),
	);
	const place = new Map(values.map((value, index) => [value, index]));
	const places = cells.map((cell) => place.get(cell) as number);
	const whole = new Whole(places, values.length);
	let distinctL = Infinity;
	let entropy = Infinity;
	let t = 0;
	let singleValueClasses = 0;
	for (const rows of classes) {
		const own = sharesOf(places, rows);
		if (own.length === 1) singleValueClasses++;
		distinctL = Math.min(distinctL, own.length);
		entropy = Math.min(entropy, entropyOf(own));
		t = Math.max(t, ordered ? whole.orderedDistance(own) : whole.equalDistance(own));
	}
	return { column, distinctL, entropyL: Math.exp(entropy), t, ordered, singleValueClasses };
}

function isNumber(cell: string): boolean {
	return cell !== '' && Number.isFinite(Number(cell));
}

/** Missing values stand before all numbers. */
function numberOf(cell: string): number {
	return isMissing(cell) ? -Number.MAX_VALUE : Number(cell);
}

/** A value by its place in the order, and its share of the rows. */
type Shares = ReadonlyArray<readonly [place: number, share: number]>;

/** Shares of the values of a class, in their order. */
function sharesOf(places: readonly number[], rows: readonly number[]): Shares {
	const counts = new Map<number, number>();
	for (const row of rows) {
		const place = places[row] as number;
		counts.set(place, (counts.get(place) ?? 0) + 1);
	}
	return [...counts]
		.toSorted(([one], [other]) => one - other)
		.map(([place, count]) => [place, count / rows.length] as const);
}

function entropyOf(own: Shares): number {
	return own.reduce((sum, [, share]) => sum - share * Math.log(share), 0);
}

/** The shares of all values in the table. Distances cost what a class holds, not what the table holds. */
class Whole {
	private readonly shares: Float64Array;
	/** Share of all values up to a place. */
	private readonly upTo: Float64Array;
	/** Sum of `upTo` before a place. */
	private readonly summed: Float64Array;

	constructor(places: readonly number[], values: number) {
		this.shares = new Float64Array(values);
		this.upTo = new Float64Array(values);
		this.summed = new Float64Array(values + 1);
		for (const place of places) this.shares[place] = (this.shares[place] as number) + 1;
		let carried = 0;
		for (let at = 0; at < values; at++) {
			carried += this.shares[at] as number;
			this.shares[at] = (this.shares[at] as number) / places.length;
			this.upTo[at] = carried / places.length;
			this.summed[at + 1] = (this.summed[at] as number) + (this.upTo[at] as number);
		}
	}

	/** Earth mover's distance with every two values one apart: half the sum of the differences. */
	equalDistance(own: Shares): number {
		let sum = 0;
		let met = 0;
		for (const [place, share] of own) {
			const whole = this.shares[place] as number;
			sum += Math.abs(share - whole);
			met += whole;
		}
		return (sum + Math.max(0, 1 - met)) / 2;
	}

	/** Earth mover's distance with neighbours 1/(m-1) apart: the sum of the differences carried along. */
	orderedDistance(own: Shares): number {
		const values = this.shares.length;
		if (values < 2) return 0;
		let sum = 0;
		let carried = 0;
		let from = 0;
		for (const [place, share] of own) {
			sum += this.between(from, place, carried);
			carried += share;
			from = place;
		}
		return (sum + this.between(from, values, carried)) / (values - 1);
	}

	/** Sum of |carried - upTo| over the places of a stretch. `upTo` rises, so that it is crossed once. */
	private between(from: number, to: number, carried: number): number {
		let low = from;
		let high = to;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((this.upTo[middle] as number) < carried) low = middle + 1;
			else high = middle;
		}
		const sumOf = (start: number, end: number): number =>
			(this.summed[end] as number) - (this.summed[start] as number);
		return carried * (low - from) - sumOf(from, low) + sumOf(low, to) - carried * (to - low);
	}
}
