import { Gap, Kind, type Form } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { PhiType } from '../../types';
import { digitsOf } from '../words/closeness';
import type { Reading } from './reading';
import { digitFirst, oneOf } from '../../detecting/marks';

const SPOKEN: ReadonlyMap<string, string> = new Map([
	['zero', '0'],
	['oh', '0'],
	['one', '1'],
	['two', '2'],
	['three', '3'],
	['four', '4'],
	['five', '5'],
	['six', '6'],
	['seven', '7'],
	['eight', '8'],
	['nine', '9'],
]);

const LABEL = new Set(
	`mrn mr ssn acct account visit encounter csn fin har case claim member id no num number pin ref
	reference chart record unit accession order specimen badge pager ext extension npi dea license licence
	policy group plan phone tel cell mobile fax zip hospital med rec fn mpi emr ehr pt epi vn`
		.trim()
		.split(/\s+/),
);
/** What only the end of a number stands behind: `last four`, `ending in`, and what is tied to an arm. */
const LONGEST_SPOKEN = 6;
const ENDS_IN = new Set('ending ends last final digits band armband wristband bracelet'.split(' '));

/** Digits of one part of a number: scanned letters read as digits, letters in front of the number dropped. */
export function partDigits(reading: Reading, token: number, first: boolean): string | undefined {
	return partOf(reading.prepared.at(token), first);
}

/** The same of a spelling. */
export function partOf(form: Form, first: boolean): string | undefined {
	const { raw, kind, lower } = form;
	if (kind === Kind.number) return raw;
	if (kind === Kind.word) {
		const spoken = lower.length < LONGEST_SPOKEN ? SPOKEN.get(lower) : undefined;
		if (spoken !== undefined) return spoken;
		// A word before a number is its label, or a part of a code; it is no digit.
		return first || raw.length > 3 ? undefined : digitsOf(raw);
	}
	const rest = first && !digitFirst(raw) ? raw.slice(headLength(raw)) : raw;
	return digitsOf(rest) ?? digitsOf(rest.slice(0, -1));
}

/** How many letters stand before the first digit of a token of letters and digits; 0 where none do. */
function headLength(raw: string): number {
	let at = 0;
	for (; at < raw.length; at++) {
		const code = raw.charCodeAt(at);
		if (code > 127) return /^\p{L}+(?=\d)/u.exec(raw)?.[0].length ?? 0;
		if (code >= 48 && code <= 57) return at;
		if ((code | 32) < 97 || (code | 32) > 122) return 0;
	}
	return 0;
}

/** Whether what stands at a token may go on a number: on its line, with a mark of numbers, or read out. */
export function goesOn(reading: Reading, token: number): boolean {
	if (reading.gap(token) > Gap.space) return false;
	if (!reading.isMark(token)) return true;
	if (reading.isMark(token, ',')) return SPOKEN.has(reading.lower(token - 1));
	return reading.isMark(token, '-./()#_+:*');
}

/** A bracket or plus that opens a telephone number belongs to it. */
export function openedBefore(reading: Reading, type: PhiType, first: number): number {
	let start = first;
	if (type !== 'PHONE' && type !== 'FAX') return start;
	while (reading.isMark(start - 1, '(+') && reading.gap(start) === Gap.none) start--;
	return start;
}

/**
 * How many letters of a token are the label of the number that it ends in: three of `MRN8235991`, none
 * where the chart writes the number with them.
 */
export function gluedLabel(reading: Reading, token: number, head: string | undefined): number {
	if (head === undefined || reading.kind(token) !== Kind.mixed) return 0;
	const letters = /^\p{L}+(?=\d)/u.exec(reading.lower(token))?.[0] ?? '';
	return letters !== head && LABEL.has(letters) ? letters.length : 0;
}

/** An extension behind a telephone number belongs to it. */
export function extended(reading: Reading, type: PhiType, last: number): number {
	if (type !== 'PHONE' && type !== 'FAX') return last;
	let at = last + 1;
	if (reading.isMark(at, ',')) at++;
	if (reading.gap(at) > Gap.space) return last;
	const word = reading.lower(at);
	if (/^x\d{1,6}$/.test(word)) return at;
	if (word !== 'x' && word !== 'ext' && word !== 'extension') return last;
	at++;
	if (reading.isMark(at, '.:')) at++;
	return reading.kind(at) === Kind.number && reading.raw(at).length < 7 ? at : last;
}

export function labelledBefore(reading: Reading, first: number): boolean {
	if (reading.isMark(first - 1, '#')) return true;
	const before = reading.wordBefore(first, '.:#=-');
	if (before < 0) return false;
	return LABEL.has(reading.lower(before)) || (reading.classes(before) & Word.label) !== 0;
}

/** Vertebrae, nerves, stages and doses, which have the shape of short numbers. */
const OF_MEDICINE =
	/^(?:[ctlsvkph]\d{1,2}(?:-[ctls]?\d{1,2})?|[tnm]\d\w*|b12|a1c|cn\d+|g\d+p\d+|q\d+h?)$/;

/** A short number with the marks that the chart gives it, or with letters: `TG-49`, `901-77`. */
export function isOwnShape(
	reading: Reading,
	{ parted, head }: { readonly parted?: boolean; readonly head?: string },
	first: number,
	last: number,
): boolean {
	if (measured(reading, first, last)) return false;
	const marked = last > first && reading.isMark(first + 1, '-/.') && parted === true;
	if (reading.isMark(first + 1, '/.') && head === '') return false;
	if (reading.gap(first + 1) !== Gap.none && last > first) return false;
	if (marked) return true;
	if (first !== last || head === undefined || head.length < 2) return false;
	return reading.hasCapital(first) && !OF_MEDICINE.test(reading.lower(first));
}

/** Whether the text says that only the end of a number is given: "last four", "ending in", `xxx-xx-`. */
export function endsIn(reading: Reading, first: number): boolean {
	for (let at = first - 1; at > first - 7 && at >= 0; at--) {
		if (reading.gap(at + 1) >= Gap.line) return false;
		const lower = reading.lower(at);
		if (ENDS_IN.has(lower)) return true;
		if (oneOf('x*', lower.charAt(0)) && /^[x*]+$/.test(lower)) return true;
	}
	return false;
}

/** Whether a number is a quantity: a point or a unit follows, or a sign of money stands before it. */
export function measured(reading: Reading, first: number, last: number): boolean {
	if (reading.isMark(first - 1, '.,$€£<>') && reading.gap(first) === Gap.none) return true;
	const after = last + 1;
	if (reading.isMark(after, '.,') && reading.gap(after + 1) === Gap.none) {
		if (reading.kind(after + 1) === Kind.number) return true;
	}
	if (reading.isMark(after, '%')) return true;
	return reading.gap(after) <= Gap.space && UNITS.has(reading.lower(after));
}

const UNITS = new Set(
	'mg ml mcg g kg l dl cm mm m units iu meq mmol copies cells steps calories kcal cc hours days weeks months years times'.split(
		' ',
	),
);
