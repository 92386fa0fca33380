import { allDigits, oneOf } from '../../marks';
import { Gap } from '../../types';
import { lower } from '../near';
import type { Around } from './around';
import { MEASURE } from './words-of-parts';
import {
	AGAIN,
	COMES,
	COVERED,
	DATED_THINGS,
	DAYS_OF,
	ENDS_OF_SPANS,
	LABELS,
	LAST_OR_NEXT,
	ORDER,
	PRONOUNS,
	SLASHED,
	TITLES,
	VISITS,
} from './words-of-days';

const WORD = /^[a-z]+$/;
const CAPITAL_FIRST = /^[A-Z]/;
const INITIALS = /^[A-Z]{2,4}$/;

/** Whether what stands before a day is as good as `on`, though its last word alone is not. */
export const isLed = (day: Around, sign: string): boolean =>
	isBehindShort(day) ||
	(sign === '/' && isBehindRoom(day)) ||
	isBehindThing(day) ||
	isBehindEqual(day) ||
	isBehindPlan(day) ||
	isBehindPerson(day);

/** `dc'd 3/7`, `f/u 3/7`, `d/c 3/7` */
function isBehindShort(day: Around): boolean {
	const { prepared, token, before, before2 } = day;
	if (before2 === '/') return SLASHED.has(day.before3 + before);
	const isAct = before2 === "'" && (before === 'd' || before === 's');
	return isAct && prepared.gaps[token - 1] === Gap.none;
}

/** `to OR 3/7`; in small letters it is a word that joins. */
const isBehindRoom = ({ raw }: Around): boolean => raw === 'OR' || raw === 'ED' || raw === 'ER';

/** `week of 3/7`, `of birth 3/7`, `Next visit: 3/7`, `last dose 3/7`, `missed dose 3/7` */
const isBehindThing = ({ before, before2 }: Around): boolean =>
	(before === 'of' && DATED_THINGS.has(before2)) ||
	(before2 === 'of' && DAYS_OF.has(before)) ||
	(before === ':' && LABELS.has(before2)) ||
	(before === 'visit' && VISITS.has(before2)) ||
	(before === 'back' && COMES.has(before2)) ||
	(LAST_OR_NEXT.has(before2) && WORD.test(before) && !MEASURE.has(before)) ||
	(ORDER.has(before2) && AGAIN.has(before));

/** `covered to 3/7`, `planned for 3/7`, `sched'd for 3/7`, `r/s to 3/7` */
const isBehindPlan = ({ before, before2, before3 }: Around): boolean =>
	(before === 'to' || before === 'for') &&
	(COVERED.has(before2) ||
		(before2 === 'd' && oneOf("'", before3)) ||
		(before2 === 's' && before3 === '/'));

/** `stop = 3/4`, `day 1 = 3/4` */
const isBehindEqual = ({ before, before2, before3 }: Around): boolean =>
	before === '=' &&
	(LABELS.has(before2) ||
		ENDS_OF_SPANS.has(before2) ||
		(before3 === 'day' && allDigits(before2, 1, 2)));

/** `Dr. Zzames 3/7`, `Dr. Zzames-Bly 3/7`, `called her 3/7.`, `signed ABC 3/7` */
function isBehindPerson(day: Around): boolean {
	const { prepared, token, before, before2, raw } = day;
	if (before2 === 'signed' && INITIALS.test(raw)) return true;
	if (PRONOUNS.has(before) && day.endsClause) return true;
	if (!CAPITAL_FIRST.test(raw)) return false;
	const name = before2 === '-' ? token - 3 : token - 1;
	const title = lower(prepared, name - 1);
	return TITLES.has(title === '.' ? lower(prepared, name - 2) : title);
}
