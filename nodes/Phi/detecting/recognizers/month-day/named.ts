import { allCapitals } from '../../marks';
import { Gap, Kind, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import type { Around } from './around';
import { BEFORE, JOINS_PLACE } from './words-of-days';
import { SCALES } from './words-of-parts';

/** Wholes beyond 12 that scales have. */
const WHOLES: ReadonlySet<number> = new Set([13, 14, 15, 16, 18, 20, 21, 24, 25, 27, 28, 30]);

/** `DT 4/21`: whoever signed, at the end of a line. */
export function ofInitials(day: Around): number | undefined {
	const { prepared, a, b, before, raw, shape } = day;
	if (!allCapitals(raw, 2, 3) || shape !== Shape.upper || a === b || (a <= b && b <= 10))
		return undefined;
	if (SCALES.has(before)) return undefined;
	const tail = day.next === '*' ? day.after + 1 : day.after;
	const isLast = tail >= prepared.count || (prepared.gaps[tail] as number) >= Gap.line;
	return isLast ? 0.6 : undefined;
}

/** `Crenshaw 5/29`, `Steroid 3/28.`: a word of medicine, or a name that medicine has too. */
export function ofTerm(day: Around): number | undefined {
	if (!isTerm(day)) return undefined;
	const { a, b, classes } = day;
	// `UR/CM 12/27:`, `Steroid 3/28.`: nothing is scored out of so many.
	const isMany = b > 12 && a <= 12 && (classes & Word.eponym) === 0;
	if (isMany && (day.next === ':' || (a < 11 && day.endsClause))) return 0.55;
	// `seen at Crenshaw 5/29`: a name before what nothing is out of.
	return b > 12 && !WHOLES.has(b) && (classes & Word.clinical) === 0 ? 0.55 : 0.2;
}

function isTerm(day: Around): boolean {
	const { prepared, token, before, classes } = day;
	if ((classes & (Word.eponym | Word.clinical)) === 0 || day.shape < Shape.capital) return false;
	if (BEFORE.has(before) || day.gapBefore > Gap.space) return false;
	if (prepared.at(token - 1).kind !== Kind.word) return false;
	// Laboratory values and events in capitals have days; scales have scores.
	const isDated = day.isAbbreviated && !SCALES.has(before) && !day.isScore && day.a !== day.b;
	const isPlace = (classes & Word.clinical) === 0 && JOINS_PLACE.has(day.before2);
	return !isDated && !isPlace;
}
