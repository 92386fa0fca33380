import { datesIn, MONTH, month, withoutDates } from './values';

const DAYS: Record<string, number> = { day: 1, week: 7, month: 30, year: 365 };
const NUMBERS = 'one two three four five six seven eight nine ten eleven twelve'.split(' ');
const UNIT = String.raw`(day|week|month|year)s?`;
const COUNT = String.raw`(\d{1,3}|${NUMBERS.join('|')})`;
const WINDOWS: readonly RegExp[] = [
	new RegExp(
		String.raw`\b(?:last|past|previous|preceding|prior|within|recent)\s+(?:the\s+)?(?:last\s+|past\s+)?${COUNT}[\s-]+${UNIT}`,
		'i',
	),
	new RegExp(String.raw`\b${COUNT}[\s-]+${UNIT}\s+(?:ago|prior|preceding|before|of)\b`, 'i'),
	new RegExp(String.raw`\b(?:last|past|this|previous)()\s+${UNIT}`, 'i'),
];
const RECENT =
	/\b(?:current(?:ly)?|recent(?:ly)?|most recent|latest|last|now|today|at present|presently|still|active(?:ly)?|ongoing)\b/i;
/** What a question about now may rest on: notes of the last three months. */
const RECENT_DAYS = 92;
/** What changes from month to month, though the question does not say "now". */
const CHANGING = /\b(?:pregnan\w*|taking|takes?|using|weight|dose|dosage)\b/i;
/** What a question about how it is may rest on. */
const STANDING_DAYS = 366;
const OLDER =
	/(?<!\p{L})(?:ago|history|hx|h\/o|s\/p|status post|previous(?:ly)?|prior|former(?:ly)?|childhood|remote|since|past|old|earlier|resolved|was|were|had|used to)(?!\p{L})/iu;
const GOING_ON =
	/(?<!\p{L})(?:is|are|continues?|currently|now|today|ongoing|this (?:week|month)|doing|receiving|taking|attending|participating|presently)(?!\p{L})/iu;

/** Days back that a question asks about, when it names a stretch of time. */
function windowOf(question: string): number | undefined {
	for (const form of WINDOWS) {
		const match = form.exec(question);
		if (match === null) continue;
		const [, count, unit] = match;
		const size = count === '' ? 1 : NUMBERS.indexOf(count.toLowerCase()) + 1 || Number(count);
		return size * DAYS[unit.toLowerCase()];
	}
	return undefined;
}

/** True for a question of a stretch of time, or of how it is now. */
export const asksForTime = (question: string): boolean =>
	windowOf(question) !== undefined || RECENT.test(question);

const daysTo = (day: string, now: string): number =>
	(Date.parse(`${now.slice(0, 10)}T00:00:00Z`) - Date.parse(`${day.slice(0, 10)}T00:00:00Z`)) /
	86_400_000;

const MONTHS: ReadonlyArray<[RegExp, (a: string, b: string) => string]> = [
	[
		new RegExp(String.raw`\b${MONTH},?\s+(?:of\s+)?(\d{4})(?!\d)`, 'gi'),
		(m, y) => firstOf(y, month(m)),
	],
	[/(?<![\d/])(\d{1,2})\/((?:19|20)\d{2})(?![\d/])/g, (m, y) => firstOf(y, m)],
	[/(?<![\d/.-])((?:19|20)\d{2})-(\d{2})(?![\d-])/g, (y, m) => firstOf(y, m)],
	[/(?<![\d/.-])((?:19|20)\d{2})()(?![\d/-])/g, (y) => firstOf(y, '1')],
];
const firstOf = (year: string, number: string): string => `${year}-${number.padStart(2, '0')}-01`;

/** The days that a sentence names, as days before now; of a month or a year its first day. */
function agesIn(sentence: string, now: string): number[] {
	const found = datesIn(sentence);
	let left = withoutDates(sentence);
	for (const [form, read] of MONTHS) {
		left = left.replace(form, (_whole, a: string, b: string) => {
			found.push(read(a, b));
			return ' ';
		});
	}
	return found.map((day) => daysTo(day, now)).filter((age) => !Number.isNaN(age));
}

export interface Asking {
	question: string;
	/** A yes, a no, a day, or another value. */
	wanted: 'yes' | 'no' | 'value' | 'day';
	/** Asks for what was, at any time. */
	past: boolean;
	/** Of the source; undefined where it has none. */
	date: string | undefined;
	now: string;
	/** What stands over the sentence; a day or year there is its own. */
	over: readonly string[];
}

/** True when the time of the words is outside of what the question asks about, or not known. */
export function isOutOfTime(
	sentence: string,
	{ question, wanted, past, date, now, over }: Asking,
): boolean {
	const named = [sentence, ...over].flatMap((line) => agesIn(line, now));
	// A day that is to come says of nothing that it took place.
	if (named.some((one) => one < 0)) return true;
	const stretch = windowOf(question);
	const isRecent = RECENT.test(question);
	if (stretch === undefined && !isRecent && past) return false;
	const age = date === undefined ? Number.NaN : daysTo(date, now);
	const isNow = isRecent || CHANGING.test(question);
	const most = stretch ?? (isNow ? RECENT_DAYS : STANDING_DAYS);
	// A note of tomorrow, or of no day at all, says nothing about a time.
	if (!(age >= -1 && age <= most)) return true;
	if (stretch === undefined) {
		const onset = /\b(?:since|diagnosed|onset|began|started)\b/i.test(sentence);
		const isBound = wanted !== 'day' && (wanted === 'value' || !onset);
		return isBound && named.some((one) => one > most);
	}
	if (wanted === 'no') return true;
	if (named.length > 0) return named.some((one) => one > stretch) || /\bsince\b/i.test(sentence);
	return OLDER.test(sentence) || !GOING_ON.test(sentence);
}
