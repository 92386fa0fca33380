import { cellOf, classesOf, isMissing, type Columns } from './table';

/** A coarser form of a column. */
export interface Coarsening {
	readonly column: string;
	/** Plain words: `year and month`, `bands of 10`, `first 3 characters`, `left out`. */
	readonly to: string;
}

/** One step of the way to the asked k. */
export interface Step extends Coarsening {
	/** Size of the smallest class after it. */
	readonly k: number;
	/** Rows in classes below the asked k after it. */
	readonly rowsBelow: number;
}

/** A way to the asked k: which columns to coarsen, and how many rows to leave out in the end. */
export interface Suggestion {
	readonly steps: readonly Step[];
	/** Rows to leave out after the steps. */
	readonly suppress: number;
}

interface Form {
	readonly to: string;
	readonly make: (cell: string) => string;
}

const DATE = /^\d{4}-\d\d(?:-\d\d)?(?:T|$)/;
const POSTAL = /^\d{5}(?:-?\d{4})?$/;
const OUT: Form = { to: 'left out', make: () => '*' };
/** Ages and the like: no more different values than people live years. */
const MOST_STEPS = 12;
/** Share of the rows that may be left out instead of coarsening further. */
const FEW = 0.01;

/** Forms of a column from fine to coarse, by what its values look like. */
function formsOf(cells: readonly string[]): Form[] {
	const written = cells.filter((cell) => !isMissing(cell));
	const all = (pattern: RegExp): boolean =>
		written.length > 0 && written.every((cell) => pattern.test(cell));
	if (all(DATE)) {
		return [
			{ to: 'year and month', make: (cell) => cell.slice(0, 7) },
			{ to: 'year', make: (cell) => cell.slice(0, 4) },
			OUT,
		];
	}
	if (all(POSTAL)) return [{ to: 'first 3 digits', make: (cell) => cell.slice(0, 3) }, OUT];
	if (written.length > 0 && written.every((cell) => Number.isFinite(Number(cell)))) {
		return [5, 10, 20].map((width) => band(width)).concat(OUT);
	}
	return [OUT];
}

function band(width: number): Form {
	return {
		to: `bands of ${width}`,
		make: (cell) => String(Math.floor(Number(cell) / width) * width),
	};
}

/**
 * Coarsens step by step, every time the column that leaves the fewest rows in small classes, until at
 * most one row in a hundred would have to be left out.
 */
export function suggestionFor(table: Columns, names: readonly string[], k: number): Suggestion {
	let now = table;
	let left = below(now, names, k);
	const ladders = new Map(names.map((name) => [name, formsOf(table.column(name))]));
	const steps: Step[] = [];
	while (left.rowsBelow > FEW * table.rows && steps.length < MOST_STEPS) {
		let best: { step: Step; table: Columns } | undefined;
		for (const name of names) {
			const form = ladders.get(name)?.[0];
			if (form === undefined) continue;
			const coarse = table
				.column(name)
				.map((cell) => (isMissing(cell) && form !== OUT ? cell : cellOf(form.make(cell))));
			const made = now.with(name, coarse);
			const reached = below(made, names, k);
			// To leave a column out costs more than any coarser form of another one.
			if (best !== undefined && costOf(form, reached) >= costOf(best.step, best.step)) continue;
			best = { step: { column: name, to: form.to, ...reached }, table: made };
		}
		if (best === undefined) break;
		ladders.get(best.step.column)?.shift();
		now = best.table;
		left = best.step;
		steps.push(best.step);
	}
	return { steps, suppress: left.rowsBelow };
}

function costOf(form: { readonly to: string }, reached: { readonly rowsBelow: number }): number {
	return reached.rowsBelow + (form.to === OUT.to ? 1e12 : 0);
}

function below(
	table: Columns,
	names: readonly string[],
	k: number,
): { k: number; rowsBelow: number } {
	let smallest = Infinity;
	let rowsBelow = 0;
	for (const { length } of classesOf(table, names)) {
		smallest = Math.min(smallest, length);
		if (length < k) rowsBelow += length;
	}
	return { k: smallest, rowsBelow };
}
