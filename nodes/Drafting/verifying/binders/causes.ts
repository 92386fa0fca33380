import type { Fact } from '../../../shared/contracts/clinical-facts';
import type { Term } from '../reading/read';
import { root } from '../text/stem';
import { hasConcept, hitsAs, type Judgement } from './judgement';
import {
	isMedicine,
	isNamed,
	namesOf,
	rootsOf,
	segmentsOf,
	speakingOf,
	type Segment,
} from './segments';

/** Words behind which a reason stands. */
const CONNECTORS: ReadonlyArray<readonly string[]> = [
	'because of',
	'because',
	'due to',
	'owing to',
	'on account of',
	'in light of',
	'in view of',
	'in the setting of',
	'in the context of',
	'in response to',
	'as a result of',
	'as a consequence of',
	'secondary to',
	'attributed to',
	'considering',
	'for fear of',
	'out of concern for',
	'to avoid',
	'to prevent',
	'for she',
	'for he',
	'for they',
	'for the patient has',
	'since she',
	'since he',
	'as the',
	'as her',
	'as his',
	'since the',
	'since her',
	'since his',
	'as she',
	'as he',
	'at the request',
	'on request',
].map((words) => words.split(' '));
const SMALL = new Set(
	`a an the of in on at to by with from for and or her his their its she he they it is was are were be been being has have had
	patient pt this that which new known underlying ongoing high low elevated risk further developed developing presence history
	possible likely concern concerns level levels value values result results worsening acute`.split(
		/\s+/,
	),
);
const CAUSED =
	/^(?:cause[sd]?|causing|induced|triggered|provoked|precipitated|led|leading|resulted|resulting)$/;
const FATE =
	/^(?:start|stop|discontinu|held|hold|withheld|reduc|decreas|increas|lower|rais|chang|adjust|replac|switch|avoid|continu|resum|not)/;

/**
 * Why a medicine was changed or a study was not done, and which disease brought which: the chart must
 * have both ends in one fact. A reason on record is compared as well.
 */
export function judgeCauses(judgement: Judgement): void {
	for (const segment of segmentsOf(judgement)) {
		judgeReasonsOf(judgement, segment);
		judgeLeading(judgement, segment);
		judgeDiseases(judgement, segment);
	}
}

function judgeReasonsOf(judgement: Judgement, segment: Segment): void {
	const { tokens } = judgement.reading;
	for (let at = segment.from; at < segment.to; at++) {
		const connector = CONNECTORS.find((words) =>
			words.every((word, offset) => tokens[at + offset]?.low === word),
		);
		if (connector === undefined) continue;
		const main = mainBefore(judgement, segment, at) ?? mainBehind(judgement, segment, at);
		if (main === undefined) return;
		const from = at + connector.length;
		const end = main.from > at ? main.from : endOfClause(judgement, from, segment.to);
		if (!isBorne(judgement, main, from, end)) blame(judgement, main, at, end);
		return;
	}
}

/** A reason ends with its clause: what was done with the next medicine is no part of it. */
function endOfClause({ reading }: Judgement, from: number, to: number): number {
	const { clause, terms, tokens } = reading;
	const next = terms.find(
		(term) =>
			term.from > from && isMedicine(term) && /^(?:and|but|,)$/.test(tokens[term.from - 1].low),
	);
	const limit = Math.min(to, next === undefined ? to : next.from - 1);
	let at = Math.min(from + 1, limit);
	while (at < limit && clause[at] === clause[from]) at++;
	return at;
}

/** What the reason is given for: a medicine that something was done with, or a procedure that was not done. */
function mainBefore(judgement: Judgement, segment: Segment, at: number): Term | undefined {
	const { tokens, clause } = judgement.reading;
	const before = segment.terms.filter((term) => term.to <= at && isMain(term));
	const term = before.at(-1);
	if (term === undefined) return undefined;
	// "X was stopped and she was admitted because of Y" speaks of the stay.
	const words = tokens.slice(term.to, at).map(({ low }) => low);
	if (
		words.some((low) => /^(?:admitted|presented|seen|treated|hospitalized|return|call)$/.test(low))
	)
		return undefined;
	if (hitsAs(term, 'procedure').length > 0) {
		const denied = words.some((low) => /^(?:not|never|cancelled|deferred|aborted)$/.test(low));
		return denied ? term : undefined;
	}
	const fated = tokens.some(
		(token, index) =>
			index >= segment.from &&
			index < at &&
			clause[index] === clause[term.from] &&
			FATE.test(token.low),
	);
	return fated ? term : undefined;
}

