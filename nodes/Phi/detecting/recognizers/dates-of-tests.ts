import { allDigits, digitFirst, oneOf, setOf } from '../marks';
import { Gap, type PreparedText } from '../types';
import { lower } from './near';

/** Tests, lines and drains whose day stands behind them, and of which no score is given. */
const TESTS = setOf(
	'nst bpp gtt ogtt gbs bmz hsg leep colpo circ arom srom ppd soc roc f2f eob recert holter echo tte tee ct cts mri cta mra mrv mrcp ercp egd eus colonoscopy cxr kub ultrasound xray pet dexa dxa eeg emg mammo mammogram mammography doppler duplex cath lhc rhc pft pfts spirometry psg stress lexiscan nuc spect muga hida esophagram mbs fees barium vcug ivp thora thoracentesis para paracentesis ercp bronch bal fna paps pap quantiferon tspot rpr inr inrs ij subclavian picc cvc midline permcath tdc port-a-cath cordis quinton swan ett trach peg gtube dobhoff foley evd stent filter ablation cardioversion tavr cabg pcn nephrostomy pigtail vp lp genoscan panorex sutures staples stitches hvf uds pdmp prolia reclast zometa depo xolair botox synvisc ua csf tcd rhogam tdap prevnar shingrix mmr moderna pfizer vax rrt crrt ecmo tpn vac wbat',
);
/** Those of which there is one, and not some of several that are positive: `UA 3/4 neg`. */
const SINGLE = setOf('ua uds rpr gbs gtt ogtt');
/** What is grown, where bottles are counted in two and in four. */
const CULTURES = setOf('bcx ucx scx wcx cx bx biopsy culture cultures cxs');
/** What is measured: a day stands between the name and the value. */
export const LABS = setOf(
	'wbc hgb hct plt plts platelets bnp probnp trop troponin tsh psa cea a1c hba1c cr creat creatinine bun na k mg phos ca lft lfts alt ast tbili ldh crp esr lactate ferritin ldl ef anc cd4 vl gfr egfr glucose wt weight abg procal ck lipase uric b12 ammonia dig vanc vanco trough tacro pth vitd sab hgba1c',
);
/** What is taken out or put in on a day: `JP out 3/3`. */
const THINGS = setOf(
	'jp drain drains foley ngt ng tube tubes line picc ett sutures staples stitches packing pins cast stent catheter cath pacer wires ct trach evd swan',
);
/** What a value was, before its day. */
const RATED = setOf('low high elevated normal nl ok up down stable');
const FOUND = setOf('positive pos neg negative cores');
/** Before a bracket with a day in it: `POD#5 (6/6)`, `HD 3 (6/6)`. */
const COUNTED_DAYS = setOf('pod hd day dol icu d');

const isNumber = (prepared: PreparedText, token: number): boolean =>
	digitFirst(lower(prepared, token)) && (prepared.gaps[token] as number) <= Gap.space;

/** Whether the day in brackets belongs to a count of days: `POD#5 (6/6)`. */
function isCounted(prepared: PreparedText, token: number, after: number): boolean {
	if (!oneOf('(', lower(prepared, token - 1)) || !oneOf(')', lower(prepared, after))) return false;
	const count = lower(prepared, token - 2);
	if (!digitFirst(count)) return /^pod\d{0,2}$/.test(count);
	const sign = oneOf('#+', lower(prepared, token - 3)) ? token - 4 : token - 3;
	return COUNTED_DAYS.has(lower(prepared, sign));
}

/** `2.8; 1/5 1.9`: a row of days, each with what was measured on it. */
function isInRow(prepared: PreparedText, token: number, after: number): boolean {
	const value = oneOf(':=', lower(prepared, after)) ? after + 1 : after;
	if (!oneOf(';,', lower(prepared, token - 1)) || !isNumber(prepared, value)) return false;
	if (lower(prepared, value + 1) !== '.' || prepared.gaps[value + 2] !== Gap.none) return false;
	return allDigits(lower(prepared, token - 2)) && lower(prepared, token - 3) === '.';
}

/**
 * Whether `a/b` that begins at a token is the day of a test, a line or a count of days: `Holter 2/10:`,
 * `R IJ 1/10`, `bcx 5/8`, `INR 9/10 2.8`. `after` is the token behind it.
 */
export function isDayOfTest(
	prepared: PreparedText,
	token: number,
	after: number,
	[part, whole]: readonly [number, number],
): boolean {
	if (isCounted(prepared, token, after) || isInRow(prepared, token, after)) return true;
	if ((prepared.gaps[token] as number) > Gap.space) return false;
	const mark = lower(prepared, token - 1);
	const word = oneOf(':#', mark) ? lower(prepared, token - 2) : mark;
	const next = lower(prepared, after);
	if (word === 'out' && THINGS.has(lower(prepared, token - 2))) return true;
	if (TESTS.has(word)) return !FOUND.has(next) || part > whole || SINGLE.has(word);
	if (CULTURES.has(word)) {
		const bottles = part <= whole && (whole === 2 || whole === 4 || whole === 6);
		const told = isNumber(prepared, after) && lower(prepared, after + 1) === '/';
		return told || (!bottles && (!FOUND.has(next) || part > whole));
	}
	return isDayOfLab(prepared, token, after);
}

/** `INR 9/10 2.8`, `ferritin 1/28 = 812`, `K+ low 1/4)`: what was measured, its day, and its value or what it was. */
function isDayOfLab(prepared: PreparedText, token: number, after: number): boolean {
	const isRated = RATED.has(lower(prepared, token - 1));
	const at = isRated ? token - 2 : token - 1;
	const test = lower(prepared, oneOf(':#+', lower(prepared, at)) ? at - 1 : at);
	if (!LABS.has(test)) return false;
	if (isRated && endsClause(prepared, after)) return true;
	const from = oneOf('=:', lower(prepared, after)) ? after + 1 : after;
	if (!isNumber(prepared, from)) return false;
	const value = lower(prepared, from);
	const point = lower(prepared, from + 1) === '.' && prepared.gaps[from + 2] === Gap.none;
	return point || value.length > 1;
}

function endsClause(prepared: PreparedText, after: number): boolean {
	if (after >= prepared.count || (prepared.gaps[after] as number) >= Gap.line) return true;
	return oneOf('.,;)', lower(prepared, after)) && !digitFirst(lower(prepared, after + 1));
}
