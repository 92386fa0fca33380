import type { Names } from '../naming';
import { Gap, Kind, Shape, type Form } from '../types';
import { isAbbreviation } from '../vocabulary/abbreviations';
import { STATES } from '../vocabulary/classes';
import { Word } from '../vocabulary/words';
import { allCapitals, digitFirst, oneOf, setOf } from '../marks';

const TYPED_BY = setOf('by typed transcribed transcriptionist scribe typist sig');

/** Words with a person's initials behind them: `by`, `checked`, `RN 2`. */
const SIGNS = setOf(
	'by initial initials init inits signed signature sig initialed initialled author dictated transcribed transcriptionist typed typist signer cosigned cosign dict trans chap tech scribe witness witnessed nurse rn rn1 rn2 lpn cna rph rph1 rph2 reviewer reviewed collector collected entered dictator transcriber checked made verified drawn hung primed given final read prelim staff circulator circ scrub histology grossed cut embedded stained screened processed assist assistant operator performed done recorded recorder charted double second cosigner mt user phlebotomist preparer prepared filled dispensed counted scanned',
);
/** Those that leave no doubt. */
const SURE_SIGNS = setOf('initial initials init inits initialed initialled dict trans chap');
const CODES = new Set(Object.values(STATES));

/** How sure a place is one where people sign: 2 by itself, 1 for letters that are no word of medicine or sign elsewhere, 0 no place. */
type Sureness = 0 | 1 | 2;
type Add = (first: number, last: number, score: number) => void;

let worths = new Uint8Array(1024);

/** Room for what the spellings of a note are worth, until the next note. */
function worthOf(count: number): Uint8Array {
	if (worths.length < count) worths = new Uint8Array(count * 2);
	return worths;
}

/**
 * Initials by their place: behind a time, in a cell of their own, at the end of a line, in front of a
 * credential, in a signature key, beside other initials. Which letters: two or three capitals that are
 * no abbreviation of the wards; those that medicine uses too only where the place is sure.
 */
export function placedInitials(names: Names, add: Add): void {
	const { prepared } = names;
	const { forms, form } = prepared;
	const worth = worthOf(forms.length);
	let any = false;
	for (let index = 0; index < forms.length; index++) {
		const { shape, kind, raw, lower } = forms[index] as Form;
		worth[index] = 0;
		if (shape !== Shape.upper || kind !== Kind.word || raw.length > 3) continue;
		worth[index] = isAbbreviation(lower) ? 1 : 2;
		any = true;
	}
	if (!any) return;
	const signs = new Set<number>();
	const waiting: number[] = [];
	for (let token = 0; token < prepared.count; token++) {
		const index = form[token] as number;
		const how = worth[index] as number;
		if (how === 0) continue;
		if (how === 1) {
			if (isClosingPair(names, token) || isPaged(names, token)) add(token, token, 0.7);
			else if (keyed(names, token) || SURE_SIGNS.has(labelBefore(names, token)))
				add(token, token, 0.75);
			continue;
		}
		if (isState(names, token)) continue;
		const sureness = placeOf(names, token);
		if (sureness === 0) continue;
		const free = (names.form(token).classes & ~(Word.particle | Word.eponym)) === 0;
		if (sureness === 2 || free) {
			add(token, token, sureness === 2 ? (free ? 0.75 : 0.6) : 0.56);
			if (sureness === 2) signs.add(index);
		} else waiting.push(token);
	}
	for (const token of waiting) {
		if (signs.has(form[token] as number)) add(token, token, 0.56);
	}
}

/** `Springfield, OH` and `Springfield OH 43201`: a state. */
function isState(names: Names, token: number): boolean {
	if (!CODES.has(names.raw(token)) || token === 0) return false;
	const before = names.raw(token - 1) === ',' ? token - 2 : token - 1;
	return before >= 0 && names.gap(token) <= Gap.space && names.form(before).shape === Shape.capital;
}

/** The word of signing before a token, past a colon or a bracket; '' where there is none. */
function labelBefore(names: Names, token: number): string {
	let at = token - 1;
	if (names.gap(token) > Gap.wide) return '';
	while (at > 0 && token - at < 4 && oneOf(':#(/.|=', names.raw(at)) && names.gap(at) <= Gap.wide)
		at--;
	if (oneOf('12', names.raw(at))) at--;
	return names.lower(at);
}

