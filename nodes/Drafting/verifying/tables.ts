import type { DraftSection, DraftTable } from '../../shared/contracts/clinical-draft';
import type { Fact } from '../../shared/contracts/clinical-facts';
import type { DraftVerification, Finding } from '../../shared/contracts/draft-verification';
import type { Chart } from './chart/chart';
import { isPlain } from './lexicon/plain-words';
import type { OwnRows } from './own-rows';
import { read } from './reading/read';
import { root, stem } from './text/stem';
import { tokenise } from './text/tokens';

const MAX_ROWS = 2000;
const MAX_CELL = 3000;

/**
 * Tables are made from facts, so a row is judged by a plain rule: it is the row that the facts give. Of
 * any other row every word and number must stand in a fact that it names; but words alone do not tell a
 * dose of yesterday from one of today, so it is said that nobody compared it. A row that breaks a rule
 * gets a verdict under `table:SECTION:TABLE:ROW`.
 *
 * @returns the facts that the rows show, by what stands in them
 */
export function judgeRows(
	chart: Chart,
	section: DraftSection,
	own: OwnRows,
	sentences: DraftVerification['sentences'],
): Set<Fact> {
	const shown = new Set<Fact>();
	let count = 0;
	(section.tables ?? []).forEach((table, tableIndex) => {
		table.rows.forEach((row, rowIndex) => {
			if (++count > MAX_ROWS) {
				if (count === MAX_ROWS + 1) sentences.push(tooMany(section, tableIndex, rowIndex));
				return;
			}
			const facts = row.facts.flatMap((id) => chart.get(id) ?? []);
			const text = row.cells.map((cell) => cell.slice(0, MAX_CELL)).join(' | ');
			const judged = judgeRow(own, table, row, () => strangeWords(chart, facts, text));
			if (judged !== undefined) {
				sentences.push({
					id: `table:${section.code}:${tableIndex}:${rowIndex}`,
					evidence: facts.map(({ id }) => id),
					...judged,
				});
			}
			for (const fact of factsShown(chart, facts, text)) shown.add(fact);
		});
	});
	return shown;
}

const tooMany = (
	{ code }: DraftSection,
	table: number,
	row: number,
): DraftVerification['sentences'][number] => ({
	id: `table:${code}:${table}:${row}`,
	verdict: 'unsupported',
	evidence: [],
	findings: [
		{
			class: 'too-long',
			message: `The section has more than ${MAX_ROWS} rows; this one and those after it were not compared with the chart.`,
		},
	],
});

/** @returns undefined for the row that the facts give */
function judgeRow(
	own: OwnRows,
	table: DraftTable,
	row: DraftTable['rows'][number],
	strange: () => Finding[],
): { verdict: 'partly' | 'unsupported'; findings: Finding[] } | undefined {
	if (own.has(table, row)) return undefined;
	const findings = [...own.differences(table, row), ...strange()];
	if (findings.length > 0) return { verdict: 'unsupported', findings };
	return {
		verdict: 'partly',
		findings: [
			{
				class: 'table-not-judged',
				message:
					'This row is not one that the facts give, so what it says was not compared with the chart.',
			},
		],
	};
}

/** A fact is shown when its row names it. */
function factsShown(chart: Chart, facts: readonly Fact[], text: string): Fact[] {
	const hits = new Set(read(text, chart).terms.flatMap((term) => term.hits.map((hit) => hit.fact)));
	const words = new Set(
		tokenise(text).tokens.flatMap((token) => (token.kind === 'word' ? [root(token.low)] : [])),
	);
	return facts.filter(
		(fact) =>
			hits.has(fact) ||
			tokenise(fact.text).tokens.some(
				(token) => token.kind === 'word' && !isPlain(token.low) && words.has(root(token.low)),
			),
	);
}

function strangeWords(chart: Chart, facts: readonly Fact[], text: string): Finding[] {
	const findings: Finding[] = [];
	const own = facts.map((fact) => chart.wordsOf(fact));
	for (const token of tokenise(text).tokens) {
		if (token.kind === 'mark' || findings.length >= 10) continue;
		if (token.kind === 'word' && isPlain(token.low)) continue;
		const known =
			token.kind === 'number'
				? own.some(({ numbers }) => numbers.has(token.value!))
				: own.some(
						({ roots }) =>
							roots.has(token.low) || roots.has(stem(token.low)) || roots.has(root(token.low)),
					);
		if (!known) {
			findings.push({
				class: token.kind === 'number' ? 'number-outside' : 'unknown-fact',
				message: `"${token.raw}" stands in no fact of this row.`,
				at: { start: token.start, end: token.end },
				found: token.raw,
			});
		}
	}
	return findings;
}
