import type { Fact } from '../../../shared/contracts/clinical-facts';
import { isMonthOfMay } from '../reading/clauses';
import type { Quantity } from '../reading/quantities';
import type { Term } from '../reading/read';
import { hitsAs, type Judgement } from './judgement';
import { factsOf, type Measured } from './measured-value';
import { isMedicine, says, segmentsOf, type Segment } from './segments';

const ABOVE = /^(?:above|over|exceeded|exceeding|exceeds)$/;
const BELOW = /^(?:below|under)$/;
/** What a result stands against: the chart must say that this is the patient's. */
const AGAINST = /^(?:baseline|goal|target|therapeutic)$/;
const LEAVE = /^(?:may|can|could|might|optional)$/;
const FINDING = /^(?:normal|unremarkable|negative|positive|abnormal|repeated|inconclusive|benign)$/;
const FINAL = /^(?:final|finalized|finalised|definitive|confirmed)$/;

/**
 * What a text says of a result beside its value: that it never went beyond a number, that it is back
 * at its baseline, that it is final, that a study showed nothing.
 */
export function judgeResultClaims(judgement: Judgement): void {
	for (const segment of segmentsOf(judgement)) {
		const measured = segment.terms.filter((term) => hitsAs(term, 'lab', 'vital').length > 0);
		for (const term of measured) judgeBounds(judgement, segment, term);
		if (measured.length > 0 && !segment.terms.some(isMedicine))
			judgeWords(judgement, segment, measured);
		for (const term of segment.terms) judgeStudy(judgement, segment, term);
	}
}

/** "Never above 2.4", "always below 5", "not over 3": compared with every result. */
function judgeBounds(judgement: Judgement, segment: Segment, term: Term): void {
	const { tokens, quantities } = judgement.reading;
	const facts = factsOf(judgement, term);
	for (let at = term.to; at < segment.to; at++) {
		const { low } = tokens[at];
		const up = ABOVE.test(low);
		if (!up && !BELOW.test(low)) continue;
		const value = quantities.find((one) => one.from >= at && one.from <= at + 2);
		if (value === undefined) continue;
		const words = tokens.slice(Math.max(term.to, at - 4), at).map((token) => token.low);
		const denied = words.some((word) => /^(?:never|not|no)$/.test(word));
		const always = words.some((word) => /^(?:always|remained|stayed|consistently)$/.test(word));
		if (!denied && !always) continue;
		const wrong = beyond(facts, value, up !== denied);
		if (wrong === undefined) continue;
		judgement.fault(
			'lab-value',
			`The chart has ${wrong.data.name} ${wrong.parts?.result ?? wrong.text}.`,
			at,
			value.to,
			{ expected: wrong.parts?.result },
		);
	}
}

/** The first result that does not lie above (or below) the number that is named. */
const beyond = (
	facts: readonly Measured[],
	{ value }: Quantity,
	above: boolean,
): Measured | undefined =>
	facts.find(
		({ data }) => data.value !== undefined && (above ? data.value < value : data.value > value),
	);

function judgeWords(judgement: Judgement, segment: Segment, measured: readonly Term[]): void {
	const { tokens } = judgement.reading;
	const facts: Fact[] = [...judgement.evidence];
	for (let at = segment.from; at < segment.to; at++) {
		const { low } = tokens[at];
		if (facts.some((fact) => says(judgement, fact, low))) continue;
		if (AGAINST.test(low) && /^(?:to|at|near|in|is|was)$/.test(judgement.low(at - 1)))
			judgement.fault('lab-value', `The chart has no ${low} for this result.`, at, at + 1);
		if (LEAVE.test(low) && !isMonthOfMay(tokens, at))
			judgement.fault('instruction-invented', `No fact says "${tokens[at].raw}" here.`, at, at + 1);
		if (FINAL.test(low) && measured.some((term) => isPreliminary(judgement, term)))
			judgement.fault('lab-value', 'The chart has this result as preliminary.', at, at + 1, {
				expected: 'preliminary',
			});
	}
}

const isPreliminary = (judgement: Judgement, term: Term): boolean => {
	const facts = factsOf(judgement, term);
	return facts.length > 0 && facts.every(({ data }) => data.status === 'preliminary');
};

/** "CT head was normal" where the report tells of a nodule, "the ultrasound was repeated". */
function judgeStudy(judgement: Judgement, segment: Segment, term: Term): void {
	if (hitsAs(term, 'procedure', 'report').length === 0) return;
	if (hitsAs(term, 'lab', 'vital', 'medication').length > 0) return;
	const { tokens, clause } = judgement.reading;
	for (let at = term.to; at < segment.to && clause[at] === clause[term.from]; at++) {
		if (segment.terms.some((one) => one !== term && one.from <= at && one.from >= term.to)) return;
		if (!FINDING.test(tokens[at].low)) continue;
		const facts = [...judgement.evidence, ...term.hits.map(({ fact }) => fact)].filter(
			({ kind }) => kind === 'report' || kind === 'procedure' || kind === 'note-span',
		);
		if (facts.some((fact) => says(judgement, fact, tokens[at].low))) continue;
		judgement.fault(
			'procedure',
			`The chart does not say "${tokens[at].raw}" of ${judgement.said(term.from, term.to)}.`,
			at,
			at + 1,
		);
		return;
	}
}
