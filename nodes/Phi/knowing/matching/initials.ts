import { Gap, Kind, Shape } from '../../detecting/types';
import { isAbbreviation } from '../../detecting/vocabulary/abbreviations';
import { Word } from '../../detecting/vocabulary/words';
import { isOrdinary } from '../words/ordinary';
import type { Dictionary } from './dictionary';
import type { PersonEntry } from './person';
import { personAfter, personBefore } from './person-context';
import { PERSON_DOES, type Match, type Reading } from './reading';

/** Words that stand before the initials of whoever signed, typed or dictated. */
const SIGNS = new Set(
	'initials signed by per dictated transcribed typed entered reviewed verified witness witnessed d t dd dt sig cosigned rn md np pa scribe tech drawn final prelim read'.split(
		' ',
	),
);

/** Initials of somebody in the chart: `A.M.T.`, `AMT:BLT D: 3/7`, `(AMT)`, `-AMT`. */
export function initialsAt(
	reading: Reading,
	dictionary: Dictionary,
	token: number,
): Match | undefined {
	const lower = reading.lower(token);
	if (lower.length === 1) {
		const spelt = spelledAt(reading, dictionary, token);
		if (spelt !== undefined || reading.shape(token) !== Shape.initial) return spelt;
		return pointed(reading, dictionary, token);
	}
	if (lower.length < 2 || lower.length > 4) return undefined;
	const people = dictionary.initials.get(lower);
	if (people === undefined) return undefined;
	const own = people.some(({ role }) => role === 'patient');
	const score = Math.max(signed(reading, token, lower), own ? ofPatient(reading, token, lower) : 0);
	return score === 0 ? undefined : match(people, token, token, score);
}

const LONGEST_SPELT = 24;
const SHORTEST_SPELT = 4;

const isLetter = (reading: Reading, token: number): boolean =>
	reading.kind(token) === Kind.word && reading.lower(token).length === 1;

/** A name of the chart letter by letter: `O A K L E Y`, `N-g-o-z-i`, `T.E.S.T.P.E.R.S.O.N`. */
function spelledAt(reading: Reading, dictionary: Dictionary, token: number): Match | undefined {
	const after = reading.isMark(token + 1, ".-_'") ? token + 2 : token + 1;
	if (!isLetter(reading, after)) return undefined;
	const before = reading.isMark(token - 1, '.-_') ? token - 2 : token - 1;
	// The letter of `that's` is no part of it.
	const owned = reading.isMark(before - 1, "'") && reading.gap(before) === Gap.none;
	if (isLetter(reading, before) && !owned && reading.gap(token) <= Gap.space) return undefined;
	let letters = '';
	const at: number[] = [];
	for (let next = token; letters.length < LONGEST_SPELT && isLetter(reading, next); next++) {
		if (next > token && reading.gap(next) > Gap.wide) break;
		letters += reading.lower(next);
		at.push(next);
		if (reading.isMark(next + 1, ".-_'") && reading.gap(next + 1) <= Gap.space) next++;
	}
	for (let length = letters.length; length >= SHORTEST_SPELT; length--) {
		const person = namedBy(dictionary, letters.slice(0, length));
		if (person === undefined) continue;
		const { role, rule } = person;
		const last = at[length - 1] as number;
		return { first: token, last, type: 'NAME', role, rule: `${rule}-spelt`, score: 0.9 };
	}
	return undefined;
}

/** The person whom letters name: by one word of the name, or by two behind each other. */
function namedBy(dictionary: Dictionary, letters: string): PersonEntry | undefined {
	const of = (word: string): PersonEntry[] =>
		(dictionary.words.exact(word) ?? []).filter((use) => use.kind === 'person');
	const [one] = of(letters);
	if (one !== undefined) return one;
	for (let cut = 2; cut < letters.length - 1; cut++) {
		const rest = of(letters.slice(cut));
		const both = of(letters.slice(0, cut)).find((person) => rest.includes(person));
		if (both !== undefined) return both;
	}
	return undefined;
}

/** Words with which a message closes, before the letters of whoever wrote it. */
const CLOSES = new Set('ty thx thanks thanx you love sincerely best cheers xo regards'.split(' '));

