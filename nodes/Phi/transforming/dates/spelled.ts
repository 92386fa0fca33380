import {
	type Day,
	dayNumber,
	daysIn,
	exists,
	type FullDay,
	fromDayNumber,
	isoDay,
	middleOf,
} from './calendar';
import { A_MONTH, had, SPELLINGS } from './spellings';
import { MONTHS, numberOf, ORDINALS, WEEKDAYS, YEAR_PARTS } from './vocabulary';

/** What a reader knows who has to tell the day from the month. */
export interface Reading {
	/** Day before month where nothing else settles it. */
	readonly dayFirst: boolean;
	/** The day on which the text is read. */
	readonly asOf: FullDay;
	/** Dates of the patient, as day numbers. */
	readonly known: readonly number[];
}

/** A date as it was found in a text: what it means, and where its parts stand. */
export interface SpelledDate {
	readonly text: string;
	readonly groups: Readonly<Record<string, string | undefined>>;
	readonly places: () => Readonly<Record<string, [number, number] | undefined>>;
	/** Undefined: the text names no year, or nothing but a day of the week. */
	readonly year: number | undefined;
	readonly month: number | undefined;
	readonly day: number | undefined;
	/** 0 is Sunday. */
	readonly weekday: number | undefined;
	/** Of `a` and `b`, which one is the day. */
	readonly dayGroup: 'a' | 'b' | 'd';
	/** The year that was meant where none is written. */
	readonly likelyYear: () => number;
}

const MOST_CHARACTERS = 80;

/** @returns undefined where the text is in no known spelling, or names a day that does not exist */
export function readSpelled(text: string, reading: Reading): SpelledDate | undefined {
	if (text.length > MOST_CHARACTERS) return undefined;
	const plain = inDigits(text);
	if (plain !== undefined) {
		const found = understand(text, plain.groups, () => plain.places, reading);
		if (found !== undefined) return found;
	}
	const bits = had(text);
	for (const { pattern, needs } of SPELLINGS) {
		// No spelling that names no month has a word in it that holds the beginning of one.
		if ((needs & bits) !== needs || ((needs ^ bits) & A_MONTH) !== 0) continue;
		const match = pattern.exec(text);
		if (match?.groups === undefined) continue;
		// Where the parts stand is found out anew by the engine that is asked for it, and few ask.
		const found = understand(text, match.groups, () => match.indices?.groups ?? {}, reading);
		if (found !== undefined) return found;
	}
	return undefined;
}

interface Parts {
	readonly groups: Record<string, string | undefined>;
	readonly places: Record<string, [number, number] | undefined>;
}

/**
 * `3/5/2026`, `2026-03-05`, `3/5`: numbers with one sign between them, as most dates are written, read as
 * `SPELLINGS` reads them.
 */
function inDigits(text: string): Parts | undefined {
	if (text.length > 10) return undefined;
	const first = digitsAt(text, 0);
	const sign = text.charAt(first);
	if (first === 0 || (sign !== '/' && sign !== '-' && sign !== '.')) return undefined;
	const second = digitsAt(text, first + 1);
	const inner = second - first - 1;
	if (inner === 0 || inner > 2) return undefined;
	if (second === text.length) {
		return first < 3 ? partsOf(text, ['a', 'b'], [first, second]) : undefined;
	}
	const third = digitsAt(text, second + 1);
	if (text.charAt(second) !== sign || third !== text.length) return undefined;
	const last = third - second - 1;
	const ends = [first, second, third];
	if (first === 4) return last > 0 && last < 3 ? partsOf(text, ['y', 'm', 'd'], ends) : undefined;
	if (first > 2 || (last !== 2 && last !== 4)) return undefined;
	return partsOf(text, ['a', 'b', 'y'], ends);
}

/** Numbers of a date by name, given where they end. */
function partsOf(text: string, names: readonly string[], ends: readonly number[]): Parts {
	const [first = 0] = ends;
	const groups: Parts['groups'] = { s: text.charAt(first) };
	const places: Parts['places'] = { s: [first, first + 1] };
	let start = 0;
	for (let index = 0; index < names.length; index++) {
		const name = names[index] as string;
		const end = ends[index] as number;
		groups[name] = text.slice(start, end);
		places[name] = [start, end];
		start = end + 1;
	}
	return { groups, places };
}

/** Where the digits end that begin at a place. */
function digitsAt(text: string, start: number): number {
	let at = start;
	while (text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57) at++;
	return at;
}

