import { isOrdinalEnding } from './number-words';
import type { Token } from '../text/tokens';

/** A date with what is written of it; `other` is the second reading of "03/04/2026". */
export interface WrittenDate {
	readonly from: number;
	readonly to: number;
	readonly year?: number;
	readonly month?: number;
	readonly day?: number;
	readonly other?: { month: number; day: number };
	/** Minutes since midnight, where a time of day is written. */
	readonly minutes?: number;
}

const MONTHS = new Map<string, number>();
'january february march april may june july august september october november december'
	.split(' ')
	.forEach((name, index) => {
		MONTHS.set(name, index + 1);
		MONTHS.set(name.slice(0, 3), index + 1);
	});
MONTHS.set('sept', 9);

const WEEKDAYS = new Map<string, number>();
'sunday monday tuesday wednesday thursday friday saturday'.split(' ').forEach((name, index) => {
	WEEKDAYS.set(name, index);
	WEEKDAYS.set(name.slice(0, 3), index);
});
WEEKDAYS.set('tues', 2).set('thur', 4).set('thurs', 4);

export const weekdayOf = (low: string): number | undefined => WEEKDAYS.get(low);

const isYear = (token: Token | undefined) =>
	token?.kind === 'number' && /^(?:18|19|20|21)\d\d$/.test(token.low);
const isDay = (value: number | undefined): value is number =>
	value !== undefined && Number.isInteger(value) && value >= 1 && value <= 31;
const isMonth = (value: number | undefined): value is number =>
	value !== undefined && Number.isInteger(value) && value >= 1 && value <= 12;

/** Reads a date at token `at`, in any of the written forms, with a time of day after it. */
export function readDate(tokens: readonly Token[], at: number): WrittenDate | undefined {
	const date =
		iso(tokens, at) ?? slashed(tokens, at) ?? dayFirst(tokens, at) ?? monthFirst(tokens, at);
	if (date === undefined || date.day === undefined) return date;
	return withClock(tokens, date);
}

/** 2026-11-02, 2026-11, 20261102T0815 is not read. Hyphens between digits are marks. */
function iso(tokens: readonly Token[], at: number): WrittenDate | undefined {
	if (!isYear(tokens[at])) return undefined;
	const dash = (index: number) => tokens[index]?.low === '-' || tokens[index]?.low === '/';
	if (!dash(at + 1)) return undefined;
	const month = tokens[at + 2]?.value;
	if (!isMonth(month) || tokens[at + 2].low.length > 2) return undefined;
	const year = tokens[at].value!;
	if (dash(at + 3) && isDay(tokens[at + 4]?.value)) {
		return { from: at, to: at + 5, year, month, day: tokens[at + 4].value! };
	}
	return tokens[at + 2].low.length === 2 ? { from: at, to: at + 3, year, month } : undefined;
}

/** 11/2/2026, 11/02/26, 11-02-2026, 2.11.2026, and 11/2 where no unit or pair of pressures is meant. */
function slashed(tokens: readonly Token[], at: number): WrittenDate | undefined {
	const [first, sign, second, again, third] = tokens.slice(at, at + 5);
	if (first?.kind !== 'number' || second?.kind !== 'number' || first.decimals! > 0)
		return undefined;
	if (!['/', '-', '.'].includes(sign?.low ?? '') || !sign.glued || !second.glued) return undefined;
	if (first.low.length > 2 || second.low.length > 2) return undefined;
	if (again?.low === sign.low && third?.kind === 'number' && /^(?:\d\d|\d{4})$/.test(third.low)) {
		const year = third.low.length === 2 ? 2000 + third.value! : third.value!;
		return pair(first.value!, second.value!, sign.low === '.', { from: at, to: at + 5, year });
	}
	if (sign.low !== '/' || !looksLikeDate(tokens, at)) return undefined;
	return pair(first.value!, second.value!, false, { from: at, to: at + 3 });
}

/** "on 11/2", "(11/2)", "11/2:" are dates; "pain 8/10", "strength 5/5" are not. */
function looksLikeDate(tokens: readonly Token[], at: number): boolean {
	const before = tokens[at - 1]?.low ?? '';
	return BEFORE_DATE.has(before) && tokens[at + 3]?.low !== '/';
}
const BEFORE_DATE = new Set(
	'on from since until by dated of through to starting beginning after before date admitted discharged ( until till between and'.split(
		' ',
	),
);

function pair(
	first: number,
	second: number,
	dayFirstOnly: boolean,
	rest: { from: number; to: number; year?: number },
): WrittenDate | undefined {
	const american = isMonth(first) && isDay(second) ? { month: first, day: second } : undefined;
	const european = isMonth(second) && isDay(first) ? { month: second, day: first } : undefined;
	const main = dayFirstOnly ? european : (american ?? european);
	if (main === undefined) return undefined;
	const other = dayFirstOnly || american === undefined ? undefined : european;
	return { ...rest, ...main, ...(other && { other }) };
}

/** 2 November 2026, 2nd of Nov, 02-Nov-2026. */
function dayFirst(tokens: readonly Token[], at: number): WrittenDate | undefined {
	const day = tokens[at]?.kind === 'number' ? tokens[at].value : undefined;
	if (!isDay(day)) return undefined;
	let to = at + 1;
	if (isOrdinalEnding(tokens[to]?.low ?? '') && tokens[to].glued) to++;
	if (tokens[to]?.low === 'of') to++;
	const month = monthAt(tokens, to);
	if (month === undefined) return undefined;
	to++;
	if (tokens[to]?.low === '.' && tokens[to - 1].low.length < 5) to++;
	return withYear(tokens, { from: at, to, month, day });
}

