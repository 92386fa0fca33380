import type { SiteCalendar } from '../../../dist/nodes/PriorAuth/clocks/index.js';

/**
 * Another way to the same times, for tests: it walks minute by minute and asks the machine's time zone
 * data what the clock on the wall shows. Slow, and with nothing of the engine in it.
 */
const MINUTE = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

export function shown(instant: number, timeZone: string) {
	let format = formats.get(timeZone);
	if (format === undefined) {
		format = new Intl.DateTimeFormat('sv-SE', {
			timeZone,
			dateStyle: 'short',
			timeStyle: 'short',
		});
		formats.set(timeZone, format);
	}
	const [day = '', time = ''] = format.format(instant).split(' ');
	return { day, time };
}

export function works(instant: number, calendar: SiteCalendar): boolean {
	const { day, time } = shown(instant, calendar.timeZone);
	const week = new Date(`${day}T12:00:00Z`).getUTCDay() || 7;
	return (
		calendar.workDays.includes(week) &&
		!calendar.holidays.includes(day) &&
		time >= calendar.opens &&
		time < calendar.closes
	);
}

/** The end of the minute with which so many minutes have run, pauses left out. */
export function walk(start: number, minutes: number, runs: (instant: number) => boolean): number {
	let left = minutes;
	let at = start;
	for (; left > 0; at += MINUTE) if (runs(at)) left -= 1;
	return at;
}
