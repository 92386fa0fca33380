import type { PhiFinding } from '../../types';
import { opens } from '../scan';
import { Gap, Kind, Shape, type PreparedText } from '../types';
import { monthDay } from '../validators';
import { Word } from '../vocabulary/words';
import { allDigits, digitFirst, oneOf, setOf } from '../marks';
import { isDayOfTest } from './dates-of-tests';

const DATED_THINGS = setOf('anniversary as week weekend note month study date visit labs films');
const DAYS_OF = setOf('visit service surgery birth admission discharge anniversary');
const LAST_OR_NEXT = setOf('last next');
const ORDER = setOf('previous missed first');
const TITLES = setOf('dr drs mr mrs ms');
const COMING = setOf('next last repeat recheck due');
const SPANS_OF_TIME = setOf(
	'days day hours hour hrs hr weeks week months month ago cultures culture',
);
const JOINS_PLACE = setOf('to in from at by with w per see');
const COUNTED_THINGS = setOf(
	'days day dose doses cycle units unit week course session series image visit part number given completed',
);
const CULTURES = setOf('cx ucx bcx culture cultures bx biopsy positive negative out');
const PARTS_OF = setOf('of tab tabs tablet tablets cup strength bottles pack ppd');
const PLURALS = setOf(
	'is was has as labs visits results films notes needs reports says cultures this its us vs his meds ms',
);

/** Words before `11-5` that leave no other reading where a clause or a line ends behind it. */
const BEFORE_DASH = new Set(
	'd t dd dt dos dob date dated on since until till from by seen sent collected drawn received done signed read dictated transcribed typed copied next due appt visit dc admitted discharged admit adm expires exp effective f/u fu clarification note addendum addended recheck'.split(
		' ',
	),
);

/** Words that join: they say nothing of what stands two or three words on. */
const JOINING = setOf('of in out full level levels points image images words us items');
/** f/u, d/c. */
const SLASHED = new Set(['fu', 'dc', 'sp']);
/** Scales, whose scores are out of something. */
const SCALES = new Set(
	'ehl slr mrc rpe loa act gcs mmse moca phq gad nihss cage ciwa rass flacc pasi apgar ecog kps fim asa timi chads has abcd meld sofa qsofa asia hamd hama pcl slums rudas bims mdq audit dast epds odi ndi lefs fga dgi bbs fes mas cn rom bp peep pip mrs cdr dlqi vas nrs gds bdi ymrs aims cows aldrete pews mews news curb psi cpis ls le ue rue lue rle lle bue ble'.split(
		' ',
	),
);
/** What comes again and again: with `last` or `next` before it, its day follows. */
const AGAIN = new Set(
	'visit visits dose doses appt appointment inr labs lab session cycle infusion shot injection bm period week seen treatment'.split(
		' ',
	),
);
/** Labels with a colon behind which a day stands. */
const LABELS = new Set(
	'date service visit comparison due admitted admission discharge discharged surgery seen dos dob doa followup appt appointment study exam collected received signed updated note labs'.split(
		' ',
	),
);
const SPANS = setOf('on since until till from by seen done dc given next');

