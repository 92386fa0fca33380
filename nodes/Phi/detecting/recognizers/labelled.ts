import type { PhiFinding, PhiRole, PhiType } from '../../types';
import { found, step } from '../found';
import { scanOf } from '../scan';
import { Gap, Kind, type Form, type PreparedText, type Recognizer } from '../types';
import { LABELS, type Label } from '../vocabulary/labels';
import { dea, luhn, npi, ssn } from '../validators';
import { allDigits, oneOf, setOf } from '../marks';

const EXTENSION = setOf('x ext extension');
const AT_HAND = setOf('direct my desk front voicemail vm nurse call text');
const LINES = setOf('fax phone ph tel');

const FILLERS = new Set(
	'# : . number no num nbr nr id is was = ( [ " \' of the code card ending ends in with - – reads identifier identification numbers nos value patient her his their my confirmed as ) ] ? are at on , new | dial *'.split(
		' ',
	),
);
const QUALIFIERS = new Set('# : number no num nbr nr id = identifier is code'.split(' '));
const MOST_FILLERS = 6;

const ROLES: Partial<Record<PhiType, PhiRole>> = {
	MRN: 'patient',
	PLAN: 'patient',
	ACCOUNT: 'patient',
	SSN: 'patient',
};
/** Words after a number which say that it counts or measures. */
const MEASURES = new Set(
	'mg mcg ml cc kg lbs lb g gm grams units unit mmhg cm mm bpm hours hrs hr days day weeks week wks months month years year yrs yr yo minutes min mins times percent beats breaths liters l dl k meq mmol tabs tablets pills x f c degrees fr french gauge puffs drops sessions visits views'.split(
		' ',
	),
);

const NO_LABELS: readonly Label[] = [];

/** The labels that may stand at a token, by its word and the next, the longest first. */
function labelsAt(prepared: PreparedText, token: number, lower: string): readonly Label[] {
	const labels = LABELS.get(lower);
	if (labels === undefined) return NO_LABELS;
	const next = token + 1;
	if (labels.before.size === 0 || next >= prepared.count) return labels.alone;
	return labels.before.get(prepared.at(next).lower) ?? labels.alone;
}

/** Last token of the label at `token`, or -1. */
function labelEnd(prepared: PreparedText, token: number, label: Label): number {
	const { words } = label;
	let at = token;
	for (let index = 1; index < words.length; index++) {
		at++;
		if (at >= prepared.count || (prepared.gaps[at] as number) > Gap.wide) return -1;
		const word = words[index] as string;
		if (prepared.at(at).lower !== word) return -1;
	}
	return at;
}

/** Where the value of a label stands: tokens first to last, or undefined. */
function valueAfter(
	prepared: PreparedText,
	end: number,
	label: Label,
): { first: number; last: number } | undefined {
	let at = pastForm(prepared, end) + 1;
	let qualified = QUALIFIERS.has(prepared.at(end).lower);
	for (let skipped = 0; skipped < MOST_FILLERS && at < prepared.count; skipped++, at++) {
		const gap = prepared.gaps[at] as number;
		if (gap === Gap.blank) return undefined;
		const form = prepared.at(at);
		if (gap === Gap.line && prepared.at(at - 1).raw !== ':' && !hasDigit(form)) return undefined;
		if (!FILLERS.has(form.lower)) break;
		// `per policy. VS 97.9`: a sentence ends.
		const isEnd = form.raw === '.' && skipped === 0 && prepared.at(at - 1).raw.length > 4;
		if (isEnd && at + 1 < prepared.count && (prepared.gaps[at + 1] as number) > Gap.none)
			return undefined;
		if (QUALIFIERS.has(form.lower)) qualified = true;
	}
	if (at >= prepared.count) return undefined;

	if ((prepared.gaps[at] as number) === Gap.blank) return undefined;
	const value = chain(prepared, at, label);
	if (value === undefined || !label.strict || qualified) return value;
	// Without `no.` or a colon a doubtful label holds only for a code of letters and digits.
	const raw = prepared.folded.slice(prepared.starts[value.first], prepared.ends[value.last]);
	return CODE.test(raw) || (LONG_NUMBER.test(raw) && !measured(prepared, value.last))
		? value
		: undefined;
}

