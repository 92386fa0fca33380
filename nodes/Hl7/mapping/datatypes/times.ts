import type { ReadField } from '../reading';

const DTM =
	/^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,4}))?)?)?)?)?)?([+-]\d{4})?$/;

interface Parts {
	year: string;
	month?: string;
	day?: string;
	hour?: string;
	minute?: string;
	second: string;
	fraction: string;
	offset?: string;
}

/** Reads DTM (2A.3.22); undefined when it is not one, or no day of the calendar. */
function partsOf(text: string): Parts | undefined {
	const [, year, month, day, hour, minute, second = '00', fraction = '', offset] =
		DTM.exec(text) ?? [];
	if (year === undefined || Number(year) < 1) return undefined;
	if (month !== undefined && (Number(month) < 1 || Number(month) > 12)) return undefined;
	if (day !== undefined) {
		const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
		if (Number(day) < 1 || Number(day) > last) return undefined;
	}
	if (Number(hour ?? 0) > 23 || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined;
	if (offset !== undefined && !/^[+-](?:0\d|1[0-3])[0-5]\d$|^[+-]1400$/.test(offset))
		return undefined;
	return {
		year,
		second,
		fraction,
		...(month !== undefined && { month }),
		...(day !== undefined && { day }),
		...(hour !== undefined && { hour }),
		...(minute !== undefined && { minute }),
		...(offset !== undefined && { offset }),
	};
}

/** Birth dates and the like: what there is of year, month and day. */
export function fhirDate(field: ReadField | undefined, component = 1): string | undefined {
	const text = field?.text(component);
	if (field === undefined || text === undefined) return undefined;
	const parts = partsOf(text);
	if (parts === undefined) {
		field.warn('time-invalid');
		return undefined;
	}
	if (parts.hour !== undefined) field.warn('time-shortened');
	return [parts.year, parts.month, parts.day].filter((part) => part !== undefined).join('-');
}

/**
 * A point in time as FHIR writes it: with the sender's offset, or that of the zone at that time. A
 * time without minutes becomes a date, because nobody said them.
 */
export function fhirDateTime(
	field: ReadField | undefined,
	timeZone: string,
	component = 1,
): string | undefined {
	const text = field?.text(component);
	if (field === undefined || text === undefined) return undefined;
	const parts = partsOf(text);
	if (parts === undefined) {
		field.warn('time-invalid');
		return undefined;
	}
	const { year, month, day, hour, minute } = parts;
	if (hour !== undefined && minute === undefined) field.warn('time-shortened');
	const date = [year, month, day].filter((part) => part !== undefined).join('-');
	if (day === undefined || hour === undefined || minute === undefined) return date;
	const [offset, ...others] =
		parts.offset === undefined ? offsetsOf(parts, timeZone) : [parts.offset];
	if (offset === undefined) {
		field.warn('time-invalid');
		return undefined;
	}
	if (others.length > 0) field.warn('time-ambiguous');
	return written(parts, offset);
}

/** As FHIR writes it, to the millisecond. */
function written(
	{ year, month, day, hour, minute, second, fraction }: Parts,
	offset: string,
): string {
	const exact = fraction === '' ? '' : `.${fraction.padEnd(3, '0').slice(0, 3)}`;
	const zone = `${offset.slice(0, 3)}:${offset.slice(3)}`;
	return `${year}-${month}-${day}T${hour}:${minute}:${second}${exact}${zone}`;
}

/** A point in time that must be exact to the second; undefined for anything less. */
export function fhirInstant(
	field: ReadField | undefined,
	timeZone: string,
	component = 1,
): string | undefined {
	const time = fhirDateTime(field, timeZone, component);
	return time?.includes('T') === true ? time : undefined;
}

/** The same of a time that is only compared with others: of one that says less nothing is told. */
export function exactTime(field: ReadField | undefined, timeZone: string): string | undefined {
	const parts = partsOf(field?.text() ?? '');
	if (parts?.minute === undefined) return undefined;
	const [offset] = parts.offset === undefined ? offsetsOf(parts, timeZone) : [parts.offset];
	return offset === undefined ? undefined : written(parts, offset);
}

/** `HHMM` or `HHMMSS` as a FHIR time, which has no offset: one that has is not taken. */
export function fhirTime(field: ReadField | undefined): string | undefined {
	const text = field?.text();
	const [, hour, minute, second = '00'] =
		/^([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?:\.\d{1,4})?$/.exec(text ?? '') ?? [];
	if (hour === undefined) {
		if (text !== undefined) field?.warn('time-invalid');
		return undefined;
	}
	return `${hour}:${minute}:${second}`;
}

/**
 * The zone of times in a message that name none (2.15.9.7): the offset of MSH-7, else the zone of the
 * site. Where that zone had this offset at that time it is taken, because it knows of summer and winter.
 */
export function zoneOfMessage(field: ReadField | undefined, timeZone: string): string {
	const parts = partsOf(field?.text() ?? '');
	if (parts?.offset === undefined) return timeZone;
	return offsetsOf(parts, timeZone).includes(parts.offset) ? timeZone : parts.offset;
}

const OFFSET = /^[+-]\d{4}$/;

/** `+0200`: what the clocks of a zone were ahead when they showed this; none, one or two offsets. */
function offsetsOf(parts: Parts, timeZone: string): string[] {
	if (OFFSET.test(timeZone)) return [timeZone];
	const { year, month = '01', day = '01', hour = '00', minute = '00', second } = parts;
	const wall = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	// The clocks of the day before and of the day after: they differ only where the clocks change.
	const around = new Set(
		[-1, 1].map((days) => zoneOffset(new Date(wall + days * 86_400_000), timeZone)),
	);
	return [...around]
		.filter((offset) => zoneOffset(new Date(wall - offset), timeZone) === offset)
		.sort((a, b) => b - a)
		.map(digitsOf);
}

function digitsOf(offset: number): string {
	const minutes = Math.round(Math.abs(offset) / 60_000);
	const digits = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0'));
	return `${offset < 0 ? '-' : '+'}${digits.join('')}`;
}

/** Making one takes longer than all else that is done here; there are few zones. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
	let clock = clocks.get(timeZone);
	if (clock === undefined) {
		clock = new Intl.DateTimeFormat('en-US', {
			timeZone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
		clocks.set(timeZone, clock);
	}
	return clock;
}

/** How far a zone's clocks are ahead of UTC, milliseconds. @throws RangeError for an unknown zone */
function zoneOffset(at: Date, timeZone: string): number {
	const shown = clockOf(timeZone).formatToParts(at);
	const part = (type: string) => Number(shown.find((one) => one.type === type)?.value);
	const wall = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour'),
		part('minute'),
		part('second'),
	);
	return wall - Math.floor(at.getTime() / 1000) * 1000;
}

/** A FHIR date or dateTime as DTM; undefined when it is neither. */
export function hl7DateTime(time: unknown): string | undefined {
	if (typeof time !== 'string') return undefined;
	const [, year, month = '', day = '', hour, minute, second = '', fraction = '', zone = ''] =
		/^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?)?)?$/.exec(
			time,
		) ?? [];
	if (year === undefined) return undefined;
	if (hour === undefined) return `${year}${month}${day}`;
	const offset = zone === 'Z' ? '+0000' : zone.replace(':', '');
	const exact = fraction === '' ? '' : `.${fraction.slice(0, 4)}`;
	return `${year}${month}${day}${hour}${minute}${second}${exact}${offset}`;
}
