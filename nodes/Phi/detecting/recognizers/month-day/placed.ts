import { digitFirst } from '../../marks';
import { Gap, Kind, Shape } from '../../types';
import { monthDay } from '../../validators';
import { LABS } from '../dates-of-tests';
import { lower } from '../near';
import type { Around } from './around';
import { CLOCK } from './certain';
import { BEFORE, PEOPLE } from './words-of-days';
import { GRADED, MEASURE, PARTS_OF, SCALES } from './words-of-parts';

const HOUR = /^\d\d?[ap]m?$/;
const SHORT = /^\d\d?$/;
const ACT = /^\w+ed$/;

/** `3/7 1430`, `3/7 2p`, `3/7 2:30`: a time of day behind it. */
export function ofTimeBehind(day: Around): number | undefined {
	const { prepared, after, next } = day;
	if (!day.isSameLine || day.gapBehind === Gap.none) return undefined;
	const isClock =
		CLOCK.test(next) || HOUR.test(next) || (SHORT.test(next) && lower(prepared, after + 1) === ':');
	return isClock ? 0.8 : undefined;
}

/** `since 3/7`; `in 3/5` and `of 3/5` may be a part. */
export function ofWordBefore(day: Around): number | undefined {
	const { before } = day;
	if (!BEFORE.has(before)) return undefined;
	const isPart =
		day.isScore &&
		(before === 'in' || before === 'and' || before === 'to' || before === 'of' || before === 'for');
	return isPart ? 0.3 : 0.85;
}

/** `seen (3/7)`, `(3/7)` */
export function ofBrackets(day: Around): number | undefined {
	const isSquare = day.before === '[' && day.next === ']';
	if (!isSquare && (day.before !== '(' || day.next !== ')')) return undefined;
	// `(3/4) pt called`: a line that begins with it.
	const { prepared, token } = day;
	const begins = token < 2 || (prepared.gaps[token - 1] as number) >= Gap.line;
	if (begins && day.a !== day.b) return 0.6;
	// `PTH (3/4) 412`
	if (LABS.has(day.before2) && digitFirst(lower(prepared, day.after + 1))) return 0.65;
	return day.isScore && !BEFORE.has(day.before2) ? 0.45 : 0.7;
}

/** `sz x2 (3/4, 3/6)`: days in a bracket; scores in one have one whole. */
export function ofBracketed({ prepared, after, b, before, next }: Around): number | undefined {
	if (before !== '(' || next !== ',' || lower(prepared, after + 2) !== '/') return undefined;
	if (lower(prepared, after + 4) !== ')') return undefined;
	const other = Number(lower(prepared, after + 3));
	return monthDay(Number(lower(prepared, after + 1)), other) && other !== b ? 0.6 : undefined;
}

/** `reinserted 3/14`, `reinserted 3/4.`: what was done on a day. */
export function ofAct(day: Around): number | undefined {
	const { before } = day;
	if (before.length < 5 || !ACT.test(before)) return undefined;
	if (!day.isScore) return 0.75;
	return !GRADED.has(before) && day.endsClause ? 0.6 : undefined;
}

/** `CSF 3/4 12 WBC`: a test, its day and its value. */
export function ofValue(day: Around): number | undefined {
	const { prepared, after, before } = day;
	if (!day.isSameLine || !digitFirst(day.next) || lower(prepared, after + 1) === '/')
		return undefined;
	const isTest = day.isAbbreviated && !SCALES.has(before) && !MEASURE.has(before);
	return isTest ? 0.55 : undefined;
}

/** `3/14: seen`, `3/14 - 2 doses`: at the head of a line or a sentence. */
export function ofHead(day: Around): number | undefined {
	const { next } = day;
	if (day.isScore || !(next === ':' || next === '-' || digitFirst(next))) return undefined;
	return day.opens ? 0.8 : undefined;
}

/** `3/4 @ 2`, `3/4 at noon` */
export const ofAt = ({ isSameLine, next }: Around): number | undefined =>
	isSameLine && (next === '@' || next === 'at') ? 0.8 : undefined;

/** `3/4: seen`, `3/4 - seen`: the same for what may be a score, where blanks part it. */
export function ofHeadScore(day: Around): number | undefined {
	const { prepared, after, next } = day;
	const isDash =
		next === '-' && day.gapBehind === Gap.space && prepared.gaps[after + 1] === Gap.space;
	return (isDash || next === ':') && day.opens ? 0.7 : undefined;
}

/** `3/14 seen by us`, `3/4 Seen`, `3/4 pt called`: a line that begins with its day. */
export function ofLine(day: Around): number | undefined {
	const { prepared, after, next } = day;
	if (!day.isSameLine || day.gapBefore < Gap.line || PARTS_OF.has(next)) return undefined;
	const { kind, shape } = prepared.at(after);
	if (kind !== Kind.word) return undefined;
	if (!day.isScore) return 0.75;
	return shape >= Shape.capital || PEOPLE.has(next) ? 0.55 : 0.35;
}
