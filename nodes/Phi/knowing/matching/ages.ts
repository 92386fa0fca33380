import { Gap, Kind, type Form } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import { dayOf, type Day } from '../words/text';
import type { Match, Reading } from './reading';
import { setOf } from '../../detecting/marks';

const ONE = setOf('one a');

/** Ages from here on are identifiers (45 CFR 164.514(b)(2)(i)(C)). */
const OLD = 90;
/** No patient of a chart is older; a birth date that says so is a mistake. */
const OLDEST = 125;

const TENS: Readonly<Record<string, number>> = { ninety: 90, hundred: 100 };
const ONES: Readonly<Record<string, number>> = {
	one: 1,
	two: 2,
	three: 3,
	four: 4,
	five: 5,
	six: 6,
	seven: 7,
	eight: 8,
	nine: 9,
	ten: 10,
};
const AFTER = new Set(
	`yo y yr yrs year years f m male female man woman lady gentleman wm wf bm bf aam aaf birthday old hispanic
	white black caucasian asian`
		.trim()
		.split(/\s+/),
);
const BEFORE = new Set(['is', 'was', 'now', 'currently', 'about']);
const WHO = new Set(['he', 'she', 'who', 'they', 'is', 'was', "he's", 's']);
const SAYS_OLD = new Set([
	'nonagenarian',
	'nonagenarians',
	'centenarian',
	'supercentenarian',
	'nineties',
	'90s',
]);
const MIXED_AGE = /^(\d{2,3})(?:yo|y|yr|yrs|f|m|w|th|st|nd|rd)$/;

/** Whether a word says an age of 90 or more, or begins to. */
export function saysAge(lower: string): boolean {
	return SAYS_OLD.has(lower) || Object.hasOwn(TENS, lower);
}

/** Whole years between two days; parts that are not written count as the first. */
export function yearsBetween(from: Day, to: Day): number {
	const whole = to.year - from.year;
	const before = (to.month || 1) - (from.month || 1) || (to.day || 1) - (from.day || 1);
	return before < 0 ? whole - 1 : whole;
}

/** The ages from 90 on that the patient has had, and the year of birth that would tell them. */
export class AgeIndex {
	private constructor(
		private readonly oldest: number,
		private readonly birthYear: number,
		/** Ages on the days of the chart, and a year to each side. */
		private readonly own: ReadonlySet<number>,
	) {}

	/** Ages up to the latest of the days; undefined for a patient who never was 90. */
	static of(birthDate: string | undefined, days: readonly string[]): AgeIndex | undefined {
		const born = dayOf(birthDate);
		if (born === undefined) return undefined;
		let oldest = -1;
		const own = new Set<number>();
		for (const value of days) {
			const day = dayOf(value);
			if (day === undefined) continue;
			const age = yearsBetween(born, day);
			oldest = Math.max(oldest, age);
			for (let near = age - 1; near <= age + 1; near++) if (near >= OLD) own.add(near);
		}
		if (oldest < OLD || oldest > OLDEST) return undefined;
		return new AgeIndex(oldest, born.year, own);
	}

	/** Whether an age or a year of birth may begin with a spelling. */
	mayBegin({ lower, kind }: Form): boolean {
		if (saysAge(lower) || kind === Kind.mixed) return true;
		if (kind === Kind.word) return false;
		const value = Number(lower);
		return value === this.birthYear || this.isAge(value);
	}

	/** An age of 90 or more, or a year of birth that reveals one, at a token. */
	at(reading: Reading, token: number): Match | undefined {
		const lower = reading.lower(token);
		if (SAYS_OLD.has(lower)) return this.match(token, token, 0.8);
		const kind = reading.kind(token);
		if (kind === Kind.word) return this.inWords(reading, token, lower);
		const mixed = kind === Kind.mixed ? MIXED_AGE.exec(lower) : null;
		if (mixed !== null && this.isAge(Number(mixed[1]))) return this.match(token, token, 0.9);
		if (kind !== Kind.number) return undefined;
		const value = Number(lower);
		if (value === this.birthYear && lower.length === 4) return this.yearAt(reading, token);
		if (!this.isAge(value)) return undefined;
		if (isSaidOfAge(reading, token, token)) return this.match(token, token, 0.95);
		// A column of a table, or "Testperson, 93, of".
		const column = reading.gap(token) === Gap.wide && reading.gap(token + 1) === Gap.wide;
		const apart = column || (reading.isMark(token - 1, ',') && reading.isMark(token + 1, ','));
		if (apart && this.own.has(value)) return this.match(token, token, 0.7);
		// "At 93, she walks": what a sentence begins with.
		if (this.own.has(value) && isSaidOfLife(reading, token)) return this.match(token, token, 0.7);
		// The age of today, where nothing says that it measures: `Testperson J 93 chest pain`, `93 M`.
		return this.own.has(value) && isUnmeasured(reading, token)
			? this.match(token, token, 0.62)
			: undefined;
	}