/** Behind the number of a form: `SSN (2728): 838-...` is written beside the question of the form 2728. */
function pastForm(prepared: PreparedText, end: number): number {
	if (end + 5 >= prepared.count || !oneOf('(', prepared.at(end + 1).raw)) return end;
	const isNumber = allDigits(prepared.at(end + 2).raw, 1, 4);
	const isClosed = oneOf(')', prepared.at(end + 3).raw) && oneOf(':', prepared.at(end + 4).raw);
	return isNumber && isClosed && hasDigit(prepared.at(end + 5)) ? end + 4 : end;
}

const CODE =
	/^(?:(?=[A-Z0-9-]*[A-Z])[A-Z0-9-]*\d{3}[A-Z0-9-]*|[a-z]{3,}[a-z._]*\d{1,4}|[a-z]{2,}[._][a-z]{2,})$/;
/** `88213`, `8821-24`, `01-022`: too long, or too odd, to count or measure anything. */
const LONG_NUMBER = /^(?:\d{5,}|\d{2,}-\d{3,}|\d{3,}-\d{2,})(?:-\d+)*$/;

function measured(prepared: PreparedText, last: number): boolean {
	const next = last + 1;
	if (next >= prepared.count || (prepared.gaps[next] as number) >= Gap.line) return false;
	return MEASURES.has(prepared.at(next).lower) || oneOf('%/', prepared.at(next).raw);
}

/** The run of letters, digits and inner marks that begins at a token, with single blanks between digit groups. */
function chain(
	prepared: PreparedText,
	first: number,
	label: Label,
): { first: number; last: number } | undefined {
	let last = -1;
	let digits = 0;
	let at = first;
	for (; at < prepared.count && at - first < 24; at++) {
		const form = prepared.at(at);
		const gap = prepared.gaps[at] as number;
		if (form.kind === Kind.mark) {
			// Inner marks hold a number together only when something follows them at once.
			if (
				gap !== Gap.none &&
				!(form.raw === '-' && digits > 0 && gap <= Gap.space && isPartBehind(prepared, at))
			)
				break;
			if (!'-./:_+()*@'.includes(form.raw)) break;
			if (at + 1 >= prepared.count) break;
			const next = prepared.gaps[at + 1] as number;
			if (next !== Gap.none && form.raw !== ')' && form.raw !== '-') break;
			if (last < 0 && form.raw !== '(' && form.raw !== '+' && form.raw !== '*') break;
			continue;
		}
		if (last >= 0 && gap !== Gap.none && prepared.at(at - 1).kind !== Kind.mark) {
			if (gap !== Gap.space || (form.kind === Kind.word && !isSaidMark(prepared, at))) break;
			if (form.kind === Kind.mixed && !/^[A-Z0-9]+$/.test(form.raw)) break;
			const before = prepared.at(at - 1);
			const isWord = before.kind === Kind.word && !SAID_MARKS.has(before.lower);
			if (digits >= 12 || (isWord && !/^[A-Z]{1,4}$/.test(before.raw))) break;
			if (
				form.kind === Kind.number &&
				digits >= 8 &&
				label.type !== 'PHONE' &&
				label.type !== 'FAX' &&
				label.type !== 'ACCOUNT'
			)
				break;
			const follows = at + 1 < prepared.count ? prepared.at(at + 1) : undefined;
			if (
				follows !== undefined &&
				(MEASURES.has(follows.lower) || (follows.raw === '/' && prepared.gaps[at + 1] === Gap.none))
			)
				break;
		}
		if (form.kind === Kind.word) {
			// `21 dash 30987`: a mark that is said.
			if (digits > 0 && isSaidMark(prepared, at)) continue;
			if (digits === 0 && last >= 0 && gap !== Gap.none) break;
			if (!/^[A-Za-z]{1,14}$/.test(form.raw)) break;
			// A word opens a value only where digits follow at once or behind one blank (H 08235), or in a handle.
			if (last < 0 && !label.wordy && !opensNumber(prepared, at)) return undefined;
		}
		digits += countDigits(form.raw);
		last = at;
	}
	if (last < 0) return undefined;
	if (digits < label.digits) return undefined;
	if (label.wordy && digits === 0 && !handle(prepared, first, last)) return undefined;
	const after = last + 1 < prepared.count ? prepared.at(last + 1) : undefined;
	if (after !== undefined && digits <= 4 && MEASURES.has(after.lower)) return undefined;
	if (after?.raw === '%') return undefined;
	return { first, last };
}