/** November 2, 2026; Nov. 2nd; November 2026. */
function monthFirst(tokens: readonly Token[], at: number): WrittenDate | undefined {
	const month = monthAt(tokens, at);
	if (month === undefined) return undefined;
	let to = at + 1;
	if (tokens[to]?.low === '.' && tokens[at].low.length < 5) to++;
	if (tokens[to]?.low === 'the') to++;
	const day = tokens[to]?.kind === 'number' && !isYear(tokens[to]) ? tokens[to].value : undefined;
	if (isDay(day) && tokens[to].decimals === 0) {
		to++;
		if (isOrdinalEnding(tokens[to]?.low ?? '') && tokens[to].glued) to++;
		return withYear(tokens, { from: at, to, month, day });
	}
	const comma = tokens[to]?.low === ',' || tokens[to]?.low === 'of' ? 1 : 0;
	if (isYear(tokens[to + comma])) {
		return { from: at, to: to + comma + 1, year: tokens[to + comma].value!, month };
	}
	// "in November" alone; "may" is a verb unless a preposition of time stands before it.
	const before = tokens[at - 1]?.low;
	return before === 'in' || before === 'since' || before === 'late' || before === 'early'
		? { from: at, to: at + 1, month }
		: undefined;
}

function monthAt(tokens: readonly Token[], at: number): number | undefined {
	const token = tokens[at];
	if (token?.kind !== 'word') return undefined;
	const month = MONTHS.get(token.low);
	// "may", "mar", "march", "sat": only with a capital, which a month always has.
	return month !== undefined && token.raw[0] !== token.low[0]
		? month
		: month !== undefined && token.low.length > 3 && token.low !== 'march'
			? month
			: undefined;
}

function withYear(
	tokens: readonly Token[],
	date: { from: number; to: number; month: number; day: number },
): WrittenDate {
	let to = date.to;
	if (tokens[to]?.low === ',' || tokens[to]?.low === '-' || tokens[to]?.low === 'of') to++;
	if (isYear(tokens[to])) return { ...date, to: to + 1, year: tokens[to].value! };
	return date;
}

/** "at 08:15", "08:15", "T08:15:00+01:00", "8:15 am", "3 pm" after a date. */
function withClock(tokens: readonly Token[], date: WrittenDate): WrittenDate {
	let at = date.to;
	if (tokens[at]?.low === ',') at++;
	if (tokens[at]?.low === 'at' || tokens[at]?.low === 't') at++;
	const clock = readClock(tokens, at);
	return clock === undefined ? date : { ...date, to: clock.to, minutes: clock.minutes };
}

export function readClock(
	tokens: readonly Token[],
	at: number,
): { minutes: number; from: number; to: number } | undefined {
	// "2026-11-02T08:15:00Z": the letter is glued to the hour.
	const joined = /^t(\d\d)$/.exec(tokens[at]?.low ?? '');
	const hour = joined ? Number(joined[1]) : tokens[at]?.value;
	if (hour === undefined || !Number.isInteger(hour) || hour > 24) return undefined;
	let minute = 0;
	let to = at + 1;
	const hasMinutes = tokens[to]?.low === ':' && /^\d\d$/.test(tokens[to + 1]?.low ?? '');
	if (hasMinutes) {
		minute = tokens[to + 1].value!;
		to += 2;
		if (tokens[to]?.low === ':' && tokens[to + 1]?.kind === 'number') to += 2;
	}
	const half = /^([ap])\.?m\.?$/.exec(tokens[to]?.low ?? '');
	if (half) {
		if (tokens[to + 1]?.low === '.' && tokens[to].low.includes('.')) to++;
		to++;
	} else if (!hasMinutes) {
		return undefined;
	}
	if (minute > 59) return undefined;
	if (tokens[to]?.low === 'z' || tokens[to]?.low === 'utc') to++;
	if (/^[+-]$/.test(tokens[to]?.low ?? '') && tokens[to + 2]?.low === ':') to += 4;
	const shift = half?.[1] === 'p' && hour < 12 ? 12 : half?.[1] === 'a' && hour === 12 ? -12 : 0;
	return { minutes: (hour + shift) * 60 + minute, from: at, to };
}

/** A date of the chart: `2026`, `2026-11`, `2026-11-02`, `2026-11-02T08:15:00+01:00`, in its own offset. */
export interface ChartDate {
	year: number;
	month?: number;
	day?: number;
	minutes?: number;
}

const CHART_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d))?)?)?/;

export function chartDate(at: string): ChartDate | undefined {
	const match = CHART_DATE.exec(at);
	if (match === null) return undefined;
	const [, year, month, day, hour, minute] = match.map((part) =>
		part === undefined ? undefined : Number(part),
	);
	return {
		year: year!,
		month,
		day,
		minutes: hour === undefined ? undefined : hour * 60 + (minute ?? 0),
	};
}

/** True when the chart's date says all that is written: a text may say less, never more. */
export function agrees(written: WrittenDate, chart: ChartDate): boolean {
	if (written.year !== undefined && written.year !== chart.year) return false;
	if (written.minutes !== undefined && written.minutes !== chart.minutes) return false;
	if (written.month === undefined) return written.year !== undefined;
	const same = (date: { month?: number; day?: number }) =>
		date.month === chart.month && (date.day === undefined || date.day === chart.day);
	return same(written) || (written.other !== undefined && same(written.other));
}

/** Days since 1970-01-01 of a whole date; undefined when the chart has less than a day. */
export function dayNumber(date: ChartDate | undefined): number | undefined {
	if (date?.day === undefined || date.month === undefined) return undefined;
	return Math.round(Date.UTC(date.year, date.month - 1, date.day) / 86_400_000);
}

export const weekdayOfDay = (day: number): number => (((day + 4) % 7) + 7) % 7;