/** `OS = Oliver Savage`, `OS: Oliver Savage` in a key of signatures. */
function keyed(names: Names, token: number): boolean {
	if (!oneOf('=:-', names.raw(token + 1)) || !names.cased(token + 2)) return false;
	const letters = names.raw(token);
	return (
		names.form(token + 2).shape === Shape.capital &&
		names.raw(token + 2)[0] === letters[0] &&
		names.gap(token + 3) <= Gap.space &&
		[3, 4, 5].some((step) => names.raw(token + step)[0] === letters.at(-1))
	);
}

function isInitials(names: Names, token: number): boolean {
	if (token < 0 || token >= names.prepared.count) return false;
	const form = names.form(token);
	return (
		form.kind === Kind.word &&
		form.shape === Shape.upper &&
		form.raw.length < 4 &&
		!isAbbreviation(form.lower)
	);
}

/** True when the token before is a time of day: 0415, 14:35, 2 pm. */
function behindTime(names: Names, token: number): boolean {
	if (names.gap(token) >= Gap.line) return false;
	const at = oneOf('-,', names.raw(token - 1)) ? token - 2 : token - 1;
	const raw = names.raw(at);
	if (digitFirst(raw)) {
		if (/^(?:[01]\d|2[0-3])[0-5]\d(?:h|hrs?)?$/.test(raw)) return names.raw(at - 1) !== '/';
		return /^[0-5]\d$/.test(raw) && names.raw(at - 1) === ':';
	}
	return /^(?:am|pm|a|p|hrs)$/i.test(raw) && digitFirst(names.raw(at - 1));
}

const OF_SHIFT = setOf('shift handoff signout handover');

/** `CS/DS at shift chg`: two who hand over, whatever else their letters mean. */
function isClosingPair(names: Names, token: number): boolean {
	const last = oneOf('/', names.raw(token + 1)) ? token + 2 : token;
	const slash = last - 1;
	if (!oneOf('/', names.raw(slash)) || names.gap(slash) !== Gap.none) return false;
	if (names.gap(last) !== Gap.none || !allCapitals(names.raw(slash - 1), 2, 3)) return false;
	const both = names.form(slash - 1).classes | names.form(last).classes;
	if ((both & Word.credential) !== 0) return false;
	if (!allCapitals(names.raw(last), 2, 3) || names.gap(last + 1) > Gap.space) return false;
	return oneOf('@', names.raw(last + 1)) || names.lower(last + 1) === 'at'
		? OF_SHIFT.has(names.lower(last + 2))
		: false;
}

const CLOSED = setOf('thx thanks ty regards sincerely cheers');
const PAGED = setOf('beeper pager pgr bleep ext pg');

/** `--REW, beeper 4410` at the head of a line. */
function isPaged(names: Names, token: number): boolean {
	if (!oneOf('-~', names.raw(token - 1)) || names.gap(token) > Gap.space) return false;
	const head = oneOf('-~', names.raw(token - 2)) ? token - 2 : token - 1;
	const begins = names.gap(head) >= Gap.line || head === 0;
	const next = oneOf(',', names.raw(token + 1)) ? token + 2 : token + 1;
	return begins && PAGED.has(names.lower(next)) && names.gap(next) <= Gap.space;
}

const TYPED = setOf('typed transcribed dictated proofed t');

/** `typed 22OCT2024 CWT`, `T: 5/30/20 CWT`: who did so on that day. */
function isTypedOn(names: Names, token: number): boolean {
	let at = token - 1;
	if (names.gap(token) > Gap.space || !/\d$/.test(names.raw(at))) return false;
	while (at > token - 8 && (/\d/.test(names.raw(at)) || oneOf('/-.', names.raw(at)))) at--;
	const isLabel = oneOf(':', names.raw(at));
	const isDay = at < token - 2 && oneOf('/-', names.raw(token - 2));
	const word = names.lower(isLabel ? at - 1 : at);
	return TYPED.has(word) && (word !== 't' || (isLabel && isDay));
}

