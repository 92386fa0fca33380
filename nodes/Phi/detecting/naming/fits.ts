import type { Names } from '../naming';
import { cased, Name } from '../scan';
import { Gap, Kind, Listed, Shape, type Form } from '../types';
import { Word } from '../vocabulary/words';
import { Trust } from './trust';
import { setOf } from '../marks';
import { MONTHS_OF_NAMES, NEVER } from './words';

/** A name with one letter that was read as a digit: Johns0n. */
const SCANNED = /^[A-Za-z]+[015438|][A-Za-z]*[a-z][A-Za-z0-9]*$/;
/** What no name is, even behind a title: `Dr. on call`, `Mrs. Mother`, `Dr. ICU`. */
const NO_NAME = Word.label | Word.title | Word.role | Word.relative | Word.facility | Word.unit;

/** True when the word at `token` may be part of a name under this trust. */
export function fits(names: Names, token: number, trust: Trust): boolean {
	if (token >= names.prepared.count) return false;
	const form = names.form(token);
	if (form.kind === Kind.mixed) return fitsScanned(names.name(token), form, trust);
	if (form.kind !== Kind.word) return false;
	if (form.shape === Shape.initial) return true;
	if (NEVER.has(form.lower)) return fitsFunctionWord(names, token, form, trust);
	return cased(form)
		? fitsCased(names.name(token), form, trust)
		: fitsSmall(names, token, form.lower.length, trust);
}

/** A word with digits in it: a listed name out of text recognition, or behind a title what looks like one. */
const fitsScanned = (strength: number, form: Form, trust: Trust): boolean =>
	strength >= Name.ambiguous ||
	(trust === Trust.high && cased(form) && form.raw.length >= 4 && SCANNED.test(form.raw));

/** Ms. An, Guowei He: a family name that is a small word, where no sentence goes on. */
function fitsFunctionWord(names: Names, token: number, form: Form, trust: Trust): boolean {
	if (form.shape !== Shape.capital || names.name(token) < Name.ambiguous) return false;
	if ((names.listed(token) & (Listed.family | Listed.given)) === 0) return false;
	if (isBehindTitle(names, token)) return true;
	return !goesOn(names, token + 1) && (trust === Trust.high || !names.opens(token));
}

/** True directly behind a title: there even `May` and `Will` are somebody. */
function isBehindTitle(names: Names, token: number): boolean {
	const before = names.raw(token - 1) === '.' ? token - 2 : token - 1;
	return (
		before >= 0 && names.gap(token) <= Gap.wide && (names.form(before).classes & Word.title) !== 0
	);
}

/** True where a word in small letters goes on with a sentence; one of saying or doing may follow a name. */
function goesOn(names: Names, next: number): boolean {
	if (next >= names.prepared.count || names.gap(next) > Gap.wide) return false;
	const { shape, classes } = names.form(next);
	return shape === Shape.lower && (classes & Word.said) === 0;
}

/** A word in small letters: the less it may be anything else, the less has to stand before it. */
function fitsSmall(names: Names, token: number, length: number, trust: Trust): boolean {
	const strength = names.name(token);
	if (strength === Name.sure) return length > 2;
	if (strength === Name.ambiguous) return fitsSmallAmbiguous(names, token, length, trust);
	if (strength !== Name.unknown || trust === Trust.low) return false;
	return length > (trust === Trust.high ? 2 : 3);
}

const BEHIND_NAMES = setOf('at in on or to by as');

/** dr blood agrees; pt katherine wound, 38 yo: a listed word where only a name can stand. */
function fitsSmallAmbiguous(names: Names, token: number, length: number, trust: Trust): boolean {
	if ((names.listed(token) & Listed.family) === 0 || token + 1 >= names.prepared.count)
		return false;
	const next = names.form(token + 1);
	if (trust === Trust.high) {
		// On its own line nothing else tells what it is: `client: wanda weeks`, `dr wells at bedside`.
		const goesOn = names.gap(token + 1) < Gap.line && !BEHIND_NAMES.has(next.lower);
		return length > 1 && !(goesOn && (next.classes & (Word.eponymNoun | Word.clinical)) !== 0);
	}
	const isBehindGiven =
		(names.listed(token - 1) & Listed.given) !== 0 && names.name(token - 1) === Name.sure;
	if (length < 3 || !isBehindGiven) return false;
	return (
		next.kind !== Kind.word || (next.classes & Word.said) !== 0 || names.gap(token + 1) >= Gap.line
	);
}

/** A word with a capital. */
function fitsCased(strength: number, form: Form, trust: Trust): boolean {
	const { classes, lower, shape } = form;
	if (trust === Trust.high)
		// A name nobody listed that is a word: Ms. Cancer, Dr. Wound.
		return strength > Name.no || ((classes & NO_NAME) === 0 && shape === Shape.capital);
	if ((classes & (Word.month | Word.weekday)) !== 0)
		return strength >= Name.ambiguous && MONTHS_OF_NAMES.has(lower);
	if (strength !== Name.unknown) return strength >= Name.ambiguous;
	// In capitals a word of no list is mostly an abbreviation.
	return trust === Trust.middle
		? shape !== Shape.upper || lower.length > 4
		: shape === Shape.capital || shape === Shape.camel;
}
