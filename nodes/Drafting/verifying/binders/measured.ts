import { readUnit } from '../reading/written-units';
import { unitNamed } from '../chart/directions';

import type { Term } from '../reading/read';
import { tokenise } from '../text/tokens';
import { type Judgement, isWhole } from './judgement';
import { bind } from './measured-binding';
import { claimsOf } from './measured-claims';
import { type Measured, factsOf } from './measured-value';
import { judgeWords } from './measured-words';
import { judgeTrend } from './trend';

/** Binds every result: value, unit, date and which of the results it is said to be. */
export function judgeMeasured(
	judgement: Judgement,
	terms: readonly Term[],
	stops: readonly Term[],
): void {
	const { reading } = judgement;
	terms.forEach((term, index) => {
		const end = Math.min(
			terms[index + 1]?.from ?? reading.tokens.length,
			stops.find((stop) => stop.from >= term.to)?.from ?? reading.tokens.length,
			endOfSentence(judgement, term.to),
		);
		judgeTerm(judgement, term, end, index === 0 ? 0 : terms[index - 1].to);
	});
	if (terms.length === 0 && judgement.scene.before.labs.length > 0) judgeLater(judgement);
}

/** "It fell to 3.2 mmol/L the next day" speaks of the analyte of the sentence before. */
function judgeLater(judgement: Judgement): void {
	const { reading, scene } = judgement;
	const first = reading.quantities.find(
		(one) => one.unit?.dimension.includes('/') && judgement.used[one.from] === 0,
	);
	const refers = reading.tokens.some(({ low }) => /^(?:it|this|which|value|level)$/.test(low));
	if (first === undefined || !refers) return;
	const facts = scene.before.labs as Measured[];
	const at = Math.max(0, first.from - 1);
	const term: Term = { from: at, to: at, hits: [], concepts: [] };
	const claims = claimsOf(judgement, term, reading.tokens.length, 0);
	for (const claim of claims) bind(judgement, term, claim, facts);
	judgeTrend(
		judgement,
		term,
		reading.tokens.length,
		facts,
		claims.map((claim) => claim.quantity),
	);
}

function endOfSentence({ reading: { tokens } }: Judgement, from: number): number {
	for (let at = from; at < tokens.length; at++) {
		if (
			tokens[at].low === ';' ||
			(tokens[at].low === '.' && at + 1 < tokens.length && /^[A-Z]/.test(tokens[at + 1].raw))
		)
			return at;
	}
	return tokens.length;
}

function judgeTerm(judgement: Judgement, term: Term, end: number, start: number): void {
	const facts = factsOf(judgement, term);
	judgement.use(term.from, term.to);
	const claims = claimsOf(judgement, term, end, start);
	if (facts.length === 0) {
		judgeUnknown(judgement, term, end);
		return;
	}
	const whole = facts.find((fact) => isWhole(term, fact));
	if (whole !== undefined && claims.length === 0) {
		judgement.support(whole);
		judgement.labs.push(whole);
		return;
	}
	judgement.labs.push(...facts);
	judgeHeadUnit(judgement, term, facts);
	for (const claim of claims) bind(judgement, term, claim, facts);
	if (claims.length === 0) judgeWords(judgement, term, end, facts);
	judgeTrend(
		judgement,
		term,
		end,
		facts,
		claims.map((claim) => claim.quantity),
	);
}

/** "Creatinine (mg/dL): 2.4, 3.0": the unit stands once, behind the name. */
function judgeHeadUnit(judgement: Judgement, term: Term, facts: readonly Measured[]): void {
	if (judgement.low(term.to) !== '(') return;
	const written = readUnit(judgement.reading.tokens, term.to + 1);
	if (written === undefined || judgement.low(written.to) !== ')') return;
	judgement.use(term.to + 1, written.to);
	const same = facts.some(({ data }) => {
		const unit = unitNamed(data.unit);
		return (
			unit !== undefined &&
			unit.dimension === written.unit.dimension &&
			unit.factor === written.unit.factor
		);
	});
	if (!same)
		judgement.fault(
			'lab-unit',
			`The text has ${facts[0].data.name} in ${written.text}; the chart has ${facts[0].data.unit ?? 'no unit'}.`,
			term.to + 1,
			written.to,
		);
}

/** The chart has no result of this name; a note that says all of it will do. */
function judgeUnknown(judgement: Judgement, term: Term, end: number): void {
	const { tokens, polarity, quantities } = judgement.reading;
	const fact = judgement.narrative.covering(tokens, polarity.flags, term.from, end);
	if (fact !== undefined) {
		judgement.support(fact);
		judgement.use(term.from, end);
		return;
	}
	// "LVEF 35%" for a report that writes it out.
	for (const name of term.concepts.flatMap(({ names }) => names)) {
		const words = tokenise(name).tokens;
		const said = [...words, ...tokens.slice(term.to, end)];
		const flags = new Uint8Array(said.length);
		flags.set(polarity.flags.slice(term.to, end), words.length);
		const spelled = judgement.narrative.covering(said, flags, 0, said.length);
		if (spelled === undefined) continue;
		judgement.support(spelled);
		judgement.use(term.from, end);
		return;
	}
	for (const one of quantities)
		if (one.from >= term.from && one.to <= end) judgement.use(one.from, one.to);
	judgement.fault(
		'lab-value',
		`The chart has no result called "${judgement.said(term.from, term.to)}".`,
		term.from,
		term.to,
	);
}
