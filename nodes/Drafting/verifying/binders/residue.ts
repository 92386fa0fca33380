import { amountsIn } from '../reading/amounts';
import { readFrequency } from '../reading/frequency';
import { tokenise } from '../text/tokens';
import { sameQuantity } from '../reading/units';
import type { Fact } from '../../../shared/contracts/clinical-facts';
import { CONDITION_ENDINGS, NO_CONDITION } from '../lexicon/conditions';
import { DRUG_ENDINGS, NO_DRUG } from '../lexicon/drugs';
import { isCourse, isPlain } from '../lexicon/plain-words';
import { NO_PROCEDURE, PROCEDURE_ENDINGS } from '../lexicon/procedures';
import { VERBS } from '../reading/clauses';
import { numberInWords } from '../reading/number-words';
import { root, stem } from '../text/stem';
import type { Term } from '../reading/read';
import type { Judgement } from './judgement';
import { saysSite, sidesOf } from './modifiers';

/** Kinds whose numbers are part of their words: "stage 3", "2 g sodium diet", "second dose". */
const WORDED = new Set([
	'note-span',
	'report',
	'follow-up',
	'diet',
	'activity',
	'problem',
	'procedure',
	'immunization',
	'code-status',
	'pending-result',
]);

/** What no binder took: every word must be plain or stand in a fact of the sentence, every number in a fact. */
export function judgeResidue(judgement: Judgement, sites: readonly Term[]): void {
	for (const site of sites) if (judgement.used[site.from] === 0) judgeSite(judgement, site);
	const left = leftOver(judgement);
	judgeLeftOver(judgement, left);
	judgeUnits(judgement);
	judgeRates(judgement);
	judgeEmptyParts(judgement);
}

function judgeLeftOver(judgement: Judgement, left: readonly number[]): void {
	if (left.length === 0) return;
	const { tokens, polarity } = judgement.reading;
	const prose = judgement.narrative.coveringThese(
		tokens,
		polarity.flags,
		withContext(judgement, left),
	);
	if (prose !== undefined) {
		judgement.support(prose);
		return;
	}
	for (const at of left) judgeLeft(judgement, at);
}

function leftOver(judgement: Judgement): number[] {
	const { tokens, polarity, quantities } = judgement.reading;
	const left: number[] = [];
	tokens.forEach((token, at) => {
		if (judgement.used[at] === 1 || token.kind === 'mark') return;
		if (token.kind === 'word') {
			if (polarity.cue[at] === 1 && !isCourse(token.low)) return;
			// "Complicated by" leads to what is judged by itself.
			if (token.low === 'complicated' && tokens[at + 1]?.low === 'by') return;
			const quantity = quantities.find((one) => at >= one.from && at < one.to);
			// The unit of a number says nothing without it.
			if (quantity !== undefined && at > quantity.from && !quantity.inWords) return;
			if (
				isPlain(token.low) &&
				!isCourse(token.low) &&
				!quantity?.inWords &&
				!isCount(judgement, at) &&
				!isSideWord(judgement, at) &&
				!isOfDiet(judgement, at)
			)
				return;
			if (token.low.length === 1 && isAbbreviated(judgement, at)) return;
			if (known(judgement, token.low)) return;
		} else if (numberKnown(judgement, at)) return;
		left.push(at);
	});
	return left;
}

const SOMEBODY = /^(?:patient|pt|he|she|they|family)$/;

/** "The patient was seen; potassium was 4.1": a part of its own that names nothing of the chart. */
function judgeEmptyParts(judgement: Judgement): void {
	const { tokens, terms, dates, quantities } = judgement.reading;
	if (judgement.evidence.size === 0) return;
	let from = 0;
	for (let at = 0; at <= tokens.length; at++) {
		if (at < tokens.length && tokens[at].low !== ';') continue;
		const part = tokens.slice(from, at);
		const bound =
			[terms, dates, quantities].some((list) =>
				list.some((one) => one.from >= from && one.from < at),
			) || part.some(({ low }) => COMES_OR_GOES.test(low));
		if (
			!bound &&
			(from > 0 || at < tokens.length) &&
			part.length > 2 &&
			part.some(({ low }) => SOMEBODY.test(low)) &&
			part.some(({ low }) => VERBS.has(low))
		)
			judgement.fault('ungrounded', `No fact says "${judgement.said(from, at)}".`, from, at);
		from = at + 1;
	}
}

