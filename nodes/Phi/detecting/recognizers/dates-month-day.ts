import type { PreparedText } from '../types';
import { monthDay } from '../validators';
import { Around } from './month-day/around';
import { ofBlood, ofClock, ofDrug, ofPage, ofScale, ofTest, ofWeekday } from './month-day/certain';
import {
	ofBracketBehind,
	ofLevel,
	ofMilestone,
	ofPages,
	ofSum,
} from './month-day/counted-otherwise';
import { dashed } from './month-day/dashed';
import { isLed } from './month-day/led';
import {
	ofCount,
	ofCulture,
	ofMeasure,
	ofMeasureBehind,
	ofMeasureFar,
	ofPart,
	ofScore,
	ofTime,
	ofWhole,
} from './month-day/measured';
import { ofInitials, ofTerm } from './month-day/named';
import { ofPlan, ofZero } from './month-day/padded';
import {
	ofAct,
	ofAt,
	ofBracketed,
	ofBrackets,
	ofHead,
	ofHeadScore,
	ofLine,
	ofTimeBehind,
	ofValue,
	ofWordBefore,
} from './month-day/placed';
import { ofApproximate, ofLastDose, ofSeries, ofValueBefore } from './month-day/series';

/** `11-5`. A reading that does not hold answers undefined; the first that holds gives the score. */
const scoreOfDashed = (day: Around): number =>
	ofWeekday(day) ??
	ofPage(day) ??
	ofScale(day) ??
	ofClock(day) ??
	ofDrug(day) ??
	ofBlood(day) ??
	dashed(day);

/** `11/5`: the narrower a reading, the earlier it is asked. The last score is that of its figures alone. */
const scoreOfSlashed = (day: Around): number =>
	// Words that leave one reading.
	ofMilestone(day) ??
	ofWeekday(day) ??
	ofPage(day) ??
	ofPages(day) ??
	ofSum(day) ??
	ofScale(day) ??
	ofTest(day) ??
	ofClock(day) ??
	ofDrug(day) ??
	ofBlood(day) ??
	// Rows of days, and what was given last.
	ofSeries(day) ??
	ofLastDose(day) ??
	// Measures beside it, and a zero that no measure has.
	ofMeasure(day) ??
	ofMeasureBehind(day) ??
	ofZero(day) ??
	ofPlan(day) ??
	// Measures further away, and what has parts.
	ofTime(day) ??
	ofBracketBehind(day) ??
	ofWhole(day) ??
	ofMeasureFar(day) ??
	ofTimeBehind(day) ??
	// Names and terms before it.
	ofInitials(day) ??
	ofTerm(day) ??
	ofCount(day) ??
	ofCulture(day) ??
	// Where it stands.
	ofApproximate(day) ??
	ofLevel(day) ??
	ofValueBefore(day) ??
	ofWordBefore(day) ??
	ofBrackets(day) ??
	ofBracketed(day) ??
	ofAct(day) ??
	ofValue(day) ??
	ofHead(day) ??
	ofAt(day) ??
	ofHeadScore(day) ??
	ofLine(day) ??
	// Its figures.
	ofScore(day) ??
	ofPart(day) ??
	(day.b > 12 || day.a > 5 ? 0.6 : 0.5);

/**
 * Score of `a/b` or `a-b` without a year, 0 where it is no day: by the words around it, as `3/7` is a day,
 * a strength, a score, a share and a fraction.
 *
 * @param token its first
 * @param after the token behind its last
 */
export function partScore(
	prepared: PreparedText,
	token: number,
	after: number,
	a: number,
	b: number,
	sign: string,
): number {
	const isSlash = sign === '/';
	// The day stands first in other countries, and there with a slash.
	if (!monthDay(a, b) && !(isSlash && a > 12 && monthDay(b, a))) return 0;
	const day = new Around(prepared, token, after, a, b);
	if (isLed(day, sign)) day.before = 'on';
	return isSlash ? scoreOfSlashed(day) : scoreOfDashed(day);
}