function placeOf(names: Names, token: number): Sureness {
	const { prepared } = names;
	const next = token + 1;
	const begins = names.gap(token) >= Gap.line;
	const before = begins ? '\n' : names.raw(token - 1);
	const dot = names.raw(next) === '.' && names.gap(next) === Gap.none;
	const ends = names.gap(next) >= Gap.line || (dot && names.gap(token + 2) >= Gap.line);
	const after = names.gap(next) >= Gap.line ? '\n' : names.raw(next);
	const stops = ends || oneOf('|,;.)/]', after) || names.gap(next) === Gap.wide;
	if (keyed(names, token) || isClosingPair(names, token) || isPaged(names, token)) return 2;
	if (isTypedOn(names, token)) return 2;
	// `thx`, and on the next line `RP`.
	if (begins && ends && CLOSED.has(names.lower(token - 1))) return 2;
	const label = labelBefore(names, token);
	if (SURE_SIGNS.has(label)) return 2;
	if (SIGNS.has(label) && (stops || digitFirst(after))) return 2;
	const apart = !begins && names.gap(token) !== Gap.none;
	if (
		names.credential(token) > 0 &&
		(begins || !/^[A-Za-z]/.test(before) || isVerb(names, token - 1))
	)
		return 2;
	if (behindTime(names, token) && (stops || after === ':' || after === '-')) return 2;
	if (ends && apart && oneOf('-~/*', before)) return 2;
	if (ends && names.gap(token) === Gap.wide && token > 2) return 2;
	if (ends && apart && before === '.' && names.gap(token - 1) === Gap.none)
		return sentence(names, token);
	if (ends && apart && oneOf(')!;', before)) return 1;
	if (oneOf('.\n', before) && /^x?\d{4,5}$/i.test(after)) return 2;
	const isAge = digitFirst(after) && /^\d{1,3}(?:yo|y|m|f|yom|yof)$/i.test(after);
	if (isAge && (begins || before === 'pt' || before === ':')) return 2;
	const cell = oneOf('|\n', before) && oneOf('|\n', after);
	if (cell && (before === '|' || after === '|')) {
		const last = after === '\n' || (after === '|' && names.gap(token + 2) >= Gap.line);
		return last && before === '|' ? 2 : 1;
	}
	const tight = before === ',' && names.gap(token) === Gap.none && token > 1;
	if (tight && (ends || (after === ',' && names.gap(next) === Gap.none))) return ends ? 2 : 1;
	const pairLeft = oneOf('/,&+', before) && isInitials(names, token - 2);
	const pairRight = oneOf('/,&+', after) && isInitials(names, token + 2);
	if (pairLeft || pairRight) {
		const other = prepared.at(pairLeft ? token - 2 : token + 2).classes;
		return (other & Word.clinical) === 0 ? 2 : 1;
	}
	if (oneOf('([', before) && oneOf(')],', after)) return 1;
	if (begins && after === '\n' && token > 6) return 1;
	return 0;
}

/** `stable. DW`: behind a whole sentence in small letters, not in a row of abbreviations. */
function sentence(names: Names, token: number): Sureness {
	let lower = 0;
	for (let at = token - 2; at >= Math.max(0, token - 12); at--) {
		if (names.gap(at + 1) >= Gap.line) break;
		if (names.form(at).shape === Shape.lower) lower++;
		else if (digitFirst(names.raw(at))) lower += 0.5;
	}
	return lower >= 2 || names.raw(token - 2) === '.' ? 2 : 1;
}

function isVerb(names: Names, token: number): boolean {
	return token >= 0 && SIGNS.has(names.lower(token));
}

/** Initials in small letters: `Checked by gv`, `BHT/dkw`, `dt: 3/2/24 ctb`. */
export function lowerInitials(names: Names, add: Add): void {
	const { prepared } = names;
	const { forms, form } = prepared;
	const worth = worthOf(forms.length);
	for (let index = 0; index < forms.length; index++) {
		const { shape, kind, raw, classes } = forms[index] as Form;
		const isShort = raw.length === 2 || raw.length === 3;
		const isLower = shape === Shape.lower && kind === Kind.word;
		worth[index] = isShort && isLower ? (classes === 0 ? 2 : 1) : 0;
	}
	for (let token = 1; token < prepared.count; token++) {
		const how = worth[form[token] as number] as number;
		if (how === 0 || names.gap(token) >= Gap.line) continue;
		const dot = names.raw(token + 1) === '.' ? token + 2 : token + 1;
		if (names.gap(dot) < Gap.line && !oneOf('|;)', names.raw(token + 1))) continue;
		const label = labelBefore(names, token);
		if (SURE_SIGNS.has(label)) add(token, token, 0.8);
		if (how === 1) continue;
		if (TYPED_BY.has(label)) add(token, token, 0.7);
		else if (names.raw(token - 1) === '/' && names.gap(token) === Gap.none) {
			const left = names.raw(token - 2);
			const open = names.gap(token - 1) >= Gap.line || token === 1;
			const pair = allCapitals(left, 2, 3) && names.gap(token - 1) === Gap.none;
			if (open || pair) add(token, token, 0.6);
			if (pair && !isAbbreviation(left.toLowerCase())) add(token - 2, token - 2, 0.6);
		} else if (/^(?:\d\d|\d{4})$/.test(names.raw(token - 1)) && names.raw(token - 2) === '/')
			add(token, token, names.form(token).raw.length === 3 ? 0.6 : 0.4);
	}
}
