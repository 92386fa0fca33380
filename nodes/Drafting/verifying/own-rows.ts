import type { ClinicalDraft, DraftTable } from '../../shared/contracts/clinical-draft';
import type { ClinicalFacts, Fact } from '../../shared/contracts/clinical-facts';
import type { Finding } from '../../shared/contracts/draft-verification';
import { PLANS } from '../drafting/plan';
import { scaffold } from '../drafting/scaffold';

type Row = DraftTable['rows'][number];
type Cells = ReadonlyMap<string, string>;

/** What the facts themselves say in tables and in place of them, in every kind of document. */
export class OwnRows {
	/** Rows by the title of their table and the facts that they rest on. */
	private readonly rows = new Map<string, Cells[]>();
	/** What is said of an empty section, by its code. */
	private readonly empties = new Map<string, Set<string>>();

	constructor({ facts, gaps }: ClinicalFacts) {
		this.add(facts, gaps);
	}

	/** An addendum tells only what is new: its rows are made from the facts that it names. */
	addAddendum(all: readonly Fact[], { sections }: ClinicalDraft): void {
		const named = new Set(
			sections.flatMap(({ tables = [] }) =>
				tables.flatMap(({ rows }) => rows.flatMap(({ facts }) => facts)),
			),
		);
		this.add(
			all.filter(({ id }) => named.has(id)),
			[],
		);
	}

	private add(facts: readonly Fact[], gaps: ClinicalFacts['gaps']): void {
		for (const plan of Object.values(PLANS)) {
			for (const { code, tables = [], empty } of scaffold(plan, facts, gaps)) {
				for (const table of tables) for (const row of table.rows) this.keep(table, row);
				if (empty === undefined) continue;
				const said = this.empties.get(code) ?? new Set();
				this.empties.set(code, said.add(empty));
			}
		}
	}

	private keep(table: DraftTable, row: Row): void {
		const key = keyOf(table, row);
		const known = this.rows.get(key) ?? [];
		this.rows.set(key, [...known, cellsOf(table, row)]);
	}

	/** True when nothing in the row is otherwise than in one that the facts give, and nothing is left out. */
	has(table: DraftTable, row: Row): boolean {
		const cells = cellsOf(table, row);
		if (row.cells.length > table.columns.length) return false;
		return (this.rows.get(keyOf(table, row)) ?? []).some((own) => isSame(own, cells));
	}

	/** Where a row of the same table and the same facts says something else under the same heading. */
	differences(table: DraftTable, row: Row): Finding[] {
		const own = this.rows.get(keyOf(table, row))?.[0];
		if (own === undefined) return [];
		const cells = cellsOf(table, row);
		return [...own].flatMap(([column, expected]) => {
			const found = cells.get(column) ?? '';
			if (found === expected || !table.columns.includes(column)) return [];
			return [
				{
					class: 'table-cell',
					message: `The row says "${found}" under ${column}; the chart says "${expected}".`,
					expected,
					found,
				},
			];
		});
	}

	/** True for what the package says itself of such a section with these facts. */
	isEmptyOf(code: string, empty: string): boolean {
		return this.empties.get(code)?.has(empty) ?? false;
	}
}

const keyOf = ({ title }: DraftTable, { facts }: Row): string =>
	JSON.stringify([title, [...facts].sort()]);

/** Columns in which the row has something. */
const cellsOf = ({ columns }: DraftTable, { cells }: Row): Map<string, string> =>
	new Map(columns.flatMap((column, at) => (cells[at] ? [[column, cells[at]]] : [])));

const isSame = (own: Cells, cells: Cells): boolean =>
	own.size === cells.size && [...own].every(([column, cell]) => cells.get(column) === cell);
