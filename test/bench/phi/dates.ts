import type { Random } from '../../hospital/random.ts';
import { named, ocrNumber } from './numbers.ts';
import type { Piece } from './types.ts';

const MONTHS = [
	...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
	...['October', 'November', 'December'],
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const HOLIDAYS = [
	...[
		'Thanksgiving',
		'Christmas Eve',
		"New Year's Day",
		'Labor Day',
		'Memorial Day',
		'Easter Sunday',
	],
	...['Fourth of July', 'Halloween', 'Mardi Gras', 'Christmas'],
];

/** Forms of a whole date, of which a slot without a form takes one. */
const COMPLETE = [
	...['us', 'us', 'us2', 'us2', 'iso', 'dashed', 'dotted', 'long', 'short', 'medium', 'military'],
	...['ordinal', 'ofmonth', 'weekdaylong', 'datetime'],
];
const PARTIAL = [
	'md',
	'monthday',
	'monthyear',
	'my',
	'weekday',
	'weekdaymonth',
	'holiday',
	'quoted',
];

export const DAY_MS = 86_400_000;

/** `days` after an ISO date. */
export const daysAfter = (iso: string, days: number): string =>
	new Date(Date.parse(iso) + days * DAY_MS).toISOString().slice(0, 10);

const ordinalOf = (day: number): string => {
	const tail =
		day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th');
	return `${day}${tail}`;
};

/** A date in one of the forms of LANGUAGE.md. `until` ends a range, `time` is "14:35". */
export function datePieces(
	iso: string,
	form: string,
	random: Random,
	more: { until: string; time: string },
): Piece[] {
	if (form === 'any') return datePieces(iso, random.pick(COMPLETE), random, more);
	if (form === 'anypartial') return datePieces(iso, random.pick(PARTIAL), random, more);
	const [year = '', month = '', date = ''] = iso.split('-');
	const [m, d] = [Number(month), Number(date)];
	const name = MONTHS[m - 1] ?? '';
	const brief = name.slice(0, 3);
	const weekday = DAYS[new Date(iso).getUTCDay()] ?? '';
	const short = year.slice(2);
	const [untilYear = '', untilMonth = '', untilDate = ''] = more.until.split('-');
	const gold = (text: string): Piece[] => [{ text, type: 'DATE', role: 'patient' }];
	const forms: Record<string, () => Piece[]> = {
		us: () => gold(`${month}/${date}/${year}`),
		us2: () => gold(`${m}/${d}/${short}`),
		iso: () => gold(iso),
		dashed: () => gold(`${month}-${date}-${year}`),
		dotted: () => gold(`${date}.${month}.${year}`),
		long: () => gold(`${name} ${d}, ${year}`),
		short: () => gold(`${brief} ${d} ${year}`),
		medium: () => gold(`${d} ${brief} ${year}`),
		military: () => gold(`${date}${brief.toUpperCase()}${year}`),
		compact: () => gold(`${year}${month}${date}`),
		ordinal: () => gold(`${name} ${ordinalOf(d)}, ${year}`),
		ofmonth: () => gold(`${ordinalOf(d)} of ${name} ${year}`),
		weekdaylong: () => gold(`${weekday}, ${name} ${d}, ${year}`),
		datetime: () => [...gold(`${month}/${date}/${year}`), { text: ` ${more.time}` }],
		isotime: () => gold(`${iso}T${more.time}:00Z`),
		upper: () => gold(`${name.toUpperCase()} ${d}, ${year}`),
		lower: () => gold(`${name.toLowerCase()} ${d}, ${year}`),
		ocr: () => gold(ocrNumber(`${month}/${date}/${year}`)),
		md: () => gold(`${m}/${d}`),
		monthday: () => gold(`${random.next() < 0.5 ? name : brief} ${d}`),
		monthyear: () => gold(`${name} ${year}`),
		my: () => gold(`${month}/${year}`),
		dayordinal: () => gold(ordinalOf(d)),
		weekday: () => gold(weekday),
		weekdaymonth: () => gold(`${weekday.slice(0, 3)} ${m}/${d}`),
		holiday: () => gold(random.pick(HOLIDAYS)),
		range: () => gold(`${m}/${d}-${Number(untilMonth)}/${Number(untilDate)}/${untilYear}`),
		longrange: () =>
			gold(
				untilMonth === month
					? `${name} ${d}-${Number(untilDate)}, ${year}`
					: `${name} ${d} - ${MONTHS[Number(untilMonth) - 1]} ${Number(untilDate)}, ${untilYear}`,
			),
		quoted: () => gold(`${brief} '${short}`),
		year: () => [{ text: year }],
	};
	return named(forms, form)();
}
