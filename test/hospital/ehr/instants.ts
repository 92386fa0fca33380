import { OperationOutcomeError, badRequest } from '@medplum/core';

/** The time that a FHIR date stands for: from its start until just before the next of its precision. */
export interface Span {
	/** Milliseconds since 1970, included. */
	from: number;
	/** Milliseconds since 1970, not included. */
	until: number;
}

const DATE =
	/^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * A date, dateTime or instant as a span of time; UTC where it names no time zone.
 *
 * @throws OperationOutcomeError with status 400
 */
export function spanOf(text: string): Span {
	// A plus sign that was not escaped in an address arrives as a space.
	const parts = DATE.exec(text.replace(' ', '+'));
	if (parts === null) throw new OperationOutcomeError(badRequest('a date is not valid'));
	const [, year, month, day, hour, minute, second, fraction, zone = 'Z'] = parts;
	const at = (months: number, days: number, ms: number): number =>
		Date.UTC(
			Number(year),
			Number(month ?? 1) - 1 + months,
			Number(day ?? 1) + days,
			Number(hour ?? 0),
			Number(minute ?? 0),
			Number(second ?? 0),
			Number((fraction ?? '0').padEnd(3, '0')) + ms,
		) - offsetOf(zone);
	const from = at(0, 0, 0);
	if (fraction !== undefined) return { from, until: at(0, 0, 10 ** (3 - fraction.length)) };
	if (second !== undefined) return { from, until: at(0, 0, 1000) };
	if (minute !== undefined) return { from, until: at(0, 0, 60_000) };
	if (day !== undefined) return { from, until: at(0, 1, 0) };
	return { from, until: month === undefined ? at(12, 0, 0) : at(1, 0, 0) };
}

function offsetOf(zone: string): number {
	if (zone === 'Z') return 0;
	const [hours, minutes] = zone.slice(1).split(':').map(Number) as [number, number];
	return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Whether an instant fits a criterion with its prefix, as for `_lastUpdated` (search.html, date). */
export function fitsInstant(instant: string, prefix: string, wanted: string): boolean {
	const at = Date.parse(instant);
	const { from, until } = spanOf(wanted);
	switch (prefix) {
		case 'eq':
			return at >= from && at < until;
		case 'ne':
			return at < from || at >= until;
		case 'gt':
		case 'sa':
			return at >= until;
		case 'ge':
			return at >= from;
		case 'lt':
		case 'eb':
			return at < from;
		case 'le':
			return at < until;
		default:
			throw new OperationOutcomeError(badRequest('the prefix of a date is not supported'));
	}
}
