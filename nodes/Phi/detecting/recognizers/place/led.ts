import { setOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Kind, Listed, Shape, type Lists, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { joined, type Placed } from './claim';
import { entryAt } from './listed';
import { loweredAt } from './lowered';
import { portAt } from './port';
import { LIVING, NEAR, TOWN_ENDS } from './words';

/** Prepositions that lead to a listed place without a word of living. */
export const IN_OR_AT = setOf('in from near at');
/** Words before `to` that make what follows a place or a facility. */
const MOVED = setOf(
	'transfer transferred transfers sent discharged discharge dc c admitted admit back go goes going went return returned returns referred referral faxed placement accepted moved move taken brought transport transported drove flew travel traveled travelled home',
);
/** Words between a preposition and a place: `from rural Zzoak`. */
const BEFORE_CITY = setOf(
	'downtown the nearby rural suburban northern southern eastern western north south east west central',
);
/** Words between a word of living and its preposition: `lives with his wife in`. */
const MOST_BETWEEN = 4;
const FIRST_OF_TOWNS = setOf('port fort lake mount mt new north south east west old saint st');
/** What is no place behind a preposition, unless a list says so. */
const NO_PLACE =
	Word.state |
	Word.clinical |
	Word.role |
	Word.unit |
	Word.month |
	Word.weekday |
	Word.relative |
	Word.title;
/** Words behind which even an ordinary word of two is a town: `lives in Clear Meadow`. */
const LIVES = setOf(
	'lives live lived living resides residing resided born raised moved native resident relocated',
);

/** Whether a token is a word of living, `in`, `from`, `near`, `at`, or `to` behind a word of going. */
export function leadsToPlace(prepared: PreparedText, token: number): boolean {
	const word = lower(prepared, token);
	if (LIVING.has(word) || IN_OR_AT.has(word)) return true;
	return word === 'to' && MOVED.has(lower(prepared, token - 1));
}

/** A place behind `lives in`, `moved from`, `born in`, or behind a bare preposition when it is listed. */
export function placeLed(
	prepared: PreparedText,
	scan: Scan,
	lists: Lists,
	token: number,
): Placed | undefined {
	const living = LIVING.has(lower(prepared, token));
	const first = startOf(prepared, token, living);
	if (first < 0) return undefined;
	const port = portAt(prepared, scan, first);
	if (port > 0) return { first, last: port, rule: 'place-unknown', score: living ? 0.8 : 0.65 };
	const form = prepared.at(first);
	const entry = entryAt(prepared, lists, first);
	if (entry !== undefined && (entry.listed & Listed.place) !== 0) {
		const score = cased(form) ? 0.93 : 0.85;
		return { first, last: entry.last, rule: 'place-listed', score };
	}
	if (entry !== undefined && (entry.listed & (Listed.state | Listed.country)) !== 0)
		return undefined;
	if (form.kind !== Kind.word) return undefined;
	if (!cased(form)) return loweredAt(prepared, scan, token, first, living);
	if (isNoPlace(prepared, scan, first)) return undefined;
	return living ? livedIn(prepared, scan, token, first) : nearBy(prepared, scan, first);
}

/** First token of what a preposition leads to; -1 where there is no preposition or nothing behind it. */
function startOf(prepared: PreparedText, token: number, living: boolean): number {
	let at = token;
	if (living) {
		at++;
		for (let skip = 0; skip < MOST_BETWEEN && !NEAR.has(lower(prepared, at)); skip++) at++;
		if (!NEAR.has(lower(prepared, at)) || !joined(prepared, at)) return -1;
	}
	at++;
	if (!joined(prepared, at)) return -1;
	if (BEFORE_CITY.has(lower(prepared, at)) && !cased(prepared.at(at))) at++;
	return at < prepared.count ? at : -1;
}

const isListed = (prepared: PreparedText, scan: Scan, token: number, as: number): boolean =>
	((scan.listed[prepared.form[token] as number] as number) & as) !== 0;

/** `in Texas`, `from Cardiology`, `near Monday`: a word with a capital that is in no list of places. */
function isNoPlace(prepared: PreparedText, scan: Scan, first: number): boolean {
	if (isListed(prepared, scan, first, Listed.place)) return false;
	if ((prepared.at(first).classes & NO_PLACE) !== 0) return true;
	return isListed(prepared, scan, first, Listed.state | Listed.country);
}

/** Behind a bare preposition: a listed place, or a word of no vocabulary. */
function nearBy(prepared: PreparedText, scan: Scan, first: number): Placed | undefined {
	const { shape, classes } = prepared.at(first);
	if ((classes & (Word.ordinary | Word.facility)) !== 0) return undefined;
	const place = isListed(prepared, scan, first, Listed.place);
	if (!place && !isStrange(prepared, scan, first)) return undefined;
	const isName = isListed(prepared, scan, first, Listed.given | Listed.family);
	const score = isName ? 0.62 : shape === Shape.upper && !place ? 0.55 : 0.85;
	return { first, last: lastOf(prepared, first), rule: 'place-listed', score };
}

/** An unknown word with a capital behind in, near or from: Kinnaway, Port Ellery. */
function isStrange(prepared: PreparedText, scan: Scan, at: number): boolean {
	const { shape, classes, lower: word } = prepared.at(at);
	if ((classes & Word.eponym) !== 0) return false;
	const isUnknown = (scan.name[prepared.form[at] as number] as number) === Name.unknown;
	if (isUnknown && (shape === Shape.capital || shouts(prepared, at))) return true;
	const next = at + 1;
	if (!FIRST_OF_TOWNS.has(word) || shape !== Shape.capital || !joined(prepared, next)) return false;
	if (prepared.at(next).shape !== Shape.capital) return false;
	return (scan.name[prepared.form[next] as number] as number) >= Name.unknown;
}

/** FROM ZZWEXLEY: a long word in capitals, in a line of capitals. */
function shouts(prepared: PreparedText, token: number): boolean {
	const { shape, raw } = prepared.at(token);
	if (shape !== Shape.upper || raw.length < 6) return false;
	return prepared.at(token - 1).shape === Shape.upper;
}

/** Behind a word of living whatever has a capital is a place, the surer the plainer the word says it. */
function livedIn(
	prepared: PreparedText,
	scan: Scan,
	token: number,
	first: number,
): Placed | undefined {
	const { shape, raw, classes } = prepared.at(first);
	const last = lastOf(prepared, first);
	const rule = 'place-lived';
	if (isListed(prepared, scan, first, Listed.place)) return { first, last, rule, score: 0.9 };
	// `resident at the ICU`, `living with COPD`
	if (shape === Shape.upper && raw.length <= 4) return undefined;
	const direct = LIVES.has(lower(prepared, token));
	const plain = (classes & (Word.ordinary | Word.facility)) !== 0;
	if (plain) return { first, last, rule, score: direct && last > first ? 0.6 : 0.3 };
	return { first, last, rule, score: direct ? 0.8 : 0.6 };
}

/** Last token of a place of one to three words; in capitals only the noun of a town goes on with it. */
function lastOf(prepared: PreparedText, first: number): number {
	const shouted = prepared.at(first).shape === Shape.upper;
	let last = first;
	while (last - first < 2 && joined(prepared, last + 1)) {
		const { kind, shape, classes, lower: word } = prepared.at(last + 1);
		if (kind !== Kind.word || (classes & (Word.state | Word.clinical)) !== 0) break;
		if (shape !== Shape.capital && !(shouted && TOWN_ENDS.has(word))) break;
		last++;
	}
	return last;
}