function mainBehind(judgement: Judgement, segment: Segment, at: number): Term | undefined {
	if (at !== segment.from) return undefined;
	const { tokens } = judgement.reading;
	const term = segment.terms.find((one) => isMedicine(one));
	if (term === undefined) return undefined;
	const fated = tokens.slice(term.from, segment.to).some(({ low }) => FATE.test(low));
	return fated ? term : undefined;
}

/** "With kidney disease, ibuprofen was stopped", "after the creatinine was 1.9": told as a reason without the word. */
function judgeLeading(judgement: Judgement, segment: Segment): void {
	const { tokens } = judgement.reading;
	const drug = segment.terms.find((term) => isMedicine(term));
	if (drug === undefined) return;
	const leads =
		/^(?:with|given)$/.test(tokens[segment.from].low) &&
		tokens.slice(segment.from, drug.from).some(({ low }) => low === ',');
	const other = segment.terms.find(
		(term) => isFinding(term) && (leads ? term.to <= drug.from : term.from >= drug.to),
	);
	if (other === undefined) return;
	const words = tokens.slice(drug.to, segment.to).map(({ low }) => low);
	const stopped = words.some((low) => /^(?:stopped|discontinued|held|withheld|reduced)$/.test(low));
	if (!stopped) return;
	const after = tokens
		.slice(drug.to, other.from)
		.some(({ low }, index) => low === 'after' && other.from - drug.to - index < 4);
	if (!leads && !after) return;
	if (!isBorne(judgement, drug, other.from, other.to)) blame(judgement, drug, other.from, other.to);
}

const isFinding = (term: Term): boolean =>
	hitsAs(term, 'problem', 'lab').length > 0 || hasConcept(term, 'condition');

const isMain = (term: Term): boolean => isMedicine(term) || hitsAs(term, 'procedure').length > 0;

/** One fact about the medicine or procedure has every word of the reason. */
function isBorne(judgement: Judgement, main: Term, from: number, to: number): boolean {
	const { tokens, terms } = judgement.reading;
	const facts = speakingOf(judgement, main);
	const inside = terms.filter((term) => term.from >= from && term.to <= to);
	const words: string[] = [];
	for (let at = from; at < to; at++) {
		if (inside.some((term) => at >= term.from && at < term.to)) continue;
		if (tokens[at].kind === 'word' && !SMALL.has(tokens[at].low)) words.push(root(tokens[at].low));
	}
	if (inside.length === 0 && words.length === 0) return true;
	return facts.some((fact) => {
		const text = textOf(fact);
		const roots = new Set(rootsOf(text));
		const named = inside.every((term) => isNamed(text, namesOf(judgement, term)));
		if (inside.length > 0 && named) return true;
		return inside.length === 0 && words.every((word) => roots.has(word));
	});
}

/** The text of a fact with everything inside its data: reason, indication, note. */
function textOf(fact: Fact): string {
	const inside = (value: unknown): string =>
		typeof value === 'string'
			? value
			: typeof value === 'object' && value !== null
				? Object.values(value).map(inside).join(' ')
				: '';
	return `${fact.text} ${inside(fact.data)}`;
}

function blame(judgement: Judgement, main: Term, from: number, to: number): void {
	judgement.fault(
		'reason-invented',
		`The chart does not give this as the reason for ${judgement.said(main.from, main.to)}.`,
		from,
		Math.max(from + 1, to),
	);
}

/** "A caused B" and "B was induced by A": one fact must have both. */
function judgeDiseases(judgement: Judgement, { terms }: Segment): void {
	const { tokens } = judgement.reading;
	const diseases = terms.filter((term) => !isMedicine(term) && isFinding(term));
	for (let index = 1; index < diseases.length; index++) {
		const [one, other] = [diseases[index - 1], diseases[index]];
		const between = tokens.slice(one.to, other.from);
		if (between.length > 5 || !between.some(({ low }) => CAUSED.test(low))) continue;
		const names = namesOf(judgement, other);
		if (speakingOf(judgement, one).some((fact) => isNamed(textOf(fact), names))) continue;
		judgement.fault(
			'reason-invented',
			`The chart does not say that "${judgement.said(one.from, one.to)}" and "${judgement.said(other.from, other.to)}" have to do with each other.`,
			one.to,
			other.from,
		);
	}
}
