import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { oneOf, setOf } from '../marks';
import { cased, scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

const numbers = (words: string, from: number): Map<string, number> =>
	new Map(words.split(' ').map((word, index) => [word, from + index]));
const ONES = numbers('one two three four five six seven eight nine', 1);
const TEENS = numbers(
	'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
	10,
);
const TENS = new Map(
	'twenty thirty forty fifty sixty seventy eighty ninety'
		.split(' ')
		.map((word, index) => [word, 20 + index * 10]),
);
const ZEROS = setOf('oh o zero');
const BETWEEN = setOf('/ - , slash dash');
/** Words before a day that is read out. */
const LABELS = setOf(
	'birth birthday born dob bd date dated service seen on since visit surgery admitted discharged admission discharge expires until through',
);

interface Said {
	readonly value: number;
	readonly last: number;
}

const joined = (prepared: PreparedText, token: number): boolean =>
	token < prepared.count && (prepared.gaps[token] as number) < Gap.blank;

/** A number below a hundred in words from a token on. */
function below100(prepared: PreparedText, token: number): Said | undefined {
	if (!joined(prepared, token)) return undefined;
	const word = lower(prepared, token);
	if (ZEROS.has(word)) {
		const digit = ONES.get(lower(prepared, token + 1));
		return digit === undefined ? undefined : { value: digit, last: token + 1 };
	}
	const small = ONES.get(word) ?? TEENS.get(word);
	if (small !== undefined) return { value: small, last: token };
	const tens = TENS.get(word);
	if (tens === undefined) return undefined;
	const at = lower(prepared, token + 1) === '-' ? token + 2 : token + 1;
	const one = joined(prepared, at) ? ONES.get(lower(prepared, at)) : undefined;
	return one === undefined ? { value: tens, last: token } : { value: tens + one, last: at };
}

const past = (prepared: PreparedText, token: number): number =>
	BETWEEN.has(lower(prepared, token)) ? token + 1 : token;

/** A year in words: `nineteen sixty one`, `two thousand four`, `sixty one`. */
function yearAt(prepared: PreparedText, token: number): (Said & { whole: boolean }) | undefined {
	const word = lower(prepared, token);
	if (word === 'two' && lower(prepared, token + 1) === 'thousand') {
		const rest = below100(prepared, lower(prepared, token + 2) === 'and' ? token + 3 : token + 2);
		return { value: 2000, last: rest?.last ?? token + 1, whole: true };
	}
	if (word === 'nineteen' || word === 'twenty') {
		const at = lower(prepared, token + 1) === 'and' ? token + 2 : token + 1;
		const rest = below100(prepared, at);
		if (rest !== undefined && (rest.value > 9 || ZEROS.has(lower(prepared, at))))
			return { value: rest.value, last: rest.last, whole: true };
	}
	const short = below100(prepared, token);
	return short === undefined ? undefined : { ...short, whole: false };
}

/** Last token of `five four twenty twenty four` that begins at a token, or -1. */
function figures(prepared: PreparedText, token: number): number {
	const month = below100(prepared, token);
	if (month === undefined || month.value > 12) return -1;
	const second = past(prepared, month.last + 1);
	const day = below100(prepared, second);
	if (day === undefined || day.value > 31) return -1;
	// Three twenty-nine may be the twenty-ninth, or the twentieth of a year of nine: the rest decides.
	for (const end of new Set([day.last, second])) {
		const year = yearAt(prepared, past(prepared, end + 1));
		if (year === undefined) continue;
		const slashed = second > month.last + 1;
		if (!year.whole && !slashed && !isLabelled(prepared, token)) continue;
		if (year.whole || isLabelled(prepared, token) || slashed) return year.last;
	}
	return -1;
}

/** Whether a word of a date stands close before a token. */
function isLabelled(prepared: PreparedText, token: number): boolean {
	for (let at = token - 1; at >= Math.max(0, token - 4); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.blank) return false;
		const word = lower(prepared, at);
		if (LABELS.has(word)) return true;
		if (!oneOf(':"', word) && !FILLERS.has(word)) return false;
	}
	return false;
}
const FILLERS = setOf('is was of the in comma colon');

/** Nouns before `Day` that count or plan days. */
const NO_FEAST = setOf(
	'hospital pod post op first next same per each every icu vent full half birth rest work off treatment cycle week adult antibiotic abx bad good busy one two last previous ed admission dialysis chemo clinic or surgery study day life hd nicu final third second the a ventilator operative',
);
const BEHIND_DAY = setOf(
	'care program shift hospital school surgery treatment centre center camp rehab clinic unit of',
);
const FEAST_TAILS = setOf('eve weekend wkend week wknd night observed');