/** Words before `3/7` that make it a day. */
const BEFORE = new Set(
	'pd paid smoking sober wedding birthday abx antibiotics stopped travel moved til in on since from until till by through thru dated date dates starting started start begin began ending ends end last next visit seen admitted admit discharged discharge due labs lab placed as of before after between and & @ for scheduled appt appointment performed done collected drawn dob received reviewed signed noted called removed inserted changed expected surgery procedure follow-up followup fu f/u recheck repeat return returned returns week weekend effective expires given completed dose cycle hd pod day days resulted ordered filled today yesterday tomorrow xray ct mri echo cxr us ekg to updated off around circa died died: death expired passed deceased hospitalized hospitalised readmitted operated delivered born birth transferred moved arrived intubated extubated consulted evaluated presented underwent placed changed replaced exchanged failed positive negative resolved worsened improved again cath colonoscopy egd tte tee biopsy bx mammogram dexa pet eeg emg stress pft usg us: ultrasound doppler mra cta angiogram endoscopy sigmoidoscopy hida kub vq cx ucx bcx culture cultures cx: path pathology dialysis chemo infusion injection vaccine vaccinated shot booster transfusion transfused lmp edd edc onset injury doi dos doa dod dc since: d/c s/p overnight rtc mvc mva gsw remote letter clinic eval faxed mailed emailed msg vm lm tc tdap flu covid mmr dexa pap mammo colo picc visited hospitalization readmit mtg meeting study comparison prior prev previous compared unchanged married anniversary coming flying planned anticipated rescheduled postponed cancelled canceled missed show copy appy chole hold stop consult line ride exp adm dictated addendum tha tka tkr thr orif cabg avr mvr tavr evar turp tah bso nsvd svd pci pacer bka aka acdf fx fell home sent note records'.split(
		' ',
	),
);
/** Words before or after `a/b` that make it a measurement, a score or a part. */
export const MEASURE = new Set(
	'qty quantity disp nottingham gleason her2 fish joints joint swollen tender bp pressure systolic diastolic strength motor power reflex reflexes dtr dtrs murmur murmurs grade pulse pulses score scored scores apgar apgars gcs acuity va vision pain rated rates rating stage fio2 ratio tab tabs tablet tablets ppd pack packs level levels sem hsm bilaterally bilat bilateral mmse moca phq gad items correct scale severity extremities extremity intensity sections cores nodes node lymph points ns d5 saline teaspoon cup inch inches bottle bottles sets wk wks image images slice slices frame quarters meals meal full in phq9 borg vas nrs wong-baker quadriceps biceps triceps deltoid grip flexion extension dorsiflexion hip knee bmi od os ou snellen lungs mg ml mcg cm mm strips kt katz braden morse tinetti berg cage aims ciwa nihss hamd slums recall words cycles cycle of mmt ue le ues les rue lue rle lle bue ble b bilat fraction fractions ipap epap cpap bipap split apgars boston stroop'.split(
		' ',
	),
);

/** The word of a token in small letters, '' outside of the note. */
export function neighbour(prepared: PreparedText, token: number): string {
	if (token < 0 || token >= prepared.count) return '';
	return prepared.at(token).lower;
}

