import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';

const UNITS =
	/^(?:year|years|yr|yrs|y|yo|yof|yom|yoa|yowf|yowm|yobf|yobm|f|m|female|male|woman|man|lady|gentleman|yrsold)$/;
const GLUED = /^(9\d|1[01]\d)(?:yo|y|yr|yrs|yom|yof|f|m|years|year|th|nd|st|rd|s|yowm|yowf)$/;
const BEFORE = /^(?:age|aged|ages|turned|turning|turns|turn)$/;
const SPOKEN = /^(?:one|two|three|four|five|six|seven|eight|nine)$/;
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
	if (near && UNITS.test(word)) {
		if (word === 'y' || word === 'f' || word === 'm') {
			// 95 F is a temperature, 95 m a length: only glued, with a slash, or behind a comma of a heading.
			const slashed = word === 'y' && /^[/.]$/.test(lower(prepared, next + 1));
			return slashed ? 0.95 : headed(prepared, token, next) ? 0.7 : 0;
		}
		if (/^years?$|^yrs?$/.test(word)) {
			const after =
				lower(prepared, next + 1) === '-' ? lower(prepared, next + 2) : lower(prepared, next + 1);
			const of = after === 'of' && lower(prepared, next + 2) === 'age';
			if (/^(?:old|o|f|m|female|male|woman|man|lady|gentleman)$/.test(after) || of || after === '/')
				return 0.97;
			if (/^(?:ago|later|history|prior|before|pack|packs|smoking)$/.test(after)) return 0;
			return BEFORE.test(before) || /^(?:is|was|she|he|now|almost|nearly)$/.test(before)
				? 0.8
				: 0.4;
		}
		return 0.95;
	}
	if (near && /^(?:birthday)$/.test(word)) return 0.8;
	if (before === '|' && word === '|') return /^[fm]$/.test(lower(prepared, next + 1)) ? 0.8 : 0;
	if (before === ',' && word === ',' && called(prepared, token - 2)) return 0.7;
	if (
		before === 'be' &&
		/^(?:will|would|to)$/.test(lower(prepared, token - 2)) &&
		!MEASURED.test(word)
	)
		return 0.65;
	if (before === 'now' && (!near || /^[.,;)]$/.test(word))) return 0.65;
	if (
		BEFORE.test(before) ||
		((before === ':' || before === 'of' || before === 'is' || before === '=') &&
			lower(prepared, token - 2) === 'age')
	)
		return 0.95;
	if (
		/^(?:is|was|now|almost|nearly|at|am|are)$/.test(before) &&
		/^(?:she|he|patient|pt|who|they|i|mother|father|now|alive|mom|dad|wife|husband|sister|brother|is|died|deceased|passed|away)$/.test(
			lower(prepared, token - 2),
		)
	) {
		return near &&
			/^(?:%|mg|kg|lbs|lb|bpm|on|percent|mm|mmhg|degrees|\/|:|cm|ml|pounds|f|c)$/.test(word)
			? 0
			: 0.7;
	}
	return 0;
}

const MEASURED =
	/^(?:%|mg|kg|lbs|lb|bpm|percent|mm|mmhg|degrees|\/|:|cm|ml|pounds|f|c|units|mcg|g|meq|l|feet|ft)$/;

/** `94 F` at the head of a line, behind a comma or in a bracket, where a sentence or a list goes on: no temperature. */
function headed(prepared: PreparedText, token: number, sex: number): boolean {
	const before = lower(prepared, token - 1);
	const head =
		token === 0 || (prepared.gaps[token] as number) >= Gap.line || /^[,(|]$/.test(before);
	const person =
		/^(?:pt|patient|a|this|elderly|frail|pleasant|is)$/.test(before) || called(prepared, token - 1);
	if (!head && !person) return false;
	const after = sex + 1;
	if (after >= prepared.count || (prepared.gaps[after] as number) >= Gap.line) return true;
	return /^(?:[,.;|)]|with|w|who|s|here|admitted|presents|presenting|presented|from|found|p|c|hx|known|brought|bibems|bib|sp|post)$/.test(
		lower(prepared, after),
	);
}

/** True for a word with a capital that vocabulary knows nothing of: a name, mostly. */
function called(prepared: PreparedText, token: number): boolean {
	if (token < 0) return false;
	const { shape, classes } = prepared.at(token);
	return shape >= Shape.capital && (classes & (Word.clinical | Word.ordinary | Word.month)) === 0;
}

/** Ages of 90 years and more, in figures and words (45 CFR 164.514(b)(2)(i)(C)). Younger ones may stay. */
export const ages: Recognizer = {
	id: 'age-over-89',
	types: ['AGE'],
	description: 'Ages of 90 and more, and words that reveal one.',
	examples: [
		'a [[AGE:93]]-year-old man',
		'aged [[AGE:101]]',
		'[[AGE:94]] yo F',
		'she is [[AGE:ninety-three]] years old',
		'in her [[AGE:90s]]',
		'a [[AGE:nonagenarian]]',
	],
	counterExamples: [
		'a 89-year-old man',
		'temp 98 F',
		'weight 93 kg',
		'SpO2 is 95 %',
		'95 pack years',
		'she is 45',
		'HR 90s',
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
				const value = form.raw.length <= 3 ? Number(form.raw) : 0;
				if (value < 90 || value > OLDEST) continue;
				const score = ageScore(prepared, token);
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
			} else if (
				!/[fm]$/.test(form.lower) ||
				!/^(?:temp|temperature|t|tmax|tm)$/.test(lower(prepared, token - 1))
			) {
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

type Add = (first: number, last: number, score: number, detail: string) => void;

function spoken(prepared: PreparedText, token: number, add: Add): void {
	let last = token;
	const dash = lower(prepared, token + 1) === '-' ? token + 2 : token + 1;
	if (SPOKEN.test(lower(prepared, dash))) last = dash;
	const score = Math.max(
		ageScore(prepared, last),
		BEFORE.test(lower(prepared, token - 1)) ? 0.95 : 0,
		wordsAround(prepared, token),
	);
	if (score > 0) add(token, last, score, 'an age in words');
}

function hundred(prepared: PreparedText, token: number, add: Add): void {
	let last = token;
	let at = token + 1;
	if (lower(prepared, at) === 'and') at++;
	if (SPOKEN.test(lower(prepared, at))) last = at;
	const before = lower(prepared, token - 1) === '-' ? token - 2 : token - 1;
	const first = /^(?:one|a)$/.test(lower(prepared, before)) ? before : token;
	if (ageScore(prepared, last) >= 0.9) add(first, last, 0.85, 'an age in words');
}

function wordsAround(prepared: PreparedText, token: number): number {
	return /^(?:is|was|now|at|almost|nearly)$/.test(lower(prepared, token - 1)) &&
		/^(?:she|he|patient|pt|who|i|now|is)$/.test(lower(prepared, token - 2))
		? 0.7
		: 0;
}
