import type { Fact } from '../../../shared/contracts/clinical-facts';
import type { Term } from '../reading/read';
import { root, stem } from '../text/stem';
import { tokenise } from '../text/tokens';
import { hasConcept, hitsAs, type Judgement } from './judgement';

/** The words of a text from one full stop or semicolon to the next. */
export interface Segment {
	readonly from: number;
	readonly to: number;
	readonly terms: readonly Term[];
}

/** A text as the sentences that it has; one that the chart has word for word in a note is left out. */
export function segmentsOf({ reading, narrative }: Judgement): Segment[] {
	const { tokens, terms, clause, polarity } = reading;
	const segments: Segment[] = [];
	let from = 0;
	for (let at = 0; at <= tokens.length; at++) {
		const ends =
			at === tokens.length ||
			(/^[.;!?]$/.test(tokens[at].low) && clause[at + 1] !== clause[at] && at > from);
		if (!ends) continue;
		const to = at;
		if (to > from && narrative.verbatim(tokens, polarity.flags, from, to) === undefined)
			segments.push({
				from,
				to,
				terms: terms.filter((term) => term.from >= from && term.from < to),
			});
		from = at + 1;
	}
	return segments;
}

export const isMedicine = (term: Term): boolean =>
	(hitsAs(term, 'medication').length > 0 || hasConcept(term, 'drug')) &&
	hitsAs(term, 'lab', 'vital', 'allergy').length === 0;

/** True for a word inside a name, a rate, a way, a date or a quoted passage. */
export function isInside({ reading }: Judgement, at: number): boolean {
	const { terms, frequencies, routes, dates } = reading;
	return [terms, frequencies, routes, dates].some((list) =>
		list.some((one) => at >= one.from && at < one.to),
	);
}

/** True when the text of the fact has the word, in any form. */
export function says(judgement: Judgement, fact: Fact, low: string): boolean {
	const { roots } = judgement.chart.wordsOf(fact);
	return roots.has(low) || roots.has(stem(low)) || roots.has(root(low));
}

/** The roots of every name of a term: as said, and as the lists have it. */
export function namesOf(judgement: Judgement, term: Term): string[][] {
	const said = judgement.said(term.from, term.to);
	return [said, ...term.concepts.flatMap(({ names }) => names)].map(rootsOf);
}

export const rootsOf = (text: string): string[] =>
	tokenise(text)
		.tokens.filter(({ kind }) => kind === 'word')
		.map(({ low }) => root(low));

/** True when a text has all words of one of the names. */
export function isNamed(text: string, names: readonly string[][]): boolean {
	const roots = new Set(rootsOf(text));
	return names.some((words) => words.length > 0 && words.every((word) => roots.has(word)));
}

/** Facts that speak of this thing: its own, and passages that name it. */
export function speakingOf(judgement: Judgement, term: Term): Fact[] {
	const own = term.hits.map(({ fact }) => fact);
	const names = namesOf(judgement, term);
	const { chart } = judgement;
	const prose = [
		...chart.of('note-span'),
		...chart.of('report'),
		...chart.of('follow-up'),
		...chart.of('procedure'),
		...chart.of('problem'),
	].filter((fact) => !own.includes(fact) && isNamed(fact.text, names));
	return [...own, ...prose];
}