/** `Zzpearl Harbor Day`, `V-E Day`, `Zzmemoral Day wkend`: a day with a name of its own. */
function feast(prepared: PreparedText, token: number): [number, number] | undefined {
	const day = prepared.at(token);
	if (day.shape !== Shape.capital && day.shape !== Shape.upper) return undefined;
	let first = token;
	for (let at = token - 1; at >= Math.max(0, token - 5); at--) {
		const { kind, raw, classes } = prepared.at(at);
		if ((prepared.gaps[at + 1] as number) > Gap.space) break;
		if (kind === Kind.mark && oneOf("'-.", raw)) continue;
		if (raw === 's' && lower(prepared, at - 1) === "'") continue;
		const stop = Word.clinical | Word.role | Word.title | Word.weekday | Word.month;
		if (kind !== Kind.word || !cased(prepared.at(at)) || (classes & stop) !== 0) break;
		if (NO_FEAST.has(lower(prepared, at))) break;
		first = at;
	}
	if (
		first === token ||
		(day.shape === Shape.upper) !== (prepared.at(first).shape !== Shape.capital)
	)
		return undefined;
	const next = lower(prepared, token + 1);
	if (
		BEHIND_DAY.has(next) ||
		(/^\d{1,3}$/.test(next) && (prepared.gaps[token + 1] as number) < Gap.line)
	)
		return undefined;
	let last = token;
	if (FEAST_TAILS.has(next) && (prepared.gaps[token + 1] as number) <= Gap.space) last++;
	return [first, last];
}

const DURING = setOf('in during');
const SEASONS = setOf('spring summer winter autumn');
/** Before a season that is a time. */
const BEFORE_SEASON = setOf('last this next since until till early late mid by over past previous');

/** `last winter`, `in the spring`, `over the summer`. */
function season(prepared: PreparedText, token: number): [number, number] | undefined {
	if (!SEASONS.has(lower(prepared, token)) || cased(prepared.at(token))) return undefined;
	const before = lower(prepared, token - 1);
	const the = before === 'the' ? token - 2 : -1;
	const led =
		BEFORE_SEASON.has(before) ||
		before === 'in' ||
		(the >= 0 && (BEFORE_SEASON.has(lower(prepared, the)) || DURING.has(lower(prepared, the))));
	if (!led) return undefined;
	const next = token + 1 < prepared.count ? prepared.at(token + 1) : undefined;
	const goesOn =
		next !== undefined &&
		next.kind === Kind.word &&
		(prepared.gaps[token + 1] as number) < Gap.line &&
		!AFTER_SEASON.has(next.lower);
	return goesOn ? undefined : [token, token];
}
const AFTER_SEASON = setOf(
	'and or of when with for but he she pt they due because at to he as if then after before she was is on in',
);

const FIGURES: ReadonlySet<string> = new Set([...ONES.keys(), ...TEENS.keys(), ...ZEROS]);

/** Dates that are read out, days with a name of their own, and seasons. */
export const datesSaid: Recognizer = {
	id: 'date-said',
	types: ['DATE'],
	description: 'Dates read out in numbers, days with a name of their own, and seasons.',
	examples: [
		'date of service is [[DATE:five four twenty twenty four]], the',
		'date of birth [[DATE:three two thirty eight]] to our clinic',
		'born [[DATE:eleven slash three slash forty two]] here',
		'since [[DATE:Zzpearl Harbor Day]], my birthday',
		'adm 8/30 of [[DATE:Zzmemoral Day wkend]]',
		'moved here in the [[DATE:spring]].',
	],
	counterExamples: [
		'one two three four five six',
		'two to three times',
		'Hospital Day 3',
		'Same Day Surgery',
		'Adult Day Care',
		'spring water',
		'pain since the fall',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		let free = -1;
		const add = (first: number, last: number, rule: string, score: number): void => {
			const steps = [step('context', 'a day in words', score)];
			out.push(foundTokens(prepared, first, last, { type: 'DATE', rule, score, steps }));
			free = last;
		};
		const said = (token: number, word: string): void => {
			if (token <= free || !FIGURES.has(word)) return;
			const last = figures(prepared, token);
			if (last > token) add(token, last, 'date-said', 0.75);
		};
		for (const token of scan.said) said(token, prepared.at(token).lower);
		free = -1;
		for (const token of scan.times) {
			const word = prepared.at(token).lower;
			if (word === 'the') continue;
			if (word === 'day') {
				const span = feast(prepared, token);
				if (span !== undefined) add(...span, 'date-feast', 0.65);
			} else if (SEASONS.has(word)) {
				const span = season(prepared, token);
				if (span !== undefined) add(...span, 'date-season', 0.55);
			} else said(token, word);
		}
		return out;
	},
};
