import { allDigits, oneOf, setOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, Shape, type Form, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { STRONG } from './words';

/** Words in small letters with which a sentence goes on behind a number: no street has them. */
const NOT_STREET = setOf(
	'and or the of to for with without in at on by from is was were has had no not per every a an as po iv mg ml mcg units days weeks hours hrs times daily bid tid minutes min years months yo year patient pt she he view views chest',
);
/** How far behind the number the word of the street may stand. */
const MOST_TOKENS = 7;

/** The word of the street behind a house number, `Lane` of `17 Old Mill Lane`; -1 where there is none. */
export function kindAt(prepared: PreparedText, start: number): number {
	const end = Math.min(start + MOST_TOKENS, prepared.count);
	let words = 0;
	let hasCapital = false;
	for (let at = start; at < end; at++) {
		if ((prepared.gaps[at] as number) >= Gap.line) return -1;
		const form = prepared.at(at);
		if (form.kind === Kind.mark) {
			if (!oneOf(".'-", form.raw)) return -1;
			continue;
		}
		const isKind = words > 0 && (form.classes & Word.street) !== 0 && form.shape !== Shape.initial;
		if (isKind && (words > 1 || hasCapital || !isSaint(prepared, at))) return at;
		if (isOfSentence(form, words)) return -1;
		hasCapital ||= cased(form);
		words++;
	}
	return -1;
}

/** The last word of the street where another follows in the same spelling: `8 Zzoak Park Drive`. */
export function lastKind(prepared: PreparedText, start: number, kind: number): number {
	const end = Math.min(start + MOST_TOKENS, prepared.count) - 1;
	let last = kind;
	while (last < end && (prepared.gaps[last + 1] as number) < Gap.line) {
		const { classes, shape, lower: word } = prepared.at(last + 1);
		if ((classes & Word.street) === 0 || !STRONG.has(word)) break;
		if (shape !== prepared.at(last).shape) break;
		last++;
	}
	return last;
}

/** St. Mary's Road: a saint is no street. */
function isSaint(prepared: PreparedText, at: number): boolean {
	if (prepared.at(at).lower !== 'st' || at + 1 >= prepared.count) return false;
	const next = prepared.at(lower(prepared, at + 1) === '.' ? at + 2 : at + 1);
	return next !== undefined && cased(next) && (next.classes & Word.street) === 0;
}

/** `2 views of the chest`, `6 systolic murmurs heard`: what stands behind the number of a thing. */
function isOfSentence({ kind, raw, shape, classes, lower: word }: Form, words: number): boolean {
	if (kind === Kind.number) return !allDigits(raw, 1, 4);
	if (shape < Shape.capital && NOT_STREET.has(word)) return true;
	if (shape !== Shape.lower) return false;
	if (words > 0 && (classes & Word.said) !== 0) return true;
	return (classes & (Word.clinical | Word.ordinary)) === Word.clinical;
}