/** Score of `a/b` without a year. */
export function partScore(
	prepared: PreparedText,
	token: number,
	after: number,
	a: number,
	b: number,
	sign: string,
): number {
	if (!monthDay(a, b) && !(monthDay(b, a) && a > 12 && sign === '/')) return 0;
	let before = neighbour(prepared, token - 1);
	const before2 = neighbour(prepared, token - 2);
	const raw = token > 0 ? prepared.at(token - 1).raw : '';
	// "dc'd 3/7", "to OR 3/7", "week of 3/7", "Next visit: 3/7", "Dr. Ames 3/7" are as good as "on 3/7".
	const named = before2 === '-' ? token - 3 : token - 1;
	const title = neighbour(prepared, named - 1);
	const doctor = title === '.' ? neighbour(prepared, named - 2) : title;
	const led =
		((before === 'd' || before === 's') &&
			before2 === "'" &&
			prepared.gaps[token - 1] === Gap.none) ||
		((raw === 'OR' || raw === 'ED' || raw === 'ER') && sign === '/') ||
		(before === 'of' && DATED_THINGS.has(before2)) ||
		(before2 === 'of' && DAYS_OF.has(before)) ||
		(before === ':' && LABELS.has(before2)) ||
		(LAST_OR_NEXT.has(before2) && /^[a-z]+$/.test(before) && !MEASURE.has(before)) ||
		(ORDER.has(before2) && AGAIN.has(before)) ||
		(TITLES.has(doctor) && /^[A-Z]/.test(raw)) ||
		(PRONOUNS.has(before) && endsClause(prepared, after)) ||
		(before2 === '/' && SLASHED.has(neighbour(prepared, token - 3) + before)) ||
		(before2 === 'signed' && /^[A-Z]{2,4}$/.test(raw));
	if (led) before = 'on';
	const next = neighbour(prepared, after);
	const sameLine = after < prepared.count && (prepared.gaps[after] as number) < Gap.line;
	const classes = token > 0 ? prepared.at(token - 1).classes : 0;
	if (
		(classes & Word.weekday) !== 0 ||
		((before === '.' || before === ',' || before === '/') &&
			token > 1 &&
			(prepared.at(token - 2).classes & Word.weekday) !== 0)
	)
		return 0.95;
	// A page and a score of a scale.
	if (before === '.' && PAGES.has(before2)) return 0;
	if (SCALES.has(before) && raw === raw.toUpperCase() && !BEFORE.has(before)) return 0;
	if (sign === '/' && isDayOfTest(prepared, token, after, [a, b])) return 0.75;
	// Behind a time of day: `0245 2/5:`.
	const clocked =
		(CLOCK.test(before) || (/^[0-5]\d$/.test(before) && before2 === ':')) &&
		(prepared.gaps[token] as number) <= Gap.space;
	if (clocked && (endsClause(prepared, after) || next === 'by')) return 0.7;
	// `hydrocortisone 15/5`, `roxanol 20/1`: a day before its month takes more than a drug before it.
	if (a > 12 && (classes & Word.clinical) !== 0 && !BEFORE.has(before)) return 0.2;
	const signed = sign === '-' && b > 9 && b !== a + 1 && isCalled(prepared, token - 1);
	if (signed && endsClause(prepared, after)) return 0.55;
	// `H/H 10/30`
	if (before === 'h' && before2 === '/') return 0;
	const dashed = BEFORE_DASH.has(before) || isDictated(before, before2);
	// `on 2-3 L`, `by 2-4,`: what rises may be a span.
	const span = a < b && b <= 12 && SPANS.has(before);
	if (sign === '-' && dashed && !span && endsClause(prepared, after)) return 0.7;
	if (sign === '-')
		return BEFORE.has(before) &&
			b > 9 &&
			before !== 'of' &&
			before !== 'for' &&
			before !== 'to' &&
			a > 0 &&
			!MEASURE.has(next)
			? 0.45
			: 0;
	if (MEASURE.has(before) && before !== 'of' && before !== 'in' && before !== 'cycle') return 0;
	const heads =
		(prepared.gaps[token] as number) >= Gap.line &&
		/^[A-Z]{2,4}$/.test(prepared.at(Math.min(after, prepared.count - 1)).raw);
	const goesOn = BEFORE.has(before) && JOINING.has(next);
	if (sameLine && MEASURE.has(next) && !heads && !goesOn)
		return next === 'of' || next === 'in' ? 0.3 : 0;
	// Nobody writes a score, a strength or a share with a zero before it.
	const outOf = a <= b && [5, 6, 10].includes(b);
	const padded = sign === '/' && isPadded(prepared, token);
	if (padded && !outOf) return 0.75;
	const called = token > 0 && prepared.at(token - 1).shape === Shape.capital;
	if (padded && called && (classes & ~Word.particle) === 0) return 0.6;
	if (COMING.has(before2) && sign === '/' && called) return 0.75;
	if (padded && COMING.has(before2)) return 0.75;
	// Days, hours, weeks and months of so many parts: `3/7 days`, `2/12 ago`.
	if (sameLine && SPANS_OF_TIME.has(next)) return 0.2;
	if (before === 'of' && (b === 10 || b === 5)) return 0.1;
	if (
		!BEFORE.has(before) &&
		((MEASURE.has(before2) && !JOINING.has(before2)) ||
			(MEASURE.has(neighbour(prepared, token - 3)) &&
				!JOINING.has(neighbour(prepared, token - 3))) ||
			(allDigits(before, 1, 3) && before2 === '-'))
	)
		return 0.2;
	// A time of day behind it.
	const isClock =
		CLOCK.test(next) ||
		/^\d\d?[ap]m?$/.test(next) ||
		(/^\d\d?$/.test(next) && neighbour(prepared, after + 1) === ':');
	const timed = sameLine && isClock && prepared.gaps[after] !== Gap.none;
	if (timed) return 0.8;
	// Laboratory values and events in capitals have days; scales have scores.
	const abbreviated = /^[A-Z]{2,5}s?$/.test(raw) && !SCALES.has(before);
	const few = a <= b && [2, 3, 4, 5, 6, 8, 10].includes(b);
	const term =
		token > 0 &&
		!(abbreviated && !few && a !== b) &&
		(prepared.gaps[token] as number) <= Gap.space &&
		!BEFORE.has(before) &&
		!((classes & Word.clinical) === 0 && JOINS_PLACE.has(before2)) &&
		prepared.at(token - 1).kind === Kind.word &&
		prepared.at(token - 1).shape >= Shape.capital &&
		(prepared.at(token - 1).classes & (Word.eponym | Word.clinical)) !== 0;
	// Whoever signed, at the end of a line: `DT 4/21`.
	const initials = /^[A-Z]{2,3}$/.test(raw) && a !== b && !SCALES.has(before);
	const tail = after + (next === '*' ? 1 : 0);
	const last = tail >= prepared.count || (prepared.gaps[tail] as number) >= Gap.line;
	if (initials && last && !(a <= b && b <= 10) && prepared.at(token - 1).shape === Shape.upper)
		return 0.6;
	// A name that medicine has too, before what nothing is out of: `seen at Crenshaw 5/29`.
	const odd = b > 12 && ![13, 14, 15, 16, 18, 20, 21, 24, 25, 27, 28, 30].includes(b);
	// `UR/CM 12/27:`, `Steroid 3/28.`: nothing is scored out of so many.
	const many = b > 12 && a <= 12 && (classes & Word.eponym) === 0;
	if (term && many && (next === ':' || (endsClause(prepared, after) && a < 11))) return 0.55;
	if (term) return odd && (classes & Word.clinical) === 0 ? 0.55 : 0.2;
	const score = b <= 10 && a <= b && [2, 3, 4, 5, 6, 8, 10].includes(b);
	// Day 5 of 7, dose 3 of 9.
	const given = before === 'given' && endsClause(prepared, after);
	if ((score || (a < b && b < 15)) && COUNTED_THINGS.has(before) && !given) return 0.2;
	if (score && CULTURES.has(before)) return 0.35;
	if (BEFORE.has(before))
		return score &&
			(before === 'in' ||
				before === 'and' ||
				before === 'to' ||
				before === 'of' ||
				before === 'for')
			? 0.3
			: 0.85;
	if (before === '(' && next === ')') return BEFORE.has(before2) ? 0.7 : score ? 0.45 : 0.7;
	if (/^\w+ed$/.test(before) && before.length > 4 && sign === '/') {
		if (!score) return 0.75;
		if (!GRADED.has(before) && endsClause(prepared, after)) return 0.6;
	}
	// `CSF 3/4 12 WBC`: a test, its day and its value.
	const valued = sameLine && digitFirst(next) && neighbour(prepared, after + 1) !== '/';
	if (abbreviated && valued && !MEASURE.has(before)) return 0.55;
	if (opens(prepared, token) && (next === ':' || next === '-' || digitFirst(next)) && !score)
		return 0.8;
	if (sameLine && (next === '@' || next === 'at')) return 0.8;
	const dash =
		next === '-' && prepared.gaps[after] === Gap.space && prepared.gaps[after + 1] === Gap.space;
	if (opens(prepared, token) && (next === ':' || dash)) return 0.7;
	if (
		(prepared.gaps[token] as number) >= Gap.line &&
		sameLine &&
		prepared.at(after).kind === Kind.word &&
		!PARTS_OF.has(next)
	)
		return score
			? prepared.at(after).shape >= Shape.capital || PEOPLE.has(next)
				? 0.55
				: 0.35
			: 0.75;
	if (score) return 0.2;
	// A part of a whole behind a word that names one: `Kaplan 3/9`, `left 2/14 sensate`.
	if (
		a < b &&
		sameLine &&
		/^[a-z]+s$/.test(next) &&
		!PLURALS.has(next) &&
		prepared.gaps[after] !== Gap.none
	)
		return 0.35;
	return b > 12 || a > 5 ? 0.6 : 0.5;
}

