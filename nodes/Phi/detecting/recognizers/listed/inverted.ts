import type { Names } from '../../naming';
import { Name } from '../../scan';
import { Gap, Listed, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import type { Person } from './person';
import type { Run } from './run';

/** Lists that hold places: a town and its state stand around a comma too. */
const PLACES = Listed.place | Listed.state | Listed.country;
/** `Testperson, MD`, `Testperson, May 3`: what stands behind a comma and is no given name. */
const NO_GIVEN = Word.credential | Word.clinical | Word.month;

/** `GONZALEZ, MARIA T`: a run with a given name behind its comma. */
export function invertedAt(run: Run): Person | undefined {
	const { names, first, last } = run;
	const end = behindComma(names, last, run.isLower);
	if (end < 0) return undefined;
	const rule = 'name-inverted';
	if (isOfRow(run, end)) return { first, last, score: 0.2, rule, why: 'one of a row of words' };
	const isPlace = (names.listed(last + 2) & PLACES) !== 0;
	const score = isPlace ? weighed(run, end) - 0.35 : weighed(run, end);
	return { first, last: end, score, rule, why: 'family and given name around a comma' };
}

function weighed({ names, last, sure }: Run, end: number): number {
	if (names.name(last + 2) === Name.sure) return sure > 0 ? 0.93 : 0.82;
	const isInitial = names.initial(end);
	if (sure > 0) return names.listed(last + 2) === 0 && !isInitial ? 0.52 : 0.7;
	return isInitial ? 0.62 : 0.5;
}

/** `Sims, Ada, Wilson`: commas on both sides part words of one kind. */
function isOfRow({ names, first }: Run, end: number): boolean {
	if (names.initial(end)) return false;
	if (names.raw(first - 1) === ',') return true;
	return (
		names.raw(end + 1) === ',' &&
		names.cased(end + 2) &&
		!names.initial(end + 2) &&
		names.credential(end) < 0
	);
}

/** Last token of `, Given M` behind a word, or -1. */
function behindComma(names: Names, last: number, isLower: boolean): number {
	const comma = last + 1;
	if (names.raw(comma) !== ',' || names.gap(comma) !== Gap.none || names.gap(comma + 1) > Gap.space)
		return -1;
	const next = comma + 1;
	if (next >= names.prepared.count) return -1;
	if ((names.listed(next) & Listed.given) !== 0) return listedGiven(names, last, next, isLower);
	return isLower ? -1 : unlistedGiven(names, last, next);
}

/** SAHIN, ZZARMEN; Sahin, Zzarmen T: a word of no list behind a family name, or with an initial. */
function unlistedGiven(names: Names, last: number, next: number): number {
	const isUpper = names.form(last).shape === Shape.upper;
	const { shape, raw } = names.form(next);
	if (shape === Shape.upper && !isUpper) return -1;
	if (names.name(next) !== Name.unknown || raw.length < 3 || names.name(last) === Name.no)
		return -1;
	const end = names.trailingInitial(names.word(next));
	if (names.initial(end)) return end;
	const isFamily = names.name(last) === Name.sure && (names.listed(last) & Listed.family) !== 0;
	return isFamily && (shape === Shape.upper || shape === Shape.capital) ? end : -1;
}

/** Gonzalez, Maria T; Gonzalez, Maria Ruth: a listed given name that is written as the family name is. */
function listedGiven(names: Names, last: number, next: number, isLower: boolean): number {
	if (names.cased(next) === isLower || names.initial(next)) return -1;
	const strength = names.name(next);
	if (strength < Name.ambiguous || (isLower && strength !== Name.sure)) return -1;
	const { shape, classes } = names.form(next);
	const head = names.form(last).shape;
	if ((head === Shape.upper) !== (shape === Shape.upper) && head !== Shape.camel) return -1;
	if ((classes & NO_GIVEN) !== 0) return -1;
	if (strength === Name.ambiguous && (classes & Word.ordinary) !== 0) return -1;
	const end = names.word(next);
	const middle = end + 1;
	if (middle >= names.prepared.count || names.gap(middle) > Gap.space) return end;
	const isMiddle =
		names.initial(middle) || (names.cased(middle) && names.name(middle) === Name.sure);
	return isMiddle ? middle : end;
}
