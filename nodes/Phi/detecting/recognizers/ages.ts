import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { scanOf } from '../scan';
import { isFamilyAge } from './ages-of-family';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { oneOf, setOf } from '../marks';

const OLD_OR_SEX = setOf('old o f m female male woman man lady gentleman');
const TIMES_AND_PACKS = setOf('ago later history prior before pack packs smoking');
const BEFORE_AGE = setOf('is was she he now almost nearly');
const BIRTHDAY = setOf('birthday');
const SAID_OF_AGE = setOf('is was now almost nearly at am are');
const PEOPLE_BEHIND = setOf(
	'she he patient pt who they i mother father now alive mom dad wife husband sister brother is died deceased passed away',
);
const MEASURES = setOf('% mg kg lbs lb bpm on percent mm mmhg degrees / : cm ml pounds f c');
const BEFORE_SEX = setOf('pt patient a this elderly frail pleasant is');
const TEMPERATURE = setOf('temp temperature t tmax tm');
const ONE = setOf('one a');

const UNITS = setOf(
	'year years yr yrs y yo yof yom yoa yowf yowm yobf yobm f m female male woman man lady gentleman yrsold',
);
const GLUED = /^(9\d|1[01]\d)(?:yo|y|yr|yrs|yom|yof|f|m|years|year|th|nd|st|rd|s|yowm|yowf)$/;
const BEFORE = setOf('age aged ages turned turning turns turn');
const SPOKEN = setOf('one two three four five six seven eight nine');
/** Nobody writes of a living person of more years. */
const OLDEST = 125;

function lower(prepared: PreparedText, token: number): string {
	return token >= 0 && token < prepared.count ? prepared.at(token).lower : '';
}

/** What makes the number at `token` an age, as a score. */
function ageScore(prepared: PreparedText, token: number): number {
	let next = token + 1;
	if (lower(prepared, next) === '-') next++;
	const word = lower(prepared, next);
	const near = next < prepared.count && (prepared.gaps[next] as number) < Gap.line;
	const before = lower(prepared, token - 1);
	if (near && UNITS.has(word)) {
		if (word === 'y' || word === 'f' || word === 'm') {
			// 95 F is a temperature, 95 m a length: only glued, with a slash, or behind a comma of a heading.
			const slashed = word === 'y' && oneOf('/.', lower(prepared, next + 1));
			return slashed
				? 0.95
				: headed(prepared, token, next) || sexed(prepared, token, next)
					? 0.7
					: 0;
		}
		if (/^years?$|^yrs?$/.test(word)) {
			const after =
				lower(prepared, next + 1) === '-' ? lower(prepared, next + 2) : lower(prepared, next + 1);
			const of = after === 'of' && lower(prepared, next + 2) === 'age';
			if (OLD_OR_SEX.has(after) || of || after === '/') return 0.97;
			if (TIMES_AND_PACKS.has(after) || SPANNED.has(before)) return 0;
			return BEFORE.has(before) || BEFORE_AGE.has(before)
				? 0.8
				: endsThere(prepared, next)
					? 0.65
					: 0.4;
		}
		return 0.95;
	}
	if (near && BIRTHDAY.has(word)) return 0.8;
	// `94/F`
	if (word === '/' && oneOf('fm', lower(prepared, next + 1)) && !oneOf('/', before)) return 0.75;
	if (LIVED.has(before) && LIVED_TO.has(lower(prepared, token - 2)) && !MEASURED.has(word))
		return 0.65;
	if (TILL.has(before) && !MEASURED.has(word) && (!near || oneOf('.,;)', word)))
		return prepared.at(token).kind === Kind.word ? 0.6 : 0.3;
	if (before === '|' && word === '|') return oneOf('fm', lower(prepared, next + 1)) ? 0.8 : 0;
	if (before === ',' && word === ',' && called(prepared, token - 2)) return 0.7;
	if (
		before === 'be' &&
		/^(?:will|would|to|should|must|might|may)$/.test(lower(prepared, token - 2)) &&
		!MEASURED.has(word)
	)
		return 0.65;
	if (before === 'now' && (!near || oneOf('.,;)', word))) return 0.65;
	if (
		BEFORE.has(before) ||
		((before === ':' || before === 'of' || before === 'is' || before === '=') &&
			lower(prepared, token - 2) === 'age')
	)
		return 0.95;
	if (SAID_OF_AGE.has(before) && PEOPLE_BEHIND.has(lower(prepared, token - 2))) {
		return near && MEASURES.has(word) ? 0 : 0.7;
	}
	return 0;
}

/** Before years that are no age: `for 90 years`. */
const SPANNED = setOf('for x over past last within in after every about next');
const LIVED = setOf('to at until till past');
const LIVED_TO = setOf('lived lives live even still survived it died dead deceased passed');
const TILL = setOf('till until');

