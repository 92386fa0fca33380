import { numberInWords, ordinalOf } from '../reading/number-words';
import type { Fact } from '../../../shared/contracts/clinical-facts';
import { chartDate, dayNumber, weekdayOf, weekdayOfDay } from '../reading/dates';
import { NEGATED } from '../reading/polarity';

import { lengthOfStay } from './dates';
import type { Judgement } from './judgement';

/** The words of the stay itself: how long it was, which day of it, that somebody came and went. */
export function judgeStay(judgement: Judgement): void {
	judgeLength(judgement);
	judgeDayOfStay(judgement);
	judgeWeekdays(judgement);
	judgeComing(judgement);
}

const STAY =
	/^(?:stay|hospitalization|hospitalisation|admission|hospitalized|hospitalised|los|course|inpatient|admitted)$/;

/** "a 6-day hospital stay", "hospitalized for 6 days", "length of stay: 6 days", "after 6 days in the hospital". */
function judgeLength(judgement: Judgement): void {
	const { quantities, tokens } = judgement.reading;
	for (const quantity of quantities) {
		if (quantity.unit?.dimension !== 'time' || judgement.used[quantity.from] === 1) continue;
		if (!/^(?:day|days|night|nights|d|week|weeks)$/.test(quantity.unitText)) continue;
		if (!isStay(judgement, quantity.from, quantity.to)) continue;
		judgement.use(quantity.from, quantity.to);
		const days = (quantity.value * quantity.unit.factor) / 86_400;
		const stay = lengthOfStay(judgement);
		for (const fact of stayFacts(judgement)) judgement.support(fact);
		if (stay !== days) {
			judgement.fault(
				'length-of-stay',
				`The text says a stay of ${judgement.said(quantity.from, quantity.to)}; the chart gives ${stay === undefined ? 'no whole dates' : `${stay} days`}.`,
				quantity.from,
				quantity.to,
				{ expected: stay === undefined ? undefined : `${stay} days` },
			);
		}
	}
	// "two nights": a night is no unit of measure.
	for (let at = 0; at < tokens.length; at++) {
		const number =
			tokens[at].kind === 'number'
				? { value: tokens[at].value!, to: at + 1 }
				: numberInWords(tokens, at);
		if (
			number === undefined ||
			!/^nights?$/.test(judgement.low(number.to)) ||
			!isStay(judgement, at, number.to + 1)
		)
			continue;
		judgement.use(at, number.to + 1);
		for (const fact of stayFacts(judgement)) judgement.support(fact);
		if (lengthOfStay(judgement) !== number.value)
			judgement.fault(
				'length-of-stay',
				`The text says ${number.value} nights; the chart gives ${lengthOfStay(judgement) ?? 'no whole dates'}.`,
				at,
				number.to + 1,
			);
	}
}

