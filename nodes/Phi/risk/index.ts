/** Risk Report: how far the people of a flat table stand out from each other. It states figures, no verdict. */
import { HospitalError } from '../../shared/errors';
import { attacksOf, type Attacks } from './attack';
import { suggestionFor, type Suggestion } from './coarsen';
import { diversityOf, type Diversity } from './diversity';
import { cellOf, classesOf, Columns, type Row } from './table';

export type { Attack, Attacks } from './attack';
export type { Coarsening, Step, Suggestion } from './coarsen';
export type { Diversity } from './diversity';
export type { Row } from './table';

export interface RiskOptions {
	/** Columns that others may know of a person: age, sex, ZIP3, year of admission. At most 30. */
	readonly quasiIdentifiers: readonly string[];
	/** Columns that nobody should learn of a person: diagnosis, result. */
	readonly sensitive?: readonly string[];
	/** Smallest class that is asked for, at least 2; 11 unless given. */
	readonly k?: number;
	/** Share of the population that the table is, above 0 and at most 1; 1 unless given. */
	readonly samplingFraction?: number;
	/** The population itself, in the same columns, in the place of a sampling fraction. */
	readonly population?: readonly Row[];
	/** Whether to look for columns to coarsen; true unless given. */
	readonly suggest?: boolean;
}

export interface RiskReport {
	readonly rows: number;
	readonly quasiIdentifiers: readonly string[];
	readonly askedK: number;
	/** Size of the smallest class (Sweeney 2002). */
	readonly k: number;
	readonly meetsK: boolean;
	readonly classes: number;
	/** Rows alone in their class, as a share. */
	readonly uniqueness: number;
	/** Rows in classes below the asked k. */
	readonly rowsBelow: number;
	/** Numbers of those rows from 0, at most 1,000: what to leave out. */
	readonly rowNumbersBelow: readonly number[];
	/** Classes by size: `1`, `2`, `3-4`, `5-9`, `10-19`, `20+`. */
	readonly sizes: Readonly<Record<string, number>>;
	/** Risk above which a row counts, 1 divided by the asked k. */
	readonly threshold: number;
	readonly risk: Attacks;
	readonly diversity: readonly Diversity[];
	/** What each quasi-identifier adds: the table without it. */
	readonly without: ReadonlyArray<{
		readonly column: string;
		readonly k: number;
		readonly uniqueness: number;
	}>;
	readonly suggestion?: Suggestion;
	/** Never filled in: whether the risk is very small is for an expert to say (45 CFR 164.514(b)(1)). */
	readonly determination: null;
}

const MOST_ROWS = 5_000_000;
const MOST_COLUMNS = 30;
const MOST_NUMBERS = 1000;
/** Tables beyond it are not coarsened step by step: every step reads all rows several times. */
const MOST_TO_SUGGEST = 200_000;

/**
 * Measures a flat table with one row a person. Values do not leave it: the report holds counts, shares,
 * names of columns and numbers of rows.
 *
 * @throws HospitalError `risk-no-rows`, `risk-no-column`, `risk-options`, `risk-too-large`,
 *   `risk-population` where a class of the table is not in the population
 */
export function riskOf(rows: readonly Row[], options: RiskOptions): RiskReport {
	const { quasiIdentifiers: names, sensitive = [], k: askedK = 11 } = options;
	check(rows, options, askedK);
	const table = Columns.of(rows, [...new Set([...names, ...sensitive])]);
	const classes = classesOf(table, names);
	const sizes = classes.map(({ length }) => length);
	const k = least(sizes);
	const small = classes.filter(({ length }) => length < askedK);
	const threshold = 1 / askedK;
	const { population, estimated } = populationOf(table, classes, options);
	const suggests = options.suggest !== false && small.length > 0 && rows.length <= MOST_TO_SUGGEST;
	return {
		rows: rows.length,
		quasiIdentifiers: [...names],
		askedK,
		k,
		meetsK: k >= askedK,
		classes: classes.length,
		uniqueness: uniquenessOf(sizes, rows.length),
		rowsBelow: small.reduce((count, { length }) => count + length, 0),
		rowNumbersBelow: small
			.flat()
			.toSorted((one, other) => one - other)
			.slice(0, MOST_NUMBERS),
		sizes: histogram(sizes),
		threshold,
		risk: attacksOf(sizes, population, threshold, estimated),
		diversity: sensitive.map((column) => diversityOf(table, column, classes)),
		without: names.map((column) => {
			const others = names.filter((name) => name !== column);
			const left = classesOf(table, others).map(({ length }) => length);
			return {
				column,
				k: least(left),
				uniqueness: uniquenessOf(left, rows.length),
			};
		}),
		...(suggests ? { suggestion: suggestionFor(table, names, askedK) } : {}),
		determination: null,
	};
}

