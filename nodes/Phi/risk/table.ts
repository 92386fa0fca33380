import { HospitalError } from '../../shared/errors';

/** One row of a flat table: plain values by column. */
export type Row = Readonly<Record<string, unknown>>;

/** A value that stands for nothing written: rows without a value are alike in that column. */
const MISSING = '\u0000missing';

/** A cell as the text that is compared: numbers and dates by their value, nothing and blank alike. */
export function cellOf(value: unknown): string {
	if (value === null || value === undefined) return MISSING;
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? MISSING : value.toISOString();
	if (typeof value === 'object') return JSON.stringify(value);
	const text = String(value as string | number | boolean | bigint).trim();
	return text === '' ? MISSING : text;
}

export function isMissing(cell: string): boolean {
	return cell === MISSING;
}

/** A table taken apart by column, every cell a number that stands for its value. */
export class Columns {
	private constructor(
		readonly rows: number,
		private readonly cells: ReadonlyMap<string, readonly string[]>,
	) {}

	/** @throws HospitalError `risk-no-rows`, `risk-no-column` */
	static of(rows: readonly Row[], names: readonly string[]): Columns {
		if (rows.length === 0) {
			throw new HospitalError('risk-no-rows', 'The table has no rows', {
				nextStep: 'Give the Risk Report a table with one row a person.',
			});
		}
		const cells = new Map<string, string[]>();
		for (const name of names) {
			if (!rows.some((row) => Object.hasOwn(row, name))) {
				throw new HospitalError('risk-no-column', 'A column that was named is in no row', {
					nextStep: 'Check the spelling of the quasi-identifiers and sensitive columns.',
				});
			}
			cells.set(
				name,
				rows.map((row) => cellOf(Object.hasOwn(row, name) ? row[name] : undefined)),
			);
		}
		return new Columns(rows.length, cells);
	}

	column(name: string): readonly string[] {
		return this.cells.get(name) ?? [];
	}

	/** The same table with one column in other values. */
	with(name: string, column: readonly string[]): Columns {
		return new Columns(this.rows, new Map(this.cells).set(name, column));
	}
}

/** Equivalence classes: rows that are alike in every one of the columns, by the number of a row. */
export function classesOf(table: Columns, names: readonly string[]): number[][] {
	// Column by column, so that no long key is made of a row.
	let group = new Int32Array(table.rows);
	let groups = 1;
	for (const name of names) {
		const seen = new Map<string, Map<number, number>>();
		const next = new Int32Array(table.rows);
		groups = 0;
		table.column(name).forEach((cell, row) => {
			const within = seen.get(cell) ?? new Map<number, number>();
			seen.set(cell, within);
			const before = group[row] as number;
			let number = within.get(before);
			if (number === undefined) {
				number = groups++;
				within.set(before, number);
			}
			next[row] = number;
		});
		group = next;
	}
	const classes: number[][] = Array.from({ length: groups }, () => []);
	group.forEach((number, row) => (classes[number] as number[]).push(row));
	return classes;
}
