import { digitFirst, oneOf } from '../../marks';
import type { Names } from '../../naming';
import { Gap } from '../../types';
import { Word } from '../../vocabulary/words';
import {
	BED,
	DEPARTMENTS,
	DONE_BY_PEOPLE,
	FOLLOWING,
	GOES_ON,
	PEOPLE_DO,
	STRENGTH,
	TELLING,
} from './words';

const SMALL = /^[a-z]/;
/** What no unknown name is, cue or not. */
const KNOWN = Word.clinical | Word.eponym | Word.ordinary;
/** What stands in one row with an eponym. */
const TERM = Word.eponym | Word.clinical | Word.eponymNoun;

/** True where a person is told, thanked or expected: `told X at desk`, `X to follow`, `X recs`, `Bed 4: X,`. */
export function isCued(names: Names, token: number, last: number, before: string): boolean {
	if ((names.form(token).classes & KNOWN) !== 0) return false;
	const next = names.lower(last + 1);
	const isNear = names.gap(last + 1) <= Gap.space;
	if (isNear && next === 'to' && FOLLOWING.has(names.lower(last + 2))) return true;
	if (isNear && DONE_BY_PEOPLE.has(next)) return true;
	// `told "X"`, `notified: X`
	const quoted = before === '"' ? names.lower(token - 2) : before;
	if (TELLING.has(quoted) || (quoted === ':' && TELLING.has(names.lower(token - 2))))
		return !isNear || !SMALL.test(next) || GOES_ON.has(next);
	return (
		before === ':' &&
		digitFirst(names.raw(token - 2)) &&
		BED.has(names.lower(token - 3)) &&
		names.raw(last + 1) === ','
	);
}

/** True when what follows says that the word is a person: `X says`, `X is a 3 y.o.`, `X from hospice`. */
export function isPerson(names: Names, last: number): boolean {
	const next = last + 1;
	if (names.gap(next) > Gap.space) return false;
	const word = names.lower(next);
	if (PEOPLE_DO.has(word)) return true;
	if (word === 'from') return DEPARTMENTS.has(names.lower(next + 1));
	if (word !== 'is') return false;
	const article = names.lower(next + 1);
	return (article === 'a' || article === 'an') && digitFirst(names.lower(next + 2));
}

/** True for a strength behind a word: `Heather 0.35 mg` is a drug. */
export function isDosed(names: Names, last: number): boolean {
	if (names.gap(last + 1) > Gap.space || !digitFirst(names.raw(last + 1))) return false;
	for (let at = last + 1; at < last + 6; at++)
		if (STRENGTH.has(names.lower(at))) return names.gap(at) <= Gap.space;
	return false;
}

/** True in a row of eponyms and terms: `Lloyd-Davies, Sims, Wilson frame`. */
export const isInRow = (names: Names, token: number, last: number): boolean =>
	(oneOf(',;/', names.raw(token - 1)) && isTerm(names, token - 2)) ||
	(oneOf(',;/', names.raw(last + 1)) && isTerm(names, last + 2));

function isTerm(names: Names, token: number): boolean {
	if (token < 0 || token >= names.prepared.count) return false;
	const { classes, raw } = names.form(token);
	return (classes & TERM) !== 0 && raw.length > 3;
}
