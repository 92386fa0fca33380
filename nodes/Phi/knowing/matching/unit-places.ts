import { allDigits, digitFirst } from '../../detecting/marks';
import { Gap } from '../../detecting/types';
import { canonical } from '../words/places';
import type { Reading } from './reading';
import type { UnitIndex } from './units';

const isClock = (reading: Reading, token: number): boolean =>
	/^(?:[01]\d|2[0-3])[0-5]\d$/.test(reading.raw(token)) ||
	(reading.isMark(token - 1, ':') && allDigits(reading.raw(token), 2, 2));

/** `MICU-B 1427`, `2 Main A4`: directly behind the ward. */
function isBehindWard(reading: Reading, units: UnitIndex, first: number): boolean {
	if (reading.gap(first) !== Gap.space) return false;
	const before = reading.lower(first - 1);
	if (!units.ends(canonical(before))) return false;
	// `CCU 3 23`: the number of a ward has its name before it.
	return !digitFirst(before) || reading.hasCapital(first - 2);
}

/** `0336 To 141.`: where somebody is brought, with nothing counted behind. */
function isReached(reading: Reading, first: number, last: number): boolean {
	if (reading.raw(first - 1) !== 'To') return false;
	const begins = reading.startsSentence(first - 1) || isClock(reading, first - 2);
	const end = last + 1;
	const stops = reading.isMark(end, '.,;') && reading.gap(end + 1) !== Gap.none;
	return begins && (stops || reading.gap(end) >= Gap.line);
}

/** How far the number of a room or bed is believed for the place in which it stands. */
export function placedUnit(
	reading: Reading,
	units: UnitIndex,
	first: number,
	last: number,
): number {
	if (reading.raw(first).length > 1 || last > first) {
		if (isBehindWard(reading, units, first)) return 0.75;
	}
	if (reading.gap(first) >= Gap.line && reading.isMark(last + 1, '"“')) {
		return reading.hasCapital(last + 2) ? 0.7 : 0;
	}
	return isReached(reading, first, last) ? 0.65 : 0;
}
