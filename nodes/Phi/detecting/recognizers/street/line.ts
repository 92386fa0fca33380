import type { PhiFinding } from '../../../types';
import { foundTokens, step } from '../../found';
import { digitLast, oneOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, type Form, type PreparedText } from '../../types';
import { lower } from '../near';
import { dwelling } from './dwelling';
import { kindAt, lastKind } from './kind';
import { isNoStreet } from './refused';
import { DIRECTIONS, STRONG, SURE_STREETS } from './words';

/** The street line whose house number is `token`. */
export function streetAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	if (!isHouse(prepared.at(token)) || isRest(prepared, token)) return undefined;
	const start = pastRange(prepared, token);
	if (start >= prepared.count || prepared.gaps[start] !== Gap.space) return undefined;
	const kind = kindAt(prepared, start);
	if (kind < 0) return undefined;
	const last = lastKind(prepared, start, kind);
	const weak = isWeak(prepared, start, kind);
	if (isNoStreet(prepared, token, last, weak)) return undefined;
	const digits = prepared.at(token).raw.length;
	const score = weak
		? weakScore(lower(prepared, last), digits, hasCapital(prepared, start, last))
		: fullScore(lower(prepared, last), digits);
	if (score === 0) return undefined;
	return foundTokens(prepared, token, dwelling(prepared, pastSide(prepared, last)), {
		type: 'STREET',
		role: 'unknown',
		rule: 'street',
		score,
		steps: [step('pattern', 'a number, a name and the word of a street', score)],
	});
}

/** Whether a token is the number of a house: digits, and at most one letter behind them. */
const isHouse = ({ kind, raw }: Form): boolean =>
	kind === Kind.number ? raw.length < 7 : /^\d{1,6}[A-Za-z]$/.test(raw);

/** 98.6, 118/72, 14:35: the rest of a figure is no house. */
function isRest(prepared: PreparedText, token: number): boolean {
	if (token < 2 || prepared.gaps[token] !== Gap.none) return false;
	return oneOf('./:,', prepared.at(token - 1).raw) && digitLast(prepared.at(token - 2).raw);
}

/** Token behind a house number, or behind two of them: `12-14 Zzoak St`. */
function pastRange(prepared: PreparedText, token: number): number {
	const at = token + 1;
	const isRange = lower(prepared, at) === '-' && prepared.gaps[at] === Gap.none;
	return isRange && prepared.at(at + 1)?.kind === Kind.number ? at + 2 : at;
}

/** Whether a word in small letters stands before the word of the street: `17 old mill lane`. */
function isWeak(prepared: PreparedText, start: number, kind: number): boolean {
	for (let at = start; at < kind; at++) {
		const form = prepared.at(at);
		if (form.kind === Kind.word && !cased(form)) return true;
	}
	return false;
}

function hasCapital(prepared: PreparedText, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) if (cased(prepared.at(at))) return true;
	return false;
}

/** In small letters throughout only a sure word of a street behind two digits is one; 0 elsewhere. */
function weakScore(kind: string, digits: number, capital: boolean): number {
	const strong = STRONG.has(kind);
	if (capital) return strong ? 0.6 : 0.3;
	if (!strong || digits < 2) return 0;
	return SURE_STREETS.has(kind) ? 0.7 : 0.55;
}

function fullScore(kind: string, digits: number): number {
	if (STRONG.has(kind)) return 0.93;
	return digits >= 2 ? 0.65 : 0.4;
}

/** Last token of a street with the side of the town behind it: `Main St. NW`. */
function pastSide(prepared: PreparedText, last: number): number {
	const side = lower(prepared, last + 1) === '.' ? last + 2 : last + 1;
	if (!DIRECTIONS.has(lower(prepared, side)) || !cased(prepared.at(side))) return last;
	return (prepared.gaps[side] as number) <= Gap.wide ? side : last;
}
