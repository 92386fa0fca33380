import { setOf } from './marks';
import { Gap, type PreparedText } from './types';

/** Units that never stand behind the day of a month. */
const UNITS = setOf(
	'% percent mg mgs milligrams mcg ug micrograms ng gm gms grams gram kg kgs lb lbs pounds ml mls milliliters liter liters litre litres dl meq mmol iu ius unit units mm cm mmhg tab tabs tablet tablets caps capsules puffs drops gtts sprays pills mins minutes hrs hours days wks weeks months yrs years times',
);

/** Stretches of time: with these behind them, the number before them is a day again. */
const OF_TIME = setOf('mins minutes hrs hours days wks weeks months yrs years');
const COUNTED_FROM = setOf('after before later post prior earlier from');

/** What follows a litre, where `L` is no left side: `6 L of ascites`, `2 L NC`. */
const OF_LITERS = setOf(
	'of o2 nc via by per min ns lr fluid fluids nasal bolus oxygen drained removed off total daily / . , ; )',
);

/**
 * Whether a unit stands directly behind the number at a token: `5 mg`, `10 days`, `2 L NC`. Such a number
 * belongs to no month before it: `In May 5 mg lisinopril was started`.
 */
export function isMeasured(prepared: PreparedText, number: number): boolean {
	const lower = (token: number): string =>
		token < prepared.count && (prepared.gaps[token] as number) < Gap.line
			? prepared.at(token).lower
			: '';
	const next = number + 1;
	const unit = lower(next);
	const behind = lower(next + 1);
	if (UNITS.has(unit)) return !OF_TIME.has(unit) || !COUNTED_FROM.has(behind);
	// `G tube`, `L arm`, `u/s` and `Oct 24 cc Dr. Lee` are no units.
	if (unit === 'g') return prepared.at(next).raw === 'g' && behind !== 'tube' && behind !== '-';
	if (unit === 'l') return behind === '' || OF_LITERS.has(behind);
	if (unit === 'u') return behind !== '/';
	return unit === 'cc' && OF_LITERS.has(behind);
}
