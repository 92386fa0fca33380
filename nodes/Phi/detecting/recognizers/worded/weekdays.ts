import { digitFirst, oneOf, setOf } from '../../marks';
import { opens } from '../../scan';
import { Gap, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { BEFORE_ORDINAL, DAY, ORDINAL, Reader, type Span } from './reader';

const EVERY = setOf('every each q alternate');
const LIST_SIGNS = setOf('/ , & and');
const BEFORE_WEEKDAY = setOf('on by until since next last this and - /');
const TIMES_OF_DAY = setOf('am pm morning afternoon evening night noon');

/** A weekday, with the day of the month that stands behind it: `Wednesday the 15th`, `Sat 27`. */
export function weekday(reader: Reader, token: number): Span | undefined {
	if (isSchedule(reader, token)) return undefined;
	const day = dayBehind(reader, token);
	if (day > 0) return { first: token, last: day, rule: 'date-weekday', score: 0.8 };
	return weekdayAlone(reader, token);
}

const isWeekday = (reader: Reader, token: number): boolean =>
	token >= 0 &&
	token < reader.prepared.count &&
	(reader.prepared.at(token).classes & Word.weekday) !== 0;

/** Days on which something is done again and again are no dates: `Mon/Wed/Fri`, `every Sunday`. */
function isSchedule(reader: Reader, token: number): boolean {
	if (EVERY.has(reader.lower(token - 1))) return true;
	const beside = (step: 1 | -1): boolean => {
		const at = token + step;
		const near = (other: number): boolean => reader.joined(step > 0 ? other : other + 1);
		if (!near(at)) return false;
		if (isWeekday(reader, at)) return true;
		if (!LIST_SIGNS.has(reader.lower(at)) || !near(at + step)) return false;
		return isWeekday(reader, at + step);
	};
	return beside(1) || beside(-1);
}

/** What a number behind a weekday counts, or the rest of an hour. */
const NO_DAY = setOf(
	'am pm a p h hr hrs hours hour o noon mg mcg ml units unit u tabs tab tablets tablet x times min mins minutes days day weeks week % : - /',
);

/** Last token of the day of the month behind a weekday, or -1. */
function dayBehind(reader: Reader, token: number): number {
	const { prepared } = reader;
	let at = reader.past(token + 1, '.');
	at = reader.past(at, ',');
	if (!reader.joined(at) || prepared.gaps[at] === Gap.none) return -1;
	if (reader.lower(at) === 'the') {
		const last = ORDINAL.test(reader.lower(at + 1)) ? at + 1 : reader.spokenDay(at + 1);
		return reader.joined(at + 1) ? last : -1;
	}
	const word = reader.lower(at);
	const isOrdinal = ORDINAL.test(word);
	if (!DAY.test(word) || at > token + 1) return isOrdinal ? at : -1;
	if (isOrdinal) return at;
	const { shape, lower } = prepared.at(token);
	if (shape === Shape.lower && !lower.endsWith('day')) return -1;
	const next = reader.lower(at + 1);
	if (reader.joined(at + 1) && NO_DAY.has(next)) return -1;
	if (next === '.' && prepared.gaps[at + 2] === Gap.none && digitFirst(reader.lower(at + 2)))
		return -1;
	// "Mon 5" may be a dose or an hour as well.
	if (Number(word) > 12 || BEFORE_ORDINAL.has(reader.lower(token - 1))) return at;
	const clock = /^(?:@|at|(?:[01]\d|2[0-3])[0-5]\d)$/.test(next);
	const stops = !reader.joined(at + 1) || oneOf('.;)|"?!', next);
	return clock || stops ? at : -1;
}

/** What goes on behind a day of the week and behind no other `Sat` or `Sun`. */
const AFTER_DAY = setOf(
	'am pm morning mornings afternoon evening eve night noon midnight @ at by if when after before to or but then because unless around w he she we they pt',
);

/** What goes before a weekday in small letters: `next tues`, `on sat`. */
const BEFORE_DAY = setOf(
	'on by until till til since next last this come coming past fri dc appt due leaving left home back arrived arrives fell started see seen',
);

function weekdayAlone(reader: Reader, token: number): Span | undefined {
	const { prepared } = reader;
	const form = prepared.at(token);
	const { lower, shape } = form;
	const found = (score: number): Span => ({
		first: token,
		last: token,
		rule: 'date-weekday',
		score,
	});
	if (lower.endsWith('day')) return found(0.8);
	// On Mondays: again and again.
	if (lower.endsWith('days'))
		return found(/^(?:on|except)$/.test(reader.lower(token - 1)) ? 0.3 : 0.6);
	const before = reader.lower(token - 1);
	const next = reader.lower(token + 1);
	const isNear = reader.joined(token + 1);
	const after = prepared.at(Math.min(token + 1, prepared.count - 1));
	const near = isNear && (digitFirst(after.raw) || (after.classes & Word.month) !== 0);
	const on = BEFORE_WEEKDAY.has(before);
	const goesOn = isNear && AFTER_DAY.has(next);
	const stops = !isNear || oneOf('.,;)|"!?', next);
	if (shape === Shape.lower) {
		const free = stops || goesOn || near;
		if (lower.length < 3 || !BEFORE_DAY.has(before)) return undefined;
		return free ? found(0.6) : undefined;
	}
	if (shape === Shape.upper && !near) return on && (stops || goesOn) ? found(0.6) : undefined;
	const dated = near && digitFirst(after.raw) && reader.lower(token + 2) === '/';
	if (lower === 'sat' || lower === 'sun') {
		const monthed =
			near &&
			DAY.test(after.lower) &&
			reader.joined(token + 2) &&
			(prepared.at(Math.min(token + 2, prepared.count - 1)).classes & Word.month) !== 0;
		if (monthed) return found(0.85);
		if (dated || (near && (after.classes & Word.month) !== 0)) return found(dated ? 0.85 : 0.8);
		if (on) return found(0.7);
		// "Sat at the edge of the bed", "O2 Sat at 94", "Sun exposure".
		if (/^(?:o2|spo2|oxygen|ox|pulse|ra|room|resting)$/.test(before)) return undefined;
		const opened = opens(prepared, token) && before !== '|' && before !== '"' && before !== '(';
		const clock = near && /^(?:[01]\d|2[0-3])[0-5]\d$/.test(after.raw);
		const timed = clock || (isNear && TIMES_OF_DAY.has(next));
		if (timed) return found(0.8);
		return !opened && (stops || goesOn) ? found(0.6) : undefined;
	}
	return found(near || on ? 0.8 : 0.6);
}
