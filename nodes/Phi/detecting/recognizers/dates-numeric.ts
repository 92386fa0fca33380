import type { PhiFinding } from '../../types';
import { found, step } from '../found';
import { opens, scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { monthDay } from '../validators';
import { MONTHS } from '../vocabulary/classes';
import { Word } from '../vocabulary/words';

const ISO =
	/(?:19|20)\d\d([-/.])(\d{1,2})\1(\d{1,2})(?:T\d\d:?\d\d(?::?\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)/y;
const FULL = /(\d{1,2})([-/.])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d])(?!\.\d)/y;
const SPACED = /(\d{1,2}) ([-/.]) (\d{1,2}) \2 ((?:19|20)\d\d|\d\d)(?!\d)/y;
const RANGE =
	/(\d{1,2})\/(\d{1,2}) ?(?:-|to|through|thru) ?(\d{1,2})\/(\d{1,2})(?:\/((?:19|20)\d\d|\d\d))?(?![\d/])/y;
const MONTH_YEAR = /(0?[1-9]|1[0-2])[/-]((?:19|20)\d\d)(?![\d/-])/y;
const MONTH_DAY = /(\d{1,2})([/-])(\d{1,2})(?![\d/%-])(?!\.\d)/y;
const COMPACT = /^(?:19|20)\d\d(\d\d)(\d\d)(?:\d{4}|\d{6})?$/;
const MILITARY =
	/^(\d{1,2})(jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*(?:(?:19|20)?\d\d)$/;
/** Zero and one are read as letters in scans. */
const SCANNED = /([0-9OoIl]{1,2})[/.-]([0-9OoIl]{1,2})[/.-]([0-9OoIl]{4}|[0-9OoIl]{2})(?![\w])/y;

/** Words before `3/7` that make it a day. */
const BEFORE = new Set(
	'til in on since from until till by through thru dated date dates starting started start begin began ending ends end last next visit seen admitted admit discharged discharge due labs lab placed as of before after between and & @ for scheduled appt appointment performed done collected drawn dob received reviewed signed noted called removed inserted changed expected surgery procedure follow-up followup fu f/u recheck repeat return returned returns week weekend effective expires given completed dose cycle hd pod day days resulted ordered filled today yesterday tomorrow xray ct mri echo cxr us ekg to updated off around circa died died: death expired passed deceased hospitalized hospitalised readmitted operated delivered born birth transferred moved arrived intubated extubated consulted evaluated presented underwent placed changed replaced exchanged failed positive negative resolved worsened improved again cath colonoscopy egd tte tee biopsy bx mammogram dexa pet eeg emg stress pft usg us: ultrasound doppler mra cta angiogram endoscopy sigmoidoscopy hida kub vq cx ucx bcx culture cultures cx: path pathology dialysis chemo infusion injection vaccine vaccinated shot booster transfusion transfused lmp edd edc onset injury doi dos doa dod dc since: d/c s/p overnight'.split(
		' ',
	),
);
/** Words before or after `a/b` that make it a measurement, a score or a part. */
const MEASURE = new Set(
	'nottingham gleason her2 fish joints joint swollen tender bp pressure systolic diastolic strength motor power reflex reflexes dtr dtrs murmur murmurs grade pulse pulses score scored scores apgar apgars gcs acuity va vision pain rated rates rating stage fio2 ratio tab tabs tablet tablets ppd pack packs level levels sem hsm out bilaterally bilat bilateral mmse moca phq gad items correct scale severity extremities extremity intensity sections cores nodes node lymph positive points ns d5 saline teaspoon cup inch inches bottle bottles sets wk wks image images slice slices frame quarters meals meal full in phq9 borg vas nrs wong-baker quadriceps biceps triceps deltoid grip flexion extension dorsiflexion hip knee bmi od os ou snellen lungs mg ml mcg cm mm strips kt katz braden morse tinetti berg cage aims ciwa nihss hamd slums recall words cycles cycle of'.split(
		' ',
	),
);

function between(text: string, start: number): boolean {
	// A date does not begin inside a longer number or word.
	if (start === 0) return true;
	const code = text.charCodeAt(start - 1);
	const before = text[start - 1] as string;
	if (/[\w]/.test(before)) return false;
	if (code < 48 && /[./-]/.test(before) && start > 1 && /\d/.test(text[start - 2] as string))
		return false;
	return true;
}

/** Whether the mark of a date follows a number of one or two digits, or letters that were digits. */
function leadsOn(text: string, end: number): boolean {
	const mark = text.charAt(end) === ' ' ? text.charAt(end + 1) : text.charAt(end);
	return mark === '/' || mark === '-' || mark === '.';
}

function existing(a: number, b: number): boolean {
	return monthDay(a, b) || monthDay(b, a);
}

function neighbour(prepared: PreparedText, token: number): string {
	if (token < 0 || token >= prepared.count) return '';
	return prepared.at(token).lower;
}

/** Score of `a/b` without a year. */
function partScore(
	prepared: PreparedText,
	token: number,
	after: number,
	a: number,
	b: number,
	sign: string,
): number {
	if (!monthDay(a, b) && !(monthDay(b, a) && a > 12 && sign === '/')) return 0;
	const before = neighbour(prepared, token - 1);
	const before2 = neighbour(prepared, token - 2);
	const next = neighbour(prepared, after);
	const sameLine = after < prepared.count && (prepared.gaps[after] as number) < Gap.line;
	const classes = token > 0 ? prepared.at(token - 1).classes : 0;
	if (
		(classes & Word.weekday) !== 0 ||
		((before === '.' || before === ',') &&
			token > 1 &&
			(prepared.at(token - 2).classes & Word.weekday) !== 0)
	)
		return 0.95;
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
	if (sameLine && MEASURE.has(next)) return next === 'of' || next === 'in' ? 0.3 : 0;
	if (before === 'of' && (b === 10 || b === 5)) return 0.1;
	if (
		!BEFORE.has(before) &&
		(MEASURE.has(before2) ||
			MEASURE.has(neighbour(prepared, token - 3)) ||
			(/^\d+$/.test(before) && before2 === '-'))
	)
		return 0.2;
	const term =
		token > 0 &&
		(prepared.gaps[token] as number) <= Gap.space &&
		!BEFORE.has(before) &&
		prepared.at(token - 1).kind === Kind.word &&
		prepared.at(token - 1).shape >= Shape.capital &&
		(prepared.at(token - 1).classes & (Word.eponym | Word.clinical)) !== 0;
	if (term) return 0.2;
	const score = b <= 10 && a <= b && [2, 3, 4, 5, 6, 8, 10].includes(b);
	if (
		score &&
		/^(?:days?|dose|doses|cycle|units?|week|course|session|series|image|visit|part|number|given|completed)$/.test(
			before,
		)
	)
		return 0.2;
	const wide =
		sameLine && /^(?:[01]\d|2[0-3])[0-5]\d$/.test(next) && prepared.gaps[after] !== Gap.none;
	if (wide && !MEASURE.has(before)) return 0.8;
	if (score && /^(?:cx|ucx|bcx|culture|cultures|bx|biopsy|positive|negative|out)$/.test(before))
		return 0.35;
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
	if (/^\w+ed$/.test(before) && before.length > 4 && !score && sign === '/') return 0.75;
	if (opens(prepared, token) && (next === ':' || next === '-' || /^\d/.test(next)) && !score)
		return 0.8;
	if (sameLine && (next === '@' || next === 'at')) return 0.8;
	if (opens(prepared, token) && next === ':') return 0.7;
	if (
		(prepared.gaps[token] as number) >= Gap.line &&
		sameLine &&
		prepared.at(after).kind === Kind.word &&
		!/^(?:of|tab|tabs|tablet|tablets|cup|strength|bottles|pack|ppd)$/.test(next)
	)
		return score ? (prepared.at(after).shape >= Shape.capital ? 0.55 : 0.35) : 0.75;
	if (score) return 0.2;
	// A part of a whole behind a word that names one: `Kaplan 3/9`, `left 2/14 sensate`.
	if (
		a < b &&
		sameLine &&
		/^[a-z]+s$/.test(next) &&
		!/^(?:is|was|has|as|labs|visits|results|films|notes|needs|reports|says|cultures|this|its|us|vs|his|meds|ms)$/.test(
			next,
		) &&
		prepared.gaps[after] !== Gap.none
	)
		return 0.35;
	return b > 12 || a > 5 ? 0.6 : 0.5;
}

const DAY_OF = /^(\d{1,2})[/-](\d{1,2})/;

/** Lifts `3/7` that says little by itself where the note has the same day, or one of its week, as a sure date. */
function alike(prepared: PreparedText, out: PhiFinding[]): PhiFinding[] {
	const days = new Set<number>();
	let weak = false;
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

/** Dates in figures: 03/07/2026, 2026-03-07, 7.3.26, 07MAR2026, 20260307, 3/7, 03/2026. */
export const datesNumeric: Recognizer = {
	id: 'date-numeric',
	types: ['DATE'],
	description: 'Dates in figures, whole or in part. A bare year is no finding.',
	examples: [
		'Seen on [[DATE:03/07/2026]].',
		'DOB [[DATE:1931-03-07]]',
		'admitted [[DATE:07MAR2026]]',
		'since [[DATE:3/7]].',
		'stay [[DATE:3/7-3/12/2026]]',
		'in [[DATE:03/2026]]',
	],
	counterExamples: [
		'BP 120/80',
		'strength 5/5',
		'pain 7/10',
		'take 1/2 tab',
		'since 2019',
		'murmur 2/6',
		'MMSE 18/30',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const text = prepared.folded;
		let free = 0;
		const add = (start: number, end: number, rule: string, score: number, detail: string): void => {
			out.push(
				found(prepared, start, end, {
					type: 'DATE',
					rule,
					score,
					steps: [step('validator', detail, score)],
				}),
			);
			free = end;
		};
		for (const token of scanOf(prepared, lists).marks) {
			// A day of letters alone: Ol/26/2O25.
			if (
				prepared.at(token).raw !== '/' ||
				token === 0 ||
				!/^[OoIl]{1,2}$/.test(prepared.at(token - 1).raw)
			)
				continue;
			const start = prepared.starts[token - 1] as number;
			SCANNED.lastIndex = start;
			const scanned = between(text, start) ? SCANNED.exec(text) : null;
			if (scanned !== null && /\d/.test(scanned[0]))
				add(
					start,
					start + scanned[0].length,
					'date-scanned',
					0.85,
					'letters in the place of digits',
				);
		}
		free = 0;
		for (const token of scanOf(prepared, lists).digits) {
			const start = prepared.starts[token] as number;
			if (start < free) continue;
			const form = prepared.at(token);
			if (form.kind === Kind.mixed) {
				const match = MILITARY.exec(form.lower);
				if (
					match !== null &&
					MONTHS[match[2] as string] !== undefined &&
					Number(match[1]) <= 31 &&
					Number(match[1]) > 0
				) {
					add(
						start,
						prepared.ends[token] as number,
						'date-military',
						0.97,
						'day, month and year without a blank',
					);
					continue;
				}
				SCANNED.lastIndex = start;
				const scanned = between(text, start) ? SCANNED.exec(text) : null;
				if (scanned !== null) {
					const [a, b] = [scanned[1], scanned[2]].map((part) =>
						Number((part as string).replace(/[Oo]/g, '0').replace(/[Il]/g, '1')),
					) as [number, number];
					if (existing(a, b) && /[OoIl]/.test(scanned[0]))
						add(
							start,
							start + scanned[0].length,
							'date-scanned',
							0.85,
							'letters in the place of digits',
						);
				}
				// 2026-03-07T14:35 has its T inside a token, but begins with a number: the branch below.
				continue;
			}
			if (!between(text, start) && !(text[start - 1] === '-' && free === start - 1 && free > 0))
				continue;
			const length = form.raw.length;
			if (length === 4 || length >= 8) {
				ISO.lastIndex = start;
				const iso = length === 4 ? ISO.exec(text) : null;
				if (iso !== null && existing(Number(iso[2]), Number(iso[3]))) {
					add(start, start + iso[0].length, 'date-iso', 0.98, 'year, month and day exist');
					continue;
				}
				const compact = COMPACT.exec(form.raw);
				if (compact !== null && monthDay(Number(compact[1]), Number(compact[2]))) {
					add(
						start,
						prepared.ends[token] as number,
						'date-compact',
						0.8,
						'eight digits that are a day',
					);
				}
				continue;
			}
			if (length > 2 || !leadsOn(text, prepared.ends[token] as number)) continue;
			FULL.lastIndex = start;
			const full = FULL.exec(text);
			if (full !== null && existing(Number(full[1]), Number(full[3]))) {
				const dotted = full[2] === '.';
				const measure = dotted && (full[4] as string).length === 2;
				add(
					start,
					start + full[0].length,
					'date-numeric',
					measure ? 0.7 : 0.97,
					'day and month exist',
				);
				continue;
			}
			SPACED.lastIndex = start;
			const spaced = SPACED.exec(text);
			if (spaced !== null && existing(Number(spaced[1]), Number(spaced[3]))) {
				add(start, start + spaced[0].length, 'date-spaced', 0.9, 'day and month exist');
				continue;
			}
			RANGE.lastIndex = start;
			const range = RANGE.exec(text);
			if (
				range !== null &&
				existing(Number(range[1]), Number(range[2])) &&
				existing(Number(range[3]), Number(range[4]))
			) {
				const sure = range[5] !== undefined || Number(range[2]) > 12 || Number(range[4]) > 12;
				const measured = MEASURE.has(neighbour(prepared, token - 1));
				if (!measured || range[5] !== undefined) {
					add(start, start + range[0].length, 'date-range', sure ? 0.9 : 0.6, 'both days exist');
					continue;
				}
			}
			SCANNED.lastIndex = start;
			const scanned = SCANNED.exec(text);
			if (scanned !== null && /[OoIl]/.test(scanned[0])) {
				add(
					start,
					start + scanned[0].length,
					'date-scanned',
					0.85,
					'letters in the place of digits',
				);
				continue;
			}
			MONTH_YEAR.lastIndex = start;
			const year = MONTH_YEAR.exec(text);
			if (year !== null) {
				add(start, start + year[0].length, 'date-month-year', 0.9, 'a month and a year');
				continue;
			}
			MONTH_DAY.lastIndex = start;
			const part = MONTH_DAY.exec(text);
			if (part === null) continue;
			const end = start + part[0].length;
			const score = partScore(
				prepared,
				token,
				prepared.tokenAfter(end - 1) + 1,
				Number(part[1]),
				Number(part[3]),
				part[2] as string,
			);
			if (score > 0) add(start, end, 'date-month-day', score, 'weighed by the words around it');
		}
		return alike(prepared, out);
	},
};
