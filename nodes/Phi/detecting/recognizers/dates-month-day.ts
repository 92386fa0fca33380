import type { PreparedText } from '../types';
import { monthDay } from '../validators';
import { Around, type Reading } from './month-day/around';
import { ofBlood, ofClock, ofDrug, ofPage, ofScale, ofTest, ofWeekday } from './month-day/certain';
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
	ofBrackets,
	ofHead,
	ofHeadScore,
	ofLine,
	ofTimeBehind,
	ofValue,
	ofWordBefore,
} from './month-day/placed';

/** How `11-5` may be read. The first reading that holds gives the score. */
const DASHED: readonly Reading[] = [ofWeekday, ofPage, ofScale, ofClock, ofDrug, ofBlood, dashed];

/** How `11/5` may be read: the narrower a reading, the earlier it is asked. The first that holds gives the score. */
const SLASHED: readonly Reading[] = [
	// Words that leave one reading.
	ofWeekday,
	ofPage,
	ofScale,
	ofTest,
	ofClock,
	ofDrug,
	ofBlood,
	// Measures beside it, and a zero that no measure has.
	ofMeasure,
	ofMeasureBehind,
	ofZero,
	ofPlan,
	// Measures further away, and what has parts.
	ofTime,
	ofWhole,
	ofMeasureFar,
	ofTimeBehind,
	// Names and terms before it.
	ofInitials,
	ofTerm,
	ofCount,
	ofCulture,
	// Where it stands.
	ofWordBefore,
	ofBrackets,
	ofAct,
	ofValue,
	ofHead,
	ofAt,
	ofHeadScore,
	ofLine,
	// Its figures alone.
	ofScore,
	ofPart,
];

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
	const readings = isSlash ? SLASHED : DASHED;
	for (let at = 0; at < readings.length; at++) {
		const score = (readings[at] as Reading)(day);
		if (score !== undefined) return score;
	}
	return b > 12 || a > 5 ? 0.6 : 0.5;
}