function understand(
	text: string,
	groups: Record<string, string | undefined>,
	places: SpelledDate['places'],
	reading: Reading,
): SpelledDate | undefined {
	const year = yearOf(groups, reading);
	// `March 5 2130` is half past nine in the evening.
	if (year !== undefined && (year < 1800 || year > reading.asOf.year + 30)) return undefined;
	const weekday = groups.wd === undefined ? undefined : numberOf(WEEKDAYS, groups.wd);
	let month = monthOf(groups);
	let day = dayOf(groups);
	let dayGroup: SpelledDate['dayGroup'] = 'd';
	if (groups.a !== undefined) {
		const order = settleOrder(Number(groups.a), Number(groups.b), year, reading);
		if (order === undefined) return undefined;
		({ month, day, dayGroup } = order);
	}
	const likelyYear = () => year ?? likely(month, day, reading);
	const isDay =
		month === undefined && day !== undefined
			? day >= 1 && day <= 31
			: // Without a year the 29th of February may have been meant.
				exists({ year: year ?? 2024, ...(month && { month }), ...(day && { day }) });
	if (!isDay || day === 0 || month === 0) return undefined;
	return { text, groups, places, year, month, day, weekday, dayGroup, likelyYear };
}

function yearOf(groups: Record<string, string | undefined>, { asOf }: Reading): number | undefined {
	const written = groups.y ?? groups.decade;
	if (written === undefined) return undefined;
	const digits = digitsAt(written, 0) === written.length ? written : written.replace(/\D/g, '');
	if (digits.length === 4) return Number(digits);
	// Two digits: the latest such year that is not beyond the next one.
	const century = Math.floor((asOf.year + 1) / 100) * 100;
	const year = century + Number(digits);
	return year > asOf.year + 1 ? year - 100 : year;
}

function monthOf(groups: Record<string, string | undefined>): number | undefined {
	if (groups.m !== undefined) return Number(groups.m);
	if (groups.mon !== undefined) return numberOf(MONTHS, groups.mon) + 1;
	if (groups.q !== undefined) return Number(groups.q) * 3 - 1;
	return groups.part === undefined ? undefined : YEAR_PARTS[groups.part.toLowerCase()];
}

function dayOf(groups: Record<string, string | undefined>): number | undefined {
	if (groups.dw !== undefined) {
		return ORDINALS.indexOf(groups.dw.toLowerCase().replace(' ', '-')) + 1;
	}
	return groups.d === undefined ? undefined : Number(groups.d);
}

type Order = { month: number; day: number; dayGroup: 'a' | 'b' };

/** Which of two numbers is the day: by the calendar, by the patient's own dates, by the setting. */
function settleOrder(
	a: number,
	b: number,
	year: number | undefined,
	reading: Reading,
): Order | undefined {
	const orders: Order[] = [
		{ month: b, day: a, dayGroup: 'a' },
		{ month: a, day: b, dayGroup: 'b' },
	];
	const possible = orders.filter(({ month, day }) =>
		// Without a year the 29th of February may have been meant.
		exists({ year: year ?? 2024, month, day }),
	);
	if (possible.length < 2) return possible[0];
	const known = possible.filter((order) =>
		reading.known.some((number) => {
			const date = fromDayNumber(number);
			return (
				date.month === order.month && date.day === order.day && (year ?? date.year) === date.year
			);
		}),
	);
	if (known.length === 1) return known[0];
	return possible[reading.dayFirst ? 0 : 1];
}

/** The year next to a date of the patient, or the latest one that makes no future date. */
function likely(month: number | undefined, day: number | undefined, reading: Reading): number {
	const { asOf, known } = reading;
	if (month === undefined) return asOf.year;
	const years = new Set([asOf.year, asOf.year - 1]);
	for (const number of known) years.add(fromDayNumber(number).year);
	const dates = [...years]
		// The 29th of February means a leap year.
		.map((year) => (day === 29 && daysIn(year, month) < 29 ? leapBefore(year) : year))
		.map((year) => ({ year, at: dayNumber(middleOf({ year, month, ...(day && { day }) })) }))
		.filter(({ at }) => at <= dayNumber(asOf));
	const distance = (at: number) => Math.min(...known.map((number) => Math.abs(number - at)));
	dates.sort((x, y) =>
		known.length > 0 ? distance(x.at) - distance(y.at) || y.at - x.at : y.at - x.at,
	);
	return dates[0]?.year ?? asOf.year;
}

function leapBefore(year: number): number {
	let leap = year;
	while (daysIn(leap, 2) < 29) leap -= 1;
	return leap;
}

/** Dates of a chart as day numbers; those that cannot be read, and birth years alone, are left out. */
export function knownDays(dates: readonly string[]): number[] {
	return dates
		.map((text) => isoDay(text))
		.filter((day): day is Day => day?.day !== undefined)
		.map((day) => dayNumber(middleOf(day)));
}
