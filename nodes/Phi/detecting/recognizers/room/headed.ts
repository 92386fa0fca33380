import { allDigits, oneOf, setOf } from '../../marks';
import { Gap, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';

/** Where the newborn lie. */
const COTS = setOf('isolette isolettes incubator bassinet warmer crib giraffe cot');
/** What is done with a bed that somebody comes to: `hold 902B`. */
const KEPT = setOf('hold holding block blocked clean cleaning assigned assign reserve reserved');
/** In a head these make a number of weeks of `9W`. */
const WEEKS = setOf('ga ega gestation gestational pregnancy iup age weeks wks dating');
/** Tokens between the head of a line and the ward at its end. */
const FAR = 10;

const WARD = /^\d{1,2}[NSEW]$/;
const SHORT = /^\d{1,2}[A-FNSEW]$/;
/** Anything of the kind: asked first, as most of what has letters and digits is a dose. */
const CODED = /^(?:\d{1,4}[A-Z]|[A-Z]\d{1,3})$/;
const LETTERED = /^[A-Z]\d{1,3}$/;

/** `9W -> 3B`, `9W->3B`: from one ward to another, one of them with a direction, as stages have none. */
function isMoved(prepared: PreparedText, token: number): boolean {
	const { raw } = prepared.at(token);
	const isArrow = (at: number): boolean =>
		lower(prepared, at) === '-' && lower(prepared, at + 1) === '>';
	const other = isArrow(token + 1) ? token + 3 : isArrow(token - 2) ? token - 3 : -1;
	if (other < 0 || other >= prepared.count) return false;
	const there = prepared.at(other).raw;
	return (WARD.test(raw) || WARD.test(there)) && SHORT.test(raw) && SHORT.test(there);
}

/** Whether a line or a cell ends behind a token. */
const ends = (prepared: PreparedText, token: number): boolean =>
	token + 1 >= prepared.count || (prepared.gaps[token + 1] as number) >= Gap.wide;

/** `Isolette 1425`, `crib #4`; two digits say how warm it is. */
export function cotAt(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	const hash = oneOf('#', lower(prepared, token - 1));
	const cot = hash ? token - 2 : token - 1;
	if (!COTS.has(lower(prepared, cot))) return 0;
	if (hash) return 0.7;
	const isHour = /^(?:[01]\d|2[0-3])[0-5]\d$/.test(raw);
	if (isHour && (prepared.at(cot).shape === Shape.lower || !ends(prepared, token))) return 0;
	const isWarmth = raw.length === 2 && /^[23]/.test(raw);
	return raw.length < 5 && !isWarmth ? 0.62 : 0;
}

/** `NAME / 454653 / 19890615 / W21`: a bed at the end of a label. */
function isLabelled(prepared: PreparedText, token: number): boolean {
	if (lower(prepared, token - 1) !== '/' || (prepared.gaps[token] as number) === Gap.none)
		return false;
	const date = lower(prepared, token - 2);
	return (
		allDigits(date, 6, 10) || (allDigits(date, 2, 4) && oneOf('/-.', lower(prepared, token - 3)))
	);
}

/** `NIGHT FLOAT XCOVER -- 9W`: a ward at the end of a head in capitals. */
function isHeaded(prepared: PreparedText, token: number): boolean {
	if (!oneOf('-|:,', lower(prepared, token - 1))) return false;
	for (let at = token - 1; at >= Math.max(0, token - FAR); at--) {
		if (WEEKS.has(lower(prepared, at))) return false;
		const begins = at === 0 || (prepared.gaps[at] as number) >= Gap.line;
		if (begins) return prepared.at(at).shape === Shape.upper && token - at > 2;
	}
	return false;
}

/** `Loc: 9W`, `A. Zzames, RN, 3B`, `hold 902B`, `9W, bd B12` and the like: how sure a ward or a bed is. */
export function headedAt(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	if (!CODED.test(raw)) return 0;
	const before = lower(prepared, token - 1);
	const before2 = lower(prepared, token - 2);
	if (before === 'bd' && oneOf(',;/', before2) && LETTERED.test(raw)) return 0.65;
	if (COTS.has(before) && LETTERED.test(raw)) return 0.65;
	if (KEPT.has(before) && /^\d{3,4}[A-D]$/.test(raw)) return 0.62;
	if (/^(?:bed|room|rm)$/.test(before) && LETTERED.test(raw)) return 0.75;
	if (SHORT.test(raw)) {
		if (isMoved(prepared, token) || (before === '@' && WARD.test(raw))) return 0.65;
		if (oneOf(':', before) && /^(?:loc|location|ward|unit|floor)$/.test(before2)) return 0.75;
		const isNurse = token > 1 && (prepared.at(token - 2).classes & Word.credential) !== 0;
		if (before === ',' && isNurse && ends(prepared, token)) return 0.65;
	}
	if (!ends(prepared, token)) return 0;
	if (LETTERED.test(raw) && isLabelled(prepared, token)) return 0.65;
	return WARD.test(raw) && isHeaded(prepared, token) ? 0.62 : 0;
}
