import { Kind, Shape } from '../../types';
import type { Around } from './around';
import { BEFORE, BEFORE_DASH, SPANS } from './words-of-days';
import { MEASURE } from './words-of-parts';

/** `11-5` with a dash: spans are written so more often than days. */
export function dashed(day: Around): number {
	const { a, b, before } = day;
	// `Zzames 3-21.`: no span has its end so far above its beginning.
	if (b > 9 && b !== a + 1 && isSigned(day) && day.endsClause) return 0.55;
	// `on 2-3 L`, `by 2-4,`: what rises may be a span.
	const isSpan = a < b && b <= 12 && SPANS.has(before);
	const isDay = BEFORE_DASH.has(before) || isDictated(day);
	if (isDay && !isSpan && day.endsClause) return 0.7;
	return isPossible(day) ? 0.45 : 0;
}

/** Whether a word with a capital that is neither language nor medicine stands before it: whoever wrote the day. */
function isSigned({ prepared, token, shape, classes }: Around): boolean {
	return shape === Shape.capital && classes === 0 && prepared.at(token - 1).kind === Kind.word;
}

/** `D: 11-5`, `T: 11-5` */
const isDictated = ({ before, before2 }: Around): boolean =>
	before === ':' && BEFORE_DASH.has(before2);

/** `placed 3-21`, but not `of 3-21`, `for 3-21`, `to 3-21`, where it counts something. */
const isPossible = ({ a, b, before, next }: Around): boolean =>
	BEFORE.has(before) &&
	b > 9 &&
	a > 0 &&
	before !== 'of' &&
	before !== 'for' &&
	before !== 'to' &&
	!MEASURE.has(next);
