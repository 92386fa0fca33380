import { Gap, Kind, Shape } from '../../detecting/types';
import { canonical, COMMON_UNITS } from '../words/places';
import { wordsOf } from '../words/text';
import type { Dictionary } from './dictionary';
import type { Match, Reading } from './reading';

/** A ward, room or bed of the chart by the numbers and letters that tell it from others. */
export class UnitEntry {
	readonly kind = 'unit';

	constructor(
		/** Words in their one spelling: `4 w` for 4 West, `412 b` for Room 412-B. */
		readonly words: readonly string[],
		readonly level: 'unit' | 'room' | 'bed',
	) {}
}

/** Units by their words, joined as they may be written. */
export class UnitIndex {
	private readonly entries = new Map<string, UnitEntry>();
	private readonly heads = new Set<string>();

	get size(): number {
		return this.entries.size;
	}

	add(words: readonly string[], entry: UnitEntry): void {
		this.entries.set(words.join(''), entry);
		let head = '';
		for (const word of words) this.heads.add((head += word));
	}

	beginnings(): Iterable<string> {
		return this.heads;
	}

	begins(word: string): boolean {
		return this.heads.has(word);
	}

	get(joined: string): UnitEntry | undefined {
		return this.entries.get(joined);
	}
}

const LABELS: Readonly<Record<UnitEntry['level'], ReadonlySet<string>>> = {
	unit: new Set([
		'loc',
		'location',
		'unit',
		'ward',
		'fl',
		'floor',
		'wing',
		'to',
		'on',
		'from',
		'in',
		'at',
	]),
	room: new Set(['rm', 'room', 'bed', 'in', 'unit', 'or']),
	bed: new Set(['bed', 'rm', 'room']),
};
const NAMES_LEVEL = new Set(['room', 'rm', 'bed', 'ward', 'unit', 'floor', 'fl', 'wing']);

/** Adds a unit that has a number or letter of its own; false where it has none and is a name or a kind. */
export function addUnit(dictionary: Dictionary, name: string, level: UnitEntry['level']): boolean {
	const all = wordsOf(name).flatMap((word) => word.match(/\d+|\D+/g) ?? []);
	const telling = all.map(canonical).filter((word) => !NAMES_LEVEL.has(word));
	const numbered = telling.filter((word) => /^\d+$/.test(word) || word.length < 3);
	const kinds = telling.every((word) => COMMON_UNITS.has(word) || numbered.includes(word));
	const words = kinds && telling.length < 4 ? telling : numbered;
	if (numbered.length === 0) return kinds;
	if (!words.some((word) => /\d/.test(word)) && level !== 'bed' && words.length < 2) return false;
	const entry = new UnitEntry(words, level);
	dictionary.units.add(words, entry);
	if (words.length === 2) dictionary.units.add(words.toReversed(), entry);
	return true;
}

/** A unit of the chart that begins with a token: `4 West`, `4W`, `412-B`, `Rm 412`, `Bed 2`. */
export function unitAt(reading: Reading, dictionary: Dictionary, token: number): Match | undefined {
	if (!dictionary.units.begins(canonical(reading.lower(token)))) return undefined;
	let made = '';
	let last = token;
	let best: Match | undefined;
	for (let at = token; at < token + 4 && at < reading.count; at++) {
		if (at > token && reading.gap(at) > Gap.space) break;
		if (reading.isMark(at)) {
			if (at === token || !reading.isMark(at, '-/')) break;
			continue;
		}
		made += canonical(reading.lower(at));
		if (made.length > 12) break;
		last = at;
		const entry = dictionary.units.get(made);
		const score = entry === undefined ? 0 : believed(reading, entry, token, last);
		if (entry !== undefined && score > 0) best = match(reading, entry, token, last, score);
	}
	return best;
}

function believed(reading: Reading, entry: UnitEntry, first: number, last: number): number {
	const before = reading.isMark(first - 1, '#.:') ? first - 2 : first - 1;
	const near = reading.gap(first) < Gap.line ? canonical(reading.lower(before)) : '';
	// A list of rooms: the number begins the line, and its columns stand apart.
	if (
		entry.level === 'room' &&
		reading.gap(first) >= Gap.line &&
		reading.gap(last + 1) === Gap.wide
	) {
		return 0.7;
	}
	const labelled = LABELS[entry.level].has(near) || LABELS[entry.level].has(reading.lower(before));
	if (labelled && reading.raw(before) === 'OR') return 0.85;
	if (labelled && (NAMES_LEVEL.has(near) || entry.words.length > 1)) return 0.95;
	if (entry.words.length < 2) return 0;
	const slash = reading.isMark(first - 1, '/') && reading.kind(first - 2) !== Kind.number;
	const ends = reading.isMark(last + 1, '|') || reading.gap(last + 1) >= Gap.line;
	const column = (reading.isMark(first - 1, '|') && ends) || reading.isMark(last + 1, '|');
	if (column && reading.shape(last) !== Shape.lower) return 0.8;
	if (reading.gap(last + 1) <= Gap.space && NAMES_LEVEL.has(canonical(reading.lower(last + 1)))) {
		if (reading.shape(last) !== Shape.lower) return 0.85;
	}
	if (last > first) {
		// "4 West" and "412-B" name a place; "4 w" may be four weeks.
		const word = reading.lower(last);
		if (entry.level === 'room' || entry.level === 'bed') {
			const apart = slash || !reading.isMark(first - 1, '-/');
			return reading.shape(last) !== Shape.lower && apart ? 0.85 : 0;
		}
		return word.length > 2 || reading.lower(first).length > 2 ? 0.88 : 0;
	}
	// "Testfield Hospital, 9W."
	if (
		reading.isMark(first - 1, ',') &&
		reading.hasCapital(first - 2) &&
		reading.hasCapital(first)
	) {
		return 0.7;
	}
	const mixed = reading.kind(first) === Kind.mixed;
	return mixed && reading.shape(first) !== Shape.lower && reading.lower(first).length > 2 ? 0.8 : 0;
}

function match(
	reading: Reading,
	entry: UnitEntry,
	token: number,
	last: number,
	score: number,
): Match {
	const rule = `known-${entry.level}`;
	// "Unit 2C" is the name of a unit; "Room 412" is a room and its number.
	const named = entry.level === 'unit' && NAMES_LEVEL.has(canonical(reading.lower(token - 1)));
	const first = named && reading.gap(token) <= Gap.space ? token - 1 : token;
	return { first, last, type: 'FACILITY', role: 'patient', rule, score };
}
