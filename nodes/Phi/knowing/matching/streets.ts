import { Gap, Kind } from '../../detecting/types';
import type { PhiRole } from '../../types';
import { isOrdinary } from '../words/ordinary';
import { BUILDING_PART, canonical, COMPASS, STREET_KIND } from '../words/places';
import { wordsOf } from '../words/text';
import type { Dictionary } from './dictionary';
import type { Match, Reading } from './reading';
import { digitFirst } from '../../detecting/marks';

/** A street line of the chart: house number, name, and number of the flat. */
export class StreetEntry {
	readonly kind = 'street';

	constructor(
		readonly numbers: ReadonlySet<string>,
		/** Words of the name in their one spelling, without kind of street and compass. */
		readonly name: ReadonlySet<string>,
		/** All words of the line. */
		readonly all: ReadonlySet<string>,
		readonly role: PhiRole,
		/** Number of a post box, whose line has no street. */
		readonly box: boolean,
	) {}
}

const ORDINALS = [
	['1st', 'first'],
	['2nd', 'second'],
	['3rd', 'third'],
	['4th', 'fourth'],
	['5th', 'fifth'],
	['6th', 'sixth'],
	['7th', 'seventh'],
	['8th', 'eighth'],
	['9th', 'ninth'],
	['10th', 'tenth'],
] as const;

/** Adds a street line. */
export function addStreet(dictionary: Dictionary, line: string, role: PhiRole): void {
	const words = wordsOf(line).map(canonical);
	if (words.length === 0 || words.length > 12) return;
	const box = words.includes('box') || words.includes('pob');
	const numbers = new Set(words.filter((word) => /^\d+[a-z]?$/.test(word)));
	const name = new Set<string>();
	let inPart = false;
	for (const word of words) {
		if (BUILDING_PART.has(word)) inPart = true;
		else if (!inPart && !numbers.has(word) && !COMPASS.has(word)) name.add(word);
	}
	const kinds = [...name].filter((word) => STREET_KIND.has(word));
	// "Park Avenue" keeps its first word, "Long Street" loses only its kind.
	if (kinds.length < name.size) for (const kind of kinds) name.delete(kind);
	else if (kinds.length > 1) name.delete(kinds.at(-1) as string);
	for (const pair of ORDINALS) {
		if (pair.some((word) => name.has(word))) for (const word of pair) name.add(word);
	}
	const entry = new StreetEntry(numbers, name, new Set([...words, ...name]), role, box);
	if (box) for (const number of numbers) dictionary.words.add(number, entry, false);
	for (const word of name) {
		if (word.length < 2 || (box && (word === 'po' || word === 'p' || word === 'o'))) continue;
		dictionary.words.add(word, entry, word.length > 4 && !isOrdinary(word));
	}
}

/** The street line around a token that is a word of its name. */
export function streetAt(
	reading: Reading,
	dictionary: Dictionary,
	street: StreetEntry,
	token: number,
): Match | undefined {
	if (street.box && digitFirst(reading.lower(token))) return boxAt(reading, street, token);
	const found = new Set([wordAt(reading, dictionary, street, token)]);
	let kind = false;
	let first = token;
	let last = token;
	for (let at = token + 1; at < reading.count && at < token + 16; at++) {
		if (reading.gap(at) > Gap.space && !(reading.gap(at) === Gap.wide)) {
			if (reading.gap(at) !== Gap.line || !isPart(reading, street, at)) break;
		}
		if (reading.isMark(at, '.,#')) continue;
		const word = wordAt(reading, dictionary, street, at);
		if (street.name.has(word)) found.add(word);
		else if (STREET_KIND.has(word) && at - last <= 2) kind = true;
		else if (!isPart(reading, street, at) && !(COMPASS.has(word) && at - last === 1)) break;
		last = at;
	}
	let numbered = false;
	for (let at = token - 1; at >= 0 && at > token - 8; at--) {
		if (reading.gap(at + 1) > Gap.space) break;
		if (reading.isMark(at, '.')) continue;
		const word = wordAt(reading, dictionary, street, at);
		if (street.numbers.has(reading.lower(at))) {
			first = at;
			numbered = true;
			break;
		}
		if (street.name.has(word)) found.add(word);
		else if (!COMPASS.has(word) && !street.all.has(word)) break;
		// Calle Real, Via Roma: the kind stands first.
		if (STREET_KIND.has(word) && reading.hasCapital(at)) kind = true;
		first = at;
	}
	const score = believed(reading, street, { token, first, found, kind, numbered });
	if (score === 0) return undefined;
	return { first, last, type: 'STREET', role: street.role, rule: 'known-street', score };
}

function wordAt(
	reading: Reading,
	dictionary: Dictionary,
	street: StreetEntry,
	token: number,
): string {
	const word = canonical(reading.lower(token));
	if (street.all.has(word)) return word;
	const hit = dictionary.hit(reading.prepared, token);
	return hit !== undefined && hit.uses.includes(street) ? hit.word : word;
}

/** Whether a token belongs to the flat or floor of the line: its designator, or what follows one. */
function isPart(reading: Reading, street: StreetEntry, token: number): boolean {
	const word = canonical(reading.lower(token));
	if (BUILDING_PART.has(word)) return street.all.has(word) || reading.kind(token + 1) !== Kind.word;
	const at = reading.isMark(token - 1, '.') ? token - 2 : token - 1;
	const before = reading.isMark(at, '#') ? '#' : canonical(reading.lower(at));
	const designated = before === '#' || BUILDING_PART.has(before);
	return designated && (street.all.has(word) || reading.kind(token) !== Kind.word);
}

interface Span {
	readonly token: number;
	readonly first: number;
	readonly found: ReadonlySet<string>;
	readonly kind: boolean;
	readonly numbered: boolean;
}

const LIVES = new Set(
	'lives lived living live resides residing house home apartment apt wandering corner address parked'.split(
		' ',
	),
);
const ON = new Set(['on', 'at', 'near', 'off', 'along', 'of']);

function believed(reading: Reading, street: StreetEntry, span: Span): number {
	const { token, first, found } = span;
	if (span.numbered) return 0.97;
	const capital = reading.hasCapital(token);
	const strong = [...found].some((word) => word.length > 3 && !isOrdinary(word));
	if (span.kind && (capital || strong)) return 0.9;
	if (found.size > 1 && found.size === street.name.size && (capital || strong)) return 0.88;
	const lives = ON.has(reading.lower(first - 1)) && LIVES.has(reading.lower(first - 2));
	if (lives && capital && found.size === street.name.size) return 0.8;
	if (!strong || !capital || street.name.size > 1) return 0;
	return ON.has(reading.lower(first - 1)) ? 0.75 : 0;
}

/** A post box by its number, with the words before it. */
function boxAt(reading: Reading, street: StreetEntry, token: number): Match | undefined {
	const before = reading.isMark(token - 1, '#.') ? token - 2 : token - 1;
	const word = reading.lower(before);
	if (word !== 'box' && word !== 'pob') return undefined;
	let first = before;
	for (let at = before - 1; at > before - 6; at--) {
		if (reading.gap(at + 1) > Gap.space) break;
		if (
			!reading.isMark(at, '.') &&
			!['p', 'o', 'po', 'post', 'office'].includes(reading.lower(at))
		) {
			break;
		}
		if (!reading.isMark(at)) first = at;
	}
	const { role } = street;
	return { first, last: token, type: 'STREET', role, rule: 'known-street', score: 0.97 };
}
