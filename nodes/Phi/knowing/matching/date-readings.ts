import { isMeasured } from '../../detecting/measured';
import { Gap, Kind, type Form } from '../../detecting/types';
import { MONTHS } from '../../detecting/vocabulary/classes';
import { Word } from '../../detecting/vocabulary/words';
import { digitsOf } from '../words/closeness';
import { digitFirst } from '../../detecting/marks';
import type { Reading } from './reading';

/** A reading of a stretch as a date. A year or day of 0 was not written. */
export interface DateRead {
	readonly year: number;
	readonly month: number;
	readonly day: number;
	/** Last token. */
	readonly last: number;
	/** Letters of the first token that stand before it. */
	readonly skip?: number;
}

const JOINED = /^(\d{1,2})(?:st|nd|rd|th)?([a-z]{3,9})(\d{4}|\d{2})?$/;
/** `7th`. */
export const ORDINAL = /^(\d{1,2})(?:st|nd|rd|th)$/;
/** `dob19510314x`, `img20240203`: a day between letters, as files are called. */
const IN_FILE_NAME = /^([a-z]{1,12})(\d{8})[a-z]{0,8}$/;
const DAY_AND_TIME = /^(\d\d)t(\d\d)$/;

/** What it takes for a date to begin with a spelling. */
export const Begins = {
	never: 0,
	always: 1,
	/** A mark, `of` or a month has to follow. */
	joined: 2,
} as const;

/** Whether a date may begin with a spelling; what `readingsAt` makes nothing of does not. */
export function mayBeginDate({ lower, raw, kind, classes }: Form): number {
	if (kind === Kind.word) {
		if ((classes & Word.month) !== 0) return Begins.always;
		return raw.length < 3 && digitsOf(raw) !== undefined ? Begins.joined : Begins.never;
	}
	if (kind === Kind.number) {
		const { length } = raw;
		if (length < 3 || length === 4) return Begins.joined;
		return length === 8 || length === 12 || length === 14 ? Begins.always : Begins.never;
	}
	if (IN_FILE_NAME.test(lower)) return Begins.always;
	if (digitFirst(lower)) {
		const joined = JOINED.exec(lower);
		if (joined !== null && MONTHS[joined[2] as string] !== undefined) return Begins.always;
		if (ORDINAL.test(lower)) return Begins.always;
	}
	return raw.length <= 4 && digitsOf(raw) !== undefined ? Begins.joined : Begins.never;
}

/** Whether a spelling may stand between the parts of a date, or is a month. */
export function joinsDate({ lower, raw, kind, classes }: Form): boolean {
	if (kind === Kind.mark) return '-/.,_'.includes(raw);
	return (classes & Word.month) !== 0 || lower === 'of';
}

/** Every way of reading what begins with a token as a date. */
export function readingsAt(reading: Reading, token: number): DateRead[] {
	const kind = reading.kind(token);
	if (kind === Kind.mark) return [];
	if (reading.gap(token) === Gap.none && reading.isMark(token - 1, '/-.')) {
		// The middle of a date or of a number is no beginning of one; "3/7-3/12/2026" has two.
		const range = reading.isMark(token - 1, '-') && reading.isMark(token + 1, '/');
		if (reading.kind(token - 2) === Kind.number && !range) return [];
	}
	if (kind === Kind.word) {
		const month = MONTHS[reading.lower(token)];
		if (month !== undefined) return monthFirst(reading, token, month);
		// A scanner makes "ll" of 11: two letters that a mark of a date follows.
		if (reading.raw(token).length > 2 || !reading.isMark(token + 1, '/-.')) return [];
	}
	const joined = kind === Kind.mixed ? JOINED.exec(reading.lower(token)) : null;
	if (joined !== null) {
		const month = MONTHS[joined[2] as string];
		if (month !== undefined) {
			const day = Number(joined[1]);
			const years = joined[3] === undefined ? [0] : yearsOf(joined[3]);
			return years.map((year) => ({ year, month, day, last: token }));
		}
	}
	const named = kind === Kind.mixed ? IN_FILE_NAME.exec(reading.lower(token)) : null;
	if (named !== null) {
		const skip = (named[1] as string).length;
		return compact(named[2] as string, token).map((read) => ({ ...read, skip }));
	}
	const inFigures = numeric(reading, token);
	const inWords = dayFirst(reading, token);
	if (inWords.length === 0) return inFigures;
	return inFigures.length === 0 ? inWords : [...inFigures, ...inWords];
}

