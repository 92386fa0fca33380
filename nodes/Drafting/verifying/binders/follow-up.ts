import type { WrittenDate } from '../reading/dates';
import { NEGATED } from '../reading/polarity';
import type { Quantity } from '../reading/quantities';
import type { Term } from '../reading/read';
import { isAboutRecords } from './allergy';
import { fits, says } from './follow-up-match';
import { type Judgement, hitsAs } from './judgement';
import type { Clause } from './sort';

export type Item =
	| { kind: 'who'; from: number; to: number; term: Term }
	| { kind: 'date'; from: number; to: number; date: WrittenDate }
	| { kind: 'clock'; from: number; to: number; minutes: number }
	| { kind: 'after'; from: number; to: number; quantity: Quantity };

/** Binds who, when and where of a follow-up to one fact: an appointment is right in all of them or invented. */
export function judgeFollowUps(
	judgement: Judgement,
	terms: readonly Term[],
	clauses: readonly Clause[],
): void {
	const { reading } = judgement;
	const done = new Set<number>();
	for (const at of reading.clause) {
		if (done.has(at) || !clauses[at]?.follow) continue;
		done.add(at);
		const items = itemsOf(judgement, terms, at);
		for (const group of groups(judgement, items)) judgeGroup(judgement, group);
	}
	for (const term of terms) {
		if (judgement.used[term.from] === 1) continue;
		judgement.use(term.from, term.to);
		judgeMentioned(judgement, term);
	}
	judgeNone(judgement);
}

function itemsOf(judgement: Judgement, terms: readonly Term[], clause: number): Item[] {
	const { reading } = judgement;
	const here = (one: { from: number }) =>
		reading.clause[one.from] === clause && judgement.used[one.from] === 0;
	const items: Item[] = [];
	for (const term of terms)
		if (here(term)) items.push({ kind: 'who', from: term.from, to: term.to, term });
	for (const date of reading.dates)
		if (here(date) && !isOfOther(judgement, date))
			items.push({ kind: 'date', from: date.from, to: date.to, date });
	for (const clock of reading.clocks) if (here(clock)) items.push({ kind: 'clock', ...clock });
	for (const quantity of reading.quantities) {
		if (here(quantity) && quantity.unit?.dimension === 'time' && isAhead(judgement, quantity))
			items.push({ kind: 'after', from: quantity.from, to: quantity.to, quantity });
	}
	return items.sort((a, b) => a.from - b.from);
}

/** "discharged on 9 November with follow-up": that date belongs to the discharge. */
const isOfOther = (judgement: Judgement, date: WrittenDate) =>
	/^(?:discharged|admitted|discharge|admission)$/.test(judgement.low(date.from - 2)) ||
	/^(?:discharged|admitted)$/.test(judgement.low(date.from - 1));

/** "in 2 weeks", "within 7 days", "2 weeks after discharge". */
function isAhead(judgement: Judgement, quantity: Quantity): boolean {
	return (
		/^(?:in|within|about|approximately|after)$/.test(judgement.low(quantity.from - 1)) ||
		/^(?:after|from|following|post|of)$/.test(judgement.low(quantity.to)) ||
		judgement.low(quantity.to) === 'follow'
	);
}

/** A second date, or a person behind a date, begins the next appointment. */
function groups(judgement: Judgement, items: readonly Item[]): Item[][] {
	const all: Item[][] = [];
	let current: Item[] = [];
	const isWhen = (item: Item) => item.kind === 'date' || item.kind === 'after';
	for (const item of items) {
		const last = current[current.length - 1];
		const joined = last !== undefined && separatedByAnd(judgement, last.to, item.from);
		if (
			current.some(isWhen) &&
			(isWhen(item) || (item.kind === 'who' && joined && current.some((one) => one.kind === 'who')))
		) {
			all.push(current);
			current = [];
		}
		current.push(item);
	}
	if (current.length > 0) all.push(current);
	return all;
}

