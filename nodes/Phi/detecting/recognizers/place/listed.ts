import type { PhiFinding } from '../../../types';
import { setOf } from '../../marks';
import { cased, opens, type Scan } from '../../scan';
import { Gap, Listed, Shape, type Lists, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { entryEnd } from '../phrases';
import { cityOver, joined } from './claim';
import { NEAR } from './words';

/** Signs inside of an entry of several words, without a blank before them: `Winston-Salem`, `Coeur d'Alene`. */
const SIGNS = ".'-";
/** What makes a listed place a word of the language: `Reading`, `Mobile`, `Bath`. */
const ORDINARY =
	Word.ordinary | Word.clinical | Word.eponym | Word.holiday | Word.month | Word.facility;

/** An entry of several words: its last token, and what the list says of it. */
export interface Entry {
	readonly last: number;
	readonly listed: number;
}

/** The entry of several words that begins at a token, the longest one. */
export function entryAt(prepared: PreparedText, lists: Lists, token: number): Entry | undefined {
	const entries = lists.phrases.get(prepared.at(token).lower);
	if (entries === undefined) return undefined;
	for (const { words, listed } of entries) {
		const last = entryEnd(prepared, token, words, SIGNS, Gap.none);
		if (last >= 0) return { last, listed };
	}
	return undefined;
}

/** First words of entries that are believed without a capital. */
const FIRST_OF_CITIES = setOf('san santa los las fort saint st');

/** Whether an entry in this spelling is a place: with a capital, or where its first word is no other word. */
export function isBelieved(prepared: PreparedText, token: number, { listed }: Entry): boolean {
	const form = prepared.at(token);
	return cased(form) || (listed & Listed.own) !== 0 || FIRST_OF_CITIES.has(form.lower);
}

/** A listed place of one word at a token, as sure as its other meanings and the word before it leave it. */
export function listedAt(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	const bits = scan.listed[prepared.form[token] as number] as number;
	if ((bits & Listed.place) === 0) return undefined;
	const form = prepared.at(token);
	if (!cased(form) && (bits & Listed.own) === 0) return undefined;
	// `NY`, `LA` and shorter codes are letters of much else.
	if (form.shape === Shape.upper && form.raw.length < 4) return undefined;
	const led = NEAR.has(lower(prepared, token - 1)) && joined(prepared, token);
	const isOrdinary = (form.classes & ORDINARY) !== 0;
	const whole = isOrdinary ? ordinaryScore(prepared, token, led) : nameScore(bits, led);
	const score = isPart(prepared, token, led) ? Math.min(whole, 0.3) : whole;
	const detail = led ? 'in the list of places, behind a preposition' : 'in the list of places';
	return cityOver(prepared, token, token, 'place-listed', score, detail);
}

/** `to Reading`, `of Bath`: what the preposition leads to is more often a thing. */
function ordinaryScore(prepared: PreparedText, token: number, led: boolean): number {
	if (!led) return 0.15;
	const before = lower(prepared, token - 1);
	return before === 'of' || before === 'to' || opens(prepared, token) ? 0.2 : 0.35;
}

/** The hospital's own entries need no preposition, names of people need one. */
function nameScore(bits: number, led: boolean): number {
	if ((bits & Listed.own) !== 0) return 0.9;
	const isNamed = (bits & (Listed.given | Listed.family)) !== 0;
	if (isNamed) return led ? 0.65 : 0.35;
	return led ? 0.85 : 0.68;
}

/** `Boston-type`, `Charlotte sign`: the first word of a term. */
function isPart(prepared: PreparedText, token: number, led: boolean): boolean {
	const next = token + 1;
	if (next >= prepared.count) return false;
	const { lower: word, classes } = prepared.at(next);
	return word === '-' || (!led && (classes & Word.eponymNoun) !== 0);
}
