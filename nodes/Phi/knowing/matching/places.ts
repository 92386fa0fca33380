import { Gap, Kind, Shape } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { PhiRole, PhiType } from '../../types';
import type { KnownPlace } from '../known';
import { isOrdinary } from '../words/ordinary';
import {
	canonical,
	COMMON_UNITS,
	GENERAL,
	JOINING,
	KIND_OF_PLACE,
	STREET_KIND,
} from '../words/places';
import { plain, wordsOf } from '../words/text';
import type { Dictionary } from './dictionary';
import type { Match, Reading } from './reading';
import { addUnit } from './units';
import { setOf } from '../../detecting/marks';

const LIVES = setOf('lives lived living resides residing home born raised');
const CAME = setOf('came up down over moved drove flew originally native');

/** An organization, town or county of the chart as a note may name it. */
export class PlaceEntry {
	readonly kind = 'place';

	constructor(
		/** Words of the name in their one spelling, in order, without those that join. */
		readonly words: readonly string[],
		/** Those of them that few other names have. */
		readonly own: ReadonlySet<string>,
		readonly type: PhiType,
		readonly role: PhiRole,
		readonly rule: string,
	) {}
}

const LONGEST_NAME = 14;
/** Tokens to each side of a word of a name. */
const LONGEST_REACH = 20;

/** Adds a place by its name; a name that every hospital has (Emergency Department) adds nothing. */
export function addPlace(dictionary: Dictionary, place: KnownPlace): void {
	const { kind } = place;
	if (kind === 'unit' || kind === 'room' || kind === 'bed') {
		if (addUnit(dictionary, place.name, kind)) return;
	}
	const city = kind === 'city';
	const type: PhiType = city ? 'CITY' : 'FACILITY';
	const role = place.role ?? 'organization';
	const rule = city ? 'known-city' : 'known-facility';
	for (const name of spellings(place.name)) {
		const words = name.map(canonical).filter((word) => !JOINING.has(word));
		if (words.length === 0 || words.length > LONGEST_NAME) continue;
		if (!city && words.every((word) => COMMON_UNITS.has(word) || isPartOfUnit(word))) {
			if (addUnit(dictionary, place.name, levelOf(words)) || words.length < 3) continue;
		}
		const own = new Set(words.filter((word) => !GENERAL.has(word) && word.length > 1));
		if (city && words.length === 1) own.add(words[0] as string);
		const entry = new PlaceEntry(words, own, type, role, rule);
		const anchors = own.size > 0 ? own : new Set([words[0] as string]);
		for (const anchor of anchors) {
			const loose = anchor.length > 4 && !isOrdinary(anchor);
			dictionary.words.add(anchor, entry, loose);
		}
		if (!city) addAcronyms(dictionary, name, entry);
	}
}

/** Whether a word is a number, a direction, or both: `412`, `b`, `4w`. */
function isPartOfUnit(word: string): boolean {
	return word.length < 3 || /^[a-z]?\d+[a-z]?$/.test(word);
}

/** Level of a place that has only its name to say it. */
function levelOf(words: readonly string[]): 'unit' | 'room' | 'bed' {
	if (words.includes('bed')) return 'bed';
	return words.includes('rm') ? 'room' : 'unit';
}

