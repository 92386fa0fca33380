import type { PhiFinding } from '../../../types';
import { setOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Kind, Listed, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { casedBefore } from '../cased-before';
import { lower, near } from '../near';
import { facilityOver } from './claim';
import { ENDS, ENDS_OF_HOMES, HOMES_IN_SHORT, SHORT_ENDS } from './nouns';
import { pastSentence, SENTENCE } from './sentence';

const TITLES = setOf('dr mr mrs ms drs miss');
/** Words with which a short name goes on: `Overbrook Heart and Vascular`. */
const GOING_ON = setOf('and vascular school system center');
/** Small words inside of the name of a home: `Home of the Zzoaks`, `Coeur d'Alene`. */
const INNER = setOf('of the and de la at d l');
/** What is no name of a hospital, whatever stands behind it. */
const NO_NAME = Word.clinical | Word.month | Word.weekday | Word.title;
/** What stands before a name and is no part of it. */
const NO_PART = Word.clinical | Word.title | Word.role | Word.credential;

/** Overbrook General, Bancroft Memorial: a word of no language and a noun that hospitals drop the rest of. */
export function shortNamed(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	if (!mayName(prepared, scan, token) || !endsShort(prepared, token + 1)) return undefined;
	const before = lower(prepared, token - 1) === '.' ? token - 2 : token - 1;
	// `Dr. Zztest General`: a doctor.
	if (TITLES.has(lower(prepared, before))) return undefined;
	const first = firstOf(prepared, token);
	return facilityOver(prepared, first, lastOf(prepared, token + 1), 'facility-short', 0.68);
}

/** Whether a word with a capital is of no vocabulary, or a name or a place. */
function mayName(prepared: PreparedText, scan: Scan, token: number): boolean {
	const { shape, raw, classes } = prepared.at(token);
	const shouted = shape === Shape.upper && raw.length > 5;
	if (shape !== Shape.capital && shape !== Shape.camel && !shouted) return false;
	if (raw.length < 4 || (classes & NO_NAME) !== 0) return false;
	const index = prepared.form[token] as number;
	if ((scan.name[index] as number) !== Name.no) return true;
	return ((scan.listed[index] as number) & Listed.place) !== 0;
}

function endsShort(prepared: PreparedText, end: number): boolean {
	if (!near(prepared, end)) return false;
	const form = prepared.at(end);
	return cased(form) && SHORT_ENDS.has(form.lower) && (form.classes & Word.credential) === 0;
}

/** Last token of a short name: further nouns behind its first one belong to it. */
function lastOf(prepared: PreparedText, end: number): number {
	let last = end;
	while (last - end < 3 && near(prepared, last + 1) && goesOn(prepared, last + 1)) last++;
	while (!cased(prepared.at(last))) last--;
	return last;
}

function goesOn(prepared: PreparedText, at: number): boolean {
	const form = prepared.at(at);
	const word = form.lower;
	if (!cased(form) && word !== 'and') return false;
	return ENDS.has(word) || SHORT_ENDS.has(word) || GOING_ON.has(word);
}

/** First token of a short name: one more word with a capital may stand before the strange one. */
function firstOf(prepared: PreparedText, token: number): number {
	const first = Math.max(token - 1, casedBefore(prepared, token, 1));
	const { kind, classes, lower: word } = prepared.at(first);
	const isPart =
		first < token && kind === Kind.word && (classes & NO_PART) === 0 && !SENTENCE.has(word);
	return isPart ? first : token;
}

/** Sunny Acres SNF, Coeur d'Alene SNF: whatever stands in capitals before the short form of a home. */
export function homeNamed(prepared: PreparedText, token: number): PhiFinding | undefined {
	const form = prepared.at(token);
	const isHome = HOMES_IN_SHORT.has(form.lower) || (cased(form) && ENDS_OF_HOMES.has(form.lower));
	if (!isHome) return undefined;
	const acres = form.shape === Shape.capital;
	const first = pastSentence(prepared, casedBefore(prepared, token, 4, INNER), token);
	if (first >= token || hasTerm(prepared, first, token)) return undefined;
	// `Zz Acres`, `A Pines`: letters, and no name.
	const { raw } = prepared.at(first);
	if (acres && first === token - 1 && raw.length < 3 && /^[A-Z]/.test(raw)) return undefined;
	return facilityOver(prepared, first, token, 'facility-short', acres ? 0.6 : 0.75);
}

function hasTerm(prepared: PreparedText, first: number, end: number): boolean {
	for (let at = first; at < end; at++) {
		const { classes, raw } = prepared.at(at);
		if ((classes & Word.clinical) !== 0 && raw.length > 2) return true;
	}
	return false;
}