/** `88 - 213`, `88 - A213`: a hyphen between blanks holds a number together, and no word. */
function isPartBehind(prepared: PreparedText, hyphen: number): boolean {
	const next = hyphen + 1;
	if (next >= prepared.count || (prepared.gaps[next] as number) > Gap.space) return false;
	const { kind, raw } = prepared.at(next);
	return kind !== Kind.word || /^[A-Z]{1,4}$/.test(raw);
}

const SAID_MARKS = setOf('dash hyphen');

/** `dash` between two numbers. */
function isSaidMark(prepared: PreparedText, token: number): boolean {
	if (!SAID_MARKS.has(prepared.at(token).lower) || token + 1 >= prepared.count) return false;
	return hasDigit(prepared.at(token - 1)) && hasDigit(prepared.at(token + 1));
}

function opensNumber(prepared: PreparedText, at: number): boolean {
	for (let token = at + 1; token < Math.min(at + 6, prepared.count); token++) {
		const form = prepared.at(token);
		const gap = prepared.gaps[token] as number;
		if (form.kind === Kind.number || form.kind === Kind.mixed) {
			return (
				gap === Gap.none || (gap === Gap.space && /^[A-Z]{1,4}$/.test(prepared.at(token - 1).raw))
			);
		}
		if (gap !== Gap.none) return false;
		if (form.kind === Kind.mark && !/[-._/]/.test(form.raw)) return false;
	}
	return false;
}

/** A portal name without digits still has a dot or an underscore in it, or stands behind a colon. */
function handle(prepared: PreparedText, first: number, last: number): boolean {
	if (last > first) return true;
	const before = prepared.at(first - 1).raw;
	return before === ':' && prepared.at(first).classes === 0;
}

const hasDigit = ({ kind }: Form): boolean => kind === Kind.number || kind === Kind.mixed;

function countDigits(text: string): number {
	let count = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code >= 48 && code <= 57) count++;
	}
	return count;
}

/** `PAGE 001/004`, `mac 21.5` of an arm, `serial: 152/96` of pressures. */
function isNoNumber(text: string, type: PhiType, label: string): boolean {
	if (type === 'IP') return /^\d+(?:\.\d+)?$/.test(text);
	if (type === 'DEVICE') return /^\d{2,3}\/\d{2,3}$/.test(text);
	return label === 'page' && /^\d{1,3}\/\d{1,3}$/.test(text);
}

/** `by phone at 0910`: an hour, and no number. */
function isHour(prepared: PreparedText, first: number, last: number): boolean {
	if (first !== last || first === 0 || prepared.at(first - 1).lower !== 'at') return false;
	return /^(?:[01]\d|2[0-3])[0-5]\d$/.test(prepared.at(first).raw);
}

