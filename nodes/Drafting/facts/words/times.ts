import type { FactTime, FactTimeRole } from '../../../shared/contracts/clinical-facts';
import { element, type Element } from '../elements';

/** FHIR R4 date, dateTime and instant (datatypes.html#dateTime). */
const TIME =
	/^(\d{4})(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:([0-5]\d|60)(\.\d{1,9})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)?)?)?)?$/;

export const isTime = (value: unknown): value is string =>
	typeof value === 'string' && value.length <= 40 && TIME.test(value);

/** The time of an element, as the chart writes it; undefined when it is none. */
export const timeIn = (value: unknown): string | undefined => (isTime(value) ? value : undefined);

/** `2026-11-12`, `2026-11` or `2026`: the day as the chart writes it, without moving it to a zone. */
export const printDate = (at: string): string => at.slice(0, 10);

/** `08:15`, with the zone of the chart: `08:15 UTC`, `08:15 UTC+01:00`; undefined for a day. */
export function printTime(at: string): string | undefined {
	const [, clock, zone = ''] = /T(\d\d:\d\d)[^Z+-]*(Z|[+-]\d\d:\d\d)?$/.exec(at) ?? [];
	if (clock === undefined) return undefined;
	if (zone === '') return clock;
	return `${clock} UTC${zone === 'Z' ? '' : zone}`;
}

/** `on 2026-11-12`, `in 2026-11` */
export const printOn = (at: string): string => `${at.length >= 10 ? 'on' : 'in'} ${printDate(at)}`;

/** `on 2026-11-12 at 08:15 UTC` */
export function printOnAt(at: string): string {
	const time = printTime(at);
	return time === undefined ? printOn(at) : `${printOn(at)} at ${time}`;
}

const HOUR = 3_600_000;

/**
 * Milliseconds between which a time lies. A day lies anywhere on earth (UTC-12 to UTC+14), and a time
 * without a zone as well.
 */
export function bounds(at: string): { from: number; to: number } {
	const day = at.slice(0, 10);
	if (at.length > 10) {
		const zoned = /(Z|[+-]\d\d:\d\d)$/.test(at);
		const text = at.replace(/:60/, ':59');
		const time = Date.parse(zoned ? text : `${text}Z`);
		return zoned ? { from: time, to: time } : { from: time - 14 * HOUR, to: time + 12 * HOUR };
	}
	const from = Date.parse(day);
	const end = new Date(from);
	if (day.length === 4) end.setUTCFullYear(end.getUTCFullYear() + 1);
	else if (day.length === 7) end.setUTCMonth(end.getUTCMonth() + 1);
	else end.setUTCDate(end.getUTCDate() + 1);
	return { from: from - 14 * HOUR, to: end.getTime() - 1 + 12 * HOUR };
}

/** True only when it is certain, whatever the precision and the zone. */
export const isBefore = (a: string, b: string): boolean => bounds(a).to < bounds(b).from;

/** For sorting: the middle of where a time can lie. */
export function instant(at: string | undefined): number {
	if (at === undefined) return Number.NEGATIVE_INFINITY;
	const { from, to } = bounds(at);
	return from === to ? from : (from + to) / 2 + HOUR;
}

/** Start and end of a Period, or the one time that an element is. */
export function period(value: unknown): { start?: string; end?: string } {
	const one = timeIn(value);
	if (one !== undefined) return { start: one };
	const { start, end } = element(value);
	return { ...(isTime(start) && { start }), ...(isTime(end) && { end }) };
}

/** The time of a fact from the first of these elements that has one. */
export function timeOf(
	resource: Element,
	...choices: ReadonlyArray<[name: string, role: FactTimeRole]>
): FactTime | undefined {
	for (const [name, role] of choices) {
		const { start, end } = period(resource[name]);
		const at = start ?? end;
		if (at === undefined) continue;
		return { at, ...(start !== undefined && end !== undefined && end !== start && { end }), role };
	}
	return undefined;
}