	/** `ninety-three-year-old`, `one hundred and two years old`. */
	private inWords(reading: Reading, token: number, lower: string): Match | undefined {
		let value = TENS[lower];
		if (value === undefined) return undefined;
		let last = token;
		let at = token + 1;
		while (reading.isMark(at, '-') || reading.lower(at) === 'and') at++;
		const one = ONES[reading.lower(at)];
		if (one !== undefined && reading.gap(at) <= Gap.space) {
			value += one;
			last = at;
		}
		if (!this.isAge(value)) return undefined;
		const opened = ONE.has(reading.lower(token - 1));
		const first = value >= 100 && opened ? token - 1 : token;
		const apart = reading.isMark(first - 1, ',') && reading.isMark(last + 1, ',');
		const said = isSaidOfAge(reading, first, last);
		// In words and to the year it is no measure, where no unit follows.
		const alone = last === token && !LED.has(reading.lower(first - 1));
		const exact = this.own.has(value) && !alone && isUncounted(reading, first, last);
		if (!said && !exact && !(apart && this.own.has(value))) return undefined;
		return this.match(first, last, 0.93);
	}

	private isAge(value: number): boolean {
		return value >= OLD && value <= this.oldest + 1;
	}

	/** The bare year of birth: with the year of the note it says an age of 90 or more. */
	private yearAt(reading: Reading, token: number): Match | undefined {
		const before = reading.wordBefore(token, '.:(-,');
		const lower = before < 0 ? '' : reading.lower(before);
		const score = /^(?:born|b|birth|dob|in|since|year|yob)$/.test(lower) ? 0.9 : 0.6;
		return {
			first: token,
			last: token,
			type: 'DATE',
			role: 'patient',
			rule: 'known-birth-year',
			score,
		};
	}

	private match(first: number, last: number, score: number): Match {
		return { first, last, type: 'AGE', role: 'patient', rule: 'known-age', score };
	}
}

const UNITS = new Set(
	`mg mcg g kg lb lbs ml cc l cm mm ft feet inches units unit iu meq mmol bpm mmhg percent pct degrees deg c
	% min mins minutes hr hrs hours h days day weeks week months month times x on ra nc tabs tablets steps
	beats breaths k pounds pack packs cups oz points score rate sat sats of per to and or mph copies cells`
		.trim()
		.split(/\s+/),
);
const MEASURES = new Set(
	`bp hr rr t temp temperature spo2 sat sats o2 pulse p r wt weight ht height bmi glucose bg fsbs bs fbs
	sugar na cl k co2 bun cr hgb hct wbc plt mcv ldl hdl tsh a1c ef map fio2 peep rate score tmax pox pao2 at to
	of on x over under about ratio level dose by room bed unit suite hwy route box apt ext line page pager`
		.trim()
		.split(/\s+/),
);

/** What stands before `ninety` where it is an age. */
const LED = new Set(['almost', 'nearly', 'just', 'at', 'to', 'is', 'was', 'over', 'past', 'about']);

/** `At 93, she walks`, `lived to 93`, `(93)`, `Age on admission: 93`: where the patient's own age is meant. */
function isSaidOfLife(reading: Reading, token: number): boolean {
	const before = reading.lower(token - 1);
	const lead = reading.lower(token - 2);
	const next = reading.lower(token + 1);
	if (before === 'at' && /^(?:she|he|they|pt)$/.test(next)) return true;
	if (before === 'at' && reading.startsSentence(token - 1)) return reading.isMark(token + 1, ',');
	if (before === 'to' && /^(?:lived|lives|survived)$/.test(lead)) return true;
	if (/^(?:almost|nearly)$/.test(before))
		return endsHere(reading, token) || /^(?:now|and|but)$/.test(next);
	if (reading.isMark(token - 1, ':')) {
		for (let at = token - 2; at > token - 6 && reading.gap(at + 1) < Gap.line; at--) {
			if (reading.lower(at) === 'age') return true;
		}
	}
	const bracketed = reading.isMark(token - 1, '(') && reading.isMark(token + 1, ')');
	if (!bracketed || reading.kind(token - 2) === Kind.number) return false;
	return !MEASURES.has(lead) && (reading.classes(token - 2) & Word.clinical) === 0;
}

