import { Gap, Kind, type Form } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { PhiType } from '../../types';
import { digitsOf } from '../words/closeness';
import type { Reading } from './reading';

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
	policy group plan phone tel cell mobile fax zip hospital med rec`
		.trim()
		.split(/\s+/),
);
const ENDS_IN = new Set(['ending', 'ends', 'last', 'final', 'digits']);

/** Digits of one part of a number: scanned letters read as digits, letters in front of the number dropped. */
export function partDigits(reading: Reading, token: number, first: boolean): string | undefined {
	return partOf(reading.prepared.at(token), first);
}

/** The same of a spelling. */
export function partOf(form: Form, first: boolean): string | undefined {
	const { raw, kind, lower } = form;
	if (kind === Kind.number) return raw;
	if (kind === Kind.word) {
		const spoken = SPOKEN.get(lower);
		if (spoken !== undefined) return spoken;
		// A word before a number is its label, or a part of a code; it is no digit.
		return first || raw.length > 3 ? undefined : digitsOf(raw);
	}
	const headed = first ? /^\p{L}+(?=\d)/u.exec(raw) : null;
	const rest = headed === null ? raw : raw.slice(headed[0].length);
	return digitsOf(rest) ?? digitsOf(rest.slice(0, -1));
}

/** A bracket or plus that opens the number belongs to it. */
export function openedBefore(reading: Reading, first: number): number {
	let start = first;
	while (reading.isMark(start - 1, '(+#') && reading.gap(start) === Gap.none) start--;
	return start;
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

/** Whether the text says that only the end of a number is given: "last four", "ending in", `xxx-xx-`. */
export function endsIn(reading: Reading, first: number): boolean {
	for (let at = first - 1; at > first - 7 && at >= 0; at--) {
		if (reading.gap(at + 1) >= Gap.line) return false;
		const lower = reading.lower(at);
		if (ENDS_IN.has(lower) || /^[x*]+$/.test(lower)) return true;
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