function separatedByAnd(judgement: Judgement, from: number, to: number): boolean {
	for (let at = from; at < to; at++)
		if (/^(?:and|;|then|also)$/.test(judgement.low(at))) return true;
	return false;
}

function judgeGroup(judgement: Judgement, group: readonly Item[]): void {
	for (const item of group) judgement.use(item.from, item.to);
	const facts = judgement.chart.of('follow-up');
	const results = facts.map((fact) => ({
		fact,
		wrong: group.filter((item) => !fits(judgement, item, fact)),
	}));
	results.sort(
		(a, b) =>
			a.wrong.length - b.wrong.length ||
			Number(b.fact.role === 'appointment') - Number(a.fact.role === 'appointment'),
	);
	const best = results[0];
	if (best !== undefined && best.wrong.length === 0) {
		judgement.support(best.fact);
		return;
	}
	// Several names without a date may be several appointments.
	const whoOnly = group.every((item) => item.kind === 'who');
	if (whoOnly && group.every((item) => facts.some((fact) => fits(judgement, item, fact)))) {
		for (const item of group) judgement.support(facts.find((fact) => fits(judgement, item, fact))!);
		return;
	}
	const { tokens, polarity } = judgement.reading;
	const prose = judgement.narrative.covering(
		tokens,
		polarity.flags,
		group[0].from,
		group[group.length - 1].to,
	);
	if (prose !== undefined) {
		judgement.support(prose);
		return;
	}
	if (whoOnly && group.every((item) => item.kind === 'who' && isKnownPerson(judgement, item.term)))
		return;
	if (best !== undefined && best.wrong.length < group.length) judgement.support(best.fact);
	for (const item of best?.wrong ?? group) {
		judgement.fault(
			'follow-up-invented',
			`The chart has no follow-up that says "${judgement.said(item.from, item.to)}"${best === undefined ? '' : `; the nearest is "${best.fact.text.slice(0, 120)}"`}.`,
			item.from,
			item.to,
			{ expected: best?.fact.text },
		);
	}
}

/** The one who is responsible for the stay may be named in the same clause. */
function isKnownPerson(judgement: Judgement, term: Term): boolean {
	const fact = hitsAs(term, 'person', 'place')[0];
	if (
		fact === undefined ||
		judgement.reading.tokens.some(({ low }) =>
			/^(?:follow|followup|appointment|appointments|see)$/.test(low),
		)
	)
		return false;
	judgement.support(fact);
	return true;
}

/** A specialty or place outside a follow-up: somebody or something that another fact names. */
function judgeMentioned(judgement: Judgement, term: Term): void {
	const known = hitsAs(term, 'follow-up', 'place', 'encounter', 'procedure', 'report')[0];
	if (known !== undefined) return judgement.support(known);
	const any = judgement.chart.facts.facts.find(
		(fact) => fact.kind !== 'note-span' && says(judgement, term, fact),
	);
	const { tokens, polarity } = judgement.reading;
	const fact = any ?? judgement.narrative.covering(tokens, polarity.flags, term.from, term.to);
	if (fact !== undefined) judgement.support(fact);
	else
		judgement.fault(
			'follow-up-invented',
			`The chart says nothing of "${judgement.said(term.from, term.to)}".`,
			term.from,
			term.to,
		);
}

/** "No follow-up is needed" against a chart that has one. */
function judgeNone(judgement: Judgement): void {
	const { tokens, polarity } = judgement.reading;
	tokens.forEach((token, at) => {
		if (
			!/^(?:follow|followup|appointment|appointments)$/.test(token.low) ||
			(polarity.flags[at] & NEGATED) === 0
		)
			return;
		const facts = judgement.chart.of('follow-up');
		if (facts.length > 0) {
			judgement.fault(
				'negation',
				'The text says that there is no follow-up; the chart has one.',
				at,
				at + 1,
				{ expected: facts[0].text },
			);
			judgement.support(facts[0]);
		} else if (isAboutRecords(judgement)) judgement.groundedWithoutFact = true;
	});
}
