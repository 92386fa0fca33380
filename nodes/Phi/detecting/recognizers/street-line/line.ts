import type { PhiFinding } from '../../../types';
import { foundTokens, step } from '../../found';
import { oneOf, setOf } from '../../marks';
import type { Scan } from '../../scan';
import { Gap, Kind, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { pastDwelling } from './dwelling';
import { isStrange, isTerm, lastOfName } from './name';
import { numberedRoad, SIDES } from './roads';
import { townAt, townOver, type Town } from './town';
import { AT, ENDS, SENTENCE } from './words';

/** Words close before the number of a house: of living, sending and going. */
const LEADS = setOf(
	'at to address addr residence home house moved move moves lives live living resides resided residing stays staying stay ship shipped mail mailed mailing send deliver delivered delivery located from of location dispatched scene pickup evicted evacuated returned lived domicile forwarding relocated temporarily physical',
);
/** Numbers that are no plain digits: `12B`, `l2O` as text recognition reads it, `N450`. */
const HOUSE = /^(?:\d{1,5}[A-Za-z]|[lIO\d]{2,5}|[NSEW]\d{1,5})$/;
const CLOCK = /^(?:1\d|2[0-3])[0-5]\d$/;

/** A house number, names, and what makes them a street line: a town behind it, or where it is led to. */
export function lineAt(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	if (!mayBegin(prepared, token)) return;
	const last = lastOfName(prepared, token + 1, 4);
	if (last <= token) return;
	const heading = SIDES.has(lower(prepared, token + 1)) ? token + 2 : token + 1;
	const road = numberedRoad(prepared, heading);
	const behind = pastDwelling(prepared, (road > 0 ? road : last) + 1);
	const town = townAt(prepared, scan, behind);
	const score = road > 0 ? 0.85 : scoreOf(prepared, scan, token, last, behind, town);
	if (score === 0) return;
	const steps = [step('context', 'a number, a name, and a town or a word of living', score)];
	out.push(
		foundTokens(prepared, token, behind - 1, { type: 'STREET', rule: 'street-line', score, steps }),
	);
	if (town !== undefined) out.push(townOver(prepared, town, town.sure ? 0.85 : 0.65));
}

/** Whether a token is the number of a house with a word behind it, and no part of a longer figure. */
function mayBegin(prepared: PreparedText, token: number): boolean {
	const { kind, raw } = prepared.at(token);
	const isHouse = kind === Kind.number ? raw.length < 7 : HOUSE.test(raw);
	if (!isHouse || raw.startsWith('0')) return false;
	const next = token + 1;
	if (next >= prepared.count || prepared.gaps[next] !== Gap.space) return false;
	if ((prepared.at(next).classes & Word.title) !== 0) return false;
	if (prepared.gaps[token] !== Gap.none || token === 0) return true;
	return oneOf('([:', lower(prepared, token - 1));
}

/** How sure a number and a name up to `last` are a street, by what stands around them; 0 where nothing says so. */
function scoreOf(
	prepared: PreparedText,
	scan: Scan,
	token: number,
	last: number,
	behind: number,
	town: Town | undefined,
): number {
	const first = token + 1;
	const several = last > first;
	const led = isLed(prepared, token);
	if (town?.sure === true && (several || led)) return 0.9;
	const strange = isStrange(prepared, scan, first, last);
	if (led && town !== undefined && strange) return 0.75;
	const digits = prepared.at(token).raw.length;
	const ended = several && ENDS.has(lower(prepared, last));
	if (ended && town !== undefined && digits > 1) return 0.72;
	if (ended && led) return 0.7;
	const isNumber = digits > 1 && digits < 6 && !isClock(prepared, token);
	if (led && isNumber && (strange || !isTerm(prepared, first, last))) {
		if (!SENTENCE.has(lower(prepared, last + 1))) return 0.58;
	}
	// `818 Zzaspen Cutoff Apt 4`
	return ended && strange && digits > 2 && behind > last + 1 ? 0.7 : 0;
}

/** Whether a word of living, sending or going stands close before a token. */
function isLed(prepared: PreparedText, token: number): boolean {
	for (let at = token - 1; at >= Math.max(0, token - 3); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) return false;
		if (LEADS.has(lower(prepared, at))) return true;
		if (!oneOf(':-,(', lower(prepared, at)) && at < token - 1) return false;
	}
	return false;
}

/** `at 1430 Zztest`: a time of day. */
function isClock(prepared: PreparedText, token: number): boolean {
	if (!CLOCK.test(prepared.at(token).raw) || !AT.has(lower(prepared, token - 1))) return false;
	return !LEADS.has(lower(prepared, token - 2));
}
