import type { Frequency } from '../../../shared/contracts/clinical-facts';
import { codesOf, element, nameOf, number, string, type Element } from '../elements';
import { joined, unique } from '../words/lists';
import { printNumber, printRange } from '../words/numbers';
import { isTime, printDate } from '../words/times';
import { writeOut } from '../words/abbreviations';
import { tidy } from '../words/tidy';

/** v3-GTSAbbreviation, in words, with how many times in a day. */
const CODES: Readonly<Record<string, [text: string, perDay: number]>> = {
	QD: ['once a day', 1],
	BID: ['twice a day', 2],
	TID: ['three times a day', 3],
	QID: ['four times a day', 4],
	QOD: ['every other day', 0.5],
	AM: ['every morning', 1],
	PM: ['every afternoon', 1],
	BED: ['at bedtime', 1],
	Q1H: ['every hour', 24],
	Q2H: ['every 2 hours', 12],
	Q3H: ['every 3 hours', 8],
	Q4H: ['every 4 hours', 6],
	Q6H: ['every 6 hours', 4],
	Q8H: ['every 8 hours', 3],
	Q12H: ['every 12 hours', 2],
	WK: ['once a week', 1 / 7],
};
/** FHIR event-timing and v3-TimingEvent, in words, with how many times in a day. */
const WHEN: Readonly<Record<string, [text: string, perDay: number]>> = {
	MORN: ['in the morning', 1],
	'MORN.early': ['early in the morning', 1],
	'MORN.late': ['late in the morning', 1],
	NOON: ['at noon', 1],
	AFT: ['in the afternoon', 1],
	'AFT.early': ['early in the afternoon', 1],
	'AFT.late': ['late in the afternoon', 1],
	EVE: ['in the evening', 1],
	'EVE.early': ['early in the evening', 1],
	'EVE.late': ['late in the evening', 1],
	NIGHT: ['at night', 1],
	PHS: ['after sleep', 1],
	HS: ['at bedtime', 1],
	WAKE: ['upon waking', 1],
	C: ['with meals', 3],
	CM: ['with breakfast', 1],
	CD: ['with lunch', 1],
	CV: ['with the evening meal', 1],
	AC: ['before meals', 3],
	ACM: ['before breakfast', 1],
	ACD: ['before lunch', 1],
	ACV: ['before the evening meal', 1],
	PC: ['after meals', 3],
	PCM: ['after breakfast', 1],
	PCD: ['after lunch', 1],
	PCV: ['after the evening meal', 1],
};
const DAYS: Readonly<Record<string, string>> = {
	mon: 'Monday',
	tue: 'Tuesday',
	wed: 'Wednesday',
	thu: 'Thursday',
	fri: 'Friday',
	sat: 'Saturday',
	sun: 'Sunday',
};
const UNITS: Readonly<Record<string, [one: string, inDays: number]>> = {
	s: ['second', 1 / 86_400],
	min: ['minute', 1 / 1440],
	h: ['hour', 1 / 24],
	d: ['day', 1],
	wk: ['week', 7],
	mo: ['month', 30],
	a: ['year', 365],
};
const TIMES = ['', 'once', 'twice', 'three times', 'four times', 'five times', 'six times'];

/** How often, from a FHIR Timing; `disagree` when its code and its numbers say different things. */
export function frequencyOf(timing: unknown): { frequency?: Frequency; disagree?: string } {
	const one = element(timing);
	const code = codesOf(one.code).find((each) => Object.hasOwn(CODES, each.code))?.code;
	const coded = code === undefined ? undefined : CODES[code];
	const repeat = repeated(element(one.repeat));
	const dates = (Array.isArray(one.event) ? one.event : []).filter(isTime).slice(0, 10);
	if (repeat !== undefined) {
		const disagree =
			coded !== undefined &&
			repeat.perDay !== undefined &&
			Math.abs(coded[1] - repeat.perDay) > 1e-9;
		return {
			frequency: { ...repeat, ...(code !== undefined && { code }) },
			...(disagree && { disagree: coded[0] }),
		};
	}
	if (coded !== undefined) {
		return { frequency: { text: coded[0], perDay: coded[1], code } };
	}
	if (dates.length > 0) {
		return { frequency: { text: `on ${joined(unique(dates.map(printDate)))}` } };
	}
	const words = nameOf(one.code);
	if (words === undefined) return {};
	return { frequency: { text: writeOut(tidy(words, 100).text).text } };
}

function repeated(repeat: Element): Frequency | undefined {
	const days = strings(repeat.dayOfWeek).flatMap((day) =>
		Object.hasOwn(DAYS, day) ? [DAYS[day]] : [],
	);
	const clocks = strings(repeat.timeOfDay).filter((one) => /^\d\d:\d\d/.test(one));
	const when = strings(repeat.when).filter((one) => Object.hasOwn(WHEN, one));
	const base = counted(repeat) ?? total(repeat);
	const events = when.map((one) => `${before(repeat)}${WHEN[one][0]}`);
	const at = clocks.map((one) => one.slice(0, 5));
	const text = [
		base?.text,
		joined(events),
		at.length > 0 ? `at ${joined(at)}` : '',
		days.length > 0 ? `on ${joined(days)}` : '',
	]
		.filter((one) => one !== undefined && one !== '')
		.join(' ');
	if (text === '') return undefined;
	const byEvents = when.reduce((sum, one) => sum + WHEN[one][1], 0) || clocks.length || undefined;
	const perDay = base?.perDay ?? byEvents ?? (days.length > 0 ? 1 : undefined);
	const share = days.length > 0 && isDaily(repeat) ? days.length / 7 : 1;
	return {
		text,
		...(perDay !== undefined && { perDay: perDay * share }),
		...(base?.perDayHigh !== undefined && { perDayHigh: base.perDayHigh * share }),
		...(when.length > 0 && { when }),
	};
}

