import { Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import type { Around } from './around';
import { COMING } from './words-of-days';

/** `02/19`, `5/07`: nobody writes a score, a strength or a share with a zero before it. */
export function ofZero(day: Around): number | undefined {
	const { a, b } = day;
	if (!day.isPadded) return undefined;
	const isOut = a <= b && (b === 5 || b === 6 || b === 10);
	if (!isOut) return 0.75;
	// `Zzames 02/10`: behind a word that is a name or nothing.
	return day.shape === Shape.capital && (day.classes & ~Word.particle) === 0 ? 0.6 : undefined;
}

/** `Next Zzhep 3/7`, `due hep 03/07`: the day that something is planned for. */
export function ofPlan(day: Around): number | undefined {
	if (!COMING.has(day.before2)) return undefined;
	return day.shape === Shape.capital || day.isPadded ? 0.75 : undefined;
}
