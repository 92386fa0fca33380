/** A moment as the clocks of a place show it. */
export interface Wall {
	/** YYYY-MM-DD */
	day: string;
	/** Since midnight by the clock, milliseconds. */
	time: number;
}

export const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** @param timeZone IANA name. @throws RangeError for one that is not known */
function formatOf(timeZone: string): Intl.DateTimeFormat {
	let format = formats.get(timeZone);
	if (format === undefined) {
		format = new Intl.DateTimeFormat('en-US', {
			timeZone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
		formats.set(timeZone, format);
	}
	return format;
}

/** What the clocks of a zone show, as if it were UTC. Milliseconds since 1970. */
function shownAt(instant: number, timeZone: string): number {
	const found: Record<string, number> = {};
	for (const { type, value } of formatOf(timeZone).formatToParts(instant)) {
		found[type] = Number(value);
	}
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
	const below = ((instant % 1000) + 1000) % 1000;
	return Date.UTC(year, month - 1, day, hour, minute, second) + below;
}

const offsetAt = (instant: number, timeZone: string): number =>
	shownAt(instant, timeZone) - instant;

export function wallOf(instant: number, timeZone: string): Wall {
	const shown = shownAt(instant, timeZone);
	const midnight = Math.floor(shown / DAY) * DAY;
	return { day: dayOf(midnight), time: shown - midnight };
}

/**
 * The moment at which the clocks show this. Of a time that comes twice (the clocks go back) the first;
 * a time that is left out (they go forward) is as much later.
 */
export function instantAt({ day, time }: Wall, timeZone: string): number {
	const shown = Date.parse(`${day}T00:00:00Z`) + time;
	const before = offsetAt(shown - DAY, timeZone);
	const after = offsetAt(shown + DAY, timeZone);
	const fits = [shown - before, shown - after].filter(
		(instant) => shownAt(instant, timeZone) === shown,
	);
	return fits.length === 0 ? shown - before : Math.min(...fits);
}

const dayOf = (utc: number): string => new Date(utc).toISOString().slice(0, 10);

/** So many days on in the calendar. */
export const addDays = (day: string, days: number): string =>
	dayOf(Date.parse(`${day}T00:00:00Z`) + days * DAY);

/** Monday 1 to Sunday 7 (ISO 8601). */
export const weekDay = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

export function isTimeZone(name: string): boolean {
	try {
		formatOf(name);
		return true;
	} catch {
		return false;
	}
}