function isStay(judgement: Judgement, from: number, to: number): boolean {
	if (
		/^(?:stay|hospital|hospitalization|hospitalisation|inpatient|admission|in-hospital|los)$/.test(
			judgement.low(to),
		)
	)
		return true;
	if (
		judgement.low(to) === 'in' &&
		/^(?:the|hospital)$/.test(judgement.low(to + 1)) &&
		/hospital/.test(judgement.low(to + 1) + judgement.low(to + 2))
	)
		return true;
	const before = judgement.low(from - 1);
	for (let at = from - 1; at >= Math.max(0, from - 5); at--) {
		const low = judgement.low(at);
		if (STAY.test(low) && low !== 'course')
			return /^(?:for|of|was|:|lasted|is|stay|los|total|approximately|\()$/.test(before);
		if (low === 'stayed' || low === 'remained' || low === 'lasted')
			return /hospital|stay|admission|inpatient|lasted/.test(around(judgement, at, to));
		if (judgement.reading.terms.some((term) => at >= term.from && at < term.to)) return false;
	}
	return false;
}

const around = (judgement: Judgement, from: number, to: number) =>
	judgement.reading.tokens
		.slice(Math.max(0, from - 4), to + 4)
		.map((token) => token.low)
		.join(' ');

export const stayFacts = (judgement: Judgement): Fact[] =>
	judgement.chart
		.of('encounter')
		.filter((fact) => fact.role === 'admission' || fact.role === 'discharge');

/** "hospital day 3" is the second day after admission; a fact of that day must be in the sentence. */
function judgeDayOfStay(judgement: Judgement): void {
	const { tokens } = judgement.reading;
	const admission = judgement.chart.day('admission');
	for (let at = 0; at < tokens.length; at++) {
		const number = dayNumberAt(judgement, at);
		if (number === undefined) continue;
		judgement.use(at, number.to);
		const day = admission === undefined ? undefined : admission + number.value - 1;
		const any = judgement.chart.facts.facts.some(
			(fact) =>
				fact.time !== undefined &&
				dayNumber(chartDate(fact.time.at)) === day &&
				namedHere(judgement, fact),
		);
		if (!any)
			judgement.fault(
				'date-role',
				`The chart has nothing on hospital day ${number.value} that the sentence speaks of.`,
				at,
				number.to,
			);
	}
}

const namedHere = (judgement: Judgement, fact: Fact) =>
	judgement.reading.terms.some((term) => term.hits.some((hit) => hit.fact === fact)) ||
	(fact.kind === 'encounter' &&
		fact.role === 'discharge' &&
		judgement.reading.tokens.some(({ low }) => low === 'discharged'));

function dayNumberAt(judgement: Judgement, at: number): { value: number; to: number } | undefined {
	const { tokens } = judgement.reading;
	if (judgement.low(at) === 'hospital' && judgement.low(at + 1) === 'day') {
		const skip = judgement.low(at + 2) === '#' ? 3 : 2;
		const value = tokens[at + skip]?.value ?? numberInWords(tokens, at + skip)?.value;
		return value === undefined ? undefined : { value, to: at + skip + 1 };
	}
	if (judgement.low(at) === 'hd' && tokens[at + 1]?.value !== undefined)
		return { value: tokens[at + 1].value!, to: at + 2 };
	const ordinal = ordinalOf(judgement.low(at));
	if (
		ordinal !== undefined &&
		judgement.low(at + 1) === 'hospital' &&
		judgement.low(at + 2) === 'day'
	)
		return { value: ordinal, to: at + 3 };
	return undefined;
}

/** "Monday, November 2": the day of the week must be that of the date beside it. */
function judgeWeekdays(judgement: Judgement): void {
	const { tokens, dates } = judgement.reading;
	tokens.forEach((token, at) => {
		const weekday = weekdayOf(token.low);
		if (weekday === undefined || (token.low.length === 3 && token.raw === token.low)) return;
		const date =
			dates.find((one) => one.from - at >= 1 && one.from - at <= 2) ??
			dates.find((one) => at - one.to >= 0 && at - one.to <= 1);
		judgement.use(at, at + 1);
		const year = date?.year ?? judgement.chart.date(stayFacts(judgement)[0]?.time?.at)?.year;
		const day =
			date?.month === undefined || date.day === undefined || year === undefined
				? undefined
				: dayNumber({ year, month: date.month, day: date.day });
		if (day !== undefined && weekdayOfDay(day) === weekday) return;
		if (
			day === undefined &&
			[...judgement.evidence].some((fact) =>
				[fact.time?.at].some(
					(one) => one !== undefined && weekdayOfDay(dayNumber(chartDate(one)) ?? 0) === weekday,
				),
			)
		)
			return;
		if (day === undefined && judgement.narrative.saying(token.low, 0) !== undefined) return;
		judgement.fault(
			'date-role',
			`"${judgement.said(at, at + 1)}" is not the day of the week of that date.`,
			at,
			at + 1,
		);
	});
}

const COMING =
	/^(?:admitted|admission|presented|hospitalized|hospitalised|hospitalization|hospitalisation)$/;

/** That somebody was admitted or discharged is borne out by the stay itself. */
function judgeComing(judgement: Judgement): void {
	const { tokens, polarity } = judgement.reading;
	tokens.forEach((token, at) => {
		const role = COMING.test(token.low)
			? 'admission'
			: token.low === 'discharged'
				? 'discharge'
				: undefined;
		if (role === undefined) return;
		const fact = judgement.chart.of('encounter').find((one) => one.role === role);
		if (fact === undefined) return;
		if (polarity.flags[at] & NEGATED && judgement.low(at - 1) === 'not') {
			judgement.fault(
				'negation',
				`The text says that the patient was not ${token.low}; the chart says otherwise.`,
				at,
				at + 1,
			);
		}
		if (token.low === 'discharged' || token.low === 'admitted') judgement.support(fact);
	});
}
