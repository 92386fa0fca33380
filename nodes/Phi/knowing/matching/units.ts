import { WordEnds } from '../../detecting/word-ends';
import { Gap, Kind, Shape } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import { canonical, COMMON_UNITS } from '../words/places';
import { wordsOf } from '../words/text';
import { isUnmeasured } from './ages';
import type { Dictionary } from './dictionary';
import type { Match, Reading } from './reading';
import { placedUnit } from './unit-places';
import { allDigits, setOf } from '../../detecting/marks';

const LEADS_TO_UNIT = setOf('in to from at loc location pt of for on');
const MOVES = setOf('to from on');

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
	private readonly headEnds = new WordEnds();
	/** Last words of wards, and wards that are written as one. */
	private readonly tails = new Set<string>();

	get size(): number {
		return this.entries.size;
	}

	add(words: readonly string[], entry: UnitEntry): void {
		this.entries.set(words.join(''), entry);
		if (entry.level === 'unit') this.tails.add(words.at(-1) as string).add(words.join(''));
		let head = '';
		for (const word of words) this.addHead((head += word));
	}

	/** The number of a room without the letter of its bed: what is there already stays. */
	addNumber(number: string, entry: UnitEntry): void {
		if (!this.entries.has(number)) this.entries.set(number, entry);
		this.addHead(number);
	}

	private addHead(head: string): void {
		this.heads.add(head);
		this.headEnds.add(head);
	}

	beginnings(): Iterable<string> {
		return this.heads;
	}

	begins(word: string): boolean {
		return this.headEnds.mayHave(word) && this.heads.has(word);
	}

	/** Whether a ward ends with a word. */
	ends(word: string): boolean {
		return word !== '' && this.tails.has(word);
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
	room: new Set(['rm', 'room', 'bed', 'bd', 'in', 'unit', 'or']),
	bed: new Set(['bed', 'bd', 'rm', 'room']),
};
const NAMES_LEVEL = new Set(['room', 'rm', 'bed', 'bd', 'ward', 'unit', 'floor', 'fl', 'wing']);
/** Words before a ward that has nothing but its number and letter: `ask for 9W`. */
const BEFORE_UNIT = new Set(
	'for of on in to from at the call called ask nurse rn staff'.split(' '),
);

/** Adds a unit that has a number or letter of its own; false where it has none and is a name or a kind. */
export function addUnit(dictionary: Dictionary, name: string, level: UnitEntry['level']): boolean {
	const all = wordsOf(name).flatMap((word) => word.match(/\d+|\D+/g) ?? []);
	const telling = all.map(canonical).filter((word) => !NAMES_LEVEL.has(word));
	const numbered = telling.filter((word) => allDigits(word) || word.length < 3);
	const kinds = telling.every((word) => COMMON_UNITS.has(word) || numbered.includes(word));
	const words = kinds && telling.length < 4 ? telling : numbered;
	if (numbered.length === 0) return kinds;
	if (!words.some((word) => /\d/.test(word)) && level !== 'bed' && words.length < 2) return false;
	const entry = new UnitEntry(words, level);
	dictionary.units.add(words, entry);
	const [number = ''] = words;
	if (level === 'room' && words.length === 2 && allDigits(number, 2, 4)) {
		dictionary.units.addNumber(number, new UnitEntry([number], 'room'));
	}
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
		const score = entry === undefined ? 0 : believed(reading, dictionary, entry, token, last);
		if (entry !== undefined && score > 0) best = match(reading, entry, token, last, score);
	}
	return best;
}

function believed(
	reading: Reading,
	{ units }: Dictionary,
	entry: UnitEntry,
	first: number,
	last: number,
): number {
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
	if (reading.isMark(first - 1, ':') && PLACES.has(near)) return 0.85;
	if (entry.level !== 'unit') {
		const placed = placedUnit(reading, units, first, last);
		if (placed > 0) return placed;
	}
	const labelled = LABELS[entry.level].has(near) || LABELS[entry.level].has(reading.lower(before));
	if (labelled && reading.raw(before) === 'OR') return 0.85;
	if (labelled && (NAMES_LEVEL.has(near) || entry.words.length > 1)) return 0.95;
	if (entry.words.length < 2) {
		// "4 West 412": behind its ward.
		const ward = units.ends(canonical(reading.lower(first - 1)));
		// "CCU 3/443", "7 South-212".
		const tied = reading.isMark(first - 1, '/-') && reading.gap(first) === Gap.none;
		const isTied = tied && units.ends(canonical(reading.lower(first - 2)));
		if (isTied && entry.level !== 'unit' && reading.lower(first).length > 2) return 0.85;
		if (ward && entry.level === 'room' && reading.gap(first) === Gap.space) return 0.8;
		if (isInside(reading, entry, first, last)) return 0.7;
		return isFree(reading, entry, first) ? 0.6 : 0;
	}
	// The number of a ward, where nothing is staged: `CKD 3B`.
	// Degrees, doses and sexes end in other letters.
	if (entry.level === 'unit' && /^\d{1,2}[ABDENSW]$/.test(reading.raw(first)) && first === last) {
		if (!STAGED.has(reading.lower(first - 1)) && !reading.isMark(first - 1, '-/+')) return 0.65;
	}
	if (entry.level === 'bed' && first === last && isBed(reading, first)) return 0.7;
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
	if (/^\d{1,2}[A-Z]$/.test(reading.raw(first)) && BEFORE_UNIT.has(reading.lower(before)))
		return 0.7;
	const mixed = reading.kind(first) === Kind.mixed;
	return mixed && reading.shape(first) !== Shape.lower && reading.lower(first).length > 2 ? 0.8 : 0;
}

