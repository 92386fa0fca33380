import type { PhiFinding } from '../../types';
import { found, step } from '../found';
import { scanOf } from '../scan';
import { Gap, Kind, type Form, type PreparedText, type Recognizer } from '../types';
import { monthDay } from '../validators';
import { MONTHS } from '../vocabulary/classes';
import { Word } from '../vocabulary/words';
import { partScore } from './dates-month-day';
import { alike } from './month-day/alike';
import { MEASURE } from './month-day/words-of-parts';
import { lower } from './near';
import { allDigits, isWordSign, oneOf, setOf } from '../marks';

const BIRTH = setOf('dob birth birthdate bd born bday d.o.b');

const ISO =
	/(?:19|20)\d\d([-/.])(\d{1,2})\1(\d{1,2})(?:T\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)/y;
const FULL = /(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d])(?!\.\d)/y;
const SPACED = /(\d{1,2}) ([-/.]) (\d{1,2}) \2 ((?:19|20)\d\d|\d\d)(?!\d)/y;
const RANGE =
	/(\d{1,2})\/(\d{1,2}) ?(?:->?|→|to|through|thru) ?(\d{1,2})\/(\d{1,2})(?:\/((?:19|20)\d\d|\d\d))?(?![\d/])/y;
const MONTH_YEAR = /(0?[1-9]|1[0-2])[/-]((?:19|20)\d\d)(?![\d/-])/y;
/** Behind it a signature may be glued (3/7/AMT), or the dash of a span that is open (3/7-, 3/7--). */
const MONTH_DAY = /(\d{1,2})([/-])(\d{1,2})(?![\d%]|\/(?![A-Z]{2,3}\b)|-(?![-\s)]|$))(?!\.\d)/y;
const COMPACT = /^(?:19|20)\d\d(\d\d)(\d\d)(?:\d{4}|\d{6})?$/;
const MILITARY =
	/^(\d{1,2})(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*(?:(?:19|20)?\d\d)$/;
/** Zero and one are read as letters in scans. */
const SCANNED = /([0-9OoIl]{1,2})[/.-]([0-9OoIl]{1,2})[/.-]([0-9OoIl]{4}|[0-9OoIl]{2})(?![\w])/y;

/** Six digits behind `dob`: month, day and year. */
const SIX = /^(\d\d)(\d\d)\d\d$/;
/** Letters for digits, and blanks around the marks: 9 / 14 / O4. */
const SCANNED_WIDE =
	/([0-9OoIl]{1,2}) ([/.-]) ([0-9OoIl]{1,2}) \2 ([0-9OoIl]{4}|[0-9OoIl]{2})(?![\w])/y;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function between(text: string, start: number): boolean {
	// A date does not begin inside a longer number or word.
	if (start === 0) return true;
	if (isWordSign(text, start - 1)) return false;
	const code = text.charCodeAt(start - 1);
	// A point, a hyphen or a slash behind a digit.
	return !(code >= 45 && code <= 47 && start > 1 && isDigit(text.charCodeAt(start - 2)));
}

/** Whether the mark of a date follows a number of one or two digits, or letters that were digits. */
function leadsOn(text: string, end: number): boolean {
	const mark = text.charAt(end) === ' ' ? text.charAt(end + 1) : text.charAt(end);
	return mark === '/' || mark === '-' || mark === '.';
}

/** `Sun/10/08`: a mark between a weekday and its day. */
function isBehindWeekday(prepared: PreparedText, token: number): boolean {
	return token > 1 && (prepared.at(token - 2).classes & Word.weekday) !== 0;
}

function existing(a: number, b: number): boolean {
	return monthDay(a, b) || monthDay(b, a);
}

/** Whether a sign of dates stands behind the first of two figures. */
const isSigned = (text: string, start: number): boolean =>
	oneOf('/.-', text.charAt(start + 1)) || oneOf('/.-', text.charAt(start + 2));

/** The number that digits and letters in their place are. */
const figure = (text = ''): number => Number(text.replace(/[Oo]/g, '0').replace(/[Il]/g, '1'));

/** Last token of `10 2 61` behind a label of birth, or -1. */
function apart(prepared: PreparedText, token: number): number {
	if (token + 2 >= prepared.count || !isOfBirth(prepared, token)) return -1;
	const [a, b, c] = [0, 1, 2].map((step) => prepared.at(token + step)) as [Form, Form, Form];
	if (a.kind !== Kind.number || b.kind !== Kind.number || c.kind !== Kind.number) return -1;
	if (prepared.gaps[token + 1] !== Gap.space || prepared.gaps[token + 2] !== Gap.space) return -1;
	const isYear = allDigits(c.raw, 2, 2) || allDigits(c.raw, 4, 4);
	return isYear && a.raw.length < 3 && b.raw.length < 3 && existing(Number(a.raw), Number(b.raw))
		? token + 2
		: -1;
}

/** `5/5/12 ports`: sizes. */
const SIZED = /^ ?(?:mm|cm|ports?|trocars?|fr)\b/;
const DATED = setOf('date dos doa dod dated admit adm disch surgery');

/** Whether six digits stand behind a label of a day: `DOB 061590`, `DATE 081424`, `D: 081424`. */
function isDated(prepared: PreparedText, token: number): boolean {
	if (isOfBirth(prepared, token)) return true;
	const marked = lower(prepared, token - 1) === ':';
	const label = lower(prepared, marked ? token - 2 : token - 1);
	return DATED.has(label) || (marked && (label === 'd' || label === 't'));
}

const BEFORE_BIRTH = setOf(': # = . is of');

/** Whether a label of the day of birth stands before a token. */
function isOfBirth(prepared: PreparedText, token: number): boolean {
	let at = token - 1;
	while (at > token - 4 && BEFORE_BIRTH.has(lower(prepared, at))) at--;
	return BIRTH.has(lower(prepared, at));
}

/** Dates in figures: 03/07/2026, 2026-03-07, 7.3.26, 07MAR2026, 20260307, 3/7, 03/2026. */
export const datesNumeric: Recognizer = {
	id: 'date-numeric',
	types: ['DATE'],
	description: 'Dates in figures, whole or in part. A bare year is no finding.',
	examples: [
		'Seen on [[DATE:03/07/2026]].',
		'DOB [[DATE:1931-03-07]]',
		'admitted [[DATE:07MAR2026]]',
		'since [[DATE:3/7]].',
		'stay [[DATE:3/7-3/12/2026]]',
		'in [[DATE:03/2026]]',
		'D: [[DATE:11-5]] T: [[DATE:11-5]]',
		'bx sent [[DATE:10-20]].',
		'Next INR [[DATE:10/07]].',
		'dob [[DATE:062527]] Suboxone',
		'Next Sun/[[DATE:10/08]].',
		'INR [[DATE:6/25]] was high',
		'[[DATE:6/25]]/AMT',
		'zosyn [[DATE:8/23]]-',
		'Received [[DATE:6/25]] in formalin',
		'INR trend [[DATE:11/7]] 2.1 35 mg/wk [[DATE:6/26]] 3.8 held 1 dose [[DATE:6/30]] 2.6',
		'INR\n[[DATE:1/3]]  2.1  35 mg/wk\n[[DATE:6/2]]  3.8  held\n[[DATE:6/26]]  120',
		"sched'd for [[DATE:3/4]]",
		'stopped Lexapro 20 [[DATE:3/4]] b/c of nausea',
		'sz x2 ([[DATE:3/4]], [[DATE:3/6]])',
		'PTH ([[DATE:3/4]]) 412',
		'ED visit [[DATE:3/4]] for CP',
		'tumor board [[DATE:3/4]].',
		'GBS [[DATE:3/4]] neg',
		'UA [[DATE:3/4]] neg',
		'WBC [[DATE:3/4]]: 12.1, [[DATE:3/5]]: 11.0',
		'Tmax 38.9 [[DATE:3/4]], then',
		'Hgb 7.1 ([[DATE:3/4]]), 8.2 ([[DATE:3/5]])',
		'([[DATE:3/4]]) pt called',
		'visit planned for [[DATE:3/4]], 7 am',
		'due back [[DATE:3/4]].',
		'wk of [[DATE:3/4]]',
		'stopped it ~[[DATE:4/4]] b/c of nausea',
		'ferritin [[DATE:1/28]] = 812, TSAT 31',
		'Lasix 40 (incr [[DATE:1/25]], K+ low [[DATE:1/4]])',
		'last Haldol 0.5 [[DATE:2/6]]. Then',
		'last dose films [[DATE:11/3]] in my clinic',
		'cert period [[DATE:1/3 -> 2/20]] done',
		'covered to [[DATE:2/8]], approval',
		'day 1 = [[DATE:3/4]], stop = [[DATE:05/06/2026]]',
		'home on [[DATE:3/7]], [[DATE:3/8]] & [[DATE:3/9]]',
	],
	counterExamples: [
		'BP 120/80',
		'strength 5/5',
		'pain 7/10',
		'take 1/2 tab',
		'since 2019',
		'murmur 2/6',
		'MMSE 18/30',
		'MMT 4/5 B LE',
		'fraction 12/30',
		'10-12 days',
		'take 2-3 by mouth',
		'on 2-3 L NC',
		'by 2-4, then more',
		'for 3/7 days',
		'IPAP/EPAP 12/6',
		'GCS 11/15',
		'CN 12/12',
		'a 3/4-inch tube',
		'Nottingham (3+2+2 = 7/9), 0.9 cm',
		'NIPPV 20/6, FiO2 0.28',
		'brady 3/24 h',
		'wheeze 3/7 (i.e. three days)',
		'sat 6/12, walked 14/12',
		'since Prograf went to 5/4.',
		'page 1/1',
		'Banff RAI 3/9 (P1 B1 V1)',
		'ate ~3/4 of it',
		'T 98.6 5/10',
		'strength (4/5, 3/5)',
		'PT visit 3/4 done',
		'stopped at 20 3/4 tabs',
		'bcx 3/4 neg',
		'the 3/4 (3/4)',
		'back 5/5 strength',
		'titrated for 3/4 strength',
		'strength 4/5 -> 3/5',
		'pain 8/10 -> 3/10',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		let free = 0;
		const add = (start: number, end: number, rule: string, score: number, detail: string): void => {
			out.push(
				found(prepared, start, end, {
					type: 'DATE',
					rule,
					score,
					steps: [step('validator', detail, score)],
				}),
			);
			free = end;
		};
		for (const token of scanOf(prepared, lists).marks) {
			// A day of letters alone: Ol/26/2O25.
			if (
				prepared.at(token).raw !== '/' ||
				token === 0 ||
				prepared.at(token - 1).kind !== Kind.word ||
				!/^[OoIl]{1,2}$/.test(prepared.at(token - 1).raw)
			)
				continue;
			const start = prepared.starts[token - 1] as number;
			SCANNED.lastIndex = start;
			const scanned = between(text, start) ? SCANNED.exec(text) : null;
			if (scanned !== null && /\d/.test(scanned[0]))
				add(
					start,
					start + scanned[0].length,
					'date-scanned',
					0.85,
					'letters in the place of digits',
				);
		}
		free = 0;
		for (const token of scanOf(prepared, lists).digits) {
			const start = prepared.starts[token] as number;
			if (start < free) continue;
			const form = prepared.at(token);
			if (form.kind === Kind.mixed) {
				const match = MILITARY.exec(form.lower);
				if (
					match !== null &&
					MONTHS[match[2] as string] !== undefined &&
					Number(match[1]) <= 31 &&
					Number(match[1]) > 0
				) {
					add(
						start,
						prepared.ends[token] as number,
						'date-military',
						0.97,
						'day, month and year without a blank',
					);
					continue;
				}
				SCANNED.lastIndex = start;
				const isPart = isSigned(text, start) && between(text, start);
				const scanned = isPart ? SCANNED.exec(text) : null;
				if (scanned !== null) {
					const [a, b] = [scanned[1], scanned[2]].map((part) =>
						Number((part as string).replace(/[Oo]/g, '0').replace(/[Il]/g, '1')),
					) as [number, number];
					if (existing(a, b) && /[OoIl]/.test(scanned[0]))
						add(
							start,
							start + scanned[0].length,
							'date-scanned',
							0.85,
							'letters in the place of digits',
						);
				}
				// 2026-03-07T14:35 has its T inside a token, but begins with a number: the branch below.
				continue;
			}
			const fresh = between(text, start) || isBehindWeekday(prepared, token);
			if (!fresh && !(text[start - 1] === '-' && free === start - 1 && free > 0)) continue;
			const length = form.raw.length;
			const parts = length < 3 ? apart(prepared, token) : -1;
			if (parts > 0) {
				const end = prepared.ends[parts] as number;
				add(start, end, 'date-spaced', 0.85, 'three numbers behind a label of birth');
				continue;
			}
			const six = length === 6 ? SIX.exec(form.raw) : null;
			if (six !== null && isDated(prepared, token) && existing(Number(six[1]), Number(six[2]))) {
				const end = prepared.ends[token] as number;
				add(start, end, 'date-compact', 0.9, 'six digits behind a label of birth');
				continue;
			}
			if (length === 4 || length >= 8) {
				ISO.lastIndex = start;
				const iso = length === 4 ? ISO.exec(text) : null;
				if (iso !== null && existing(Number(iso[2]), Number(iso[3]))) {
					add(start, start + iso[0].length, 'date-iso', 0.98, 'year, month and day exist');
					continue;
				}
				const compact = COMPACT.exec(form.raw);
				if (compact !== null && monthDay(Number(compact[1]), Number(compact[2]))) {
					add(
						start,
						prepared.ends[token] as number,
						'date-compact',
						0.8,
						'eight digits that are a day',
					);
				}
				continue;
			}
			const behind = prepared.ends[token] as number;
			if (length > 2 || !leadsOn(text, behind)) continue;
			const sign = text.charAt(behind);
			FULL.lastIndex = start;
			const full = sign === ' ' ? null : FULL.exec(text);
			const sized =
				full !== null && SIZED.test(text.slice(start + full[0].length, start + full[0].length + 9));
			if (full !== null && !sized && existing(Number(full[1]), Number(full[3]))) {
				const dotted = full[2] === '.';
				const measure = dotted && (full[4] as string).length === 2;
				add(
					start,
					start + full[0].length,
					'date-numeric',
					measure ? 0.7 : 0.97,
					'day and month exist',
				);
				continue;
			}
			SPACED.lastIndex = start;
			const spaced = sign === ' ' ? SPACED.exec(text) : null;
			if (spaced !== null && existing(Number(spaced[1]), Number(spaced[3]))) {
				add(start, start + spaced[0].length, 'date-spaced', 0.9, 'day and month exist');
				continue;
			}
			if (sign === ' ') {
				SCANNED_WIDE.lastIndex = start;
				const wide = SCANNED_WIDE.exec(text);
				if (wide !== null && existing(figure(wide[1]), figure(wide[3])))
					add(start, start + wide[0].length, 'date-scanned', 0.8, 'letters in the place of digits');
				continue;
			}
			RANGE.lastIndex = start;
			const range = sign === '/' ? RANGE.exec(text) : null;
			if (
				range !== null &&
				existing(Number(range[1]), Number(range[2])) &&
				existing(Number(range[3]), Number(range[4]))
			) {
				const sure = range[5] !== undefined || Number(range[2]) > 12 || Number(range[4]) > 12;
				const measured =
					MEASURE.has(lower(prepared, token - 1)) ||
					(range[2] === range[4] && /[>→]/.test(range[0]));
				if (!measured || range[5] !== undefined) {
					add(start, start + range[0].length, 'date-range', sure ? 0.9 : 0.6, 'both days exist');
					continue;
				}
			}
			SCANNED.lastIndex = start;
			const scanned = isSigned(text, start) ? SCANNED.exec(text) : null;
			if (scanned !== null && /[OoIl]/.test(scanned[0])) {
				add(
					start,
					start + scanned[0].length,
					'date-scanned',
					0.85,
					'letters in the place of digits',
				);
				continue;
			}
			if (sign === '.') continue;
			MONTH_YEAR.lastIndex = start;
			const year = MONTH_YEAR.exec(text);
			if (year !== null) {
				add(start, start + year[0].length, 'date-month-year', 0.9, 'a month and a year');
				continue;
			}
			MONTH_DAY.lastIndex = start;
			const part = MONTH_DAY.exec(text);
			if (part === null) continue;
			const end = start + part[0].length;
			const score = partScore(
				prepared,
				token,
				prepared.tokenAfter(end - 1) + 1,
				Number(part[1]),
				Number(part[3]),
				part[2] as string,
			);
			if (score > 0) add(start, end, 'date-month-day', score, 'weighed by the words around it');
		}
		return alike(prepared, out);
	},
};
