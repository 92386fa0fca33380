import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { defaultLists } from '../lists/load';
import { Names } from '../naming';
import { scanOf } from '../scan';
import { Gap, Shape, type Recognizer } from '../types';
import { isAbbreviation } from '../vocabulary/abbreviations';
import { Word } from '../vocabulary/words';
import { lowerInitials, placedInitials } from './initials-placed';
import { allCapitals, allDigits, oneOf, setOf } from '../marks';

const SIGNING = setOf(
	'signed signature initials initialed by author dictated transcribed typed signer cosigned tech scribe witness nurse rn reviewer collector entered dictator transcriber',
);
const BETWEEN = setOf('by is initials');
const SURE_SIGNING = setOf('signed signature initials initialed');
const DRAWN_BY = setOf('by initials rn tech nurse');
const BENCH_WORK = setOf('histology grossed cut embedded stained screened processed');
const CHECKED = setOf('checked made read final');
const PEOPLE_BEHIND = setOf('by per with to from notified paged called told w and');
const LETTERS_OF_NOBODY = setOf(
	'US USA UK MD DO RN NP PA AM PM IV PO IM SC BID TID QID QD PRN SOB CC PE HPI ROS ED ER IE EG DC DOB MRN SSN LV RV NPO WNL BP HR TB ST PC AC HS OD OS OU DDS NY LA NKDA DNR PCP PT OT VAC TED EMG EEG ECG EKG CT MRI CVA TIA MVA DKA COPD CHF CAD CABG HTN DVT PE UTI URI GERD GI GU OB GYN ENT ICU CCU OTC NSAID SSI SSDI USP AMA AKA ASAP RSVP CPR IQ EP ROM BM BMI LPN CNA EMT',
);
const PEOPLE_BEFORE = setOf('pt patient by initials per - rn');

/** Short forms that stand behind `by` and at the end of a line, and are nobody. */
const NO_INITIALS = setOf(
	'AGE SEX DOB MRN BMI DR MWF ACC AHA ACR CKD HLA MRI CT EKG ECG EMS EMT RN MD PA NP PT OT RT SLP ICU ED ER IR OR GI ID PO IV IM US XR CXR PCP SNF CM SW HHA CNA LPN OB GYN ENT VNA VA UA LP EEG NG AM PM HD RA NPO PRN BID TID QID QD QHS HS AC PC STAT SQ SC SL PR WNL NAD BM BP HR RR TEMP SOB CP OK YES NO NA TBD DNR DNI FC CBC BMP CMP LFT INR ABG CSF PCR DVT PE MI CHF ESR CRP TSH BUN II III VI VII USA DC DX HX RX TX SX FX AP LAT RLL LLL RUL LUL RML RUQ LUQ RLQ LLQ MM CM ML MG KG PSA HIV HCV HBV MS AVS BIW TIW XL ER SR CR CD EC OTC AMA',
);

