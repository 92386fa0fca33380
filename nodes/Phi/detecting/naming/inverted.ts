import type { Names } from '../naming';
import { Name } from '../scan';
import { Gap, Kind, Listed, Shape } from '../types';
import { Word } from '../vocabulary/words';
import { Trust } from './trust';

/** Last token of a name with `, First M` behind its family name, and with a suffix: Testperson, Ada M Jr. */
export function inverted(names: Names, last: number, trust: Trust): number {
	const comma = last + 1;
	if (names.raw(comma) !== ',' || names.gap(comma) !== Gap.none || names.gap(comma + 1) > Gap.space)
		return withSuffix(names, last);
	const next = comma + 1;
	if (!names.cased(next)) return withSuffix(names, last);
	// Testperson, Jr
	if ((names.form(next).classes & Word.suffix) !== 0) return next;
	const end = isGiven(names, last, next, trust) ? withMiddle(names, names.word(next)) : last;
	return withSuffix(names, end);
}

/** Whether what stands behind the comma of a family name is a given name, and not a credential or a state. */
function isGiven(names: Names, last: number, next: number, trust: Trust): boolean {
	const { shape, classes } = names.form(next);
	if (shape === Shape.initial || (classes & (Word.credential | Word.state)) !== 0) return false;
	// Testperson, ICU
	if (shape === Shape.upper && names.form(last).shape !== Shape.upper) return false;
	const strength = names.name(next);
	const isListed = (names.listed(next) & Listed.given) !== 0 && strength >= Name.ambiguous;
	return isListed || (trust === Trust.high && strength === Name.unknown);
}

/** Takes two middle names at most along, or one with its point: Ada M., Ada Ruth. */
function withMiddle(names: Names, given: number): number {
	let end = given;
	let at = end + 1;
	for (let count = 0; count < 2 && names.gap(at) <= Gap.space; count++, at++) {
		if (names.raw(at) === '.' && names.gap(at) === Gap.none && names.initial(end)) continue;
		if (!isMiddle(names, at)) break;
		end = at;
	}
	return end;
}

const isMiddle = (names: Names, token: number): boolean =>
	token < names.prepared.count &&
	names.form(token).kind === Kind.word &&
	(names.initial(token) || (names.cased(token) && names.name(token) === Name.sure));

/** Takes a suffix along: Testperson III. SR is sinus rhythm. */
function withSuffix(names: Names, end: number): number {
	const suffix = end + 1;
	const isSuffix =
		suffix < names.prepared.count &&
		names.gap(suffix) <= Gap.space &&
		(names.form(suffix).classes & Word.suffix) !== 0 &&
		names.cased(suffix) &&
		names.raw(suffix) !== 'SR';
	return isSuffix ? suffix : end;
}
