import { setOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { STRONG, SURE_STREETS } from './words';

/** Things that are counted and measured, and have words of streets behind them. */
const MEASURED_THINGS = setOf(
	'minute meter hour day week point view french lead slice row detector way lumen gauge vessel level degree person step quadrant part phase chamber',
);
/** Words of streets of two letters, which in capitals are letters of medicine. */
const SHORT_STREETS = setOf('ln av st ct pt pl ter');
const LETTERS_OF_TERMS = setOf('CT PT ST PL AV');
/** `oriented to person and place` */
const ORIENTED = setOf('person oriented');
/** Words of streets that are done, seen and felt as well: `6 minute walk`, `2 view`. */
const WALKS = setOf('walk run path view point way place square row grove hill pass');
/** Adjectives of findings: they name no street before letters in capitals. */
const FINDINGS = setOf('level type grade stage sinus degree mild small large new old');

/**
 * Whether a number, words and the word of a street at `last` are something else.
 *
 * @param weak whether a word in small letters stands between
 */
export function isNoStreet(
	prepared: PreparedText,
	token: number,
	last: number,
	weak: boolean,
): boolean {
	const { lower: kind, raw, shape } = prepared.at(last);
	if (isDoctor(prepared, last, weak) || ORIENTED.has(lower(prepared, last - 1))) return true;
	// 112 sinus ST, 110 first degree AV block, 14 Level II LN: capitals behind words that name no street.
	const isLetters = shape === Shape.upper && (weak || SHORT_STREETS.has(kind));
	if (isLetters && !isNamed(prepared, token + 1, last - 1)) return true;
	if (WALKS.has(kind) && !cased(prepared.at(token + 1))) return true;
	const short = prepared.at(token).raw.length < 3;
	if (short && LETTERS_OF_TERMS.has(raw)) return true;
	// `2 Zztest View`, but `at 9 Zzboat's Walk`.
	const led = shape === Shape.capital && lower(prepared, token - 1) === 'at';
	if (short && !led && !STRONG.has(kind)) return true;
	// 1180 Central Ave
	const isSure = !short && !weak && shape === Shape.capital && SURE_STREETS.has(kind);
	return !isSure && isTermsOnly(prepared, token + 1, last - 1, short);
}

/** `with 2 Dr. Testperson`, `aware Dr Testperson`: a doctor behind a sentence, not a drive. */
function isDoctor(prepared: PreparedText, last: number, weak: boolean): boolean {
	if (prepared.at(last).lower !== 'dr') return false;
	if (weak && isName(prepared, last + 1)) return true;
	return lower(prepared, last + 1) === '.' && isName(prepared, last + 2);
}

const isName = (prepared: PreparedText, at: number): boolean =>
	at < prepared.count && (prepared.gaps[at] as number) <= Gap.space && cased(prepared.at(at));

/** True where a word in capitals that is no medicine stands between: OAK ST, Willow CT. */
function isNamed(prepared: PreparedText, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const { kind, classes, raw, shape, lower: word } = prepared.at(at);
		if (kind !== Kind.word) continue;
		if (shape === Shape.lower) return false;
		const isTerm = (classes & (Word.clinical | Word.eponymNoun | Word.unit)) !== 0;
		if (!isTerm && raw.length > 2 && !FINDINGS.has(word)) return true;
	}
	return false;
}

/**
 * True when every word of a stretch is medicine or a measure: 6 Minute Walk, 18 French Foley.
 *
 * @param short whether the number counts, as one or two digits do: eponyms are medicine behind it
 */
function isTermsOnly(prepared: PreparedText, first: number, last: number, short: boolean): boolean {
	const terms = Word.clinical | (short ? Word.eponym | Word.eponymNoun : 0);
	let words = 0;
	for (let at = first; at <= last; at++) {
		const { kind, classes, lower: word } = prepared.at(at);
		if (kind !== Kind.word) continue;
		words++;
		if ((classes & terms) === 0 && !MEASURED_THINGS.has(word)) return false;
	}
	return short || words > 0;
}