/** Whether a comma, a bracket or the end of a line stands behind `94 yrs`. */
function endsThere(prepared: PreparedText, unit: number): boolean {
	const at = unit + 1;
	if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) return true;
	return oneOf(',.;)|', lower(prepared, at)) || YOUNG.has(lower(prepared, at));
}
const YOUNG = setOf('young widow widower man woman with here presents retired who lives and');

/** `94 F` below any temperature of somebody alive, behind a word that measures nothing. */
function sexed(prepared: PreparedText, token: number, sex: number): boolean {
	if (Number(prepared.at(token).raw) > 94 || prepared.at(sex).shape !== Shape.initial) return false;
	if (prepared.gaps[sex] !== Gap.space || token === 0) return false;
	for (let at = token - 1; at >= Math.max(0, token - 3); at--) {
		const { classes, kind } = prepared.at(at);
		const term = (classes & Word.clinical) !== 0 || TEMPERATURE.has(lower(prepared, at));
		if (term || kind === Kind.number || kind === Kind.mixed) return false;
	}
	const behind = sex + 1 < prepared.count ? prepared.at(sex + 1) : undefined;
	return behind === undefined || behind.kind === Kind.word || oneOf(',.;)', behind.raw);
}

const MEASURED = setOf(
	'% mg kg lbs lb bpm percent mm mmhg degrees / : cm ml pounds f c units mcg g meq l feet ft',
);

/** `94 F` at the head of a line, behind a comma or in a bracket, where a sentence or a list goes on: no temperature. */
function headed(prepared: PreparedText, token: number, sex: number): boolean {
	const before = lower(prepared, token - 1);
	const head =
		token === 0 ||
		(prepared.gaps[token] as number) >= Gap.line ||
		oneOf(',(|', before) ||
		(before === ':' && HEADING.has(lower(prepared, token - 2)));
	const person = BEFORE_SEX.has(before) || called(prepared, token - 1);
	if (!head && !person) return false;
	const after = sex + 1;
	if (after >= prepared.count || (prepared.gaps[after] as number) >= Gap.line) return true;
	return /^(?:[,.;|)]|for|with|w|who|s|here|admitted|presents|presenting|presented|from|found|p|c|hx|known|brought|bibems|bib|sp|post)$/.test(
		lower(prepared, after),
	);
}

/** Headings behind which an age and a sex stand. */
const HEADING = setOf(
	'history hx hpi indication indications id preop summary patient pt cc reason clinical triage',
);

/** True for a word with a capital that vocabulary knows nothing of: a name, mostly. */
function called(prepared: PreparedText, token: number): boolean {
	if (token < 0) return false;
	const { shape, classes, kind } = prepared.at(token);
	// `6MWT 94 m`, `T 99 F` and `O2 93 M` measure.
	if (kind !== Kind.word || shape === Shape.initial) return false;
	return shape >= Shape.capital && (classes & (Word.clinical | Word.ordinary | Word.month)) === 0;
}

/** Ages of 90 years and more, in figures and words (45 CFR 164.514(b)(2)(i)(C)). Younger ones may stay. */
export const ages: Recognizer = {
	id: 'age-over-89',
	types: ['AGE', 'DATE'],
	description: 'Ages of 90 and more, and words that reveal one.',
	examples: [
		'a [[AGE:93]]-year-old man',
		'aged [[AGE:101]]',
		'[[AGE:94]] yo F',
		'she is [[AGE:ninety-three]] years old',
		'in her [[AGE:90s]]',
		'a [[AGE:nonagenarian]]',
		'HISTORY: [[AGE:95]] M, fell',
		'he will be [[AGE:ninety-five]] on Sunday',
		'born in [[DATE:1921]] on a farm',
		'FH: father ([[AGE:94]]), mother ([[AGE:91]]). Grandma, [[AGE:97]], well.',
		'Father [[AGE:93]], mother 68.',
		'Maternal grandmother: [[AGE:95]], alive',
	],
	counterExamples: [
		'a 89-year-old man',
		'temp 98 F',
		'weight 93 kg',
		'SpO2 is 95 %',
		'95 pack years',
		'she is 45',
		'HR 90s',
		'6MWT 94 m today',
		'O2 93 M',
		'T: 99 F',
		'born in 1990',
		'ninety percent of it',
		'Father 93 kg, mother 98 %',
		'son 94/60',
		'Sister: 95.2',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const add = (first: number, last: number, score: number, detail: string): void => {
			out.push(
				foundTokens(prepared, first, last, {
					type: 'AGE',
					role: 'patient',
					rule: 'age-over-89',
					score,
					steps: [step('context', detail, score)],
				}),
			);
		};
		for (const token of scan.digits) {
			const form = prepared.at(token);
			if (form.kind === Kind.number) {
				if (form.raw.length === 4 && tellsBirth(prepared, token)) {
					const steps = [step('context', 'a year of birth that tells an age over 89', 0.85)];
					const claim = { type: 'DATE', role: 'patient', rule: 'birth-year', score: 0.85 } as const;
					out.push(foundTokens(prepared, token, token, { ...claim, steps }));
					continue;
				}
				const value = form.raw.length <= 3 ? Number(form.raw) : 0;
				if (value < 90 || value > OLDEST) continue;
				const own = ageScore(prepared, token);
				const score = own === 0 && isFamilyAge(prepared, token) ? 0.75 : own;
				if (score > 0) add(token, token, score, 'words of age stand beside it');
				continue;
			}
			const glued = GLUED.exec(form.lower);
			if (glued === null || Number(glued[1]) > OLDEST) continue;
			if (form.lower.endsWith('s')) {
				if (
					/^(?:her|his|their|early|mid|late|patient)$/.test(lower(prepared, token - 1)) ||
					lower(prepared, token - 2) === 'her'
				)
					add(token, token, 0.85, 'a decade of life');
			} else if (/(?:th|st|nd|rd)$/.test(form.lower)) {
				if (lower(prepared, token + 1) === 'birthday') add(token, token, 0.85, 'a birthday');
			} else if (!/[fm]$/.test(form.lower) || !TEMPERATURE.has(lower(prepared, token - 1))) {
				add(token, token, /^\d+[fm]$/.test(form.lower) ? 0.75 : 0.95, 'glued to a word of age');
			}
		}
		for (const token of scan.times) {
			const word = lower(prepared, token);
			if (word === 'nonagenarian' || word === 'centenarian' || word === 'supercentenarian')
				add(token, token, 0.9, 'a word of age');
			else if (word === 'nineties')
				add(
					token,
					token,
					/^(?:her|his|their|early|mid|late)$/.test(lower(prepared, token - 1)) ? 0.9 : 0.3,
					'a decade of life',
				);
			else if (word === 'ninety') spoken(prepared, token, add);
			else if (word === 'hundred') hundred(prepared, token, add);
		}
		return out;
	},
};

