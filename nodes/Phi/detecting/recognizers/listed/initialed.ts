import { oneOf } from '../../marks';
import type { Names } from '../../naming';
import { Name } from '../../scan';
import { Gap, Listed, Shape, type Form } from '../../types';
import { Word } from '../../vocabulary/words';
import { beside } from './beside';
import { isApostrophe } from './joined';

const DIGIT = /\d/;
/** C. difficile, E. coli are lower; S. Aureus and its kind begin a genus. */
const OF_GENUS = /(?:us|is|um|ae|ei|ii|coli|cocci)$/;

/** Last token of `A. Testperson`, an initial with a point and a name behind it; -1 elsewhere. */
export function initialedAt(names: Names, token: number): number {
	if (names.raw(token + 1) !== '.' || names.gap(token + 1) !== Gap.none) return -1;
	if (isCounted(names, token)) return -1;
	const { count } = names.prepared;
	let at = token + 2;
	// J. R. Testperson
	if (names.initial(Math.min(at, count - 1)) && names.raw(at + 1) === '.') at += 2;
	// F. dos Santos
	if (
		names.particle(Math.min(at, count - 1)) &&
		!names.cased(at) &&
		names.gap(at + 1) === Gap.space
	)
		at++;
	if (at >= count || names.gap(at) > Gap.space || !names.cased(at)) return -1;
	const last = names.word(at);
	if (isApostrophe(names, at)) return last;
	const form = names.form(at);
	const ends = endsAt(names, token, last);
	if (ends && isEnding(names, at, form)) return last;
	return isFamily(names, token, at, ends) && (form.classes & (Word.ordinary | Word.clinical)) === 0
		? last
		: -1;
}

/** `2 B. Zzokel`, but not `3/7 B. Zzokel`: a number before a letter makes it a part of a count. */
const isCounted = (names: Names, token: number): boolean =>
	token > 0 &&
	names.gap(token) <= Gap.space &&
	DIGIT.test(names.raw(token - 1)) &&
	!oneOf('-/:', names.raw(token - 2));

/** Whether nothing of a sentence goes on behind the name: a cell, a clause or an age. */
function endsAt(names: Names, token: number, last: number): boolean {
	const stop = last + 1;
	return (
		names.gap(stop) >= Gap.wide || oneOf(',)/;', names.raw(stop)) || beside(names, token, last) > 0
	);
}

/** At an end any listed name that is no medicine is believed: `A. Grace,`. */
const isEnding = (names: Names, at: number, { shape, classes }: Form): boolean =>
	shape === Shape.capital && names.name(at) >= Name.ambiguous && (classes & Word.clinical) === 0;

/** A listed family name, or a word in no list that no sentence begins with. */
function isFamily(names: Names, token: number, at: number, ends: boolean): boolean {
	const { shape, raw, lower } = names.form(at);
	if (shape === Shape.upper && raw.length < 4) return false;
	const strength = names.name(at);
	if (strength >= Name.ambiguous && (names.listed(at) & Listed.family) !== 0) return true;
	if (strength !== Name.unknown || shape !== Shape.capital) return false;
	return (ends || !names.opens(token)) && !OF_GENUS.test(lower);
}
