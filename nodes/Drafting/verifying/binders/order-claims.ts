import type { Fact } from '../../../shared/contracts/clinical-facts';
import { isMonthOfMay } from '../reading/clauses';
import type { Judgement } from './judgement';
import { isInside, isMedicine, says, segmentsOf, speakingOf, type Segment } from './segments';

/** How much, how often, whether at all: never filler beside a medicine. */
const CLAIMS = new Set(
	`double triple quadruple extra additional more less fewer half halve again repeat repeats repeated repeating
	miss missed missing skip skipped omit omitted sooner often regularly occasionally sometimes whenever
	optional optionally necessary unnecessary mandatory needed need needs
	may can could might able allowed free
	asked requested wanted wished refused declined preferred insisted decided agreed
	completed finished temporarily permanently until tomorrow never always taper tapered tapering`.split(
		/\s+/,
	),
);
const HEDGE =
	/^(?:about|approximately|roughly|around|nearly|almost|maybe|perhaps|least|most|over|under|minimum|maximum)$/;
const ASKING = /^(?:should|must|shall|may|can|could|might|will|would|need|needs|ought|please)$/;
const VERB_OF_USE =
	/^(?:use|give|inject|apply|administer|try|share|swallow|split|crush|save|swap|combine)$/;

/**
 * What a text says of a medicine beside its name, amounts and fate: a quantifier, a leave to do
 * something, a repetition. Each must stand in what the chart says of that medicine.
 */
export function judgeOrderClaims(judgement: Judgement): void {
	judgeComparators(judgement);
	for (const segment of segmentsOf(judgement)) {
		const drugs = segment.terms.filter(isMedicine);
		const spoken =
			drugs.length > 0 ||
			(judgement.drugs.length > 0 && segment.terms.length === 0 && hasPronoun(judgement, segment));
		if (!spoken) continue;
		const facts = [...judgement.drugs, ...drugs.flatMap((term) => speakingOf(judgement, term))];
		for (let at = segment.from; at < segment.to; at++) judgeWord(judgement, facts, at);
		judgeAsking(judgement, segment, facts);
		judgeOnly(judgement, segment);
	}
}

/** "At least 40 mg", "< 40 mg" of a medicine: an order has no bound unless it says so. */
function judgeComparators(judgement: Judgement): void {
	if (judgement.drugs.length === 0) return;
	for (const one of judgement.reading.quantities) {
		if (one.comparator === undefined || one.unit === undefined) continue;
		if (!/^(?:mass|unit|equivalent|form:)/.test(one.unit.dimension)) continue;
		if (one.unit.dimension.includes('/')) continue;
		judgement.fault(
			'dose',
			`The chart does not say "${judgement.said(one.from, one.to)}" of this medicine.`,
			one.from,
			one.to,
		);
	}
}

const hasPronoun = ({ reading: { tokens } }: Judgement, { from, to }: Segment): boolean =>
	tokens.slice(from, to).some(({ low }) => /^(?:it|this|that|them|these|dose|doses)$/.test(low));

function judgeWord(judgement: Judgement, facts: readonly Fact[], at: number): void {
	const { tokens } = judgement.reading;
	const { low } = tokens[at];
	if (isInside(judgement, at) || isMonthOfMay(tokens, at)) return;
	const claim =
		CLAIMS.has(low) ||
		isHedge(judgement, at) ||
		isForNow(judgement, at) ||
		isByCarer(judgement, at);
	if (!claim || facts.some((fact) => says(judgement, fact, low))) return;
	if (low === 'may' && facts.some((fact) => isAsNeeded(fact))) return;
	if (low.startsWith('taper') && facts.some((fact) => hasSteps(fact))) return;
	if (isOfTime(judgement, at)) return;
	if (low === 'until' && facts.some((fact) => hasEnd(fact))) return;
	if (/^(?:completed|finished)$/.test(low) && facts.some((fact) => isOver(fact))) return;
	claimed(judgement, at);
}

function claimed(judgement: Judgement, at: number): void {
	judgement.fault(
		'instruction-invented',
		`The chart does not say "${judgement.said(at, at + 1)}" of this medicine.`,
		at,
		at + 1,
	);
}

/** "At least 40 mg", "up to 40 mg", "about 40 mg": another order than 40 mg. */
function isHedge(judgement: Judgement, at: number): boolean {
	const low = judgement.low(at);
	const next = judgement.reading.quantities.find(
		(one) => one.from === at + 1 || (low === 'up' && one.from === at + 2),
	);
	if (next === undefined || next.unit === undefined || next.unit.dimension === 'time') return false;
	if (low !== 'up') return HEDGE.test(low);
	// "Titrated up to 50 mg" says which way it went.
	return judgement.low(at + 1) === 'to' && !MOVED.test(judgement.low(at - 1));
}

