import { WorkingTime, type Stretch } from './calendar';
import type { ClockRule, Due, Milestone, Pause, SiteCalendar } from './rule';
import { addDays, wallOf } from './zone';

/** At which parts of the time somebody is told where the rule does not say. */
export const SHARES: readonly number[] = [0.5, 0.75, 0.9, 1];

const HOUR = 3_600_000;

/**
 * When a payer must have decided, and when somebody is told before.
 *
 * Of two moments that fit, the earlier one: work that ends with the day is due when the day ends, not
 * when the next one begins.
 *
 * @param receivedAt when the payer had the request, milliseconds since 1970
 * @param pauses times during which the clock stands still, in any order
 * @throws HospitalError `clock-calendar-invalid`
 */
export function dueOf(
	receivedAt: number,
	rule: ClockRule,
	calendar: SiteCalendar | WorkingTime,
	pauses: readonly Pause[] = [],
): Due {
	const working = calendar instanceof WorkingTime ? calendar : new WorkingTime(calendar);
	const whole = lengthOf(receivedAt, rule, working);
	const shares = [...new Set([...(rule.shares ?? SHARES), 1])].sort((a, b) => a - b);
	const stops = rule.stopsWhileOwed === true ? merged(pauses) : [];
	const times = advance(running(receivedAt, rule, working), stops, shares.map(part(whole)));
	const milestones = shares.flatMap((share, at): Milestone[] => {
		const time = times[at];
		return time === undefined ? [] : [{ at: time, share }];
	});
	const dueAt = times[shares.length - 1];
	return { milestones, stopped: dueAt === undefined, ...(dueAt !== undefined && { dueAt }) };
}

const part =
	(whole: number) =>
	(share: number): number =>
		Math.round(whole * share);

/** Milliseconds of running clock. */
function lengthOf(start: number, rule: ClockRule, working: WorkingTime): number {
	if (rule.unit === 'hours' || rule.unit === 'business-hours') return rule.amount * HOUR;
	const { timeZone } = working;
	if (rule.unit === 'days') {
		const { day, time } = wallOf(start, timeZone);
		return working.at(addDays(day, rule.amount), time) - start;
	}
	// What comes in while nobody works is taken up when work begins again.
	const first = working.from(start).next().value?.from ?? start;
	const { day, time } = wallOf(first, timeZone);
	const end = working.at(working.workDaysAfter(day, rule.amount), time);
	let whole = 0;
	for (const { from, to } of working.from(first)) {
		if (from >= end) break;
		whole += Math.min(to, end) - from;
	}
	return whole;
}

/** When the clock runs, pauses not counted. */
function* running(start: number, { unit }: ClockRule, working: WorkingTime): Generator<Stretch> {
	if (unit === 'hours' || unit === 'days') yield { from: start, to: Number.POSITIVE_INFINITY };
	else yield* working.from(start);
}

/** The moments at which so much time has run; fewer when the clock stands still before. */
function advance(
	stretches: Iterable<Stretch>,
	pauses: readonly Pause[],
	amounts: readonly number[],
): number[] {
	const times: number[] = [];
	let run = 0;
	for (const whole of stretches) {
		for (const { from, to } of without(whole, pauses)) {
			while (times.length < amounts.length && run + (to - from) >= amounts[times.length]) {
				times.push(from + amounts[times.length] - run);
			}
			run += to - from;
		}
		if (times.length === amounts.length) return times;
		const last = pauses.at(-1);
		if (last !== undefined && last.to === undefined && last.from <= whole.to) return times;
	}
	return times;
}

/** What is left of a stretch of time beside the pauses, which are in order and do not overlap. */
function without(whole: Stretch, pauses: readonly Pause[]): Stretch[] {
	const left: Stretch[] = [];
	let { from } = whole;
	for (const pause of pauses) {
		if (pause.from >= whole.to) break;
		const to = pause.to ?? Number.POSITIVE_INFINITY;
		if (to <= from) continue;
		if (pause.from > from) left.push({ from, to: pause.from });
		from = Math.max(from, to);
	}
	if (from < whole.to) left.push({ from, to: whole.to });
	return left;
}

function merged(pauses: readonly Pause[]): Pause[] {
	const result: Pause[] = [];
	// One that ends before it begins is none: a clock was set back meanwhile.
	const real = pauses.filter(({ from, to }) => to === undefined || to > from);
	for (const pause of real.sort((a, b) => a.from - b.from)) {
		const last = result.at(-1);
		if (last === undefined || (last.to !== undefined && last.to < pause.from)) {
			result.push({ ...pause });
		} else if (last.to !== undefined) {
			if (pause.to === undefined) delete last.to;
			else last.to = Math.max(last.to, pause.to);
		}
	}
	return result;
}