/** `March 7, 2026`, `Mar. 7th '26`, `March 2026`, `March 7`. */
function monthFirst(reading: Reading, token: number, month: number): DateRead[] {
	let at = token + 1;
	while (reading.isMark(at, ".,-/'") && at < token + 3) at++;
	if (reading.gap(at) > Gap.space) return [];
	if (reading.lower(at) === 'the') at++;
	const day = dayAt(reading, at);
	if (day === 0) {
		return yearsAt(reading, at).map((year) => ({ year, month, day: 0, last: at }));
	}
	const found: DateRead[] = [{ year: 0, month, day, last: at }];
	// "March 7-12, 2026" is one stretch.
	if (reading.isMark(at + 1, '-') && dayAt(reading, at + 2) > 0) at += 2;
	let next = at + 1;
	while (reading.isMark(next, ",.-/'") && next < at + 3) next++;
	if (reading.lower(next) === 'of') next++;
	if (reading.gap(next) > Gap.space) return found;
	for (const year of yearsAt(reading, next)) found.push({ year, month, day, last: next });
	return found;
}

/** `7 March 2026`, `7-Mar-26`, `7th of March, 2026`, `7 March`. */
function dayFirst(reading: Reading, token: number): DateRead[] {
	const day = dayAt(reading, token);
	if (day === 0) return [];
	let at = token + 1;
	while ((reading.isMark(at, '-/.,') || reading.lower(at) === 'of') && at < token + 3) at++;
	const month = MONTHS[reading.lower(at)];
	if (month === undefined || reading.gap(at) > Gap.space) return [];
	const found: DateRead[] = [{ year: 0, month, day, last: at }];
	let next = at + 1;
	while (reading.isMark(next, ",.-/'") && next < at + 3) next++;
	if (reading.gap(next) > Gap.space) return found;
	for (const year of yearsAt(reading, next)) found.push({ year, month, day, last: next });
	return found;
}

/** `03/07/2026`, `7.3.26`, `2026-03-07T14:35:00Z`, `20260307`, `3/7`, with scanned letters for digits. */
function numeric(reading: Reading, token: number): DateRead[] {
	const first = numberAt(reading, token);
	if (first === undefined) return [];
	const mark = reading.raw(token + 1);
	// `20240203.pdf` ends with a mark that joins nothing.
	if (!reading.isMark(token + 1, '/-._') || first.length > 4) return compact(first, token);
	const spaced = reading.gap(token + 1) !== Gap.none || reading.gap(token + 2) !== Gap.none;
	if (spaced && reading.gap(token + 2) > Gap.space) return [];
	const second = numberAt(reading, token + 2);
	if (second === undefined || second.length > 2) {
		return second?.length === 4 && first.length < 3 && !spaced && mark !== '_'
			? [{ year: Number(second), month: Number(first), day: 0, last: token + 2 }]
			: [];
	}
	const third = reading.raw(token + 3) === mark ? numberAt(reading, token + 4) : undefined;
	const isTimed = third === undefined && first.length === 4;
	const clock = isTimed ? DAY_AND_TIME.exec(reading.lower(token + 4)) : null;
	if (clock !== null) {
		const last = afterClock(reading, token + 4);
		return [{ year: Number(first), month: Number(second), day: Number(clock[1]), last }];
	}
	if (third === undefined) {
		if (
			mark === '.' ||
			mark === '_' ||
			first.length > 2 ||
			spaced ||
			reading.kind(token) === Kind.word
		)
			return [];
		const [month, day, last] = [Number(first), Number(second), token + 2];
		return rangeYears(reading, last).map((year) => ({ year, month, day, last }));
	}
	const last = token + 4;
	if (first.length === 4) {
		return [{ year: Number(first), month: Number(second), day: Number(third), last }];
	}
	if (first.length > 2) return [];
	return yearsOf(third).flatMap((year) => [
		{ year, month: Number(first), day: Number(second), last },
		{ year, month: Number(second), day: Number(first), last },
	]);
}