function check(rows: readonly Row[], options: RiskOptions, askedK: number): void {
	const { quasiIdentifiers, sensitive = [], samplingFraction: fraction = 1 } = options;
	if (rows.length > MOST_ROWS) {
		throw new HospitalError('risk-too-large', 'The table has more than 5 million rows', {
			nextStep: 'Measure a random sample of it, and give the sampling fraction.',
		});
	}
	const columns = quasiIdentifiers.length + sensitive.length;
	const both = quasiIdentifiers.filter((name) => sensitive.includes(name));
	let problem: string | undefined;
	if (quasiIdentifiers.length === 0) problem = 'No quasi-identifier was named';
	else if (columns > MOST_COLUMNS) problem = 'More than 30 columns were named';
	else if (both.length > 0) problem = 'A column is named as quasi-identifier and as sensitive';
	else if (!Number.isInteger(askedK) || askedK < 2) problem = 'k must be a whole number from 2 on';
	else if (!(fraction > 0 && fraction <= 1))
		problem = 'The sampling fraction must lie between 0 and 1';
	if (problem === undefined) return;
	throw new HospitalError('risk-options', problem, {
		nextStep:
			'Name the columns that others may know of a person (age, sex, ZIP, dates) as quasi-identifiers, and what must not be learnt (diagnosis, result) as sensitive.',
	});
}

/** People of each class in the population: counted where it is given, else estimated from the fraction. */
function populationOf(
	table: Columns,
	classes: readonly (readonly number[])[],
	options: RiskOptions,
): { population: number[]; estimated: boolean } {
	const { population: people, samplingFraction = 1, quasiIdentifiers: names } = options;
	if (people === undefined) {
		const population = classes.map(({ length }) => length / samplingFraction);
		return { population, estimated: samplingFraction < 1 };
	}
	const keyed = (cell: (name: string) => string): string =>
		names.map((name) => `${cell(name).length}:${cell(name)}`).join('');
	const counts = new Map<string, number>();
	for (const person of people) {
		const key = keyed((name) => cellOf(person[name]));
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	const population = classes.map((rows) => {
		const first = rows[0] as number;
		const count = counts.get(keyed((name) => table.column(name)[first] as string)) ?? 0;
		if (count >= rows.length) return count;
		throw new HospitalError('risk-population', 'The population lacks people of the table', {
			nextStep:
				'The population must hold everybody of the table, with the same columns in the same form. Leave it out to use a sampling fraction.',
		});
	});
	return { population, estimated: false };
}

function uniquenessOf(sizes: readonly number[], rows: number): number {
	return sizes.filter((size) => size === 1).length / rows;
}

function least(sizes: readonly number[]): number {
	return sizes.reduce((smallest, size) => Math.min(smallest, size), Infinity);
}

const BOUNDS: ReadonlyArray<readonly [name: string, most: number]> = [
	['1', 1],
	['2', 2],
	['3-4', 4],
	['5-9', 9],
	['10-19', 19],
	['20+', Infinity],
];

function histogram(sizes: readonly number[]): Record<string, number> {
	const counts: Record<string, number> = Object.fromEntries(BOUNDS.map(([name]) => [name, 0]));
	for (const size of sizes) {
		const name = BOUNDS.find(([, most]) => size <= most)?.[0] as string;
		counts[name] = (counts[name] as number) + 1;
	}
	return counts;
}
