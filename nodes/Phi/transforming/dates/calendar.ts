/** A day, month or year of the Gregorian calendar. */
export interface Day {
	readonly year: number;
	/** 1 to 12. */
	readonly month?: number;
	/** 1 to 31; only with a month. */
	readonly day?: number;
}

/** A whole day. */
export type FullDay = Required<Day>;

const DAY_MS = 86_400_000;

/** Days since 1 January 1970. */
export function dayNumber({ year, month, day }: FullDay): number {
	// Date.UTC takes years below 100 for years of the twentieth century.
	const date = new Date(0);
	date.setUTCFullYear(year, month - 1, day);
	return Math.round(date.getTime() / DAY_MS);
}

export function fromDayNumber(number: number): FullDay {
	const date = new Date(number * DAY_MS);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** Whether the calendar has that day (month, year). */
export function exists({ year, month, day }: Day): boolean {
	if (!Number.isInteger(year) || year < 1000 || year > 9999) return false;
	if (month === undefined) return day === undefined;
	if (month < 1 || month > 12) return false;
	return day === undefined || (day >= 1 && day <= daysIn(year, month));
}

/** @param month 1 to 12 */
export function daysIn(year: number, month: number): number {
	if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** A day that stands for a month or a year when it is moved: the middle of it. */
export function middleOf({ year, month, day }: Day): FullDay {
	if (month === undefined) return { year, month: 7, day: 1 };
	return { year, month, day: day ?? 15 };
}

/** Moved by `days`, in the precision that it had. */
export function moved(from: Day, days: number): Day {
	const to = fromDayNumber(dayNumber(middleOf(from)) + days);
	if (from.month === undefined) return { year: to.year };
	return from.day === undefined ? { year: to.year, month: to.month } : to;
}

/** `2026`, `2026-03`, `2026-03-05` or a date with a time behind it. */
export function isoDay(text: string): Day | undefined {
	const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ].*)?)?)?$/s.exec(text.trim());
	if (match === null) return undefined;
	const day = {
		year: Number(match[1]),
		...(match[2] === undefined ? {} : { month: Number(match[2]) }),
		...(match[3] === undefined ? {} : { day: Number(match[3]) }),
	};
	return exists(day) ? day : undefined;
}

/**
 * Whether a date tells that somebody is 90 or more: it lies 90 years or more before `asOf`. A month or
 * year counts when any day of it does.
 */
export function tellsOldAge(date: Day, asOf: FullDay): boolean {
	const year = asOf.year - 90;
	if (date.year !== year) return date.year < year;
	if (date.month === undefined || date.month !== asOf.month) {
		return date.month === undefined || date.month < asOf.month;
	}
	return date.day === undefined || date.day <= asOf.day;
}
