import { Gap, Kind } from '../../detecting/types';
import type { PhiRole } from '../../types';
import { setOf } from '../../detecting/marks';
import { canonical } from '../words/places';
import { wordsOf } from '../words/text';
import type { Dictionary } from './dictionary';
import type { Match, Reading } from './reading';

/** Words before the number of a flat, in their one spelling. Wards have units, rooms and floors as well. */
const FLATS = setOf('apt flat ste suite trlr lot unit');

/** The number of a flat of the chart: the `4b` of `218 Quarry Hill Road Apt 4B`. */
export class DwellingEntry {
	readonly kind = 'dwelling';

	constructor(readonly role: PhiRole) {}
}

/** Adds the number of the flat that a street line ends with. */
export function addDwelling(dictionary: Dictionary, line: string, role: PhiRole): void {
	const words = wordsOf(line).map(canonical);
	for (let at = 1; at < words.length; at++) {
		const number = words[at] as string;
		if (!FLATS.has(words[at - 1] as string) || !/^[a-z]?\d{1,5}[a-z]?$/.test(number)) continue;
		dictionary.words.add(number, new DwellingEntry(role), false);
	}
}

/** `Lives in apt 4b.`: the number of the flat behind a word for one, in whatever case. */
export function dwellingAt(
	reading: Reading,
	{ role }: DwellingEntry,
	token: number,
): Match | undefined {
	let before = reading.wordBefore(token, '.:#');
	// `apt no. 4b`
	if (before >= 0 && reading.lower(before) === 'no') before = reading.wordBefore(before, '.:#');
	if (before < 0 || reading.gap(token) > Gap.space) return undefined;
	const label = canonical(reading.lower(before));
	if (!FLATS.has(label)) return undefined;
	// `unit 4`, `lot 12`: of blood, and of a vaccine.
	const isCounted = label === 'unit' || label === 'lot' || label === 'ste' || label === 'suite';
	if (isCounted && reading.kind(token) === Kind.number) return undefined;
	return { first: token, last: token, type: 'STREET', role, rule: 'known-dwelling', score: 0.85 };
}
