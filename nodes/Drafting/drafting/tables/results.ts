import type { DraftTable, Fact, FactOf } from '../../../shared/contracts';
import { scaleOf } from '../../facts/words/ucum';
import { noteOf, of, part, table, text, withNotes } from './table';

type Result = FactOf<'lab'> | FactOf<'vital'>;

/** One row for each test: its first, worst and last result, each with its date. */
function firstWorstLast(title: string, results: readonly Result[]): DraftTable[] {
	const byTest = Map.groupBy(results, ({ data, flags = [] }) =>
		JSON.stringify([data.loinc ?? data.name, data.panel, unitOf(data, flags)]),
	);
	const tests = [...byTest.values()];
	const rows = tests.map((of) => ({
		cells: [
			text(of[0].parts?.name ?? of[0].data.name),
			...(['first', 'worst', 'last'] as const).map((role) => cell(of, role)),
			text(of.find((one) => one.parts?.range !== undefined)?.parts?.range, false),
		],
		facts: of.map(({ id }) => id),
	}));
	const notes = tests.map((of) => [...new Set(of.map(noteOf))].filter(Boolean).join('; '));
	return withNotes(title, ['Test', 'First', 'Worst', 'Last', 'Reference range'], rows, notes);
}

/** Units that the facts compare share a row: g/dL and g/L, and mEq/L and mmol/L of one charge. */
function unitOf({ unit = '' }: Result['data'], flags: readonly string[]): string {
	return flags.includes('mixed-units') ? unit : scaleOf(unit).kind.replace(/^eq(?=\/|$)/, 'mol');
}

/** A measurement can be the first and the worst; the last one is also the only one where there is one. */
function cell(results: readonly Result[], role: 'first' | 'worst' | 'last'): string {
	const found = results.filter((one) => one.role === role || one.data.roles.includes(role));
	return found.map(resultIn).join('; ');
}

function resultIn({ parts = {}, data }: Result): string {
	const result = parts.result ?? [parts.value, parts.unit].filter(Boolean).join(' ');
	const flag = parts.flag ?? data.flag;
	return text(
		[result, flag && `(${flag})`, parts.date && `on ${parts.date}`].filter(Boolean).join(' '),
	);
}

export const labs = (facts: readonly Fact[]): DraftTable[] =>
	firstWorstLast('Laboratory', of(facts, 'lab'));

export const vitals = (facts: readonly Fact[]): DraftTable[] =>
	firstWorstLast('Vital signs', of(facts, 'vital'));

/** What reports conclude, word for word: all sentences of one report in one row. */
export function reports(facts: readonly Fact[]): DraftTable[] {
	const byReport = Map.groupBy(of(facts, 'report'), ({ source }) => source[0]?.reference ?? '');
	const all = [...byReport.values()];
	const rows = all.map((of) => ({
		cells: [
			text(of[0].parts?.name ?? of[0].data.name),
			text(of[0].parts?.date),
			text(of.map((one) => one.text).join(' ')),
		],
		facts: of.map(({ id }) => id),
	}));
	const notes = all.map((of) => [...new Set(of.map(noteOf))].filter(Boolean).join('; '));
	return withNotes('Reports', ['Report', 'Date', 'Conclusion, word for word'], rows, notes);
}

export const pendingResults = (facts: readonly Fact[]): DraftTable[] =>
	table('Results still pending', of(facts, 'pending-result'), [
		{ title: 'Test', cell: (fact) => fact.parts?.name ?? fact.data.name },
		{ title: 'State', cell: (fact) => fact.parts?.status ?? fact.data.status },
		{ title: 'Date', cell: part('date') },
	]);