const COMES_OR_GOES =
	/^(?:admitted|discharged|presented|hospitali[sz]ed|transferred|home|follow|followed)$/;

/** "a", and the letters of "s/p", "w/" and "y/o". */
const isAbbreviated = (judgement: Judgement, at: number) =>
	/^[aix]$/.test(judgement.low(at)) ||
	judgement.low(at - 1) === '/' ||
	judgement.low(at + 1) === '/';

/** "three admissions" is a number as much as "3 admissions"; "one" is more often a pronoun. */
const isCount = ({ reading: { tokens } }: Judgement, at: number) => {
	const number = numberInWords(tokens, at);
	return number !== undefined && number.value >= 2;
};

/** A number with the word that it belongs to, whoever took that word. */
function withContext({ reading: { tokens } }: Judgement, left: readonly number[]): number[] {
	const all = new Set(left);
	for (const at of left) {
		if (tokens[at].kind !== 'number') continue;
		let before = at - 1;
		while (before >= 0 && (tokens[before].kind !== 'word' || isPlain(tokens[before].low))) before--;
		if (before >= 0) all.add(before);
	}
	return [...all].sort((a, b) => a - b);
}

/** "for 6 days" where the only fact of the sentence with that number says weeks. */
function judgeUnits(judgement: Judgement): void {
	const known = [...judgement.evidence]
		.filter(({ kind }) => WORDED.has(kind))
		.flatMap(({ text }) => [...amountsIn(tokenise(text).tokens).values()])
		.filter(({ unit }) => unit !== undefined);
	for (const one of judgement.reading.quantities) {
		if (one.unit === undefined || judgement.used[one.from] === 1) continue;
		const same = known.filter(({ value }) => value === one.value);
		if (
			same.length === 0 ||
			same.some((other) => sameQuantity(one.value, one.unit!, other.value, other.unit!))
		)
			continue;
		judgement.fault(
			'unit',
			`The text says ${judgement.said(one.from, one.to)}; the chart has ${same[0].value} with another unit.`,
			one.from,
			one.to,
		);
	}
}

/** "Every 2 hours" where the facts of the sentence say every 2 days. */
function judgeRates(judgement: Judgement): void {
	const known = [...judgement.evidence]
		.filter(({ kind }) => WORDED.has(kind))
		.flatMap(({ text }) => {
			const { tokens } = tokenise(text);
			return tokens.map((_, at) => readFrequency(tokens, at)?.hours);
		})
		.filter((hours) => hours !== undefined && hours > 0);
	if (known.length === 0) return;
	for (const one of judgement.reading.frequencies) {
		if (judgement.used[one.from] === 1 || !one.hours || known.includes(one.hours)) continue;
		judgement.fault(
			'frequency',
			`"${judgement.said(one.from, one.to)}" is not what the facts of the sentence say.`,
			one.from,
			one.to,
		);
	}
}

/** "High sodium diet" is another diet than a low one. */
const isOfDiet = ({ reading: { tokens } }: Judgement, at: number) =>
	/^(?:low|high|regular)$/.test(tokens[at].low) &&
	tokens.slice(at, at + 4).some(({ low }) => low === 'diet' || low === 'sodium' || low === 'fat');

const isSideWord = (judgement: Judgement, at: number) =>
	judgement.reading.sides.some((one) => at >= one.from && at < one.to);

function known(judgement: Judgement, low: string): boolean {
	for (const fact of judgement.evidence) {
		const { roots } = judgement.chart.wordsOf(fact);
		if (roots.has(low) || roots.has(root(low)) || roots.has(stem(low))) return true;
	}
	return false;
}

/** Kinds whose numbers are names, not amounts: "type 2", "stage 3". */
const NAMING = new Set(['problem', 'procedure', 'immunization', 'code-status', 'pending-result']);

