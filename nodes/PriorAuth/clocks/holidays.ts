import { addDays, weekDay } from './zone';

/** Month and day that are the same each year. */
const FIXED: ReadonlyArray<[month: number, day: number]> = [
	[1, 1],
	[6, 19],
	[7, 4],
	[11, 11],
	[12, 25],
];

/** The nth of a week day in a month; -1 for the last. */
const MOVING: ReadonlyArray<[month: number, weekDay: number, nth: number]> = [
	[1, 1, 3],
	[2, 1, 3],
	[5, 1, -1],
	[9, 1, 1],
	[10, 1, 2],
	[11, 4, 4],
];

/**
 * The days of a year on which federal offices of the United States are closed (5 U.S.C. 6103). One that
 * falls on a Saturday is kept on the Friday before, on a Sunday on the Monday after; New Year's Day on
 * the last day of the year before where that is so.
 *
 * @returns YYYY-MM-DD, in order
 */
export function federalHolidays(year: number): string[] {
	const next = kept(dateOf(year + 1, 1, 1));
	return [
		...FIXED.map(([month, day]) => kept(dateOf(year, month, day))),
		...MOVING.map(([month, day, nth]) => nthOf(year, month, day, nth)),
		...(next.startsWith(String(year)) ? [next] : []),
	]
		.filter((day) => day.startsWith(String(year)))
		.sort();
}

function kept(day: string): string {
	const on = weekDay(day);
	return on === 6 ? addDays(day, -1) : on === 7 ? addDays(day, 1) : day;
}

function nthOf(year: number, month: number, wanted: number, nth: number): string {
	if (nth < 0) {
		const last = addDays(dateOf(year, month + 1, 1), -1);
		return addDays(last, -((weekDay(last) - wanted + 7) % 7));
	}
	const first = dateOf(year, month, 1);
	return addDays(first, ((wanted - weekDay(first) + 7) % 7) + (nth - 1) * 7);
}

const dateOf = (year: number, month: number, day: number): string =>
	new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
