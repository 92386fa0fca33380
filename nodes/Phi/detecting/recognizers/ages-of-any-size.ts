import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { oneOf, setOf } from '../marks';
import { isMeasured } from '../measured';
import { scanOf } from '../scan';
import { Gap, Kind, type PreparedText, type Recognizer } from '../types';
import { isFamilyAge } from './ages-of-family';
import { spokenAges } from './ages-spoken';

/** From here on `age-over-89` looks by itself. */
const OLD = 90;

const OLD_OR_SEX = setOf('old o f m female male woman man lady gentleman boy girl');
const SEXES = setOf('female male woman man lady gentleman boy girl');
const YEARS = setOf('year years yr yrs');
const SHORT = setOf('yo yof yom yoa yowf yowm yobf yobm yrsold');
const YOUNG_UNITS = setOf('month months mo mos week weeks wk wks day days');
/** `72yo`, `72yF`. */
const GLUED = /^(\d{1,2})(?:yo|y|yr|yrs|yom|yof|ym|yf|years?|yowm|yowf)$/;
const GLUED_SEX = /^(\d{1,2})([fm])$/;
const DECADE = /^[1-8]0s$/;
const AGE = setOf('age aged ages turned turning turns turn');
/** Ages of what is no person, and of people not born. */
const OF_NO_PERSON = setOf('gestational ga menstrual fetal bone conceptional adjusted');
const WHO = setOf('she he patient pt who they i mother father mom dad wife husband son daughter');
const SAYS = setOf('is was now almost nearly');
const WHOSE = setOf('her his their');
const PARTS = setOf('early mid late');
/** What goes on behind an age and a sex in the first line of a history. */
const GOES_ON = setOf(
	'w with who s here hx h c for presents presenting presented admitted from found known p in pod',
);
/** Behind `16F`: what is measured in French. */
const IN_FRENCH = setOf(
	'foley cath catheter sheath tube drain french ng chest pigtail introducer stent coude urinary',
);
const BEFORE_SEX = setOf('pt patient a this elderly frail pleasant is');
const NO_PERSON_BEFORE = setOf('temp temperature t tmax foley cath catheter sheath size tube');

/** Ages below 90, for profiles that let none of them stand, or bands of ten years alone. */
export const agesOfAnySize: Recognizer = {
	id: 'age-any',
	types: ['AGE'],
	description:
		'Ages below 90, where the profile removes ages or makes bands of ten years of them; not looked for otherwise.',
	examples: [
		'a [[AGE:72]]-year-old man',
		'[[AGE:72]] yo F with cough',
		'[[AGE:72]] y/o male',
		'[[AGE:72]] y.o. female',
		'[[AGE:72yo]] woman',
		'[[AGE:72F]] s/p fall',
		'Indication: [[AGE:45M]], chest pain',
		'age [[AGE:72]]',
		'Age: [[AGE:7]]',
		'Age/Sex: [[AGE:72]]/F',
		'aged [[AGE:34]] years',
		'she is [[AGE:45]].',
		'turns [[AGE:73]] on Sunday',
		'a [[AGE:6-month]]-old girl',
		'[[AGE:18 mo]] old boy',
		'in her [[AGE:70s]]',
		'in his late [[AGE:50s]]',
		'[[AGE:seventy-two]]-year-old man',
		'aged [[AGE:forty]] years',
		'father ([[AGE:64]]), mother ([[AGE:61]])',
		'[[AGE:34]] years of age',
		'her [[AGE:50th]] birthday',
	],
	counterExamples: [
		'aspirin 81 mg',
		'for 72 hours',
		'smoked for 20 years',
		'HTN, 20 years',
		'40-pack-year history',
		'40 pack years',
		'age-appropriate',
		'gestational age 39 weeks',
		'gestational age: 39',
		'10-year risk 12 %',
		'16F Foley catheter',
		'temp 72 F',
		'5-year survival',
		'he is 5 days postop',
		'HR 70s',
		'diagnosed 12 years ago',
		'she is 5 feet tall',
		'pain is 7.',
		'walked 50 m with a walker',
		'2 male friends',
		'Mother 1 of 3',
		'follow up in six months',
		'a two-year history',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const add = (first: number, last: number): void => {
			const detail = 'words of age stand beside it';
			const claim = { type: 'AGE', role: 'patient', rule: 'age-any', score: 0.8 } as const;
			out.push(
				foundTokens(prepared, first, last, { ...claim, steps: [step('context', detail, 0.8)] }),
			);
		};
		for (const token of scanOf(prepared, lists).digits) {
			const { kind, raw } = prepared.at(token);
			const last = kind === Kind.number && raw.length < 3 ? lastOfNumber(prepared, token) : -1;
			if (last >= 0) add(token, last);
			else if (kind === Kind.mixed && isGlued(prepared, token)) add(token, token);
		}
		for (const [first, last] of spokenAges(prepared)) add(first, last);
		return out;
	},
};

/** A word of the same line, '' elsewhere. */
function lower(prepared: PreparedText, token: number, beside: number): string {
	if (token < 0 || token >= prepared.count) return '';
	for (let at = Math.min(token, beside) + 1; at <= Math.max(token, beside); at++) {
		if ((prepared.gaps[at] as number) >= Gap.line) return '';
	}
	return prepared.at(token).lower;
}

