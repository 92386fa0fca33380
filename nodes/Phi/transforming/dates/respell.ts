import { type Day, dayNumber, type FullDay, fromDayNumber, middleOf } from './calendar';
import type { SpelledDate } from './spelled';
import { MONTHS, ordinalEnding, ORDINALS, WEEKDAYS, wordLike, YEAR_PARTS } from './vocabulary';

/** The same date so many days later (earlier: negative), in the same spelling. */
export function respell(date: SpelledDate, days: number): string | undefined {
	const { groups } = date;
	const places = date.places();
	const edits: { at: [number, number]; text: string }[] = [];
	const put = (group: string, text: string) => {
		const at = places[group];
		if (at !== undefined) edits.push({ at, text });
	};
	if (groups.wd !== undefined && date.weekday !== undefined) {
		const weekday = (((date.weekday + days) % 7) + 7) % 7;
		put('wd', wordLike(groups.wd, WEEKDAYS, weekday));
	}
	const to = movedDay(date, days);
	if (groups.d2 !== undefined) return respellSpan(date, to, days);
	if (groups.y !== undefined) put('y', yearLike(groups.y, to.year));
	if (groups.mon !== undefined)
		put('mon', wordLike(groups.mon, MONTHS, to.month - 1, isForm(date)));
	if (groups.m !== undefined) put('m', numberLike(date, groups.m, to.month));
	if (groups.a !== undefined && groups.b !== undefined) {
		const isDayFirst = date.dayGroup === 'a';
		put('a', numberLike(date, groups.a, isDayFirst ? to.day : to.month));
		put('b', numberLike(date, groups.b, isDayFirst ? to.month : to.day));
	}
	if (groups.d !== undefined) put('d', numberLike(date, groups.d, to.day));
	if (groups.dw !== undefined) put('dw', caseLike(groups.dw, ORDINALS[to.day - 1]));
	if (groups.ord !== undefined) put('ord', caseLike(groups.ord, ordinalEnding(to.day)));
	if (groups.q !== undefined) put('q', String(Math.ceil(to.month / 3)));
	if (groups.part !== undefined) put('part', caseLike(groups.part, partOf(groups.part, to.month)));
	// A decade is coarser than any shift.
	return edited(date.text, edits);
}

/** Where nothing names the month (`the 5th`, a day of the week) the month of reading is taken. */
function movedDay(date: SpelledDate, days: number): FullDay {
	const from: Day = {
		year: date.likelyYear(),
		...(date.month !== undefined && { month: date.month }),
		...(date.month !== undefined && date.day !== undefined && { day: date.day }),
	};
	const middle = middleOf(from);
	const isDayAlone = date.month === undefined && date.day !== undefined;
	return fromDayNumber(dayNumber(isDayAlone ? { ...middle, day: date.day ?? 1 } : middle) + days);
}

/** `March 5-9, 2026` may end in another month than it begins. */
function respellSpan(date: SpelledDate, first: FullDay, days: number): string | undefined {
	const { groups } = date;
	const places = date.places();
	const { mon, d, d2, y } = groups;
	if (mon === undefined || d === undefined || d2 === undefined || date.month === undefined) {
		return undefined;
	}
	const year = date.likelyYear();
	const until = dayNumber({ year, month: date.month, day: Number(d2) });
	// The span has to lie in one month, as it was written.
	if (fromDayNumber(until).month !== date.month || Number(d2) < Number(d)) return undefined;
	const last = fromDayNumber(until + days);
	const name = wordLike(mon, MONTHS, first.month - 1);
	const lastName = wordLike(mon, MONTHS, last.month - 1);
	const isMonthFirst = (places.mon?.[0] ?? 0) < (places.d?.[0] ?? 0);
	const another = first.month !== last.month;
	const edits = [
		{ at: places.mon, text: isMonthFirst ? name : lastName },
		{ at: places.d, text: another && !isMonthFirst ? `${first.day} ${name}` : String(first.day) },
		{ at: places.d2, text: another && isMonthFirst ? `${lastName} ${last.day}` : String(last.day) },
		{ at: y === undefined ? undefined : places.y, text: String(last.year) },
	];
	return edited(
		date.text,
		edits.filter((edit): edit is { at: [number, number]; text: string } => edit.at !== undefined),
	);
}

function edited(text: string, edits: { at: [number, number]; text: string }[]): string {
	let result = '';
	let from = 0;
	for (const edit of edits.sort((x, y) => x.at[0] - y.at[0])) {
		result += text.slice(from, edit.at[0]) + edit.text;
		from = edit.at[1];
	}
	return result + text.slice(from);
}

/** `05MAR2026`, `5-May-26`: forms of machines, with short months and two digits for a day. */
function isForm({ text, places }: SpelledDate): boolean {
	const [start, end] = places().mon ?? [0, 0];
	return end > start && (/[-\d]/.test(text.charAt(start - 1)) || /[-\d]/.test(text.charAt(end)));
}

/** With a zero in front where the writer would have put one. */
function numberLike(date: SpelledDate, like: string, number: number): string {
	if (like.length === 2 && isForm(date)) return String(number).padStart(2, '0');
	const { groups } = date;
	const written = [groups.a, groups.b, groups.m, groups.d].filter((each) => each !== undefined);
	const isShort = written.some((each) => each.length === 1);
	// `5-12-26` shows that no zero is put, `12-11-26` that one may be.
	const isPadded = like.length === 2 && !isShort && (written.length > 1 || like.startsWith('0'));
	return isPadded ? String(number).padStart(2, '0') : String(number);
}

function yearLike(like: string, year: number): string {
	const mark = /^['’]/.exec(like)?.[0] ?? '';
	return like.length === 4 ? String(year) : mark + String(year).slice(-2);
}

function partOf(like: string, month: number): string {
	const thirds = ['early', 'mid', 'late'];
	const isThird = thirds.includes(like.toLowerCase());
	const names = isThird ? thirds : ['winter', 'spring', 'summer', 'fall'];
	// December is nearer to the January of the next year.
	const distance = (name: string) => {
		const apart = Math.abs(YEAR_PARTS[name] - month);
		return isThird ? apart : Math.min(apart, 12 - apart);
	};
	return names.reduce((best, name) => (distance(name) < distance(best) ? name : best));
}

function caseLike(like: string, made: string): string {
	if (like === like.toUpperCase()) return made.toUpperCase();
	return like[0] === like[0].toUpperCase() ? made[0].toUpperCase() + made.slice(1) : made;
}
