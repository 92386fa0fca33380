import { oneOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Gap, Kind, Listed, Shape, type Form, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { STATE_CODES } from '../street/words';
import { NEVER, SENTENCE } from './words';

const ORDINAL = /^\d{1,3}(?:st|nd|rd|th)$/i;
/** A name in which text recognition put a digit for a letter: `Wi1low`. */
const MISREAD = /^[A-Z][a-z]+1[a-z]+$/;
/** What is a matter of medicine, care or measures, and no name. */
const TERMS = Word.clinical | Word.facility | Word.unit | Word.role | Word.eponymNoun;

/**
 * Last token of the cased words from a token on, the name of a street or a town; before the first where
 * there is none. Of such words it takes `most` at most.
 */
export function lastOfName(prepared: PreparedText, from: number, most: number): number {
	let last = from - 1;
	let count = 0;
	for (let at = from; at < prepared.count && count < most; at++) {
		if (at > from && (prepared.gaps[at] as number) > Gap.space) break;
		const form = prepared.at(at);
		if (form.kind === Kind.mark) {
			if (!isInside(prepared, at, form.raw)) break;
		} else if (at === from || !isSmall(form)) {
			if (!mayName(form)) break;
			last = at;
			count++;
		}
	}
	return last;
}

/** The signs of `O'Zzoak-Field` and `St. Zzoak`. */
function isInside(prepared: PreparedText, at: number, raw: string): boolean {
	if (raw === '.') return lower(prepared, at - 1).length < 4;
	return oneOf("'-", raw) && prepared.gaps[at] === Gap.none;
}

/** `Avenue of the Zzoaks` */
const isSmall = (form: Form): boolean =>
	form.shape < Shape.capital &&
	(form.lower === 'of' || form.lower === 'the' || form.lower === 'del' || form.lower === 'de');

function mayName(form: Form): boolean {
	const { kind, raw, classes, shape } = form;
	if (kind === Kind.mixed && ORDINAL.test(raw)) return true;
	if (kind !== Kind.word && !(kind === Kind.mixed && MISREAD.test(raw))) return false;
	// `The Zzoaks` begins with a word of sentences.
	if (!cased(form) || (SENTENCE.has(form.lower) && raw !== 'The')) return false;
	if ((classes & NEVER) !== 0 && (classes & Word.street) === 0) return false;
	return !(shape === Shape.upper && raw.length === 2 && STATE_CODES.has(raw));
}

/** Whether one of some words is of no vocabulary, or of a list of names or places. */
export function isStrange(
	prepared: PreparedText,
	scan: Scan,
	first: number,
	last: number,
): boolean {
	for (let at = first; at <= last; at++) {
		const index = prepared.form[at] as number;
		if ((scan.name[index] as number) > Name.no) return true;
		if (((scan.listed[index] as number) & Listed.place) !== 0) return true;
	}
	return false;
}

/** Whether one of some words is of a vocabulary of medicine, care or measures. */
export function isTerm(prepared: PreparedText, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const { classes, raw, shape } = prepared.at(at);
		if ((classes & TERMS) !== 0) return true;
		if (shape === Shape.upper && raw.length < 5 && (classes & Word.street) === 0) return true;
	}
	return false;
}
