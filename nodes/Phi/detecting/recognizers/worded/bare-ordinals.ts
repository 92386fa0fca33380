import { digitFirst, oneOf, setOf } from '../../marks';
import { Gap, Kind } from '../../types';
import { countsBeside } from './counted-beside';
import { BEFORE_ORDINAL, ORDINAL, type Reader, type Span } from './reader';
import { DATED, GOES_ON, GOES_ON_HIGH, REFUSED, REFUSED_HIGH } from './words-of-ordinals';

const THIS = setOf('this next last that the same current following prior previous coming');
const MONTHS = setOf('month mo mth');
const LOW = /^[123](?:st|nd|rd)$/;
const ACT = /^[a-z]{3,}ed$/;
const CLOCK = /^(?:[01]\d|2[0-3])[0-5]\d$/;

/** `6th of next month`, `17th this month`, `7th of the month`. */
function isOfMonth(reader: Reader, token: number): boolean {
	let at = token + 1;
	const isOf = reader.lower(at) === 'of';
	if (isOf) at++;
	let named = isOf;
	while (at < token + 4 && THIS.has(reader.lower(at))) {
		named = true;
		at++;
	}
	return named && reader.joined(at) && MONTHS.has(reader.lower(at));
}

/** `28th 1430`, `28th 10:30`, `28th 9 am`: a time of day behind it. */
function isTimed(reader: Reader, token: number): boolean {
	const word = reader.lower(token + 1);
	if (CLOCK.test(word) || /^\d{1,2}[ap]m?$/.test(word)) return true;
	return /^\d{1,2}$/.test(word) && /^(?::|am|pm)$/.test(reader.lower(token + 2));
}

/** Whether a clause ends behind it, or goes on without what could be counted. */
function ends(reader: Reader, token: number): boolean {
	const next = token + 1;
	if (!reader.joined(next)) return true;
	const word = reader.lower(next);
	// `4th/5th`, `4th-5th`: what is counted stands further on.
	if (oneOf('/-', word)) return false;
	if (oneOf('.,;:)]|?!(', word)) return !isInRow(reader, next);
	return GOES_ON.has(word) || isTimed(reader, token);
}

/** The same of a day above twelve: `CT 24th neg`, `LOS 24th-28th`, `24th and 28th`. */
function endsHigh(reader: Reader, token: number): boolean {
	const { gaps } = reader.prepared;
	const [next, then] = [reader.lower(token + 1), reader.lower(token + 2)];
	if (GOES_ON_HIGH.has(next)) return true;
	const isOther = ORDINAL.test(then);
	if (isOther && (oneOf('-&/', next) || next === 'and')) return ends(reader, token + 2);
	return next === '-' && gaps[token + 1] === Gap.space && gaps[token + 2] === Gap.space;
}

/** `4th, 5th and 6th ribs`: what a row of ordinals counts stands behind its last. */
function isInRow(reader: Reader, token: number): boolean {
	return reader.lower(token) === ',' && /\dth$|\d(?:st|nd|rd)$/.test(reader.lower(token + 1));
}

const lead = (reader: Reader, token: number): string => {
	const before = reader.lower(token - 1);
	// `->28th`, `EDD: 28th`
	const isArrow = before === '>' && reader.lower(token - 2) === '-';
	return isArrow ? '->' : before;
};

/** Whether what stands before it has a day, whatever its number: `stent placed 2nd`, `planned for 2nd`. */
function isDated(reader: Reader, token: number, before: string): boolean {
	if (DATED.has(before) || BEFORE_ORDINAL.has(before)) return true;
	return (before === 'for' || before === 'to') && DATED.has(reader.lower(token - 2));
}

/**
 * A day of the month that nothing leads to: `colonoscopy 28th,`, `(verified 19th)`, `6th of next month`.
 * First, second and third count so many things that only what has a day makes them one; above twelve
 * little is counted.
 */
export function bareDay(reader: Reader, token: number): Span | undefined {
	const word = reader.lower(token);
	if (!ORDINAL.test(word)) return undefined;
	const found = { first: token, last: token, rule: 'date-ordinal', score: 0.6 };
	if (isOfMonth(reader, token)) return { ...found, score: 0.75 };
	const before = lead(reader, token);
	if (before === 'the' || (reader.prepared.gaps[token] as number) >= Gap.line) return undefined;
	const isHigh = Number.parseInt(word, 10) > 12;
	if (!ends(reader, token) && !(isHigh && endsHigh(reader, token))) return undefined;
	if (isDated(reader, token, before))
		return before === 'from' && countsBeside(reader, token) ? undefined : found;
	if (LOW.test(word) || countsBeside(reader, token)) return undefined;
	if ((isHigh ? REFUSED_HIGH : REFUSED).has(before)) return undefined;
	if (before === '->' || ACT.test(before) || oneOf('=~@[', before)) return found;
	if (reader.prepared.at(token - 1).kind !== Kind.word || digitFirst(before)) return undefined;
	// `5th with angulation`, `7th at its base` behind a word of the body: only where a clause ends.
	return !isHigh && GOES_ON.has(reader.lower(token + 1)) ? undefined : { ...found, score: 0.55 };
}
