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
