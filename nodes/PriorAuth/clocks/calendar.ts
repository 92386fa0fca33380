import { HospitalError } from '../../shared/errors';
import { federalHolidays } from './holidays';
import type { SiteCalendar } from './rule';
import { addDays, DAY, instantAt, isTimeZone, wallOf, weekDay } from './zone';

/** A stretch of time, milliseconds since 1970. */
export interface Stretch {
	from: number;
	to: number;
}

/** No clock looks further ahead: a calendar on which so long nobody works is a mistake. Days. */
const FURTHEST = 3_660;

/** A calendar that was looked through, ready to be asked. */
export class WorkingTime {
	private readonly workDays: ReadonlySet<number>;
	private readonly holidays: ReadonlySet<string>;
	private readonly federal = new Map<string, ReadonlySet<string>>();
	/** Milliseconds since midnight. */
	private readonly opens: number;
	private readonly closes: number;
	private readonly observesFederal: boolean;
	readonly timeZone: string;

	/** @throws HospitalError `clock-calendar-invalid` */
	constructor(calendar: SiteCalendar) {
		const { timeZone, workDays, opens, closes, holidays } = calendar;
		if (typeof timeZone !== 'string' || !isTimeZone(timeZone)) {
			throw invalid('its time zone is not known; use a name such as America/Chicago');
		}
		const days = Array.isArray(workDays) ? workDays : [];
		if (days.length === 0 || !days.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)) {
			throw invalid('name the days of work as numbers from 1 for Monday to 7 for Sunday');
		}
		const off = Array.isArray(holidays) ? holidays : [];
		if (!off.every(isDay)) throw invalid('write each day off as YYYY-MM-DD');
		this.opens = timeOf(opens);
		this.closes = timeOf(closes);
		if (this.closes <= this.opens)
			throw invalid('the time of closing is not after that of opening');
		this.timeZone = timeZone;
		this.workDays = new Set(days);
		this.holidays = new Set(off);
		this.observesFederal = calendar.federalHolidays === true;
	}

	isWorkDay(day: string): boolean {
		return this.workDays.has(weekDay(day)) && !this.isHoliday(day);
	}

	private isHoliday(day: string): boolean {
		if (this.holidays.has(day)) return true;
		if (!this.observesFederal) return false;
		const year = day.slice(0, 4);
		let days = this.federal.get(year);
		if (days === undefined) {
			days = new Set(federalHolidays(Number(year)));
			this.federal.set(year, days);
		}
		return days.has(day);
	}

	/** The times of work from a moment on, in order. @throws HospitalError `clock-calendar-invalid` */
	*from(instant: number): Generator<Stretch> {
		let day = wallOf(instant, this.timeZone).day;
		for (let idle = 0; idle < FURTHEST; idle++, day = addDays(day, 1)) {
			if (!this.isWorkDay(day)) continue;
			const { from, to } = this.of(day);
			if (to <= instant) continue;
			idle = 0;
			yield { from: Math.max(from, instant), to };
		}
		throw invalid('nobody works on any day of ten years');
	}

	/** The time of work of a day, whether somebody works on it or not. */
	of(day: string): Stretch {
		return { from: this.at(day, this.opens), to: this.at(day, this.closes) };
	}

	/** A time of a day by the clock; 24 hours is the midnight that ends it. */
	at(day: string, time: number): number {
		return time === DAY
			? instantAt({ day: addDays(day, 1), time: 0 }, this.timeZone)
			: instantAt({ day, time }, this.timeZone);
	}

	/** So many days of work after a day. */
	workDaysAfter(day: string, count: number): string {
		let at = day;
		for (let left = count, idle = 0; left > 0; idle++) {
			if (idle > FURTHEST) throw invalid('nobody works on any day of ten years');
			at = addDays(at, 1);
			if (!this.isWorkDay(at)) continue;
			left -= 1;
			idle = 0;
		}
		return at;
	}

	/** The day itself, or the last day of work before it. */
	lastWorkDay(day: string): string {
		let at = day;
		for (let tries = 0; tries < FURTHEST; tries++, at = addDays(at, -1)) {
			if (this.isWorkDay(at)) return at;
		}
		throw invalid('nobody works on any day of ten years');
	}
}

function timeOf(text: unknown): number {
	const found = typeof text === 'string' ? /^(\d{2}):(\d{2})$/.exec(text) : null;
	const minutes = found === null ? -1 : Number(found[1]) * 60 + Number(found[2]);
	if (minutes < 0 || minutes > 24 * 60 || Number(found?.[2]) > 59) {
		throw invalid('write times of the day as HH:MM, from 00:00 to 24:00');
	}
	return minutes * 60_000;
}

export const isDay = (text: unknown): text is string =>
	typeof text === 'string' &&
	/^\d{4}-\d{2}-\d{2}$/.test(text) &&
	!Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
	new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

const invalid = (why: string): HospitalError =>
	new HospitalError('clock-calendar-invalid', `The calendar of the site cannot be used: ${why}`, {
		nextStep: 'Correct the calendar in the node that runs the clocks.',
	});