/** Last token of the age that begins with a number, -1 where it is none: the unit of months belongs to it. */
function lastOfNumber(prepared: PreparedText, token: number): number {
	const word = (at: number): string => lower(prepared, at, token);
	if (Number(prepared.at(token).raw) >= OLD) return -1;
	// The rest of a number or of a date.
	const isJoined = (prepared.gaps[token] as number) === Gap.none && token > 0;
	if (isJoined && oneOf('./-', word(token - 1)) && /\d$/.test(word(token - 2))) return -1;
	let next = token + 1;
	if (word(next) === '-') next++;
	const unit = word(next);
	const behind = word(next + 1) === '-' ? word(next + 2) : word(next + 1);
	if (YOUNG_UNITS.has(unit)) return behind === 'old' ? next : -1;
	const isCapital = next < prepared.count && prepared.at(next).raw !== unit;
	if (isWithUnit(word, next, isCapital)) return token;
	if (isLed(prepared, token, word) || isFamilyAge(prepared, token)) return token;
	return -1;
}

/** `72 yo`, `72-year-old`, `72 y/o`, `72 years of age`, `72/F`, `72 female`. */
function isWithUnit(word: (token: number) => string, unit: number, isCapital: boolean): boolean {
	const first = word(unit);
	if (SHORT.has(first)) return true;
	const dash = word(unit + 1) === '-' ? unit + 2 : unit + 1;
	if (YEARS.has(first)) {
		return OLD_OR_SEX.has(word(dash)) || (word(dash) === 'of' && word(dash + 1) === 'age');
	}
	if (first === 'y') return oneOf('/.', word(unit + 1)) || oneOf('fm', word(unit + 1));
	if (first === '/' && oneOf('fm', word(unit + 1))) return !/\d/.test(word(unit - 2));
	// `2 male friends` are counted.
	if (SEXES.has(first))
		return word(unit - 1).length > 1 && !/^(?:of|and|or|\d+)$/.test(word(unit - 2));
	if (!oneOf('fm', first) || !isCapital) return false;
	// `72 F with cough`, `a 72 M who`: no temperature and no length.
	const isCued = BEFORE_SEX.has(word(unit - 2)) || word(unit - 2) === '';
	return !NO_PERSON_BEFORE.has(word(unit - 2)) && (isCued || GOES_ON.has(word(unit + 1)));
}

/** `age 72`, `Age/Sex: 72`, `turned 72`, `she is 72.`, `72nd birthday`. */
function isLed(prepared: PreparedText, token: number, word: (token: number) => string): boolean {
	const next = word(token + 1);
	const ends =
		next === '' || oneOf('.,;)', next) || /^(?:and|with|today|now|who|here|on)$/.test(next);
	const isCounted = isMeasured(prepared, token) && !/^(?:years|yrs)$/.test(next);
	const isPart = oneOf('%/:+<>-', next) || isDecimal(prepared, token);
	let before = token - 1;
	while (before > token - 5 && oneOf(':=(', word(before))) before--;
	if (/^(?:years|yrs|sex|gender)$/.test(word(before))) before--;
	while (before > token - 6 && oneOf(':=(/', word(before))) before--;
	if (AGE.has(word(before))) {
		return !isCounted && !isDecimal(prepared, token) && !OF_NO_PERSON.has(word(before - 1));
	}
	if (isCounted || isPart || !SAYS.has(word(token - 1)) || !ends) return false;
	return WHO.has(word(token - 2)) || (SAYS.has(word(token - 2)) && WHO.has(word(token - 3)));
}

const isDecimal = (prepared: PreparedText, token: number): boolean =>
	token + 2 < prepared.count &&
	prepared.at(token + 1).raw === '.' &&
	prepared.gaps[token + 2] === Gap.none &&
	prepared.at(token + 2).kind === Kind.number;

/** `72yo`, `72F s/p fall`, `in her 70s`, `her 50th birthday`. */
function isGlued(prepared: PreparedText, token: number): boolean {
	const word = (at: number): string => lower(prepared, at, token);
	const own = prepared.at(token).lower;
	const years = GLUED.exec(own);
	if (years !== null) {
		// `20y history` and `5y ago` are times.
		const isTime = /^(?:ago|history|hx|later|pack|survival|follow)$/.test(word(token + 1));
		return Number(years[1]) < OLD && !isTime && !/^(?:for|x|over|past|last)$/.test(word(token - 1));
	}
	if (DECADE.test(own)) {
		const whose = PARTS.has(word(token - 1)) ? token - 2 : token - 1;
		const over = PARTS.has(word(token - 2)) && word(token - 1) === '-' ? token - 3 : whose;
		return WHOSE.has(word(over));
	}
	if (/^[1-8]?\d(?:st|nd|rd|th)$/.test(own)) return word(token + 1) === 'birthday';
	const sexed = GLUED_SEX.exec(own);
	if (sexed === null || Number(sexed[1]) >= OLD) return false;
	if (NO_PERSON_BEFORE.has(word(token - 1)) || IN_FRENCH.has(word(token + 1))) return false;
	if (GOES_ON.has(word(token + 1))) return true;
	const isCapital = /[FM]$/.test(prepared.at(token).raw);
	const before = word(token - 1);
	return isCapital && (before === '' || oneOf(':,(', before) || BEFORE_SEX.has(before));
}