/** Years of `3/7` in `3/7-3/12/2026`; 0 where it is no such range. */
function rangeYears(reading: Reading, last: number): number[] {
	const range = reading.isMark(last + 1, '-') && reading.isMark(last + 3, '/');
	if (!range || !reading.isMark(last + 5, '/')) return [0];
	return [0, ...yearsAt(reading, last + 6)];
}

/** `20260307` and `03072026`. */
function compact(digits: string, last: number): DateRead[] {
	if (digits.length !== 8 && digits.length !== 14 && digits.length !== 12) return [];
	const part = (from: number, to: number): number => Number(digits.slice(from, to));
	const found = [{ year: part(0, 4), month: part(4, 6), day: part(6, 8), last }];
	if (digits.length === 8) {
		found.push({ year: part(4, 8), month: part(0, 2), day: part(2, 4), last });
		found.push({ year: part(4, 8), month: part(2, 4), day: part(0, 2), last });
	}
	return found;
}

/** Digits of a day and its year. */
const DIGITS = 8;

/**
 * `1 4 / 0 3 / 1 9 5 1`, `0 3/1 4/1951`: a day whose digits stand apart, as forms with a box for each of
 * them are read. Only a whole year makes one.
 */
export function spacedAt(reading: Reading, token: number): DateRead[] {
	let digits = '';
	for (let at = token; at < reading.count && at < token + 2 * DIGITS; at++) {
		if (at > token && reading.gap(at) > Gap.space) return [];
		if (reading.isMark(at)) {
			if (!reading.isMark(at, '/-.')) return [];
			continue;
		}
		if (reading.kind(at) !== Kind.number) return [];
		digits += reading.raw(at);
		if (digits.length < DIGITS) continue;
		const next = reading.kind(at + 1) === Kind.number && reading.gap(at + 1) <= Gap.space;
		return digits.length > DIGITS || next ? [] : compact(digits, at);
	}
	return [];
}

/** Last token of the time that follows the `T` of an ISO dateTime. */
function afterClock(reading: Reading, token: number): number {
	let last = token;
	while (
		reading.isMark(last + 1, ':.+-') &&
		reading.gap(last + 1) === Gap.none &&
		/^\d{2,6}z?$/.test(reading.lower(last + 2)) &&
		reading.gap(last + 2) === Gap.none
	) {
		last += 2;
	}
	return last;
}

function numberAt(reading: Reading, token: number): string | undefined {
	const kind = reading.kind(token);
	const raw = reading.raw(token);
	if (kind === Kind.number) return raw;
	if (raw.length > 4 || (kind !== Kind.mixed && kind !== Kind.word)) return undefined;
	return digitsOf(raw);
}

/** A day of a month; 0 where there is none, and for the number of a dose: `March 14 mg`. */
function dayAt(reading: Reading, token: number): number {
	if (reading.kind(token) === Kind.word || isMeasured(reading.prepared, token)) return 0;
	const ordinal = reading.kind(token) === Kind.mixed ? ORDINAL.exec(reading.lower(token)) : null;
	const digits = ordinal?.[1] ?? numberAt(reading, token);
	const day = digits === undefined || digits.length > 2 ? 0 : Number(digits);
	return day >= 1 && day <= 31 ? day : 0;
}

/** Years that digits may mean; none for the number of a dose: `14 March 20 mg`. */
function yearsAt(reading: Reading, token: number): number[] {
	if (reading.kind(token) === Kind.word || isMeasured(reading.prepared, token)) return [];
	const digits = numberAt(reading, token);
	return digits === undefined ? [] : yearsOf(digits);
}

/** Years that two or four digits may mean. */
function yearsOf(digits: string): number[] {
	if (digits.length === 4) return [Number(digits)];
	return digits.length === 2 ? [1900 + Number(digits), 2000 + Number(digits)] : [];
}
