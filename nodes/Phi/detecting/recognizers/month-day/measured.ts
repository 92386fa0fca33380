import { allCapitals, allDigits } from '../../marks';
import { Gap } from '../../types';
import { lower } from '../near';
import type { Around } from './around';
import { BEFORE } from './words-of-days';
import {
	COUNTED_THINGS,
	CULTURES,
	JOINING,
	MEASURE,
	PLURALS,
	SPANS_OF_TIME,
} from './words-of-parts';

const PLURAL = /^[a-z]+s$/;

/** `strength 5/5`, `pain 7/10` */
export const ofMeasure = ({ before }: Around): number | undefined =>
	MEASURE.has(before) && before !== 'of' && before !== 'in' && before !== 'cycle' ? 0 : undefined;

/** `5/5 strength`, `4/5 in`; a line of a day may go on so in capitals (`3/7 BP 120`), and a sentence too. */
export function ofMeasureBehind(day: Around): number | undefined {
	const { prepared, after, next } = day;
	if (!day.isSameLine || !MEASURE.has(next)) return undefined;
	// `3/7 b/c of nausea`
	if (next === 'b' && lower(prepared, after + 1) === '/') return undefined;
	const isHead = day.gapBefore >= Gap.line && allCapitals(prepared.at(after).raw, 2, 4);
	if (isHead || (BEFORE.has(day.before) && JOINING.has(next))) return undefined;
	return next === 'of' || next === 'in' ? 0.3 : 0;
}

/** `3/7 days`, `2/12 ago` */
export const ofTime = ({ isSameLine, next }: Around): number | undefined =>
	isSameLine && SPANS_OF_TIME.has(next) ? 0.2 : undefined;

/** `of 7/10` */
export const ofWhole = ({ b, before }: Around): number | undefined =>
	before === 'of' && (b === 10 || b === 5) ? 0.1 : undefined;

/** `strength left 5/5`, `pain now at 7/10`, `3-5/5`: a measure some words before it. */
export function ofMeasureFar(day: Around): number | undefined {
	const { before, before2 } = day;
	if (BEFORE.has(before)) return undefined;
	const isMeasure = measures(before2) || measures(day.before3);
	return isMeasure || (before2 === '-' && allDigits(before, 1, 3)) ? 0.2 : undefined;
}

const measures = (word: string): boolean => MEASURE.has(word) && !JOINING.has(word);

/** `Day 5/7`, `dose 3/9`; `given 3/9.` is a day. */
export function ofCount(day: Around): number | undefined {
	const { a, b, before } = day;
	if (!COUNTED_THINGS.has(before) || !(day.isScore || (a < b && b < 15))) return undefined;
	return before === 'given' && day.endsClause ? undefined : 0.2;
}

/** `cx 2/4`: of four bottles two. */
export const ofCulture = (day: Around): number | undefined =>
	day.isScore && CULTURES.has(day.before) ? 0.35 : undefined;

/** A score behind nothing that is said of it. */
export const ofScore = (day: Around): number | undefined => (day.isScore ? 0.2 : undefined);

/** `Kaplan 3/9 criteria`, `left 2/14 segments`: a part of a whole before a word that names one. */
export function ofPart(day: Around): number | undefined {
	const { a, b, next } = day;
	if (a >= b || !day.isSameLine || day.gapBehind === Gap.none) return undefined;
	return PLURAL.test(next) && !PLURALS.has(next) ? 0.35 : undefined;
}
