import { Gap, Kind } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { PhiRole } from '../../types';
import { dayOf, type Day } from '../words/text';
import { ORDINAL, readingsAt, spacedAt, type DateRead } from './date-readings';
import type { Match, Reading } from './reading';

/** Words before a month and day that leave no other reading of `3/7`. */
const BEFORE_DAY = new Set(
	`on since until till from by dated date admitted admit admission discharged discharge dc dob born birth
	seen visit adm disch thru through starting ending`
		.trim()
		.split(/\s+/),
);

/** What strengths, pains, murmurs and tablets are out of: `3/5` needs a word before it to be a day. */
const LIKE_SCORE = new Set([2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30]);
/** Words around `the 7th` that make a day of it. */
const AROUND_DAY = new Set(
	'on home until till since by from to through before after and at for with in he she when appt visit dose due next again f u fu rtc d c dc seen was is will until per w pt am pm return'.split(
		' ',
	),
);

/** Days of the chart, found in every way in which notes write them. */
export class DateIndex {
	private readonly days = new Map<number, PhiRole>();
	private readonly daysOfYear = new Map<number, PhiRole>();
	private readonly months = new Map<number, PhiRole>();
	private readonly daysOfMonth = new Map<number, PhiRole>();

	get size(): number {
		return this.days.size;
	}

	/** Adds an ISO date or dateTime. */
	add(value: string, role: PhiRole): void {
		const day = dayOf(value);
		if (day === undefined || day.day === 0 || day.month === 0) return;
		const key = put(this.days, day, role);
		if (!this.daysOfMonth.has(day.day)) this.daysOfMonth.set(day.day, role);
		if (!this.daysOfYear.has(key % 10_000)) this.daysOfYear.set(key % 10_000, role);
		if (!this.months.has(Math.floor(key / 100))) this.months.set(Math.floor(key / 100), role);
		// Greenwich time may be the day before or after where the note was written.
		if (!/T.*Z$/.test(value)) return;
		for (const shift of [-1, 1]) {
			const other = new Date(Date.UTC(day.year, day.month - 1, day.day + shift));
			const [year, month] = [other.getUTCFullYear(), other.getUTCMonth() + 1];
			put(this.days, { year, month, day: other.getUTCDate() }, role);
		}
	}

	/** A date of the chart that begins with a token. */
	at(reading: Reading, token: number): Match | undefined {
		let best: Match | undefined;
		for (const read of readingsAt(reading, token)) {
			const found = this.judged(reading, token, read);
			if (found !== undefined && (best === undefined || found.last > best.last)) best = found;
		}
		return best ?? this.ordinal(reading, token);
	}

	/** A day of the chart that begins with a token and has its digits apart. */
	spacedAt(reading: Reading, token: number): Match | undefined {
		for (const read of spacedAt(reading, token)) {
			const found = this.judged(reading, token, read);
			if (found !== undefined) return { ...found, first: token };
		}
		return undefined;
	}

	/** `on the 7th.`: a day whose month the note leaves to its reader. */
	private ordinal(reading: Reading, token: number): Match | undefined {
		const read = reading.lower(token - 1) === 'the' ? ORDINAL.exec(reading.lower(token)) : null;
		if (read === null) return undefined;
		const role = this.daysOfMonth.get(Number(read[1]));
		const led = AROUND_DAY.has(reading.lower(token - 2));
		if (role === undefined || (!led && !endsDay(reading, token))) return undefined;
		if (!endsDay(reading, token) && reading.kind(token + 1) !== Kind.number) return undefined;
		return { first: token, last: token, type: 'DATE', role, rule: 'known-date', score: 0.65 };
	}

	private judged(reading: Reading, token: number, read: DateRead): Match | undefined {
		const { year, month, day } = read;
		let role: PhiRole | undefined;
		let score = 0.97;
		if (year > 0 && day > 0) role = this.days.get(year * 10_000 + month * 100 + day);
		else if (year > 0) {
			role = this.months.get(year * 100 + month);
			score = 0.8;
		} else {
			role = this.daysOfYear.get(month * 100 + day);
			const named = reading.kind(token) !== Kind.number || reading.kind(read.last) === Kind.word;
			score = named ? 0.85 : 0.7;
			const bare = !LIKE_SCORE.has(day) && endsDay(reading, read.last);
			if (!named && !bare && !isLedIn(reading, token) && !isTimed(reading, read.last))
				return undefined;
		}
		if (role === undefined) return undefined;
		const before = reading.isMark(token - 1, ',.') ? token - 2 : token - 1;
		const weekday =
			(reading.classes(before) & Word.weekday) !== 0 && reading.gap(token) <= Gap.space;
		const first = weekday ? before : token;
		const { last, skip } = read;
		const labelled = skip === undefined ? {} : { skip };
		return { first, last, ...labelled, type: 'DATE', role, rule: 'known-date', score };
	}
}

/** Whether nothing follows that a number could count: "the 7th rib", "2/17 nodes". */
function endsDay(reading: Reading, last: number): boolean {
	const next = last + 1;
	if (reading.gap(next) >= Gap.line || reading.isMark(next, '.,;:)')) return true;
	return AROUND_DAY.has(reading.lower(next));
}

/** Whether a time of day follows: `1/8 1400`, `1/8 @ 2 pm`. */
function isTimed(reading: Reading, last: number): boolean {
	const next = last + 1;
	if (reading.gap(next) >= Gap.line || reading.gap(next) === Gap.none) return false;
	if (reading.isMark(next, '@')) return true;
	if (/^(?:[01]\d|2[0-3])[0-5]\d$/.test(reading.raw(next))) return true;
	return reading.isMark(next + 1, ':') && /^[0-5]\d$/.test(reading.raw(next + 2));
}

/** Whether a word before `3/7` leaves it no other reading than a day. */
function isLedIn(reading: Reading, token: number): boolean {
	const before = reading.wordBefore(token, '.:,');
	if (before < 0) return false;
	return BEFORE_DAY.has(reading.lower(before)) || (reading.classes(before) & Word.weekday) !== 0;
}

function put(days: Map<number, PhiRole>, { year, month, day }: Day, role: PhiRole): number {
	const key = year * 10_000 + month * 100 + day;
	if (!days.has(key)) days.set(key, role);
	return key;
}
