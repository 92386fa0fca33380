import type { WorkingTime } from './calendar';
import { addDays, DAY } from './zone';

/** Days before the end at which somebody is told. */
export interface DeadlineMark {
	/** Days that are left. */
	days: number;
	/** Milliseconds since 1970. */
	at: number;
}

/**
 * When somebody is told that a day draws near: as work begins, so many days before. Where nobody works
 * on that day, on the last day of work before it, never later.
 *
 * @param day the last good day, YYYY-MM-DD
 * @returns the marks in order, and the midnight that ends the day
 */
export function deadlineOf(
	day: string,
	daysBefore: readonly number[],
	working: WorkingTime,
): { dueAt: number; marks: DeadlineMark[] } {
	const marks = [...new Set(daysBefore)]
		.sort((a, b) => b - a)
		.map((days) => ({ days, at: working.of(working.lastWorkDay(addDays(day, -days))).from }));
	return { dueAt: working.at(day, DAY), marks };
}