/** What goes on behind the number of a room that somebody is in. */
const AFTER_ROOM = new Set(
	'for with w by after at on today now awaiting and who is was has s a not per until via'.split(
		' ',
	),
);

/** Labels of where somebody lies. */
const PLACES = new Set(
	'loc location unit ward rm room bed bd floor fl transfer to from site'.split(' '),
);
const STAGED = new Set(
	'stage ckd grade type class nyha stages level zone hep hepatitis lesion phase figure fig table section part gleason pt step tier apt suite lot'.split(
		' ',
	),
);

/** The number of a room where nothing is measured, and no hour is told. */
function isFree(reading: Reading, entry: UnitEntry, first: number): boolean {
	const raw = reading.raw(first);
	if (entry.level === 'unit' || raw.length < 3 || /^(?:[01]\d|2[0-3])[0-5]\d$/.test(raw))
		return false;
	return isUnmeasured(reading, first);
}

/** `in W5`, `from W5`: a bed by its letter and number, which is no vertebra and no vitamin. */
function isBed(reading: Reading, first: number): boolean {
	const raw = reading.raw(first);
	if (!/^[A-Z]\d{1,2}$/.test(raw) || /^(?:[CTLS]\d{1,2}|B12|B6|A1|A2|P2|M\d)$/.test(raw))
		return false;
	if (LEADS_TO_UNIT.has(reading.lower(first - 1))) return true;
	if (reading.isMark(first - 1, '(|') && reading.isMark(first + 1, ')|')) return true;
	return reading.gap(first) >= Gap.line && reading.isMark(first + 1, ':-');
}

const MOVED = new Set(
	`moved transferred xfer txfr trx back up down admitted admit brought sent arrived assigned called report
	returned nurse rn staff`
		.trim()
		.split(/\s+/),
);

/** `Pt in 412, alert`: the number of the room alone, where nothing is counted. */
function isInside(reading: Reading, entry: UnitEntry, first: number, last: number): boolean {
	if (entry.level === 'unit' || reading.lower(first).length < 3) return false;
	// Testperson (412)
	if (reading.isMark(first - 1, '(') && reading.isMark(last + 1, ')')) {
		const plain = (reading.classes(first - 2) & Word.clinical) === 0;
		return plain && reading.hasCapital(first - 2) && reading.lower(first - 2).length > 3;
	}
	const apart = reading.gap(first) === Gap.space && reading.gap(last + 1) === Gap.space;
	// Testperson / 412 / watcher, and a cell of a table.
	if (reading.isMark(first - 1, '/') && reading.isMark(last + 1, '/') && apart) return true;
	if (reading.isMark(first - 1, '|') && reading.isMark(last + 1, '|')) return true;
	// 412 Testperson A 54F
	if (reading.gap(first) >= Gap.line && reading.lower(first).length === 3) {
		const plain = reading.classes(last + 1) & (Word.clinical | Word.label | Word.month);
		return reading.gap(last + 1) === Gap.space && reading.hasCapital(last + 1) && plain === 0;
	}
	const before = reading.lower(first - 1);
	const moved = MOVED.has(reading.lower(first - 2));
	if (MOVES.has(before)) {
		if (moved && isUnmeasured(reading, first, true)) return true;
		if (before === 'on' || !reading.startsSentence(first - 1)) return false;
	} else if (before !== 'in') return false;
	const next = last + 1;
	if (reading.gap(next) >= Gap.line || AFTER_ROOM.has(reading.lower(next))) return true;
	return reading.isMark(next, '.,;:)') && reading.gap(next + 1) !== Gap.none;
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
