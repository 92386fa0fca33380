import { quantitiesIn } from '../chart/directions';
import { sameQuantity } from '../reading/units';
import type { Fact, FactOf } from '../../../shared/contracts/clinical-facts';
import { type WrittenDate, agrees, chartDate, dayNumber } from '../reading/dates';
import type { Quantity } from '../reading/quantities';
import type { Term } from '../reading/read';
import { root } from '../text/stem';
import type { Item } from './follow-up';
import type { Judgement } from './judgement';

type FollowUp = FactOf<'follow-up'>;

export function fits(judgement: Judgement, item: Item, fact: FollowUp): boolean {
	const at = fact.time?.at;
	switch (item.kind) {
		case 'who':
			return item.term.hits.some((hit) => hit.fact === fact) || says(judgement, item.term, fact);
		case 'date': {
			const own = at === undefined ? undefined : chartDate(at);
			return (own !== undefined && agrees(item.date, own)) || textHasDate(fact, item.date);
		}
		case 'clock':
			return at !== undefined && chartDate(at)?.minutes === item.minutes;
		case 'after':
			return afterFits(judgement, item.quantity, fact);
	}
}

const textHasDate = (fact: Fact, date: WrittenDate) =>
	fact.text.split(/\s+/).some((word) => {
		const own = chartDate(word);
		return own !== undefined && own.day !== undefined && agrees(date, own);
	});

/** Words that say only that somebody is to be seen: the wound care clinic is where wound care is. */
const GENERIC = new Set(
	'clinic clinics office department dept service services team visit appointment specialist specialists provider outpatient'.split(
		' ',
	),
);

export function says(judgement: Judgement, term: Term, fact: Fact): boolean {
	const { roots } = judgement.chart.wordsOf(fact);
	const words = judgement.reading.tokens
		.slice(term.from, term.to)
		.filter(({ kind }) => kind === 'word');
	const telling = words.filter((word) => !GENERIC.has(word.low));
	const own = telling.length > 0 ? telling : words;
	if (own.every((word) => roots.has(word.low) || roots.has(root(word.low)))) return true;
	return term.concepts.some(
		(concept) =>
			concept.kind !== 'condition' &&
			concept.names.some((name) => name.split(' ').every((word) => roots.has(word))),
	);
}

/** "in 2 weeks": as the order says it, or as the days from discharge to the appointment. */
function afterFits(judgement: Judgement, quantity: Quantity, fact: FollowUp): boolean {
	const { numbers, roots } = judgement.chart.wordsOf(fact);
	const days = (value: number) => (value * quantity.unit!.factor) / 86_400;
	if (
		numbers.has(quantity.value) &&
		roots.has(root(quantity.unitText)) &&
		(quantity.second === undefined || numbers.has(quantity.second))
	)
		return true;
	// "14 days" for "2 weeks".
	const same = quantitiesIn(fact.text).some(
		(one) =>
			one.unit?.dimension === 'time' &&
			one.second === quantity.second &&
			sameQuantity(one.value, one.unit, quantity.value, quantity.unit!),
	);
	if (same) return true;
	const appointment = fact.time === undefined ? undefined : dayNumber(chartDate(fact.time.at));
	const discharge = judgement.chart.day('discharge');
	if (appointment === undefined || discharge === undefined || fact.role !== 'appointment')
		return false;
	const away = appointment - discharge;
	const within = judgement.low(quantity.from - 1) === 'within';
	if (quantity.second !== undefined)
		return away >= days(quantity.value) && away <= days(quantity.second);
	return within
		? away >= 0 && away <= days(quantity.value) && away > days(quantity.value) / 2
		: Math.abs(away - days(quantity.value)) < 0.6;
}