/** The patient's own initials where a patient stands: `0830 AT up to chair`, `ty at` at the end. */
function ofPatient(reading: Reading, token: number, lower: string): number {
	const ends = reading.gap(token + 1) >= Gap.line;
	if (reading.shape(token) === Shape.lower) {
		const before = reading.wordBefore(token, ',-.');
		return ends && before >= 0 && CLOSES.has(reading.lower(before)) ? 0.75 : 0;
	}
	if (reading.shape(token) !== Shape.upper) return 0;
	const [before, after] = [personBefore(reading, token), personAfter(reading, token)];
	if (before === 2) return 0.8;
	if (!STAFF.has(lower)) {
		if (after === 2) return 0.75;
		if (before + after > 1 || (after > 0 && reading.isPossessive(token))) return 0.7;
	}
	if (!isOrdinary(lower) && !isAbbreviation(lower)) return lower.length > 2 ? 0.7 : 0.6;
	const clock = /^(?:[01]\d|2[0-3])[0-5]\d$/.test(reading.raw(token - 1));
	const begins = clock && reading.gap(token - 1) >= Gap.line && !ends;
	return begins && !COMMON_POINTED.has(lower) && !AT_HOURS.has(lower) ? 0.6 : 0;
}

/** People by their calling, and places that answer the telephone: they act as patients do. */
const STAFF = new Set('pt ot rt rn md do np pa sw cm er ed or ir st'.split(' '));

/** What is written behind an hour of a nursing note and is no one. */
const AT_HOURS = new Set(
	'pt ot rt ct mr us bg bs ua cm sw nc ra vs wt bm sz st lp ng og gt et tf ls cr ck bc cx iv vss bgl fsbs abg cxr mri ekg ecg'.split(
		' ',
	),
);

/** Letters with a point after each. */
function pointed(reading: Reading, dictionary: Dictionary, token: number): Match | undefined {
	if (reading.isMark(token - 1, '.') && reading.shape(token - 2) === Shape.initial)
		return undefined;
	let letters = '';
	let at = token;
	while (
		letters.length < 4 &&
		reading.shape(at) === Shape.initial &&
		reading.isMark(at + 1, '.') &&
		reading.gap(at + 1) === Gap.none &&
		(at === token || reading.gap(at) <= Gap.space)
	) {
		letters += reading.lower(at);
		at += 2;
	}
	if (letters.length < 2) return undefined;
	const people = dictionary.initials.get(letters);
	if (people === undefined) return undefined;
	// Credentials and units are pointed as well: M.D., P.O., U.S.
	if (COMMON_POINTED.has(letters)) {
		const own = people.some(({ role }) => role === 'patient');
		const behind = reading.isMark(token - 1, ',') || reading.hasCapital(token - 1);
		const least = STAFF.has(letters) ? 2 : 1;
		const acts = personAfter(reading, at - 1) >= least && !behind;
		if (!own || (personBefore(reading, token) < least && !acts)) return undefined;
	}
	return match(people, token, at - 1, 0.85);
}

const COMMON_POINTED = new Set(
	'md do rn np pa po us am pm iv im sc pr bp hr rr ed er or dc jr sr ie eg mi pe cc nb id ph dob'.split(
		' ',
	),
);

