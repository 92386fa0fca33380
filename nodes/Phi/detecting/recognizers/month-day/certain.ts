import { Gap } from '../../types';
import { Word } from '../../vocabulary/words';
import { isDayOfTest } from '../dates-of-tests';
import type { Around } from './around';
import { BEFORE } from './words-of-days';
import { PAGES, SCALES } from './words-of-parts';

/** A time of day in four figures. */
export const CLOCK = /^(?:[01]\d|2[0-3])[0-5]\d$/;
const MINUTES = /^[0-5]\d$/;

/** `Sun 10/08`, `Sun, 10/08`, `Sun/10/08` */
export function ofWeekday({ prepared, token, before, classes }: Around): number | undefined {
	if ((classes & Word.weekday) !== 0) return 0.95;
	if ((before !== '.' && before !== ',' && before !== '/') || token < 2) return undefined;
	return (prepared.at(token - 2).classes & Word.weekday) !== 0 ? 0.95 : undefined;
}

/** `p. 3/7`: a page of so many. */
export const ofPage = ({ before, before2 }: Around): number | undefined =>
	before === '.' && PAGES.has(before2) ? 0 : undefined;

/** `GCS 11/15`: a score of a scale. */
export const ofScale = ({ before, raw }: Around): number | undefined =>
	SCALES.has(before) && raw === raw.toUpperCase() && !BEFORE.has(before) ? 0 : undefined;

/** `Holter 2/10:`, `INR 9/10 2.8` */
export const ofTest = ({ prepared, token, after, a, b }: Around): number | undefined =>
	isDayOfTest(prepared, token, after, [a, b]) ? 0.75 : undefined;

/** `0245 2/5:`, `2:45 2/5 by`: behind a time of day. */
export function ofClock(day: Around): number | undefined {
	const { before } = day;
	const isClock = CLOCK.test(before) || (day.before2 === ':' && MINUTES.test(before));
	if (!isClock || day.gapBefore > Gap.space) return undefined;
	return day.endsClause || day.next === 'by' ? 0.7 : undefined;
}

/** `hydrocortisone 15/5`, `roxanol 20/1`: a day before its month takes more than a drug before it. */
export const ofDrug = ({ a, before, classes }: Around): number | undefined =>
	a > 12 && (classes & Word.clinical) !== 0 && !BEFORE.has(before) ? 0.2 : undefined;

/** `H/H 10/30`: haemoglobin and haematocrit. */
export const ofBlood = ({ before, before2 }: Around): number | undefined =>
	before === 'h' && before2 === '/' ? 0 : undefined;
