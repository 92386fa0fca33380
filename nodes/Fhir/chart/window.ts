import type { PurposeRead } from './purpose';

/** The times a reading is bounded by, ISO 8601. */
export interface Times {
	now: Date;
	/** Start of the encounter. */
	encounterStart?: string;
	/** Earlier reports must be from before this. */
	before?: string;
}

/**
 * The day from which on records of a read count, as `YYYY-MM-DD`; undefined without limit. A whole
 * day: a record must not be missed for the hour of its day or a time zone.
 */
export function firstDay(
	{ back }: PurposeRead,
	{ now, encounterStart }: Times,
): string | undefined {
	if (back === undefined) return undefined;
	if (back === 'now') return dayOf(now);
	if (back === 'encounter') {
		const start = encounterStart === undefined ? Number.NaN : Date.parse(encounterStart);
		// Without a start nothing is left out; the record's own day counts when its zone lies ahead.
		return Number.isNaN(start) ? undefined : dayOf(new Date(start - 86_400_000));
	}
	const [, count = '', unit = ''] = /^P(\d{1,4})([YMWD])$/.exec(back) ?? [];
	const day = new Date(now);
	const number = Number(count);
	if (unit === 'Y') day.setUTCFullYear(day.getUTCFullYear() - number);
	if (unit === 'M') day.setUTCMonth(day.getUTCMonth() - number);
	if (unit === 'W') day.setUTCDate(day.getUTCDate() - 7 * number);
	if (unit === 'D') day.setUTCDate(day.getUTCDate() - number);
	return dayOf(day);
}

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);