const PEOPLE = setOf('pt patient he she seen called pm am visit note addendum held refused given');
const GRADED = setOf(
	'oriented named completed answered attempted followed palpated recalled passed failed missed graded decreased increased improved reduced diminished limited weakened tested noted measured reported described scored rated elevated sustained repeated assessed',
);
const PRONOUNS = setOf('him her them us me');
const PAGES = setOf('p pg pp page');
const CLOCK = /^(?:[01]\d|2[0-3])[0-5]\d$/;

/** Whether a token is a word with a capital that is neither language nor medicine: whoever wrote a day behind it. */
function isCalled(prepared: PreparedText, token: number): boolean {
	if (token < 0) return false;
	const { kind, shape, classes } = prepared.at(token);
	return kind === Kind.word && shape === Shape.capital && classes === 0;
}

/** `D: 11-5`, `T: 11-5`. */
const isDictated = (before: string, before2: string): boolean =>
	before === ':' && BEFORE_DASH.has(before2);

/** Whether a clause, a cell or a line ends before a token, or a person signs. */
function endsClause(prepared: PreparedText, token: number): boolean {
	if (token >= prepared.count || (prepared.gaps[token] as number) >= Gap.line) return true;
	const { raw, shape, kind } = prepared.at(token);
	if (raw === '.') {
		const next = token + 1;
		return next >= prepared.count || (prepared.gaps[next] as number) !== Gap.none;
	}
	if (oneOf(',;:|)"]', raw)) return prepared.gaps[token] === Gap.none;
	// The next label: `T:`.
	if (neighbour(prepared, token + 1) === ':') return true;
	if (kind !== Kind.word || shape === Shape.lower || shape === Shape.initial) return false;
	return !MEASURE.has(prepared.at(token).lower) && !UNITS.test(raw);
}