/** How far capitals are believed to be initials: by where initials stand. */
function signed(reading: Reading, token: number, lower: string): number {
	const upper = reading.shape(token) === Shape.upper;
	const before = reading.wordBefore(token, '.:-/(');
	const label = before < 0 ? '' : reading.lower(before);
	if (label === 'initials') return 0.9;
	// JRK:BLT and JRK/blt, as transcription services close a letter.
	if (pairs(reading, token)) return 0.85;
	if (!upper) return 0;
	// `Ada Testcase (AT, 4711)`, `12/17: AT seen with`: where even an abbreviation is a person.
	const named = reading.isMark(token - 1, '(') && reading.isMark(token + 1, ',)');
	if (named && reading.shape(token - 2) === Shape.capital && reading.classes(token - 2) === 0)
		return 0.75;
	const entry = reading.isMark(token - 1, ':') && reading.kind(token - 2) === Kind.number;
	if (entry && acts(reading, token)) return 0.75;
	if (isOrdinary(lower) && (lower.length > 3 || isAbbreviation(lower))) return 0;
	if (reading.gap(token) < Gap.line && SIGNS.has(label)) return 0.85;
	if (reading.titleBefore(token)) return 0.85;
	const role = before === token - 1 ? reading.classes(before) & (Word.role | Word.credential) : 0;
	if (role !== 0) return 0.75;
	if (reading.accompanied(token) && reading.gap(token) < Gap.line) return 0.75;
	// A heading ends in a colon: "MSK: normal".
	const heading = reading.isMark(token + 1, ':');
	if (lower.length > 2 && !heading && !reading.inCapitals(token)) return 0.7;
	if (isBesideOthers(reading, token)) return 0.75;
	const { begins, ends } = edges(reading, token);
	if (reading.isMark(token - 1, '-/') && (ends || reading.isMark(token + 1, '.,)'))) {
		return reading.kind(token - 2) === Kind.word && reading.gap(token - 1) === Gap.none ? 0 : 0.75;
	}
	if (reading.isMark(token - 1, '([') && reading.isMark(token + 1, ')]')) return 0.75;
	if (begins && (ends || acts(reading, token))) return 0.75;
	const clock = reading.kind(token - 1) === Kind.number && reading.isMark(token - 2, ':');
	if (clock && (ends || reading.isMark(token + 1))) return 0.75;
	// Two letters that medicine has no use for, among words in small letters.
	const free = reading.classes(token) === 0 && !isAbbreviation(lower);
	return free && !heading && !reading.inCapitals(token) && !reading.isMark(token - 1, '+')
		? 0.6
		: 0;
}

/** Whether a token begins or ends a line, a cell or a clause. */
function edges(reading: Reading, token: number): { begins: boolean; ends: boolean } {
	const begins = reading.gap(token) >= Gap.line || reading.isMark(token - 1, '.,;:|');
	const ends = reading.gap(token + 1) >= Gap.line || reading.isMark(token + 1, '|;');
	const stops = reading.isMark(token + 1, '.') && reading.gap(token + 2) >= Gap.line;
	return { begins, ends: ends || stops };
}

function acts(reading: Reading, token: number): boolean {
	const next = token + 1;
	if (reading.gap(next) >= Gap.line) return false;
	return PERSON_DOES.has(reading.lower(next)) || (reading.classes(next) & Word.said) !== 0;
}

/** Whether other initials stand beside these, in a list of them: `AA, FWH, RD` and `KS / TM`. */
function isBesideOthers(reading: Reading, token: number): boolean {
	return [-1, 1].some((step) => {
		const other = token + 2 * step;
		if (!reading.isMark(token + step, '/,')) return false;
		if (reading.gap(step > 0 ? token + 1 : token) >= Gap.line) return false;
		const { length } = reading.lower(other);
		if (reading.shape(other) !== Shape.upper || length < 2 || length > 4) return false;
		return reading.kind(other) === Kind.word && !isOrdinary(reading.lower(other));
	});
}

/** Whether two sets of initials stand as a pair, with nothing between them but `:` or `/`. */
function pairs(reading: Reading, token: number): boolean {
	const isLetters = (at: number): boolean => {
		const { length } = reading.lower(at);
		return reading.kind(at) === Kind.word && length > 1 && length < 5;
	};
	const tight = (mark: number): boolean =>
		reading.isMark(mark, ':/') &&
		reading.gap(mark) === Gap.none &&
		reading.gap(mark + 1) === Gap.none;
	const alone = (at: number): boolean => reading.gap(at) >= Gap.line;
	// Two letters are a pair only where a letter closes: at the head of a line, both in capitals.
	if (reading.lower(token).length < 3) {
		if (!alone(token) || reading.shape(token) !== Shape.upper) return false;
		return tight(token + 1) && reading.shape(token + 2) === Shape.upper && isLetters(token + 2);
	}
	if (tight(token + 1) && isLetters(token + 2) && reading.shape(token) === Shape.upper) {
		return alone(token) || alone(token + 3) || reading.isMark(token - 1);
	}
	return tight(token - 1) && isLetters(token - 2) && (alone(token - 2) || alone(token + 1));
}

function match(people: readonly PersonEntry[], first: number, last: number, score: number): Match {
	const role = (people[0] as PersonEntry).role;
	return { first, last, type: 'NAME', role, rule: `known-${role}-initials`, score };
}