/** Initials of people: signed JRK, JRK/bt, A.M.T. */
export const initials: Recognizer = {
	id: 'name-initials',
	types: ['NAME'],
	description: 'Initials of people where a signature, an author or a transcriber stands.',
	examples: [
		'Signed: [[NAME:AMT]]',
		'[[NAME:JRK]]:[[NAME:BLT]] D: 3',
		'initials [[NAME:A.M.T.]]'.replace('.]]', ']].'),
		'pt [[NAME:A.M.T]]. seen',
		'Gave dose at 0415. [[NAME:DW]]',
		'1530 [[NAME:LW]]: up to chair',
		'Checked by [[NAME:gv]]',
		'Dict: [[NAME:ZT]]  Trans: Vera',
		'typed 22OCT2024 [[NAME:CWT]] proofed',
		'done. [[NAME:CS]]/[[NAME:DS]] at shift chg',
		'chap. [[NAME:DM]]',
	],
	counterExamples: [
		'by MRI',
		'signed by RN',
		'e.g. this',
		'U.S. made',
		'q.i.d. dosing',
		'BP: HR',
		'typed O POS',
		'CT/MR at noon',
		'T: 98.6 BP',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		const add = (first: number, last: number, score: number): void => {
			out.push(
				foundTokens(prepared, first, last, {
					type: 'NAME',
					rule: 'name-initials',
					score,
					steps: [step('context', 'stands where people sign', score)],
				}),
			);
		};
		for (const token of scan.people) {
			const word = names.lower(token);
			if (!SIGNING.has(word)) continue;
			let at = token + 1;
			while (oneOf(':#(/-', names.raw(at)) || BETWEEN.has(names.lower(at))) at++;
			if (at >= prepared.count || names.gap(at) > Gap.wide) continue;
			const form = prepared.at(at);
			const stops = oneOf('.,|;)/', names.raw(at + 1)) || names.gap(at + 1) >= Gap.line;
			if (word === 'by' && stops && /^[A-Z]{2,3}$/.test(form.raw) && !NO_INITIALS.has(form.raw)) {
				add(at, at, 0.65);
				row(names, at, add);
			} else if (
				form.shape === Shape.upper &&
				/^[A-Z]{2,3}$/.test(form.raw) &&
				(SURE_SIGNING.has(word)
					? (form.classes & Word.credential) === 0
					: (form.classes & ~(Word.particle | Word.eponym)) === 0)
			)
				add(at, at, word === 'by' || word === 'nurse' || word === 'rn' ? 0.6 : 0.8);
		}
		for (const token of scan.marks) {
			const sign = names.raw(token);
			if ((sign !== ':' && sign !== '/') || token === 0 || token + 1 >= prepared.count) continue;
			const left = prepared.at(token - 1);
			const right = prepared.at(token + 1);
			if (names.gap(token) !== Gap.none || names.gap(token + 1) !== Gap.none) continue;
			if (!/^[A-Z]{2,3}$/.test(left.raw) || !/^(?:[A-Z]{2,3}|[a-z]{2,3})$/.test(right.raw))
				continue;
			if (names.gap(token - 1) < Gap.line && names.raw(token - 2) !== ':') continue;
			const unknown = left.classes === 0 && right.classes === 0;
			const dictation =
				/^(?:D|T|DD|DT|Job|\d+)$/i.test(names.raw(token + 2)) || names.gap(token + 2) >= Gap.line;
			if (!dictation || (!unknown && names.raw(token + 2) !== 'D')) continue;
			add(token - 1, token - 1, 0.8);
			add(token + 1, token + 1, 0.8);
		}
		dotted(names, scan.names, add);
		closing(names, scan.names, add);
		placedInitials(names, add);
		lowerInitials(names, add);
		return out;
	},
};

/** Initials at the end of a line behind a full stop or dashes, or in front of a credential: `... given. -- ILN RN`. */
function closing(
	names: Names,
	tokens: readonly number[],
	add: (first: number, last: number, score: number) => void,
): void {
	const { prepared } = names;
	for (const token of tokens) {
		const form = prepared.at(token);
		if (form.shape !== Shape.upper || form.raw.length > 3 || token === 0) continue;
		if (form.raw.length === 3 && isAbbreviation(form.lower)) continue;
		const clean = (form.classes & ~(Word.particle | Word.eponym)) === 0;
		if (form.raw.length > 1 && marked(names, token, clean)) {
			add(token, token, 0.58);
			continue;
		}
		const before = names.raw(token - 1);
		const dash = before === '-' || before === '~' || before === '/';
		const mark =
			(before === '.' || before === ')' || dash || allDigits(before)) &&
			names.gap(token) !== Gap.none;
		const glued =
			dash &&
			names.gap(token) === Gap.none &&
			(names.gap(token - 1) !== Gap.none || names.raw(token - 2) === '-');
		const drawn = before === '|' && DRAWN_BY.has(names.lower(token - 2));
		const typist = before === 'MT' && names.gap(token) <= Gap.space;
		const alone = names.gap(token) >= Gap.line && token > 3;
		const histology = BENCH_WORK.has(names.lower(token - 1));
		if (!mark && !glued && !drawn && !typist && !alone && !histology) continue;
		if (!clean && (NO_INITIALS.has(form.raw) || !(dash || drawn || typist || histology))) continue;
		const end = names.raw(token + 1) === '.' ? token + 2 : token + 1;
		const ends = names.gap(end) >= Gap.line || names.credential(token) > 0;
		if (!ends && !drawn && !typist && !histology) continue;
		add(token, token, dash || drawn || typist || histology ? 0.7 : 0.55);
	}
}