/** The oldest year of birth of anybody alive who is not yet 90, at the least. */
const LATEST = new Date().getFullYear() - 90;

/** `born in 1921`, `b. 1921`, `birth year 1921`: a year that tells an age of 90 and more. */
function tellsBirth(prepared: PreparedText, token: number): boolean {
	const year = Number(prepared.at(token).raw);
	if (year < 1890 || year > LATEST || (prepared.gaps[token] as number) >= Gap.line) return false;
	let at = token - 1;
	while (at > token - 4 && /^(?:in|around|about|[.:(]|is|was)$/.test(lower(prepared, at))) at--;
	const word = lower(prepared, at);
	if (word === 'year' || word === 'yr') return /^(?:birth|born)$/.test(lower(prepared, at - 1));
	return /^(?:born|b|birth|yob|dob)$/.test(word);
}

type Add = (first: number, last: number, score: number, detail: string) => void;

function spoken(prepared: PreparedText, token: number, add: Add): void {
	let last = token;
	const dash = lower(prepared, token + 1) === '-' ? token + 2 : token + 1;
	if (SPOKEN.has(lower(prepared, dash))) last = dash;
	const score = Math.max(
		ageScore(prepared, last),
		BEFORE.has(lower(prepared, token - 1)) ? 0.95 : 0,
		lower(prepared, token - 1) === 'be' && lower(prepared, token - 2) === 'will' && last > token
			? 0.8
			: 0,
		wordsAround(prepared, token),
		livedTo(prepared, token, last),
	);
	if (score > 0) add(token, last, score, 'an age in words');
}

/** `lived to ninety-two`, `drove till ninety-two.`, `should be ninety-four`. */
function livedTo(prepared: PreparedText, token: number, last: number): number {
	const before = lower(prepared, token - 1);
	const next = lower(prepared, last + 1);
	if (MEASURED.has(next)) return 0;
	if (LIVED.has(before) && LIVED_TO.has(lower(prepared, token - 2))) return 0.7;
	if (before === 'be' && last > token && SHOULD.has(lower(prepared, token - 2))) return 0.65;
	const stops =
		last + 1 >= prepared.count ||
		(prepared.gaps[last + 1] as number) >= Gap.line ||
		oneOf('.,;)', next);
	return TILL.has(before) && last > token && stops ? 0.6 : 0;
}

const SHOULD = setOf('should must might may would to');

function hundred(prepared: PreparedText, token: number, add: Add): void {
	let last = token;
	let at = token + 1;
	if (lower(prepared, at) === 'and') at++;
	if (SPOKEN.has(lower(prepared, at))) last = at;
	const before = lower(prepared, token - 1) === '-' ? token - 2 : token - 1;
	const first = ONE.has(lower(prepared, before)) ? before : token;
	if (ageScore(prepared, last) >= 0.9) add(first, last, 0.85, 'an age in words');
}

function wordsAround(prepared: PreparedText, token: number): number {
	return /^(?:is|was|now|at|almost|nearly)$/.test(lower(prepared, token - 1)) &&
		/^(?:she|he|patient|pt|who|i|now|is)$/.test(lower(prepared, token - 2))
		? 0.7
		: 0;
}
