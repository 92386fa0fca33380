import { digitFirst, oneOf, setOf } from '../../marks';
import { Gap, Kind, type PreparedText } from '../../types';
import { monthDay } from '../../validators';
import { lower } from '../near';
import type { Around } from './around';

/** Tokens on either side among which another day with its value is looked for. */
const FAR = 14;
const UNITS = setOf('mg mcg g ml u unit units tab tabs cap caps puff puffs gtt drops');
/** Before an amount about which nothing else is said. */
const BEGINS = setOf(
	'stopped started stop start held quit began restarted dced since last lmp edd onset admitted seen',
);
/** How a sentence goes on behind the day of an act: `~1/2 b/c of nausea`. */
const REASONS = setOf('b because bc when after due for w with per by and d');

/** Whether a number with a point stands at a token: `3.8`; nothing is out of so many. */
function isDecimal(prepared: PreparedText, token: number): boolean {
	if (token + 2 >= prepared.count) return false;
	const gap = prepared.gaps[token] as number;
	if (gap === Gap.none || gap >= Gap.line) return false;
	const isPoint = lower(prepared, token + 1) === '.' && prepared.gaps[token + 1] === Gap.none;
	const whole = prepared.at(token);
	return (
		isPoint &&
		whole.kind === Kind.number &&
		prepared.gaps[token + 2] === Gap.none &&
		digitFirst(lower(prepared, token + 2))
	);
}

/** The second figure of `a/b` with a value behind it that begins at a token, or 0. */
function valued(prepared: PreparedText, token: number): number {
	if (lower(prepared, token + 1) !== '/' || !isDecimal(prepared, token + 3)) return 0;
	const [a, b] = [Number(lower(prepared, token)), Number(lower(prepared, token + 2))];
	return monthDay(a, b) ? b : 0;
}

/** `6/26   120   held`: the first cell of a line, and a number in the next. */
function isCell(day: Around): boolean {
	const { prepared, after } = day;
	if (day.isScore || day.gapBefore < Gap.line || day.gapBehind !== Gap.wide) return false;
	return digitFirst(day.next) && !oneOf('/%', lower(prepared, after + 1));
}

/** `INR 11/7 2.1 35 mg 6/26 3.8 held`: days and values in turn. Scores in turn have one whole. */
export function ofSeries(day: Around): number | undefined {
	const { prepared, token, after, a, b } = day;
	if (monthDay(a, b) && isCell(day)) return 0.7;
	if (!monthDay(a, b) || !isDecimal(prepared, after)) return undefined;
	const end = Math.min(prepared.count - 1, after + FAR);
	for (let at = Math.max(0, token - FAR); at < end; at++) {
		if (at === token || !digitFirst(lower(prepared, at))) continue;
		const other = valued(prepared, at);
		if (other > 0 && other !== b) return 0.75;
	}
	return undefined;
}

const endsOrGoesOn = (day: Around): boolean =>
	day.endsClause || (day.next === 'b' && lower(day.prepared, day.after + 1) === '/');

/** `last Haldol 0.5 2/6.`, `stopped Lexapro 20 2/6 b/c`: what was given last or stopped, how much of it, and when. */
export function ofLastDose(day: Around): number | undefined {
	const { prepared, token, before } = day;
	if (!endsOrGoesOn(day) || !(UNITS.has(before) || digitFirst(before))) return undefined;
	for (let at = token - 2; at >= Math.max(0, token - 6); at--) {
		const word = lower(prepared, at);
		if (BEGINS.has(word)) return prepared.at(at + 1).kind !== Kind.number ? 0.65 : undefined;
		if (oneOf(',;:()', word)) return undefined;
	}
	return undefined;
}

/** `Tmax 38.9 3/4,`, `HD#3 3/4.`, `8.2 (3/4)`: behind a value with a point, and behind a count. */
export function ofValueBefore(day: Around): number | undefined {
	const { prepared, token, a, b, before, before2, next } = day;
	const isBracket = before === '(' && next === ')';
	const value = isBracket ? token - 2 : token - 1;
	if (!digitFirst(lower(prepared, value)) || (day.gapBefore > Gap.space && !isBracket))
		return undefined;
	const isArrow = next === '-' && lower(prepared, day.after + 1) === '>';
	if (!isBracket && before2 === '#') return day.endsClause ? 0.6 : undefined;
	if (a <= b && (b === 5 || b === 10) && !isBracket) return undefined;
	if (lower(prepared, value - 1) !== '.' || prepared.gaps[value] !== Gap.none) return undefined;
	return isBracket || isArrow || day.endsClause ? 0.6 : undefined;
}

/** `~4/4`, `stopped it ~1/2 b/c of`: about a day; about a half of something is no such. */
export function ofApproximate(day: Around): number | undefined {
	const { prepared, token, a, b, before } = day;
	if (before !== '~') return undefined;
	if (a >= b || b > 8) return 0.7;
	if (!day.endsClause && !REASONS.has(day.next)) return undefined;
	for (let at = token - 2; at >= Math.max(0, token - 6); at--) {
		if (BEGINS.has(lower(prepared, at))) return 0.65;
	}
	return undefined;
}