/** True for initials in a cell, in a pair, in brackets, or behind a word of doing: `| GBC |`, `ECP/JLA`, `checked PP`. */
function marked(names: Names, token: number, clean: boolean): boolean {
	const raw = names.raw(token);
	if (NO_INITIALS.has(raw)) return false;
	const before = names.gap(token) >= Gap.line ? '\n' : names.raw(token - 1);
	const after = names.gap(token + 1) >= Gap.line ? '\n' : names.raw(token + 1);
	if (
		/^(?:checked|made|witnessed|witness|verified|drawn|hung|primed|entered|wet|read|final|transcribed|reviewed|initials|staff|rph|tech|circulator|scrub|nurse|rn|mt)$/i.test(
			before,
		) &&
		oneOf('\n|,.;)/', after)
	)
		return true;
	const lower = names.lower(token - 1);
	if (CHECKED.has(lower) && clean) return true;
	const unknown = (at: number): boolean =>
		allCapitals(names.raw(at), 2, 3) &&
		!NO_INITIALS.has(names.raw(at)) &&
		(names.form(at).classes & ~(Word.particle | Word.eponym)) === 0;
	const bordered =
		oneOf('|/', before) &&
		oneOf('|/', after) &&
		names.raw(token - 2) !== '' &&
		(unknown(token - 2) || unknown(token + 2));
	if (bordered) return true;
	if (
		after === '/' &&
		names.gap(token + 1) <= Gap.space &&
		token + 2 < names.prepared.count &&
		unknown(token + 2) &&
		names.gap(token + 2) <= Gap.space
	)
		return true;
	if (before === '/' && token > 1 && unknown(token - 2) && names.gap(token - 1) <= Gap.space)
		return true;
	if (!clean) return false;
	if (oneOf('|/;&', before) && oneOf('|\n,.;)&', after)) return true;
	if (
		oneOf('|,;(\n', before) &&
		oneOf('|\n;)&', after) &&
		names.gap(token) >= Gap.none &&
		(before !== '\n' || after !== '\n') &&
		(before !== ',' || raw.length < 4)
	)
		return true;
	if (
		/^(?:\n|\.|:|-)$/.test(before) &&
		(names.form(Math.min(token + 1, names.prepared.count - 1)).classes & Word.said) !== 0 &&
		names.form(token + 1).shape === Shape.lower &&
		names.gap(token + 1) <= Gap.space
	)
		return true;
	if (names.credential(token) > 0) return true;
	if (before === '.' && /^x?\d{3,}$/.test(after)) return true;
	if (PEOPLE_BEHIND.has(lower) && oneOf('\n.,;)|/', after)) return true;
	if (allDigits(before, 2, 2) && after === '\n') return true;
	if (before === '(' && (after === ')' || after === ',') && names.raw(token - 2) !== '')
		return !/^[a-z]{4,}$/.test(names.raw(token - 2));
	return before === ',' && after === '\n' && names.gap(token) === Gap.none;
}

/** Further cells of a row of initials: `by | TV | EW | TV`. */
function row(
	names: Names,
	token: number,
	add: (first: number, last: number, score: number) => void,
): void {
	let at = token;
	while (
		names.raw(at + 1) === '|' &&
		/^[A-Z]{2,3}$/.test(names.raw(at + 2)) &&
		names.gap(at + 2) < Gap.line
	) {
		at += 2;
		add(at, at, 0.65);
	}
}

/** A.M.T. in a sentence: three capitals with points, no word of medicine. */
function dotted(
	names: Names,
	tokens: readonly number[],
	add: (first: number, last: number, score: number) => void,
): void {
	const { prepared } = names;
	for (const token of tokens) {
		if (!names.initial(token) || (names.raw(token - 1) === '.' && names.gap(token) === Gap.none))
			continue;
		let at = token;
		let letters = '';
		while (
			at < prepared.count &&
			names.initial(at) &&
			names.raw(at + 1) === '.' &&
			names.gap(at + 1) === Gap.none &&
			letters.length < 5
		) {
			letters += names.raw(at);
			if (names.gap(at + 2) !== Gap.none || at + 2 >= prepared.count) break;
			at += 2;
		}
		if (letters.length < 2 || letters.length > 4) continue;
		if (LETTERS_OF_NOBODY.has(letters)) continue;
		if (names.raw(token - 1) === ',' && letters.length === 2) continue;
		const told = PEOPLE_BEFORE.has(
			names.lower(names.raw(token - 1) === '(' ? token - 2 : token - 1),
		);
		add(token, at + 1, letters.length > 2 || told ? 0.7 : 0.45);
	}
}
