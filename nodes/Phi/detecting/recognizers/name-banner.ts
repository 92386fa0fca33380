import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, digitFirst, oneOf, setOf } from '../marks';
import { cased, Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

/** Words that begin no name and end none. */
const STOPS =
	Word.label |
	Word.title |
	Word.role |
	Word.relative |
	Word.month |
	Word.weekday |
	Word.unit |
	Word.facility |
	Word.holiday |
	Word.eponymNoun;
/** Letters in capitals that are no part of a name. */
const NO_NAMES = setOf(
	'md do rn np pa dob mrn acct id ct mri mr us xr pt ed er or icu icd cpt hosp dept dr',
);
/** Words of headings. */
const HEADINGS = setOf(
	'note notes care report summary record records clinic visit form progress discharge operative consult consultation therapy list order orders study exam examination history physical chart sheet log plan page unit lab labs results final preliminary service medicine',
);
/** Labels behind which the number of a patient stands. */
const NUMBER_LABELS = setOf(
	'mrn acct account id chart case dob # mr hx rec record no visit pt b born ssn last4',
);
/** Labels that stand behind the name of a patient and nowhere else. */
const SURE_LABELS = setOf('dob ssn mrn');
const SEXES = setOf('m f male female yo y yr yrs year mo wk w b');

interface Run {
	readonly last: number;
	readonly words: number;
	readonly strange: number;
	readonly hasComma: boolean;
}

/** The words from a token on that may be a name: `Zzvail, Zzsilas O`, `Zzrose U. Zzoyama`. */
function runAt(prepared: PreparedText, scan: Scan, from: number): Run | undefined {
	let last = -1;
	let words = 0;
	let strange = 0;
	let hasComma = false;
	for (let at = from; at < prepared.count && words < 5; at++) {
		const form = prepared.at(at);
		const gap = prepared.gaps[at] as number;
		if (at > from && gap > Gap.space) break;
		if (form.kind === Kind.mark) {
			if (form.raw === ',' && !hasComma && words > 0 && words < 3) {
				hasComma = true;
				continue;
			}
			const inner = oneOf("-'", form.raw) && gap === Gap.none && prepared.gaps[at + 1] === Gap.none;
			const point = form.raw === '.' && lower(prepared, at - 1).length === 1;
			const quote = form.raw === '"';
			if (!inner && !point && !quote) break;
			if (point) last = at;
			continue;
		}
		if (form.kind !== Kind.word || !cased(form) || NO_NAMES.has(form.lower)) break;
		if (HEADINGS.has(form.lower)) return undefined;
		const named =
			((scan.listed[prepared.form[at] as number] as number) & (Listed.given | Listed.family)) !== 0;
		const clinical = (form.classes & (Word.clinical | Word.eponym)) !== 0 && !named;
		if ((form.classes & STOPS) !== 0 || clinical) {
			if (!named || (form.classes & (Word.label | Word.facility | Word.unit | Word.role)) !== 0)
				break;
		}
		last = at;
		words++;
		if (form.shape === Shape.initial) continue;
		if ((scan.name[prepared.form[at] as number] as number) > Name.no) strange++;
		else if ((form.classes & Word.ordinary) === 0) return undefined;
	}
	return last < 0 ? undefined : { last, words, strange, hasComma };
}

/** The bracket that closes one with words alone in it; -1 where none does. */
function closing(prepared: PreparedText, open: number): number {
	for (let at = open + 1; at < Math.min(prepared.count, open + 9); at++) {
		if (prepared.at(at).raw === ')') return at;
		if (prepared.at(at).kind === Kind.number || prepared.at(at).shape === Shape.lower) return -1;
	}
	return -1;
}

/** Whether a number of a record, a day of birth or an age with a sex stands behind a token on its line. */
function isIdentified(prepared: PreparedText, last: number): boolean {
	let at = last + 1;
	let marks = 0;
	let told = false;
	for (; at < prepared.count && marks < 4; at++) {
		if ((prepared.gaps[at] as number) >= Gap.line) return false;
		const { raw, lower: word } = prepared.at(at);
		if (!oneOf('|/;,#:-()[', raw) && !NUMBER_LABELS.has(word)) break;
		if (raw === '(' && marks === 0) {
			// `Zzrose Zzoyama (ZZOYAMA ROSE)   WH 22991`
			const close = closing(prepared, at);
			if (close < 0) return false;
			at = close;
		}
		told ||= SURE_LABELS.has(word);
		marks++;
	}
	if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) return false;
	if (told && digitFirst(lower(prepared, at))) return true;
	const separated = marks > 0 || (prepared.gaps[last + 1] as number) >= Gap.space;
	if (!separated) return false;
	const { raw, kind } = prepared.at(at);
	const next = lower(prepared, at + 1);
	if (kind === Kind.number && raw.length >= 6 && raw.length <= 12) return true;
	// `330-7719`, `19920-4`
	const rest = next === '-' && prepared.gaps[at + 1] === Gap.none ? lower(prepared, at + 2) : '';
	if (kind === Kind.number && allDigits(rest) && raw.length + rest.length > 5) return true;
	const code = kind === Kind.mixed && /^(?:[A-Z]{1,4}\d{4,10}|[A-Z]{3}\d\d)$/.test(raw);
	if (code) return true;
	const sign = oneOf('/-.', next);
	const dated =
		kind === Kind.number &&
		raw.length <= 2 &&
		sign &&
		/^\d{1,2}$/.test(lower(prepared, at + 2)) &&
		lower(prepared, at + 3) === next &&
		/^(?:\d{2}|(?:19|20)\d\d)$/.test(lower(prepared, at + 4));
	if (dated) return true;
	// `GYN-40172`, `WH 22991`.
	if (
		/^[A-Z]{2,4}$/.test(raw) &&
		(next === '-' ? allDigits(lower(prepared, at + 2), 2, 8) : allDigits(next, 5, 8))
	)
		return true;
	if (allDigits(raw, 1, 3) && SEXES.has(next)) return true;
	if (oneOf('MF', raw) && allDigits(next, 1, 3)) return true;
	return kind === Kind.mixed && /^\d{1,3}(?:m|f|yo|yof|yom|y|mo)$/i.test(raw);
}

