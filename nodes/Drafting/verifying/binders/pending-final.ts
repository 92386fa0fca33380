import { CONDITIONAL, NEGATED, UNCERTAIN } from '../reading/polarity';
import type { Term } from '../reading/read';
import { clauseBounds } from './clause-bounds';
import { type Judgement, hitsAs } from './judgement';
import { PENDING_WORDS } from './sort';

const words = (text: string) => new Set(text.split(' '));

/** That a result is there. */
const THERE = words(
	'final finalized finalised finalizes finalize resulted results returned back available complete completed reported released known confirmed received reviewed read interpreted normal negative positive unremarkable reassuring benign abnormal elevated detected reactive nonreactive showed shows revealed reveals demonstrated indicated grew clear clean diagnostic concluded closed posted verified validated signed noted disclosed discussed obtained established in out came communicated documented seen satisfactory fine good high low within excluded ruled consistent compatible suggestive done',
);

/** That it was asked for or is still to come. */
const ASKED = words(
	'sent send drawn ordered submitted collected requested repeated forwarded follow followed followup expect expected await awaits check recheck checked monitor track chase obtain process progress processing running incubating preliminary underway cooking incomplete unavailable unresulted open due',
);

/** Before these a result is not there yet: "will be finalized", "until it returns", "to be reported". */
const NOT_YET = words(
	'will would should shall until once when if after to may might could await awaiting awaits before pending yet not for',
);

/**
 * A result that the chart has as pending must be told as pending. Whatever says that it is there, or
 * what it showed, is wrong, whether or not the word "pending" stands in the sentence.
 */
export function judgeToldAsFinal(judgement: Judgement): void {
	for (const term of judgement.reading.terms) {
		const fact = hitsAs(term, 'pending-result')[0];
		if (fact === undefined || hitsAs(term, 'lab', 'vital', 'report', 'procedure').length > 0)
			continue;
		const at = finalAt(judgement, term);
		if (at === undefined) continue;
		judgement.support(fact);
		judgement.fault(
			'pending-dropped',
			`The text speaks of "${judgement.said(term.from, term.to)}" as if the result were known; the chart has it as pending.`,
			at,
			at + 1,
			{ expected: fact.text },
		);
	}
}

function finalAt(judgement: Judgement, term: Term): number | undefined {
	const { reading } = judgement;
	const [from, to] = reach(judgement, term);
	const inside = (at: number) => at >= term.from && at < term.to;
	let asked = false;
	let there: number | undefined;
	let verb: number | undefined;
	for (let at = from; at < to; at++) {
		if (inside(at)) continue;
		const { low } = reading.tokens[at];
		const before = judgement.low(at - 1);
		if ((low === 'longer' && before === 'no') || low === 'nothing') return at;
		const denied = PENDING_WORDS.has(low) && isDenied(judgement, at);
		if (denied) return at;
		if (PENDING_WORDS.has(low) || ASKED.has(low)) asked = true;
		if (THERE.has(low)) {
			if (isThere(judgement, at, from)) there ??= at;
			// "Has not come back", "until it is final": it is still to come.
			else if (isStillToCome(judgement, at)) asked = true;
		}
		if ((low === 'process' || low === 'progress') && before === 'in') judgement.use(at, at + 1);
		if (/^(?:was|were|is|are|has|have|had|:|=)$/.test(low)) verb ??= at;
	}
	for (const one of reading.quantities)
		if (
			one.from >= term.to &&
			one.to <= to &&
			one.unit !== undefined &&
			one.unit.dimension !== 'time'
		)
			there ??= one.from;
	if (there !== undefined) return there;
	return asked ? undefined : verb;
}

/** "Is not pending" and "nothing is outstanding"; "not yet back, still pending" is something else. */
const isDenied = ({ reading }: Judgement, at: number): boolean =>
	(reading.polarity.flags[at] & NEGATED) !== 0 &&
	/^(?:not|no|nor|never|neither|isn't|aren't|wasn't|weren't|without|longer)$/.test(
		reading.tokens[at - 1]?.low ?? '',
	);

/** The clause of the name with those that go on about it without a name of their own. */
function reach(judgement: Judgement, term: Term): [number, number] {
	const { clause, terms, tokens } = judgement.reading;
	const [from, first] = clauseBounds(clause, term.from);
	let to = first;
	while (to < tokens.length) {
		const [, next] = clauseBounds(clause, to);
		if (terms.some((one) => one.from >= to && one.from < next && one.hits.length > 0)) break;
		to = next;
	}
	return [from, to];
}

function isThere(judgement: Judgement, at: number, from: number): boolean {
	const { tokens, polarity } = judgement.reading;
	const { low } = tokens[at];
	const next = judgement.low(at + 1);
	if ((polarity.flags[at] & (NEGATED | CONDITIONAL)) !== 0 && low !== 'negative') return false;
	if (/^(?:available|back|returned|reported|received)$/.test(low) && saysNoResult(judgement))
		return false;
	if ((polarity.flags[at] & UNCERTAIN) !== 0 && low !== 'confirmed') return false;
	// "The results are pending", "final report pending", "in process", "sent out", "clear" of nothing.
	if (low === 'results' || low === 'in' || low === 'out') return isArrival(judgement, at);
	if (low === 'final' || low === 'complete' || low === 'known' || low === 'available')
		if (
			!/^(?:is|are|was|were|now|be|been|:|as|and|became|already|,|-|—|\(|=)$/.test(
				judgement.low(at - 1),
			)
		)
			return false;
	if (
		low === 'final' &&
		/^(?:result|results|report|read|identification|pathology|culture)$/.test(next) &&
		tokens.slice(at, at + 6).some((token) => PENDING_WORDS.has(token.low))
	)
		return false;
	if (low === 'noted' && PENDING_WORDS.has(judgement.low(at + 2))) return false;
	for (let back = at - 1; back >= from && back >= at - 4; back--) {
		const before = tokens[back].low;
		if (NOT_YET.has(before)) return false;
		if (tokens[back].kind === 'mark' || before === 'but' || before === 'and') break;
	}
	if (
		/^(?:obtained|done|completed|received|noted|documented|seen|discussed|reviewed|communicated)$/.test(
			low,
		)
	)
		return !tokens.some((token) => PENDING_WORDS.has(token.low) && token.low !== 'outstanding');
	return true;
}

/** "No final result of X was available": still to come. "No results are pending" is not meant. */
export const saysNoResult = ({ reading: { tokens } }: Judgement): boolean =>
	tokens.some(
		({ low }, at) =>
			low === 'no' &&
			tokens.slice(at + 1, at + 3).some((token) => /^results?$/.test(token.low)) &&
			!tokens.some((token) => PENDING_WORDS.has(token.low)),
	);

const isStillToCome = ({ reading: { tokens, polarity } }: Judgement, at: number): boolean =>
	((polarity.flags[at] & (NEGATED | CONDITIONAL)) !== 0 ||
		tokens.slice(Math.max(0, at - 3), at).some(({ low }) => low === 'yet')) &&
	!/^(?:negative|normal|unremarkable|benign|abnormal|elevated|positive)$/.test(tokens[at].low);

/** "The results are in", "resulted out", "results of X were ...". */
function isArrival(judgement: Judgement, at: number): boolean {
	const low = judgement.low(at);
	if (low === 'results') return false;
	const next = judgement.low(at + 1);
	const ends = next === '' || /^[.,;)]$/.test(next) || next === 'now';
	return (
		ends &&
		/^(?:is|are|was|were|came|come|now|back|signed|already|all|been)$/.test(judgement.low(at - 1))
	);
}
