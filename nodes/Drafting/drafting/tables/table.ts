import type { DraftTable, Fact, FactFlag } from '../../../shared/contracts';
import { oneLine } from '../placeholders';

/** What stands where the chart says nothing. */
export const NOT_RECORDED = 'not recorded';

export interface Column<F extends Fact> {
	title: string;
	cell: (fact: F) => string | undefined;
	/** True: an empty cell says that the chart has nothing there. False: it stays empty. */
	expected?: boolean;
}

/**
 * What a row says of the flags that change how it is to be read; the others are for the verifier. In words
 * that say nothing clinical: a row is checked word by word against its facts.
 */
const NOTES: Readonly<Partial<Record<FactFlag, string>>> = {
	conflict: 'the chart also says otherwise in another place',
	unconfirmed: 'not confirmed',
	corrected: 'replaces an earlier result',
	preliminary: 'not final',
	'mixed-units': 'other results have another unit',
	'no-unit': 'without a unit',
	'given-during-stay': 'given during the stay',
	'off-hold': 'the order is on hold',
	'outside-stay': 'dated before or after the stay',
	'high-alert': 'needs special care',
	tapering: 'the dose changes over time',
	shortened: 'the chart has more of it',
	'unsafe-unit': 'the unit is not certain',
};

/** A table of facts, one row each, with a column for what a reader must know where one has such. */
export function table<F extends Fact>(
	title: string,
	facts: readonly F[],
	columns: ReadonlyArray<Column<F>>,
): DraftTable[] {
	const rows = facts.map((fact) => ({
		cells: columns.map(({ cell, expected = true }) => text(cell(fact), expected)),
		facts: [fact.id],
	}));
	return withNotes(
		title,
		columns.map((column) => column.title),
		rows,
		facts.map(noteOf),
	);
}

export const text = (value: string | undefined, expected = true): string => {
	const line = oneLine(value ?? '');
	return line === '' && expected ? NOT_RECORDED : line;
};

/** Without the columns in which no row has anything. @returns no table when there is no row */
export function withNotes(
	title: string,
	columns: string[],
	rows: DraftTable['rows'],
	notes: readonly string[],
): DraftTable[] {
	if (rows.length === 0) return [];
	const noted = rows.map(({ cells, facts }, at) => ({ cells: [...cells, notes[at] ?? ''], facts }));
	const headings = [...columns, 'Note'];
	const kept = headings.map((_, at) => noted.some(({ cells }) => cells[at] !== ''));
	const only = (texts: string[]) => texts.filter((_, at) => kept[at]);
	return [
		{
			title,
			columns: only(headings),
			rows: noted.map(({ cells, facts }) => ({ cells: only(cells), facts })),
		},
	];
}

export const noteOf = ({ flags = [] }: Fact): string =>
	flags.flatMap((flag) => NOTES[flag] ?? []).join('; ');

export const part =
	(name: string) =>
	({ parts }: Fact): string | undefined =>
		parts?.[name];

/** The facts of one kind, and of some of its roles where they are given. */
export function of<K extends Fact['kind']>(
	facts: readonly Fact[],
	kind: K,
	...roles: Array<Extract<Fact, { kind: K }>['role']>
): Array<Extract<Fact, { kind: K }>> {
	return facts.filter(
		(fact): fact is Extract<Fact, { kind: K }> =>
			fact.kind === kind && (roles.length === 0 || (roles as string[]).includes(fact.role)),
	);
}
