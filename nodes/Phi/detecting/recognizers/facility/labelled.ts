import type { PhiFinding } from '../../../types';
import { oneOf, setOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { facilityOver } from './claim';

/** Labels before a facility that has no noun: `Pharmacy: Corner`. */
export const LABELS = setOf(
	'pharmacy hospital facility employer school daycare clinic snf agency insurer insurance payer payor lab laboratory branch site ecf alf ltc source church occupation workplace shelter',
);
/** Verbs before an employer: `works for Testwell`. */
export const WORKS = setOf('works worked employed working attends');
const WORKS_FOR = setOf('for at by');
const MOST_BETWEEN = 3;
/** What stands behind a label where nobody is named. */
const NOBODY = setOf(
	'none unknown same self see yes no not n na retired unemployed disabled home private commercial pending',
);
/** Small words inside of a name. */
const LINKS = setOf('s of the and d de la');
const ABBREVIATED = setOf('st mt ft dr');
const MOST_TOKENS = 8;

/** The name behind a label or a word of working: `Pharmacy: Corner`, `works for Testwell`. */
export function facilityLabelled(prepared: PreparedText, token: number): PhiFinding | undefined {
	const first = afterLabel(prepared, token);
	if (first < 0 || first >= prepared.count || isNobodys(prepared, first)) return undefined;
	const end = pastName(prepared, first);
	const last = lastCased(prepared, first, end);
	if (last < first) return undefined;
	const sure = isTelling(prepared, first, end);
	const labelled = LABELS.has(lower(prepared, token));
	const score = labelled ? (sure ? 0.75 : 0.55) : sure ? 0.65 : 0.35;
	return facilityOver(prepared, first, last, 'facility-labelled', score);
}

/** First token behind a label and its colon, or behind `works for` and `attends`; -1 elsewhere. */
function afterLabel(prepared: PreparedText, token: number): number {
	const word = lower(prepared, token);
	let at = token + 1;
	if (LABELS.has(word)) {
		if (lower(prepared, at) === 'name') at++;
		return lower(prepared, at) === ':' ? at + 1 : -1;
	}
	if (word === 'attends') return at;
	if (!WORKS.has(word)) return -1;
	// `works full time for`
	for (let skip = 0; skip < MOST_BETWEEN && !WORKS_FOR.has(lower(prepared, at)); skip++) at++;
	return WORKS_FOR.has(lower(prepared, at)) ? at + 1 : -1;
}

/** `Employer: none`, `Site: left knee`, `Pharmacy: Phone`. */
function isNobodys(prepared: PreparedText, first: number): boolean {
	const { kind, classes, lower: word } = prepared.at(first);
	if (NOBODY.has(word)) return true;
	return kind === Kind.word && (classes & (Word.clinical | Word.label | Word.month)) !== 0;
}

/** Token behind the words that a name may have: those with capitals, small words and signs between them. */
function pastName(prepared: PreparedText, first: number): number {
	// A cell may part a label from what it says, nothing parts the words of a name.
	if ((prepared.gaps[first] as number) >= Gap.line || !mayBelong(prepared, first)) return first;
	let at = first + 1;
	while (
		at < prepared.count &&
		at < first + MOST_TOKENS &&
		(prepared.gaps[at] as number) <= Gap.space &&
		mayBelong(prepared, at)
	)
		at++;
	return at;
}

function mayBelong(prepared: PreparedText, at: number): boolean {
	const form = prepared.at(at);
	if (form.kind !== Kind.mark) return cased(form) || LINKS.has(form.lower);
	if (oneOf("'&-", form.raw)) return true;
	return form.raw === '.' && ABBREVIATED.has(lower(prepared, at - 1));
}

function lastCased(prepared: PreparedText, first: number, end: number): number {
	let last = end - 1;
	while (last >= first && !cased(prepared.at(last))) last--;
	return last;
}

/** Whether a word is neither of the language nor a role. */
function isTelling(prepared: PreparedText, first: number, end: number): boolean {
	for (let at = first; at < end; at++) {
		const { kind, classes } = prepared.at(at);
		if (kind === Kind.word && (classes & (Word.ordinary | Word.role)) === 0) return true;
	}
	return false;
}