function numberKnown(judgement: Judgement, at: number): boolean {
	const value = judgement.reading.tokens[at].value!;
	const amount = judgement.reading.quantities.some(
		(one) => one.unit !== undefined && at >= one.from && at < one.to,
	);
	for (const fact of judgement.evidence) {
		if (amount && NAMING.has(fact.kind)) continue;
		if (WORDED.has(fact.kind) && judgement.chart.wordsOf(fact).counts.has(value)) return true;
	}
	return false;
}

function judgeSite(judgement: Judgement, site: Term): void {
	judgement.use(site.from, site.to);
	for (const fact of judgement.evidence) {
		if (saysSite(judgement, site, judgement.chart.wordsOf(fact).roots)) return;
	}
	const { tokens, polarity } = judgement.reading;
	const prose = judgement.narrative.covering(tokens, polarity.flags, site.from, site.to);
	if (prose !== undefined) return judgement.support(prose);
	const fact = judgement.chart.facts.facts.find(
		(one) =>
			(one.kind === 'problem' || one.kind === 'procedure') &&
			saysSite(judgement, site, judgement.chart.wordsOf(one).roots),
	);
	if (fact === undefined)
		judgement.fault(
			'body-site',
			`The chart says nothing of "${judgement.said(site.from, site.to)}" here.`,
			site.from,
			site.to,
		);
	else
		judgement.fault(
			'body-site',
			`The chart does not say "${judgement.said(site.from, site.to)}" of what the sentence speaks of.`,
			site.from,
			site.to,
		);
}

function judgeLeft(judgement: Judgement, at: number): void {
	const token = judgement.reading.tokens[at];
	const said = judgement.said(at, at + 1);
	if (token.kind === 'number' || isCount(judgement, at)) {
		return judgement.fault(
			'number-outside',
			`The number ${said} stands in no fact that the sentence speaks of.`,
			at,
			at + 1,
		);
	}
	const side = judgement.reading.sides.find((one) => at >= one.from && at < one.to);
	if (side !== undefined) {
		const sides = [...judgement.evidence].map((fact: Fact) =>
			sidesOf(judgement.chart.wordsOf(fact).roots),
		);
		if (sides.some((one) => one.has(side.side))) return;
		return judgement.fault(
			'laterality',
			`The chart does not say "${said}" of what the sentence speaks of.`,
			at,
			at + 1,
		);
	}
	if (judgement.reading.routes.some((one) => at >= one.from && at < one.to)) {
		return judgement.fault(
			'route',
			`The way "${said}" stands in no fact that the sentence speaks of.`,
			at,
			at + 1,
		);
	}
	if (judgement.reading.frequencies.some((one) => at >= one.from && at < one.to)) {
		return judgement.fault(
			'frequency',
			`"${said}" stands in no fact that the sentence speaks of.`,
			at,
			at + 1,
		);
	}
	if (looksLike(token.low, DRUG_ENDINGS, NO_DRUG)) {
		return judgement.fault(
			'drug-outside',
			`The chart has no medicine called "${said}".`,
			at,
			at + 1,
		);
	}
	if (looksLike(token.low, PROCEDURE_ENDINGS, NO_PROCEDURE)) {
		return judgement.fault('procedure', `The chart has no procedure called "${said}".`, at, at + 1);
	}
	if (looksLike(token.low, CONDITION_ENDINGS, NO_CONDITION)) {
		return judgement.fault('diagnosis-added', `The chart does not have "${said}".`, at, at + 1);
	}
	if (isCourse(token.low)) {
		return judgement.fault('ungrounded', `No fact says "${said}".`, at, at + 1);
	}
	judgement.fault(
		'unknown-fact',
		`The word "${said}" stands in no fact that the sentence speaks of.`,
		at,
		at + 1,
	);
}

/** Four letters or more before the ending, so that "gram" and "edema" stay what they are. */
function looksLike(low: string, endings: readonly string[], except: ReadonlySet<string>): boolean {
	const word = stem(low);
	if (except.has(word)) return false;
	return endings.some((ending) => word.length >= ending.length + 3 && word.endsWith(ending));
}

/** A word was not found, or a part of an order is left out: nothing in the sentence goes against the chart. */
export const SOFT = new Set(['ungrounded', 'unknown-fact', 'order-incomplete']);
