import { allDigits, digitFirst, oneOf, setOf } from '../../marks';
import { isMeasured } from '../../measured';
import { Gap, Kind, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { DAY, ORDINAL, Reader, type Span, SPOKEN_DAYS, SPOKEN_ONES, YEAR } from './reader';

const TENS_OF_DAYS = setOf('twenty thirty');
const MONTHS_OF_PEOPLE = setOf('march april june august');
const RANGE_SIGNS = setOf('- to through thru and &');
const BEFORE_MONTH = setOf('on since from until by through dated appt due next');
const MONTHS_CUT = setOf('jan jun sep oct');
const AND = setOf('and &');
const SINCE = setOf('since in until thru through til till by');
const SHORT_MONTHS = setOf('april june august jan mar');
const BEFORE_BARE_MONTH = setOf('thru through til till in since last until early late mid');

const LEADING = new Set(
	'thru til till in since last this until by of early late mid during before after through next from around between every begin beginning end starting to for and till past -'.split(
		' ',
	),
);

/** Months that are words or names as well: alone they need a number or a capital and company. */
const DOUBTFUL = new Set([
	'may',
	'mar',
	'march',
	'sun',
	'sat',
	'dec',
	'jan',
	'jun',
	'june',
	'april',
	'august',
	'sep',
	'oct',
]);

/** Last token of a day in words or as an ordinal, or -1. */
function dayInWords(reader: Reader, token: number): number {
	return ORDINAL.test(reader.lower(token)) ? token : reader.spokenDay(token);
}

/** Before a month in which somebody comes again: `Return January.`, `f/u March`. */
const DUE = setOf(
	'return returns rtc fu followup recheck back due appt appointment visit u expected',
);

/** Whether a month stands alone behind a word of coming again. */
function isDue(reader: Reader, token: number): boolean {
	if (!DUE.has(reader.lower(token - 1)) || reader.prepared.at(token).shape !== Shape.capital)
		return false;
	return !reader.joined(token + 1) || oneOf('.,;)', reader.lower(token + 1));
}

/** A month in full letters with a capital that nothing goes on with: `quit smoking January`. */
function isBare(reader: Reader, token: number, doubtful: boolean): boolean {
	const { prepared } = reader;
	const { shape, lower } = prepared.at(token);
	if (shape !== Shape.capital || lower === 'may' || lower.length < 4) return false;
	const next = prepared.at(Math.min(token + 1, prepared.count - 1));
	const near = reader.joined(token + 1);
	const goesOn = near && next.kind === Kind.word;
	const term = goesOn && (next.classes & (Word.clinical | Word.eponymNoun)) !== 0;
	if (term || (near && oneOf("'-", next.raw))) return false;
	if (!doubtful) return !goesOn || next.shape === Shape.lower;
	const before = token > 0 && reader.joined(token) ? prepared.at(token - 1) : undefined;
	const inside = before !== undefined && before.kind === Kind.word && before.shape === Shape.lower;
	return inside && (!goesOn || OF_TIME.has(next.lower)) && TO_MONTH.has(before.lower);
}

const OF_TIME = setOf('and or to when with for he she pt at because');
const TO_MONTH = setOf(
	'out removed surgery fell admitted seen appt visit since smoking sober married birthday anniversary wedding around onset began started completed stopped travel here expires effective shot vaccine given died born dose due last neg placed done repeat mailed signed moved called returning',
);

/** Months in small letters, in full or cut, that are no other words behind these. */
const LOWER_MONTHS = setOf(
	'january february april june july august september october november december jan feb apr jun jul aug sep sept oct nov',
);
const BEFORE_LOWER = setOf(
	'in since until til till by rtc next last early late mid fu from thru around',
);

const UP_TO = setOf('til until till thru since');

/** `was 40% in sept.`, `rtc aug.`: a month in small letters that nothing goes on with. */
function isToldLower(reader: Reader, token: number): boolean {
	const before = reader.lower(token - 1);
	const march = reader.lower(token) === 'march' && UP_TO.has(before);
	if (!march && (!LOWER_MONTHS.has(reader.lower(token)) || !BEFORE_LOWER.has(before))) return false;
	if (!reader.joined(token + 1) || oneOf('.,;)', reader.lower(token + 1))) return true;
	return OF_TIME.has(reader.lower(token + 1));
}

/** `(best 78, Jan)`, `(was 1.5 nov)`: a month that ends a bracket. */
function closes(reader: Reader, token: number): boolean {
	if (reader.lower(token + 1) !== ')' || !reader.joined(token)) return false;
	if (!LOWER_MONTHS.has(reader.lower(token))) return false;
	const before = reader.lower(token - 1);
	return oneOf(',(', before) || digitFirst(before);
}

const OF_TREATMENT = setOf(
	'started starting start began restarted resumed increased decreased raised reduced lowered stopped changed switched titrated since in on until till from last',
);

/** `Started May 5 mg daily`: a month with a capital between a word of treatment and a dose. */
function isBeforeDose(reader: Reader, token: number): boolean {
	const { prepared } = reader;
	if (prepared.at(token).shape !== Shape.capital || !reader.joined(token)) return false;
	const isDose = reader.joined(token + 1) && digitFirst(reader.lower(token + 1));
	if (!isDose || !isMeasured(prepared, token + 1)) return false;
	return OF_TREATMENT.has(reader.lower(token - 1));
}

/** A date around the month at `token`. */
export function aroundMonth(reader: Reader, token: number): Span | undefined {
	const { prepared } = reader;
	const form = prepared.at(token);
	const doubtful = DOUBTFUL.has(form.lower);
	const lower = form.shape === Shape.lower;
	let first = token;
	let last = token;
	let score = 0;
	// Before it: 7 March, 7th of March, the third of March, 7-MAR.
	let day = token - 1;
	if (reader.joined(token) && day >= 0) {
		if (reader.lower(day) === 'of' || reader.lower(day) === '-' || reader.lower(day) === '/') day--;
		const word = reader.lower(day);
		// "INR 2.1 June 25": the rest of a number is no day.
		const decimal =
			day > 1 &&
			prepared.gaps[day] === Gap.none &&
			oneOf('.,', reader.lower(day - 1)) &&
			/\d$/.test(reader.lower(day - 2)) &&
			prepared.gaps[day - 1] === Gap.none;
		// "POD 1 June 20, 2024": the day is behind the month.
		const behind = reader.past(reader.past(token + 1, '.'), '-/');
		const isMarked = day === token - 2 && oneOf('-/', reader.lower(token - 1));
		const isWhole =
			(day === token - 1 || (isMarked && behind === token + 1)) &&
			allDigits(word, 1, 2) &&
			DAY.test(reader.lower(behind)) &&
			(isMarked || reader.year(behind + 1, false) >= 0);
		if (
			day >= 0 &&
			!decimal &&
			!isWhole &&
			reader.joined(day + 1) &&
			(DAY.test(word) || (SPOKEN_DAYS.has(word) && day < token - 1))
		) {
			const spoken = !digitFirst(word);
			// Twenty-first of March.
			const tens = reader.lower(day - 1) === '-' ? day - 2 : day - 1;
			const joined = SPOKEN_ONES.has(word) && TENS_OF_DAYS.has(reader.lower(tens));
			first = joined ? tens : day;
			score = spoken ? 0.8 : 0.93;
			if (doubtful && lower && allDigits(word, 1, 2) && day === token - 1) score = 0.3;
		}
	}
	// After it: March 7, March 7-12, March 7th.
	const dot = reader.past(token + 1, '.');
	const gapped = reader.past(dot, '-/');
	// "1 June 25" may be the first of June, and the 25th: both are taken.
	const both = first === token - 1 && allDigits(reader.lower(first), 1, 2) && gapped === token + 1;
	if ((first === token || both) && reader.joined(gapped) && DAY.test(reader.lower(gapped))) {
		const follows = reader.lower(gapped + 1);
		const decimal =
			(follows === '.' || follows === '/') &&
			prepared.gaps[gapped + 1] === Gap.none &&
			digitFirst(reader.lower(gapped + 2)) &&
			prepared.gaps[gapped + 2] === Gap.none &&
			!YEAR.test(reader.lower(gapped + 2));
		const range = gapped + 1;
		const isRange =
			RANGE_SIGNS.has(reader.lower(range)) &&
			reader.joined(range) &&
			DAY.test(reader.lower(range + 1)) &&
			reader.joined(range + 1);
		// "March 14 and 20 mg" is a day and a dose; "June 10-20 mg" is a dose.
		const isApart = isRange && AND.has(reader.lower(range)) && isMeasured(prepared, range + 1);
		const end = isRange && !isApart ? range + 1 : gapped;
		// "In May 5 mg lisinopril was started": the number is a dose.
		if (!decimal && !isMeasured(prepared, end)) {
			last = end;
			score = doubtful && lower && !MONTHS_OF_PEOPLE.has(form.lower) ? 0.35 : 0.95;
		}
	}
	// In words: March fourteenth, July twenty-fifth.
	const article = reader.lower(token + 1) === 'the' ? token + 2 : token + 1;
	const said = first === token && last === token ? dayInWords(reader, article) : -1;
	if (said > 0 && reader.joined(token + 1) && reader.joined(article)) {
		last = said;
		score = lower && form.lower === 'may' ? 0.4 : 0.8;
	}
	const end = last === token ? dot - 1 : last;
	const behindDay = reader.past(end + 1, ',');
	const whole = end > token || first < token ? reader.spokenYear(behindDay) : -1;
	const worded = whole < 0 && said > 0 ? reader.shortSpokenYear(behindDay) : whole;
	const year = worded >= 0 ? worded : reader.year(end + 1, first < token);
	if (year >= 0) {
		last = year;
		score = Math.max(score, doubtful && lower && first === token && last === token ? 0.6 : 0.93);
		return { first, last, rule: 'date-worded', score };
	}
	if (score > 0) {
		if (first < token && doubtful && lower && score < 0.5 && LEADING.has(reader.lower(first - 1)))
			score = 0.7;
		if (
			last > token &&
			doubtful &&
			lower &&
			score < 0.5 &&
			(BEFORE_MONTH.has(reader.lower(token - 1)) ||
				(token > 0 && (prepared.at(token - 1).classes & Word.weekday) !== 0))
		)
			score = 0.85;
		// `jan 18` has no other reading; `dec 2`, `mar 3` and `may 5` have.
		else if (score < 0.5 && last > token && MONTHS_CUT.has(form.lower)) score = 0.6;
		return { first, last, rule: 'date-worded', score };
	}
	// A month alone.
	if (closes(reader, token)) return { first: token, last: token, rule: 'date-month', score: 0.6 };
	if (lower && isToldLower(reader, token))
		return { first: token, last: token, rule: 'date-month', score: 0.62 };
	if (lower && doubtful) return undefined;
	if (isBeforeDose(reader, token))
		return { first: token, last: token, rule: 'date-month', score: 0.62 };
	const bare = isBare(reader, token, doubtful);
	if (bare || isDue(reader, token))
		return { first: token, last: token, rule: 'date-month', score: 0.65 };
	if (form.shape === Shape.lower && form.lower.length < 5) return undefined;
	if (!LEADING.has(reader.lower(token - 1)) || !reader.joined(token)) return undefined;
	if (form.lower.length < 4 && !SINCE.has(reader.lower(token - 1))) return undefined;
	const weak = form.lower === 'may' || SHORT_MONTHS.has(form.lower);
	return {
		first: token,
		last: token,
		rule: 'date-month',
		score:
			weak &&
			!BEFORE_BARE_MONTH.has(reader.lower(token - 1)) &&
			!(
				reader.lower(token - 1) === 'of' &&
				/^(?:week|weeks|end|beginning|middle|part|month|half|days|start)$/.test(
					reader.lower(token - 2),
				)
			)
				? 0.4
				: 0.7,
	};
}
