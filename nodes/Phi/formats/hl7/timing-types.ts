import { at } from './cells';
import { moment, number, short, text } from './plain-types';
import { one, type Rule } from './rule';
import { isUnit } from './unit-types';

/** How often something is given or done: table 0335, as it is written with numbers, and with days. */
const PATTERN =
	/^(?:Q\d{0,3}(?:S|M|H|D|W|L|J\d{0,7}|SHIFT)|Q(?:AM|PM|HS|NOON|OD|OHS|MT?|WK|MO|DAY|NIGHT|S)|[BTQ]\.?I\.?D\.?(?:AC|PC)?|[BTQ]IW|DAILY|WEEKLY|MONTHLY|NIGHTLY|ONCE|ONE TIME|STAT|NOW|ASAP|TODAY|CONTINUOUS|AC(?: ?& ?HS)?|PC|HS|AM|PM|[CAP]CMDV?|[CAP][MDV]|PRN(?:Q\d{1,3}[HDM])?|PRN|\d{1,2} ?X ?(?:D|DAY|DAILY|W|WK|WEEK|WEEKLY)|\d{1,2}(?:XD|XW|XH)|U ?[A-Z]{0,8}|C|D\/C|X\d{1,3}|(?:SU?|MO?|TU?|WE?|TH|FR?|SA)(?:[,/-]?(?:SU?|MO?|TU?|WE?|TH|FR?|SA)){0,6})$/i;

export const isPattern = (text: string): boolean =>
	PATTERN.test(text.trim()) ||
	/^(?:EVERY|EACH) (?:\d{1,3} )?(?:HOURS?|HRS?|DAYS?|WEEKS?|MONTHS?|MORNING|EVENING|NIGHT|SHIFT|OTHER DAY)$/i.test(
		text.trim(),
	);

/** TQ1-3: pattern, phase and what it hangs on; explicit times of day; quantities of time. */
export const pattern: Rule = (cell, place) => {
	const code = at(cell, 1);
	if (code === '') return undefined;
	if (isPattern(code)) {
		const [count, units] = [at(cell, 5), at(cell, 6)];
		const period = /^\d{1,3}$/.test(count) && isUnit(units) ? [count, units] : [];
		return [code, undefined, undefined, undefined, ...period];
	}
	place.did('removed: code of no public list', 'OTHER');
	place.work.report.review(
		'frequency-removed',
		'How often something is given was written in a form that is not known here, and was taken out.',
		place.at,
	);
	return undefined;
};

/** A duration as TQ has it: `D10`, `H24`, `X3`, `INDEF`. */
const DURATION = /^(?:[SMHDWLXT]\d{1,4}|INDEF)$/;

/** TQ of 2.3 to 2.5: quantity, interval, duration, start, end, priority, condition and text. */
export const timing: Rule = (cell, place) => {
	const quantity = number(one(at(cell, 1)), place)?.[0];
	const interval = at(cell, 2) === '' ? undefined : pattern(one(at(cell, 2)), place)?.[0];
	const duration = DURATION.test(at(cell, 3)) ? at(cell, 3) : undefined;
	const [start, end] = [4, 5].map((part) =>
		at(cell, part) === '' ? undefined : moment(one(at(cell, part)), place)?.[0],
	);
	const priority = at(cell, 6) === '' ? undefined : short(one(at(cell, 6)), place)?.[0];
	const [condition, words] = [7, 8].map((part) => text(one(at(cell, part)), place)?.[0]);
	const out = [quantity === '' ? undefined : quantity, interval, duration, start, end, priority];
	const all = [...out, condition, words];
	return all.some((part) => part !== undefined) ? all : undefined;
};