/** True for a number as it is dialled: seven digits and more, or an extension of four and five. */
function dialled(text: string, label: string): boolean {
	if (/[/:_*@]/.test(text)) return false;
	const digits = countDigits(text);
	if (digits >= 7) return digits <= 15;
	return (
		(EXTENSION.has(label) && digits >= 3) ||
		(AT_HAND.has(label) && /^\d-\d{4}$/.test(text)) ||
		(LINES.has(label) && digits >= 4 && !text.includes('.'))
	);
}

function scoreOf(type: PhiType, compact: string): { score: number; detail: string } {
	const digits = compact.replace(/\D/g, '');
	if (type === 'LICENCE' && (npi(digits) || dea(compact)))
		return { score: 0.99, detail: 'its check digit is right' };
	if (type === 'SSN' && ssn(digits)) return { score: 0.99, detail: 'a number as it may be issued' };
	if (type === 'ACCOUNT' && digits.length >= 13 && luhn(digits))
		return { score: 0.99, detail: 'its check digit is right' };
	return { score: 0.92, detail: 'no check digit to test' };
}

/** Numbers behind a word that says what they are: MRN 82 359 91, account no. A-1001, Ext. 4410. */
export const labelled: Recognizer = {
	id: 'labelled-number',
	types: [
		'MRN',
		'SSN',
		'PLAN',
		'ACCOUNT',
		'LICENCE',
		'VEHICLE',
		'DEVICE',
		'OTHER_ID',
		'BIOMETRIC',
		'PHOTO',
		'IP',
		'ZIP',
		'PHONE',
		'FAX',
	],
	description:
		'A number, code or handle behind a label such as MRN, account number, policy #, serial no.',
	examples: [
		'MRN: [[MRN:H08235991]] today',
		'armband 88213 and case 8821-24'
			.replace('88213', '[[OTHER_ID:88213]]')
			.replace('8821-24', '[[OTHER_ID:8821-24]]'),
		'mrn [[MRN:82 359 91]] is new',
		'Account number [[ACCOUNT:A-100-4471]].',
		'Serial no. [[DEVICE:PX99812]] checked',
		'NPI [[LICENCE:1234567893]]',
		'accession # [[OTHER_ID:CT-2024-00412]]',
		'Member ID: [[PLAN:XQZ123456789]]',
		'License plate [[VEHICLE:ABC-1234]]',
	],
	counterExamples: [
		'Order 2 units of blood',
		'Patient is 45 years old',
		'case of 3 days',
		'Plan: 2 weeks of rest',
		'Room air 95 %',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		let done = -1;
		for (const token of scanOf(prepared, lists).labels) {
			if (token <= done) continue;
			const form = prepared.at(token);
			// `214 mg/dL, A1c 9.1`: a tenth of a litre, and no driver's licence.
			if (form.raw === 'dL') continue;
			for (const label of labelsAt(prepared, token, form.lower)) {
				const end = labelEnd(prepared, token, label);
				if (end < 0) continue;
				const value = valueAfter(prepared, end, label);
				if (value === undefined) continue;
				const start = prepared.starts[value.first] as number;
				const stop = prepared.ends[value.last] as number;
				const compact = prepared.folded.slice(start, stop).replace(/[^A-Za-z0-9]/g, '');
				if (
					(label.type === 'PHONE' || label.type === 'FAX') &&
					(!dialled(prepared.folded.slice(start, stop), form.lower) ||
						isHour(prepared, value.first, value.last))
				)
					continue;
				if (isNoNumber(prepared.folded.slice(start, stop), label.type, form.lower)) continue;
				const { score, detail } = scoreOf(label.type, compact);
				out.push(
					found(prepared, start, stop, {
						type: label.type,
						role: ROLES[label.type] ?? 'unknown',
						rule: `labelled-${label.type.toLowerCase().replace('_', '-')}`,
						score,
						steps: [
							step('context', 'a label stands before it', 0.92),
							step('validator', detail, score),
						],
					}),
				);
				done = value.last;
				break;
			}
		}
		return out;
	},
};