const UNITS =
	/^(?:LPM|PRN|PO|BID|TID|QID|QD|QHS|ML|MG|CC|NC|RA|MIN|HR|HRS|TABS?|DAYS?|WKS?|WEEKS?|MONTHS?)$/i;

/** `02/19`, `5/05`: one of the parts has a zero before it. */
function isPadded(prepared: PreparedText, token: number): boolean {
	return /^0[1-9]$/.test(prepared.at(token).raw) || /^0[1-9]$/.test(neighbour(prepared, token + 2));
}

const DAY_OF = /^(\d{1,2})[/-](\d{1,2})/;

/** Lifts `3/8` in `3/7, 3/8 & 3/9`: what stands between days is a day. */
function inRow(prepared: PreparedText, out: PhiFinding[]): void {
	const weak = ({ rule, score }: PhiFinding): boolean => rule === 'date-month-day' && score < 0.5;
	out.forEach((finding, index) => {
		if (!weak(finding)) return;
		const beside = (one: PhiFinding | undefined, other: PhiFinding | undefined): boolean =>
			one !== undefined &&
			other !== undefined &&
			Math.max(one.score, other.score) >= 0.6 &&
			ROW.test(prepared.text.slice(one.end, other.start));
		if (beside(out[index - 1], finding) || beside(finding, out[index + 1]))
			out[index] = { ...finding, score: 0.6 };
	});
}

const ROW = /^\s?(?:,|;|&|and|or|to|-|, and|,&)\s?$/;

/** Lifts `3/7` that says little by itself where the note has the same day, or one of its week, as a sure date. */
export function alike(prepared: PreparedText, out: PhiFinding[]): PhiFinding[] {
	const days = new Set<number>();
	let weak = false;
	inRow(prepared, out);
	for (const { start, end, score } of out) {
		weak ||= score < 0.5;
		if (score < 0.8) continue;
		const day = DAY_OF.exec(prepared.text.slice(start, end));
		if (day !== null) days.add(Number(day[1]) * 100 + Number(day[2]));
	}
	if (!weak || days.size === 0) return out;
	return out.map((finding) => {
		if (finding.rule !== 'date-month-day' || finding.score >= 0.5 || finding.score < 0.2)
			return finding;
		const day = DAY_OF.exec(prepared.text.slice(finding.start, finding.end));
		if (day === null) return finding;
		const key = Number(day[1]) * 100 + Number(day[2]);
		return days.has(key) ? { ...finding, score: 0.62 } : finding;
	});
}
