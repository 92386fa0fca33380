import { oneOf, setOf } from '../marks';
import { Word } from '../vocabulary/words';
import { Around, MOST_BEFORE } from './around';

const EACH = setOf('every each q weekly alternate');

/** `Wednesdays`, `Tues-Thurs-Sat`, `weekly on Fri`: when something is always taken, and no day. */
export function isSchedule(around: Around): boolean {
	const { first, last } = around;
	if (first === last && /days$/.test(around.word(first))) return true;
	const before = around.word(first - 1);
	if (EACH.has(before) || (before === 'on' && EACH.has(around.word(first - 2)))) return true;
	return daysBeside(around, first, -1) + daysBeside(around, last, 1) > 1;
}

/** Days of the week that are joined to one by a sign. */
function daysBeside(around: Around, from: number, step: number): number {
	let days = 0;
	for (let at = from; days < MOST_BEFORE; at += 2 * step, days++) {
		const sign = around.raw(at + step);
		const isJoined = oneOf('/', sign) || oneOf('-', sign) || oneOf(',', sign);
		if (!isJoined || !around.is(at + 2 * step, Word.weekday)) break;
	}
	return days;
}

const HOLIDAY_TERMS = setOf('disease factor egg eggs tree');

export const isHolidayTerm = (around: Around): boolean =>
	HOLIDAY_TERMS.has(around.word(around.last + 1));

const COUNTED = setOf('day cycle fraction');
/** Words before `day` that speak of a day of the calendar. */
const OF_CALENDAR = setOf(
	'same birth discharge admission admit surgery procedure appointment next last first every each per the this that one following of previous prior',
);

/** `day 3/14` of an antibiotic: the third day of fourteen, and no day of March. */
export function isCountedDay(around: Around): boolean {
	const count = /^(\d{1,2})\s?\/\s?(\d{1,2})$/.exec(around.text);
	const { first, last } = around;
	if (count === null || !COUNTED.has(around.word(first - 1))) return false;
	// `day 2/3-2/9` is a stretch of days.
	if (Number(count[1]) > Number(count[2]) || oneOf('-', around.raw(last + 1))) return false;
	return !OF_CALENDAR.has(around.word(first - 2)) && !around.isNumber(first - 2);
}