/** Ways in which a name is written: `St. Mary's` is also `St Marys`. */
function spellings(name: string): string[][] {
	const bare = plain(name).replace(/\([^)]*\)/g, ' ');
	const words = wordsOf(bare);
	const closed = /['’]/.test(bare)
		? wordsOf(bare.replace(/(?<=\p{L})['’]s?(?=\W|$)/gu, (found) => found.slice(1)))
		: words;
	const open = words.filter((word, index) => !(word === 's' && index > 0));
	const made = [open];
	if (closed.join(' ') !== open.join(' ')) made.push(closed);
	return made;
}

/** First letters of a name of three words or more: GHT, and with `of` GHOT. */
function addAcronyms(dictionary: Dictionary, name: readonly string[], entry: PlaceEntry): void {
	if (name.length < 3) return;
	const main = name.filter((word) => !JOINING.has(word) && /^\p{L}/u.test(word));
	if (main.length < 3) return;
	const withJoining = name.filter((word) => word !== 'the' && /^\p{L}/u.test(word));
	for (const words of [main, withJoining]) {
		const acronym = words.map((word) => word[0]).join('');
		if (acronym.length < 3 || acronym.length > 7 || isOrdinary(acronym)) continue;
		dictionary.acronyms.set(acronym, entry);
	}
}

/** The short form of an organization: capitals alone. */
export function acronymAt(
	reading: Reading,
	dictionary: Dictionary,
	token: number,
): Match | undefined {
	if (reading.shape(token) !== Shape.upper) return undefined;
	const entry = dictionary.acronyms.get(reading.lower(token));
	if (entry === undefined) return undefined;
	const { type, role, rule } = entry;
	return { first: token, last: token, type, role, rule: `${rule}-acronym`, score: 0.85 };
}

const BEFORE_PLACE = new Set(
	'at to from in near via of outside visiting through into around leaving toward towards'.split(
		' ',
	),
);

/** The name of a place around a token that is one of its own words. */
export function placeAt(
	reading: Reading,
	dictionary: Dictionary,
	place: PlaceEntry,
	token: number,
): Match | undefined {
	const capital = reading.hasCapital(token);
	const found = new Set<string>([canonicalAt(reading, dictionary, place, token)]);
	let kinds = 0;
	const take = (at: number): boolean => {
		const word = canonicalAt(reading, dictionary, place, at);
		if (word === '') return false;
		if (place.words.includes(word)) {
			found.add(word);
			return true;
		}
		const like = capital ? reading.hasCapital(at) : reading.shape(at) === Shape.lower;
		if (!like || !KIND_OF_PLACE.has(word) || (place.type === 'CITY' && !capital)) return false;
		kinds++;
		return true;
	};
	const reached = reach(reading, token, 1, take);
	const last = reading.afterPossessive(reached) - 1;
	const first = reach(reading, token, -1, take);
	const score = believed(reading, place, { token, first, last, found, kinds });
	if (score === 0) return undefined;
	const facility = place.type === 'CITY' && kinds > 0 && first !== last;
	const type: PhiType = facility ? 'FACILITY' : place.type;
	return { first, last, type, role: place.role, rule: place.rule, score };
}

/** Goes on in one direction over words of the name, and over joining words that lead to another one. */
function reach(
	reading: Reading,
	token: number,
	step: 1 | -1,
	take: (at: number) => boolean,
): number {
	let end = token;
	let at = token + step;
	for (
		let skipped = 0;
		skipped < 3 && Math.abs(at - token) < LONGEST_REACH && at >= 0 && at < reading.count;
		at += step
	) {
		const gap = reading.gap(step === 1 ? at : at + 1);
		if (gap > Gap.line) break;
		if (take(at)) {
			end = at;
			skipped = 0;
			continue;
		}
		const lower = reading.lower(at);
		const joins = reading.isMark(at, ".'&-,/") || JOINING.has(lower) || lower === 's';
		if (!joins || gap === Gap.line) break;
		skipped++;
	}
	return end;
}

function canonicalAt(
	reading: Reading,
	dictionary: Dictionary,
	place: PlaceEntry,
	token: number,
): string {
	if (reading.isMark(token)) return '';
	const word = canonical(reading.lower(token));
	if (place.words.includes(word)) return word;
	const hit = dictionary.hit(reading.prepared, token);
	if (hit !== undefined && hit.uses.includes(place)) return hit.word;
	return word;
}

interface Span {
	readonly token: number;
	readonly first: number;
	readonly last: number;
	readonly found: ReadonlySet<string>;
	readonly kinds: number;
}

function believed(reading: Reading, place: PlaceEntry, span: Span): number {
	const { token, found } = span;
	const capital = reading.hasCapital(token);
	const strong = [...found].some((word) => place.own.has(word) && isStrong(word));
	const whole = found.size === new Set(place.words).size;
	if (found.size > 1 && whole) {
		if (capital || strong || found.size > 2) return 0.97;
		return reading.accompanied(token) || place.type === 'CITY' ? 0.8 : 0;
	}
	if (place.own.size === 0) return 0;
	if (found.size > 1 && (capital || strong)) return 0.92;
	if (span.kinds > 0 && (capital || strong)) return 0.9;
	if (reading.namesThing(token) && !strong) return 0;
	return alone(reading, place, token, strong);
}

function isStrong(word: string): boolean {
	return word.length > 3 && !isOrdinary(word);
}

/** How far one word of the name is believed alone. */
function alone(reading: Reading, place: PlaceEntry, token: number, strong: boolean): number {
	const capital = reading.hasCapital(token);
	if (place.type === 'CITY' && place.words.length > 1) return 0;
	if (beforeState(reading, token)) return 0.95;
	if (place.type === 'CITY' && isHome(reading, token)) return 0.75;
	if (strong) return capital || place.words.length === 1 ? 0.88 : 0;
	// 12 BIRCH DRIVE MOBILE
	const before = reading.isMark(token - 1, ',') ? token - 2 : token - 1;
	const cased = reading.hasCapital(before) === capital;
	const street = STREET_KIND.has(canonical(reading.lower(before))) && cased;
	const line = reading.gap(token) <= Gap.space;
	if (place.type === 'CITY' && street && line && isNumbered(reading, before)) return 0.85;
	if (!capital || reading.shape(token) === Shape.upper || reading.namesThing(token)) return 0;
	if (reading.gap(token) >= Gap.line) return 0;
	const led = BEFORE_PLACE.has(reading.lower(token - 1));
	if (place.type === 'CITY' && inAddress(reading, token)) return 0.85;
	const heading = reading.gap(token + 1) < Gap.line && reading.hasCapital(token + 1);
	return led && !heading && (reading.classes(token) & Word.month) === 0 ? 0.75 : 0;
}

/** `lives in reading`, `came up from mobile`: a town in small letters. */
function isHome(reading: Reading, token: number): boolean {
	const [before, lead] = [reading.lower(token - 1), reading.lower(token - 2)];
	if (before === 'in') return LIVES.has(lead);
	return before === 'from' && CAME.has(lead);
}

/** Whether a house number stands before a kind of street: `12 Old Birch Drive`. */
function isNumbered(reading: Reading, kind: number): boolean {
	for (let at = kind - 1; at > kind - 5 && at >= 0 && reading.gap(at + 1) <= Gap.space; at--) {
		if (reading.kind(at) === Kind.number) return at < kind - 1;
	}
	return false;
}

/** Whether a street line or the label of a town stands before a word. */
function inAddress(reading: Reading, token: number): boolean {
	const before = reading.wordBefore(token, '.,:');
	if (before < 0 || before === token - 1) return false;
	const word = canonical(reading.lower(before));
	return STREET_KIND.has(word) || word === 'city' || word === 'town' || word === 'county';
}

/** Whether a state or a ZIP code follows, so that the word is a town. */
function beforeState(reading: Reading, token: number): boolean {
	let at = token + 1;
	const comma = reading.isMark(at, ',');
	if (comma) at++;
	if (reading.gap(at) >= Gap.line) return false;
	if (reading.kind(at) === Kind.number) {
		return reading.lower(at).length === 5 && reading.hasCapital(token);
	}
	if ((reading.classes(at) & Word.state) !== 0) return comma;
	return comma && reading.shape(at) === Shape.upper && reading.lower(at).length === 2;
}
