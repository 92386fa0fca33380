import type { DecisionPeriod } from '../../shared/contracts/prior-auth';

/**
 * Whether days that were granted hold all that was asked for, by whole days. An end that is not named is
 * open; days that cannot be read cover nothing.
 */
export function covers(granted: DecisionPeriod, asked: DecisionPeriod): boolean {
	const first = firstDay(asked.start ?? asked.end);
	const last = lastDay(asked.end ?? asked.start);
	if (first === undefined || last === undefined) return false;
	const from = granted.start === undefined ? first : firstDay(granted.start);
	const until = granted.end === undefined ? last : lastDay(granted.end);
	return from !== undefined && until !== undefined && from <= first && last <= until;
}

/** Whether two statements name the same days. */
export const isSameDays = (one: DecisionPeriod, other: DecisionPeriod): boolean =>
	covers(one, other) && covers(other, one);

/** FHIR date or dateTime: a year, a month, a day, or a day with its time. */
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/;

const dayOf = (date: string | undefined, month: string, day: string): string | undefined => {
	const parts = DATE.exec(date ?? '');
	return parts === null ? undefined : [parts[1], parts[2] ?? month, parts[3] ?? day].join('-');
};
const firstDay = (date: string | undefined): string | undefined => dayOf(date, '01', '01');
const lastDay = (date: string | undefined): string | undefined => dayOf(date, '12', '31');
