import { allDigits, oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Around, MOST_BEFORE } from './around';

/** Scores and counts, and what they are out of. */
const OUT_OF: ReadonlyMap<string, readonly number[]> = new Map([
	...([
		['apgar', [8, 9, 10]],
		['audit', [12, 40]],
		['bbps', [9]],
		['berg', [56]],
	] as const),
	...([
		['bishop', [13]],
		['boston', [9]],
		['braden', [23]],
		['cdt', [10]],
	] as const),
	...([
		['das', [28]],
		['dast', [10]],
		['epds', [30]],
		['fim', [7]],
	] as const),
	...([
		['flacc', [10]],
		['four', [16]],
		['gad', [21]],
		['gcs', [15]],
	] as const),
	...([
		['heart', [10]],
		['meows', [12]],
		['mews', [14]],
		['mmse', [30]],
	] as const),
	...([
		['moca', [30]],
		['monofilament', [10]],
		['naming', [10, 15]],
		['nrs', [10]],
	] as const),
	...([
		['pain', [10]],
		['perc', [8]],
		['phq', [6, 27]],
		['poma', [28]],
	] as const),
	...([
		['slums', [30]],
		['swollen', [28]],
		['tender', [28]],
		['timi', [7]],
	] as const),
	...([
		['tinetti', [28]],
		['vas', [10]],
		['westley', [17]],
		['mini', [5]],
	] as const),
	...([
		['pac', [24]],
		['dgi', [24]],
		['fga', [30]],
		['katz', [6]],
	] as const),
	...([
		['lawton', [8]],
		['barthel', [20]],
		['bims', [15]],
		['norton', [20]],
	] as const),
	...([
		['sofa', [24]],
		['epworth', [24]],
		['ess', [24]],
		['bang', [8]],
	] as const),
	...([
		['gds', [15, 30]],
		['isi', [28]],
		['cpot', [8]],
		['bps', [12]],
	] as const),
	...([
		['nips', [7]],
		['silverman', [10]],
		['lace', [19]],
		['bled', [9]],
	] as const),
	...([
		['vasc', [9]],
		['nihss', [42]],
		['waddell', [5]],
		['jobe', [5]],
	] as const),
	...([
		['fab', [18]],
		['hit', [8]],
		['chadsvasc', [9]],
		['ciwa', [10]],
		['cage', [4]],
	] as const),
	...([
		['alvarado', [10]],
		['centor', [4, 5]],
		['sppb', [12]],
		['mfs', [5]],
	] as const),
]);

const SCORE_WORDS = setOf('score scale prep test was is of at joints - : = | 1 2 5 7 9 10 24 28');

const COUNTED = setOf('node nodes ln lns core cores mitoses rib ribs');

const COUNT_WORDS = setOf('and , : positive negative pos neg involved right left / & ;');

/** What is told in two numbers: pressures, eyes, settings. */
const PAIRED = setOf(
	'acuity simv prvc aprv schirmer iop tp ta ph ps vent bipap bp cpap cvp epap gradient iop ipap lv niv od os ou pa pap pcw pcwp peep pip pockets pulses pupil pupils ra rv settings va vision',
);

const PAIR_WORDS = setOf('of at is was s t / , : ; - and = right left r l goal');

/** What fractions are of. */
const OF_THINGS = setOf(
	'criteria items words points trials cores nodes systolic sem murmur reps meals doses feeds attempts tabs tab tablets beats leads quadrants joints limbs lb lbs oz kpa mmhg mm db cmh2o inch inches beighton strength',
);

const MOST_WEEKS = 42;

/** `FIM 4/7`, `DAS28 4/28 6/28`, `nodes 0/14 and 3/17`, `PA 25/10`, `39 2/7`: no day. */
export function isResult(around: Around): boolean {
	const fraction = /^(\d{1,2})\s?\/\s?(\d{1,2})$/.exec(around.text);
	if (fraction === null) return false;
	const [part, whole] = [Number(fraction[1]), Number(fraction[2])];
	if (OF_THINGS.has(around.word(around.last + 1))) return true;
	const head = headOfRow(around);
	if (isPaired(around, head)) return true;
	return part <= whole && (isMixed(around, whole) || isScored(around, head, whole));
}

/** Where the word stands before `4/28 6/28` and `12/11, 10/12`. */
function headOfRow(around: Around): number {
	let at = around.first - 1;
	for (let steps = 0; steps < MOST_BEFORE; steps++) {
		const end = oneOf(',;|', around.raw(at)) ? at - 1 : at;
		const isFraction = around.isNumber(end) && around.raw(end - 1) === '/';
		if (!isFraction || !around.isNumber(end - 2)) break;
		at = end - 3;
	}
	return at;
}

function isPaired(around: Around, head: number): boolean {
	for (let at = head; at > head - 4; at--) {
		if (PAIRED.has(around.word(at))) return true;
		if (!PAIR_WORDS.has(around.word(at))) return false;
	}
	return false;
}

/** `39 2/7` weeks, `1 1/2` tablets. */
function isMixed(around: Around, whole: number): boolean {
	const before = around.raw(around.first - 1);
	if (!allDigits(before, 1, 2) || around.gap(around.first) !== Gap.space) return false;
	return whole === 7 ? Number(before) <= MOST_WEEKS : [2, 3, 4, 8].includes(whole);
}

function isScored(around: Around, head: number, whole: number): boolean {
	for (let at = head; at > head - 4; at--) {
		const word = around.word(at);
		const name = /^[a-z]+/.exec(word)?.[0] ?? '';
		if (OUT_OF.get(name.replace(/s$/, ''))?.includes(whole) === true) return true;
		if (OUT_OF.get(name)?.includes(whole) === true) return true;
		if (!SCORE_WORDS.has(word)) break;
	}
	for (let at = around.first - 1; at > around.first - 1 - MOST_BEFORE; at--) {
		const word = around.word(at);
		if (COUNTED.has(word)) return true;
		if (!COUNT_WORDS.has(word) && !around.isNumber(at)) return false;
	}
	return false;
}

/** `10th/25th percentile`. */
export function isPercentile(around: Around): boolean {
	if (!/^\d{1,2}(?:st|nd|rd|th)$/.test(around.text)) return false;
	let next = around.last + 1;
	if (oneOf('/', around.raw(next)) || oneOf('-', around.raw(next))) next += 2;
	return /^(?:per)?centiles?$/.test(around.word(next));
}