/** Days of the week thin out what is daily; "once a week on Monday" is already once a week. */
const isDaily = ({ periodUnit }: Element): boolean =>
	periodUnit === undefined || periodUnit === 'd' || periodUnit === 'h';

/** `30 minutes ` before a meal. */
function before({ offset }: Element): string {
	const minutes = number(offset);
	if (minutes === undefined || minutes <= 0) return '';
	return minutes % 60 === 0 ? `${minutes / 60} hours ` : `${printNumber(minutes)} minutes `;
}

/** `twice a day`, `every 4 to 6 hours`, `once a week` */
function counted(repeat: Element): Frequency | undefined {
	const unit = string(repeat.periodUnit) ?? '';
	const period = number(repeat.period);
	const frequency = number(repeat.frequency) ?? (period === undefined ? undefined : 1);
	if (!Object.hasOwn(UNITS, unit) || period === undefined || frequency === undefined)
		return undefined;
	if (period <= 0 || frequency <= 0) return undefined;
	const [word, inDays] = UNITS[unit];
	const most = number(repeat.frequencyMax);
	const longest = number(repeat.periodMax);
	const perDay = frequency / ((longest ?? period) * inDays);
	const high = (most ?? frequency) / (period * inDays);
	const exact = unit !== 'mo' && unit !== 'a';
	return {
		text: words(frequency, most, period, longest, word),
		...(exact && { perDay: rounded(perDay) }),
		...(exact && high > perDay && { perDayHigh: rounded(high) }),
	};
}

const rounded = (value: number): number => Number(value.toPrecision(12));

function words(
	frequency: number,
	most: number | undefined,
	period: number,
	longest: number | undefined,
	unit: string,
): string {
	const one = period === 1 && longest === undefined;
	const times =
		most !== undefined && most !== frequency
			? `${printRange(frequency, most)} times`
			: (TIMES[frequency] ?? `${printNumber(frequency)} times`);
	if (one && (unit !== 'hour' || frequency > 1))
		return `${times} ${unit === 'hour' ? 'an' : 'a'} ${unit}`;
	const every = one
		? `every ${unit}`
		: period === 2 && longest === undefined && unit === 'day'
			? 'every other day'
			: `every ${printRange(period, longest)} ${unit}s`;
	return frequency === 1 && most === undefined ? every : `${times} ${every}`;
}

/** `once`: a number of times and no period. */
function total(repeat: Element): Frequency | undefined {
	const count = number(repeat.count);
	if (count === undefined || number(repeat.period) !== undefined) return undefined;
	return { text: count === 1 ? 'one time only' : `${printNumber(count)} times in all` };
}

/** For how long: `for 5 days`, `from 2026-11-02 to 2026-11-06`. */
export function durationOf(timing: unknown): string | undefined {
	const repeat = element(element(timing).repeat);
	const { start, end } = element(repeat.boundsPeriod);
	if (isTime(start) && isTime(end)) return `from ${printDate(start)} to ${printDate(end)}`;
	if (isTime(end)) return `until ${printDate(end)}`;
	const length = element(repeat.boundsDuration);
	const { low, high } = element(repeat.boundsRange);
	const value = number(length.value) ?? number(element(low).value);
	const to = number(element(high).value);
	const unit =
		string(length.code) ??
		string(length.unit) ??
		string(element(low).code) ??
		string(element(low).unit);
	if (value !== undefined && unit !== undefined) {
		const word = Object.hasOwn(UNITS, unit) ? UNITS[unit][0] : unit.replace(/s$/, '').slice(0, 20);
		return `for ${printRange(value, to)} ${word}${value === 1 && to === undefined ? '' : 's'}`;
	}
	return isTime(start) ? `from ${printDate(start)}` : undefined;
}

/** `10 times in all`, for a rhythm that is also counted. */
export function countOf(timing: unknown): string | undefined {
	const repeat = element(element(timing).repeat);
	const count = number(repeat.count);
	if (count === undefined || number(repeat.period) === undefined) return undefined;
	const times = printRange(count, number(repeat.countMax));
	return times === '1' ? 'one time in all' : `${times} times in all`;
}

/** End of the time in which it is taken, as the chart has it. */
export function endOf(timing: unknown): string | undefined {
	const { end } = element(element(element(timing).repeat).boundsPeriod);
	return isTime(end) ? end : undefined;
}

const strings = (value: unknown): string[] =>
	(Array.isArray(value) ? value : [])
		.filter((one): one is string => typeof one === 'string')
		.slice(0, 12);