const CARER =
	/^(?:nurse|nurses|doctor|physician|pharmacist|aide|caregiver|caregivers|neighbor|neighbour|family|staff)$/;
const GIVES =
	/^(?:gave|gives|give|administers?|administered|injects?|injected|manages?|managed|prepares?)$/;

/** "The nurse gave warfarin", "it is no problem", "until gone". */
const isByCarer = (judgement: Judgement, at: number): boolean => {
	const low = judgement.low(at);
	if (CARER.test(low)) return [1, 2].some((step) => GIVES.test(judgement.low(at + step)));
	if (low === 'problem') return judgement.low(at - 1) === 'no';
	return low === 'gone' && judgement.low(at - 1) === 'until';
};

const MOVED =
	/^(?:titrated|uptitrated|increased|raised|bumped|brought|moved|went|gone|going|worked|dosed|escalated)$/;

const isForNow = (judgement: Judgement, at: number): boolean =>
	/^(?:now|present)$/.test(judgement.low(at)) && judgement.low(at - 1) === 'for';

const isAsNeeded = (fact: Fact): boolean =>
	fact.kind === 'medication' && /\bas needed\b/i.test(fact.text);

/** "5 more days", "an additional 5 days": the time is compared with that of the order. */
const isOfTime = ({ reading }: Judgement, at: number): boolean =>
	/^(?:more|additional|extra)$/.test(reading.tokens[at].low) &&
	(/^(?:day|week|month|dose)s?$/.test(reading.tokens[at + 1]?.low ?? '') ||
		reading.quantities.some((one) => one.from === at + 1 && one.unit?.dimension === 'time'));

const hasEnd = (fact: Fact): boolean =>
	fact.kind === 'medication' &&
	(fact.time?.end !== undefined || /\b(?:until|for \d+ (?:day|week))/.test(fact.text));

const hasSteps = (fact: Fact): boolean =>
	fact.kind === 'medication' &&
	((fact.flags?.includes('tapering') ?? false) || /\bthen\b/.test(fact.text));

const isOver = (fact: Fact): boolean =>
	fact.kind === 'medication' && (fact.role === 'inpatient-only' || fact.role === 'stopped');

/** A sentence that asks for something must say what, in a word that was compared with the chart. */
function judgeAsking(judgement: Judgement, segment: Segment, facts: readonly Fact[]): void {
	const { tokens, clause } = judgement.reading;
	for (let at = segment.from; at < segment.to; at++) {
		const { low } = tokens[at];
		const first = at === segment.from || clause[at] !== clause[at - 1];
		const use = VERB_OF_USE.test(low) && (first || judgement.low(at - 1) === 'to');
		if (!use && !ASKING.test(low)) continue;
		if (isInside(judgement, at) || isMonthOfMay(tokens, at)) continue;
		const named = segment.terms.some(
			(term) => isMedicine(term) && clause[term.from] === clause[at],
		);
		if (!named || facts.some((fact) => says(judgement, fact, low))) continue;
		if (use) {
			if (judgement.drugs.some((fact) => !isOngoing(fact))) claimed(judgement, at);
			continue;
		}
		const bound = tokens.some(
			(token, index) =>
				clause[index] === clause[at] && judgement.used[index] === 1 && DEED.test(token.low),
		);
		if (!bound) claimed(judgement, at);
	}
}

const DEED =
	/^(?:go|start|stop|continu|resum|restart|hold|held|tak|increas|decreas|reduc|rais|lower|chang|adjust|modif|titrat|discontinu|avoid|given|receiv|prescri|replac|switch|longer|unchanged|discharge|home)/;

const isOngoing = (fact: Fact): boolean =>
	fact.kind !== 'medication' || (fact.role !== 'stopped' && fact.role !== 'inpatient-only');

/** "Only ibuprofen was stopped": no other medicine of the chart may have had the same fate. */
function judgeOnly(judgement: Judgement, segment: Segment): void {
	const { tokens } = judgement.reading;
	for (let at = segment.from; at < segment.to; at++) {
		if (!/^(?:only|solely|merely|exclusively)$/.test(tokens[at].low)) continue;
		if (judgement.used[at] === 1 || isInside(judgement, at)) continue;
		if (judgement.drugs.some((fact) => says(judgement, fact, 'only'))) continue;
		const told = new Set(judgement.drugs);
		const others = judgement.chart
			.of('medication')
			.some((fact) => !told.has(fact) && judgement.drugs.some((one) => one.role === fact.role));
		if (others)
			judgement.fault(
				'universal',
				`The text says "${judgement.said(at, at + 1)}"; the chart has the same of other medicines.`,
				at,
				at + 1,
			);
	}
}
