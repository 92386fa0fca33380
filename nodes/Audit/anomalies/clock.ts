const QUARTER_HOUR = 900_000;

/** A moment as the people of a hospital see it. */
export interface LocalTime {
	/** `2026-11-22`. */
	day: string;
	/** 0 to 23. */
	hour: number;
	/** 1 (Monday) to 7 (Sunday). */
	weekday: number;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Turns moments into local time. Zones shift by whole quarters of an hour, so each quarter is worked
 * out once.
 *
 * @throws RangeError when there is no such zone
 */
export function localClock(timeZone: string): (moment: string) => LocalTime {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		weekday: 'short',
	});
	const known = new Map<number, LocalTime>();
	return (moment) => {
		const quarter = Math.floor(Date.parse(moment) / QUARTER_HOUR);
		let time = known.get(quarter);
		if (time === undefined) {
			const parts = new Map(
				format.formatToParts(quarter * QUARTER_HOUR).map(({ type, value }) => [type, value]),
			);
			time = {
				day: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
				hour: Number(parts.get('hour')),
				weekday: WEEKDAYS.indexOf(parts.get('weekday') ?? '') + 1,
			};
			known.set(quarter, time);
		}
		return time;
	};
}

/** The hour of a moment in UTC: `2026-11-22T14`. */
export const hourOf = (moment: string): string => moment.slice(0, 13);

/** Whether a moment lies in the ordinary working hours. */
export function inShift(
	{ hour, weekday }: LocalTime,
	{
		shiftStart,
		shiftEnd,
		workDays,
	}: { shiftStart: number; shiftEnd: number; workDays: readonly number[] },
): boolean {
	if (!workDays.includes(weekday)) return false;
	return shiftStart <= shiftEnd
		? hour >= shiftStart && hour < shiftEnd
		: hour >= shiftStart || hour < shiftEnd;
}