/** Whether a line or a cell begins at a token, or a label of a patient stands before it. */
function begins(prepared: PreparedText, token: number): boolean {
	if (token === 0 || (prepared.gaps[token] as number) >= Gap.wide) return true;
	const before = prepared.at(token - 1).raw;
	return before === '|' || before === ':' || before === '*';
}

/** `Name:` and its kind, as text recognition writes them too. */
const LABELS = setOf('name narne nane patient patlent pt client decedent resident member subject');

const isLabelled = (prepared: PreparedText, first: number): boolean =>
	first > 1 && prepared.at(first - 1).raw === ':' && LABELS.has(lower(prepared, first - 2));

const endsCell = (prepared: PreparedText, last: number): boolean =>
	last + 1 >= prepared.count || (prepared.gaps[last + 1] as number) >= Gap.wide;

/** Names at the head of a note or a row, told by the number, the day of birth or the age behind them. */
export const banner: Recognizer = {
	id: 'name-banner',
	types: ['NAME'],
	description:
		'Names that begin a line or a cell, with a record number, a birth date or an age behind.',
	examples: [
		'[[NAME:ZZABER KAVERIZZ L]] | 10448721',
		'[[NAME:Zzrose U. Zzoyama]]   10/31/1990',
		'[[NAME:ZZMOSS FAITHZZ]] #11802299 76 F',
		'[[NAME:ZZSLEIGH ROWENAZZ]]; acct 88290031',
	],
	counterExamples: [
		'Total Knee   10/31/1990',
		'SODIUM POTASSIUM | 10448721',
		'Vital Signs: 98.6',
		'Zzdialyzer in use 12',
		'CHEST XRAY 10/31/2024',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		let free = -1;
		for (const token of scan.names) {
			if (token <= free) continue;
			let first = token;
			// A word of the language before it: `FAITH ZZMOSS`.
			if (!begins(prepared, first)) {
				if (first < 1 || !begins(prepared, first - 1) || !cased(prepared.at(first - 1))) continue;
				if ((prepared.gaps[first] as number) > Gap.space) continue;
				first--;
			}
			const run = runAt(prepared, scan, first);
			if (run === undefined || run.words < 2 || run.strange < 1) continue;
			free = run.last;
			const upper = prepared.at(token).shape === Shape.upper;
			if (run.strange < 2 && !run.hasComma && upper && run.words < 3 && token !== first) continue;
			if (
				!isIdentified(prepared, run.last) &&
				!(isLabelled(prepared, first) && endsCell(prepared, run.last))
			)
				continue;
			const score = run.strange > 1 || run.hasComma ? 0.7 : 0.6;
			const steps = [step('context', 'a number or a birth date stands behind it', score)];
			const claim = { type: 'NAME', role: 'patient', rule: 'name-banner', score, steps } as const;
			out.push(foundTokens(prepared, first, run.last, claim));
		}
		return out;
	},
};
