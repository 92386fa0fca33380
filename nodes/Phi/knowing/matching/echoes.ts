import { Shape, type Form } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { Known } from '../know';
import { isFunctionWord } from './name-belief';
import { isBareTerm } from './name-terms';
import { personAfter, personBefore } from './person-context';
import type { Match, Reading } from './reading';
import { setOf } from '../../detecting/marks';

const VERBS = setOf('will may can must read mark page case chart note long short');

/** From here on a name that was found vouches for its words elsewhere in the note. */
const VOUCHES = 0.8;

/**
 * Names that are words of the language, once more: where a note names the patient Rose and never speaks of
 * a rose in small letters, a capital `Rose` at the head of a sentence is the patient as well. What is no
 * word of the language was found already.
 */
export function echoes(reading: Reading, known: Known, matches: readonly Match[]): Match[] {
	const { dictionary } = known;
	const { weak } = dictionary;
	if (weak.size === 0) return [];
	const { forms } = reading.prepared;
	const wanted = new Map<number, string>();
	for (let index = 0; index < forms.length; index++) {
		if (!dictionary.isHit(index)) continue;
		const { lower, shape } = forms[index] as Form;
		if (shape >= Shape.capital && weak.has(lower)) wanted.set(index, lower);
	}
	if (wanted.size === 0) return [];
	const named = vouched(reading, known, matches, new Set(wanted.values()));
	if (named.size === 0) return [];
	const small = new Set<number>();
	for (let index = 0; index < forms.length; index++) {
		if (!dictionary.isHit(index)) continue;
		const { lower, shape } = forms[index] as Form;
		if (shape === Shape.lower && named.has(lower)) small.add(index);
	}
	return openOf(reading, named, wanted, small, matches).flatMap((token) => {
		const like = named.get(reading.lower(token));
		if (like === undefined || !mayName(reading, token)) return [];
		const { type, role, rule } = like;
		return [{ first: token, last: token, type, role, rule, score: 0.6 }];
	});
}

/** Capital words that may be names and were not found yet; a word that stands in small letters as well is none. */
function openOf(
	reading: Reading,
	named: Map<string, Match>,
	wanted: ReadonlyMap<number, string>,
	small: ReadonlySet<number>,
	matches: readonly Match[],
): number[] {
	const { form, forms, count } = reading.prepared;
	// Hardly a word of a note is one of them.
	const isOne = new Uint8Array(forms.length);
	for (const index of wanted.keys()) isOne[index] = 1;
	for (const index of small) isOne[index] = 1;
	const taken = new Set<number>();
	for (const { first, last } of matches) for (let at = first; at <= last; at++) taken.add(at);
	const open: number[] = [];
	for (let token = 0; token < count; token++) {
		const index = form[token] as number;
		if (isOne[index] === 0 || taken.has(token)) continue;
		if (small.has(index)) named.delete(reading.lower(token));
		else open.push(token);
	}
	return open;
}

/** Those of the words that are the patient's, or that were found for sure: with what they are found as. */
function vouched(
	reading: Reading,
	{ dictionary }: Known,
	matches: readonly Match[],
	words: ReadonlySet<string>,
): Map<string, Match> {
	const named = new Map<string, Match>();
	for (const word of words) {
		const person = dictionary.weak.get(word);
		if (person?.role !== 'patient' || isFunctionWord(word)) continue;
		const { role, rule } = person;
		named.set(word, { first: 0, last: 0, type: 'NAME', role, rule, score: VOUCHES });
	}
	for (const match of matches) {
		if (match.type !== 'NAME' || match.score < VOUCHES || match.role === 'unknown') continue;
		for (let token = match.first; token <= match.last; token++) {
			const lower = reading.lower(token);
			if (!words.has(lower) || named.has(lower) || isFunctionWord(lower)) continue;
			if (lower.length > 2 && reading.hasCapital(token)) named.set(lower, match);
		}
	}
	return named;
}

/** Whether nothing speaks against a name: no thing that is called like it, no heading, no finding. */
function mayName(reading: Reading, token: number): boolean {
	if (reading.namesThing(token) || reading.isMark(token + 1, ':=')) return false;
	const says = personBefore(reading, token) + personAfter(reading, token);
	const clinical = (reading.classes(token) & Word.clinical) !== 0;
	if (says > (clinical ? 1 : 0)) return true;
	if (isBareTerm(reading.lower(token))) return false;
	const classes = reading.classes(token);
	if ((classes & (Word.clinical | Word.month | Word.said)) !== 0) return false;
	if (VERBS.has(reading.lower(token))) return false;
	// "Brown sputum", "Short of breath": a word that describes what follows.
	const describes = (reading.classes(token + 1) & (Word.clinical | Word.eponymNoun)) !== 0;
	return !describes && !(reading.shape(token) === Shape.upper && reading.inCapitals(token));
}
