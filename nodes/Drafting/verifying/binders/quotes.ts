import type { Fact } from '../../../shared/contracts/clinical-facts';
import type { Sentence } from '../../../shared/contracts/clinical-draft';
import { fold } from '../text/fold';
import type { Chart } from '../chart/chart';
import type { Judgement } from './judgement';

/** A text as quotes are compared: one kind of every sign, single spaces, no points at the ends. */
const plain = (text: string) =>
	fold(text)
		.text.split(' ')
		.filter(Boolean)
		.join(' ')
		.replace(/^[\s.,;:…]+|[\s.,;:…]+$/g, '');

const texts = new WeakMap<Chart, Array<{ fact: Fact; text: string }>>();

function textsOf(chart: Chart): Array<{ fact: Fact; text: string }> {
	let all = texts.get(chart);
	if (all === undefined) {
		all = chart.facts.facts.map((fact) => ({ fact, text: plain(fact.text) }));
		texts.set(chart, all);
	}
	return all;
}

const SHORTEST = 3;

/** Every passage in quotation marks, and every passage that is said to be one, stands in a fact word for word. */
export function judgeQuotes(judgement: Judgement, quotes: Sentence['quotes']): void {
	for (const { fact: id, text } of quotes ?? []) {
		const fact = judgement.chart.get(id);
		if (fact !== undefined && contains(judgement, fact, text)) {
			judgement.support(fact);
			continue;
		}
		const at = judgement.reading.text.indexOf(text);
		const tokens = at < 0 ? undefined : span(judgement, at, at + text.length);
		judgement.fault(
			'quote-not-verbatim',
			`"${text.slice(0, 120)}" does not stand in ${fact === undefined ? 'any fact' : 'the fact that is quoted'} word for word.`,
			tokens?.from ?? 0,
			tokens?.to ?? judgement.reading.tokens.length,
			{ expected: fact?.text.slice(0, 200) },
		);
	}
	for (const { from, to } of marked(judgement)) judgeMarked(judgement, from, to);
}

/** A fact of a note may be quoted beyond its own sentence. */
function contains(judgement: Judgement, fact: Fact, text: string): boolean {
	const wanted = plain(text);
	if (wanted === '') return false;
	if (wholeWords(plain(fact.text), wanted)) return true;
	const note = fact.span && judgement.chart.facts.notes.find((one) => one.id === fact.span!.note);
	return (
		note !== undefined &&
		wholeWords(
			plain(note.text.slice(Math.max(0, fact.span!.start - 2000), fact.span!.end + 2000)),
			wanted,
		)
	);
}

/** "10 mg" does not stand in "110 mg". */
function wholeWords(text: string, wanted: string): boolean {
	for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
		const before = text[at - 1] ?? ' ';
		const after = text[at + wanted.length] ?? ' ';
		if (!/[a-z0-9]/.test(before) && !/[a-z0-9]/.test(after)) return true;
	}
	return false;
}

/** Stretches between double quotation marks. */
function marked(judgement: Judgement): Array<{ from: number; to: number }> {
	const { tokens } = judgement.reading;
	const found: Array<{ from: number; to: number }> = [];
	let open = -1;
	tokens.forEach((token, at) => {
		if (token.low !== '"') return;
		if (open < 0) open = at;
		else {
			if (at - open > SHORTEST) found.push({ from: open + 1, to: at });
			open = -1;
		}
	});
	return found;
}

function judgeMarked(judgement: Judgement, from: number, to: number): void {
	const wanted = plain(judgement.said(from, to));
	if (wanted === '') return;
	const source = textsOf(judgement.chart).find(({ text }) => wholeWords(text, wanted));
	if (source !== undefined) {
		judgement.support(source.fact);
		judgement.use(from, to);
		return;
	}
	judgement.fault(
		'quote-not-verbatim',
		`"${judgement.said(from, to).slice(0, 120)}" does not stand in the chart word for word.`,
		from,
		to,
	);
}

function span(judgement: Judgement, start: number, end: number): { from: number; to: number } {
	const { tokens } = judgement.reading;
	const from = Math.max(
		0,
		tokens.findIndex((token) => token.end > start),
	);
	let to = from + 1;
	while (to < tokens.length && tokens[to].start < end) to++;
	return { from, to };
}
