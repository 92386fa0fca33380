import type { DraftSection } from '../../shared/contracts/clinical-draft';
import type { Fact } from '../../shared/contracts/clinical-facts';
import type { DraftVerification, Finding } from '../../shared/contracts/draft-verification';
import type { Chart } from './chart/chart';
import { isPlain } from './lexicon/plain-words';
import { read } from './reading/read';
import { root, stem } from './text/stem';
import { tokenise } from './text/tokens';

const MAX_ROWS = 2000;
const MAX_CELL = 3000;

/**
 * Tables are made from facts, so a row is judged by a plain rule: every word and number in it stands in
 * a fact that the row names. A row that breaks it gets a verdict under `table:SECTION:TABLE:ROW`.
 *
 * @returns the facts that the rows show, by what stands in them
 */
export function judgeRows(
	chart: Chart,
	section: DraftSection,
	sentences: DraftVerification['sentences'],
): Set<Fact> {
	const shown = new Set<Fact>();
	let count = 0;
	(section.tables ?? []).forEach((table, tableIndex) => {
		table.rows.forEach((row, rowIndex) => {
			if (++count > MAX_ROWS) return;
			const facts = row.facts.flatMap((id) => chart.get(id) ?? []);
			const text = row.cells.map((cell) => cell.slice(0, MAX_CELL)).join(' | ');
			const findings = strangeWords(chart, facts, text);
			if (findings.length > 0) {
				sentences.push({
					id: `table:${section.code}:${tableIndex}:${rowIndex}`,
					verdict: 'unsupported',
					evidence: facts.map(({ id }) => id),
					findings,
				});
			}
			for (const fact of factsShown(chart, facts, text)) shown.add(fact);
		});
	});
	return shown;
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