/** Whether no unit follows a number in words. */
function isUncounted(reading: Reading, first: number, last: number): boolean {
	const next = last + 1;
	const verb = /^(?:is|was|of|at|to|about|over)$/.test(reading.lower(first - 1));
	const what = verb ? first - 2 : first - 1;
	const clinical = (reading.classes(what) & Word.clinical) !== 0;
	if (MEASURES.has(reading.lower(what)) || (clinical && verb)) return false;
	if (reading.gap(next) >= Gap.line) return true;
	const counts =
		UNITS.has(reading.lower(next)) && !/^(?:and|to|or|of|on)$/.test(reading.lower(next));
	return !counts && !reading.isMark(next, '%/-') && reading.kind(next) !== Kind.number;
}

/**
 * Whether a bare number stands where no unit, mark of a fraction or name of a value makes it a measurement.
 *
 * @param isLed what stands before it was looked at already
 */
export function isUnmeasured(reading: Reading, token: number, isLed = false): boolean {
	const next = token + 1;
	if (
		reading.isMark(next, '/%-*+') ||
		(reading.isMark(next, '.,') && reading.gap(next + 1) === Gap.none)
	)
		return false;
	if (reading.gap(next) < Gap.line && UNITS.has(reading.lower(next))) return false;
	if (reading.gap(next) < Gap.line && reading.kind(next) === Kind.number) return false;
	if (reading.gap(token) >= Gap.line || isLed) return true;
	// F 93, M/93, | F | 93 |
	const sex = reading.isMark(token - 1, '/|,') ? token - 2 : token - 1;
	if (/^(?:f|m|male|female|woman|man)$/.test(reading.lower(sex))) return true;
	if (reading.isMark(token - 1, '|') && reading.isMark(next, '|')) return true;
	if (reading.isMark(token - 1, '/-:.+<>=~#$*@')) return false;
	const before = reading.isMark(token - 1) ? token - 2 : token - 1;
	if (reading.kind(before) !== Kind.word)
		return reading.isMark(token - 1, '|') && reading.kind(before) !== Kind.number;
	if (reading.isMark(token - 1, '|;,('))
		return !MEASURES.has(reading.lower(before)) || reading.isMark(token - 1, '|');
	return !MEASURES.has(reading.lower(before)) && (reading.classes(before) & Word.clinical) === 0;
}

/** Whether the words around a number say that it is somebody's age. */
function isSaidOfAge(reading: Reading, first: number, last: number): boolean {
	let after = last + 1;
	if (reading.isMark(after, '-/') || reading.isMark(after, '.')) after++;
	if (reading.gap(after) <= Gap.space && AFTER.has(reading.lower(after))) return true;
	const before = reading.wordBefore(first, '.:(');
	if (before < 0) return false;
	const lower = reading.lower(before);
	if (lower === 'age' || lower === 'aged' || lower === 'turned' || lower === 'turning') return true;
	// "will be 93 on": of the next birthday.
	if (lower === 'be' && /^(?:will|would|to)$/.test(reading.lower(before - 1)))
		return (
			endsHere(reading, last) || /^(?:on|next|in|this|soon|when)$/.test(reading.lower(last + 1))
		);
	if (lower === 'turns' || lower === 'turn') return true;
	if (!BEFORE.has(lower)) return false;
	if (lower === 'now' && reading.startsSentence(before)) return endsHere(reading, last);
	const whose = reading.classes(before - 1) & (Word.role | Word.relative);
	if (!WHO.has(reading.lower(before - 1)) && whose === 0 && !reading.hasCapital(before - 1))
		return false;
	// "is 93." and "was 93," give an age; "was 93 %" and "was 93/60" do not.
	const person = /^(?:he|she|who|they|pt|patient)$/.test(reading.lower(before - 1));
	return endsHere(reading, last) || (person && /^(?:and|but|with)$/.test(reading.lower(last + 1)));
}

function endsHere(reading: Reading, last: number): boolean {
	const next = last + 1;
	if (reading.gap(next) >= Gap.line) return true;
	return reading.isMark(next, '.,;)') && reading.gap(next + 1) !== Gap.none;
}
