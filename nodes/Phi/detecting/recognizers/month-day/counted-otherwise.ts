import { digitFirst, setOf } from '../../marks';
import { Shape } from '../../types';
import { lower } from '../near';
import type { Around } from './around';
import { PAGES, SPANS_OF_TIME } from './words-of-parts';

/** What a child did at so many twelfths of a year: `walked 14/12`. */
const MILESTONES = setOf('sat walked crawled smiled rolled babbled cruised milestones');
/** What a dose or a setting did before its new one: `Prograf went to 5/4`. */
const CHANGED = setOf(
	'went increased decreased incr decr increase decrease titrated reduced weaned tapered dropped rose uptitrated downtitrated upped lowered cut',
);
/** Tokens of a bracket in which a span of time is looked for. */
const FAR = 8;

/**
 * `sat 6/12, walked 14/12`: months of age, where a second of them stands near. `Sat 6/12` alone is a Saturday,
 * and `walked 3/12 with PT` a day.
 */
export function ofMilestone({
	prepared,
	token,
	after,
	b,
	before,
	shape,
}: Around): number | undefined {
	if (b !== 12 || shape !== Shape.lower || !MILESTONES.has(before)) return undefined;
	for (let at = Math.max(0, token - FAR); at < after + FAR; at++) {
		if (at !== token - 1 && MILESTONES.has(lower(prepared, at))) return 0;
	}
	return undefined;
}

/** `page 1/1` */
export const ofPages = ({ a, b, before }: Around): number | undefined =>
	a <= b && before.length > 1 && PAGES.has(before) ? 0 : undefined;

/** `(3+2+2 = 7/9)`: a sum. */
export function ofSum({ prepared, token, before, before2 }: Around): number | undefined {
	if (before !== '=') return undefined;
	const from = before2 === ')' ? token - 3 : token - 2;
	return digitFirst(lower(prepared, from)) && lower(prepared, from - 1) === '+' ? 0 : undefined;
}

/** `wheeze 3/7 (i.e. three days)`: the bracket behind it says what is counted. */
export function ofBracketBehind({ prepared, after, next }: Around): number | undefined {
	if (next !== '(') return undefined;
	for (let at = after + 1; at < after + FAR && lower(prepared, at) !== ')'; at++) {
		if (SPANS_OF_TIME.has(lower(prepared, at)))
			return lower(prepared, at) === 'ago' ? undefined : 0.2;
	}
	return undefined;
}

/** `went to 5/4`: a dose of the morning and one of the evening. `Moved up to 3/4` is an appointment. */
export const ofLevel = ({ b, before, before2 }: Around): number | undefined =>
	b <= 12 && before === 'to' && CHANGED.has(before2) ? 0.3 : undefined;
