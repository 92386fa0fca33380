import type { PhiFinding } from '../../types';
import { found, step } from '../found';
import { scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';

const DAY = /^(?:[1-9]|0[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?$/;
const ORDINAL = /^(?:1st|2nd|3rd|[4-9]th|1\dth|20th|21st|22nd|23rd|2[4-9]th|30th|31st)$/;
const YEAR = /^(?:19|20)\d\d$/;
const SHORT_YEAR = /^\d\d$/;
const SPOKEN_DAYS = new Set(
	'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth'.split(
		' ',
	),
);
/** Nouns after an ordinal that are no day of a month. */
const COUNTED = new Set(
	'rib ribs toe toes finger fingers digit metatarsal metacarpal nerve nerves ventricle floor percentile grade degree edition line dose cycle visit day week month year trimester intercostal space cranial time attempt pregnancy child admission episode lumbar thoracic cervical vertebra postoperative hospital round course generation degree heart sound set stage and or to grade mtp mcp pip dip ray web phalanx attempt anniversary ed er opinion shot injection operation step quarter part half place person patient pt baby marriage wife husband largest most leading generation amendment shift interspace ic ics mt mc cn vertebral body costal thoracic bottle bag unit liter dosing round layer'.split(
		' ',
	),
);
const LEADING = new Set(
	'in since last this until by of early late mid during before after through next from around between every begin beginning end starting to for and till past -'.split(
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

class Reader {
	constructor(readonly prepared: PreparedText) {}

	lower(token: number): string {
		return token >= 0 && token < this.prepared.count ? this.prepared.at(token).lower : '';
	}

	/** True when the token stands in the same line as the one before it. */
	joined(token: number): boolean {
		return token < this.prepared.count && (this.prepared.gaps[token] as number) < Gap.line;
	}

	/** The token after an optional mark. */
	past(token: number, marks: string): number {
		return this.joined(token) && marks.includes(this.lower(token)) && this.lower(token) !== ''
			? token + 1
			: token;
	}

	/** Last token of a year behind `token`, or -1: `, 2026`, ` 2026`, ` '26`, `-2026`, ` of 2026`. */
	year(token: number, short: boolean): number {
		let at = this.past(token, ',');
		at = this.past(at, '.');
		if (this.lower(at) === 'of' && this.joined(at)) at++;
		at = this.past(at, '-/');
		if (!this.joined(at)) return -1;
		if (
			this.lower(at) === "'" &&
			SHORT_YEAR.test(this.lower(at + 1)) &&
			this.prepared.gaps[at + 1] === Gap.none
		)
			return at + 1;
		if (YEAR.test(this.lower(at))) return at;
		return short && SHORT_YEAR.test(this.lower(at)) && this.prepared.gaps[at] === Gap.none
			? at
			: -1;
	}
}

type Span = { first: number; last: number; rule: string; score: number };

/** A date around the month at `token`. */
function aroundMonth(reader: Reader, token: number): Span | undefined {
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
		if (
			day >= 0 &&
			reader.joined(day + 1) &&
			(DAY.test(word) || (SPOKEN_DAYS.has(word) && day < token - 1))
		) {
			const spoken = !/^\d/.test(word);
			first = day;
			score = spoken ? 0.8 : 0.93;
			if (doubtful && lower && /^\d{1,2}$/.test(word) && day === token - 1) score = 0.3;
		}
	}
	// After it: March 7, March 7-12, March 7th.
	const dot = reader.past(token + 1, '.');
	const gapped = reader.past(dot, '-/');
	if (first === token && reader.joined(gapped) && DAY.test(reader.lower(gapped))) {
		const follows = reader.lower(gapped + 1);
		const decimal =
			(follows === '.' || follows === '/') &&
			prepared.gaps[gapped + 1] === Gap.none &&
			/^\d/.test(reader.lower(gapped + 2)) &&
			prepared.gaps[gapped + 2] === Gap.none &&
			!YEAR.test(reader.lower(gapped + 2));
		if (!decimal) {
			last = gapped;
			score = doubtful && lower && !/^(?:march|april|june|august)$/.test(form.lower) ? 0.35 : 0.95;
			const range = gapped + 1;
			if (
				/^(?:-|to|through|thru|and|&)$/.test(reader.lower(range)) &&
				reader.joined(range) &&
				DAY.test(reader.lower(range + 1)) &&
				reader.joined(range + 1)
			) {
				last = range + 1;
			}
		}
	}
	const end = last === token ? dot - 1 : last;
	const year = reader.year(end + 1, first < token);
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
			/^(?:on|since|from|until|by|through|dated)$/.test(reader.lower(token - 1))
		)
			score = 0.85;
		return { first, last, rule: 'date-worded', score };
	}
	// A month alone.
	if (lower && doubtful) return undefined;
	if (form.shape === Shape.lower && form.lower.length < 5) return undefined;
	if (!LEADING.has(reader.lower(token - 1)) || !reader.joined(token)) return undefined;
	if (form.lower.length < 4 && !/^(?:since|in|until)$/.test(reader.lower(token - 1)))
		return undefined;
	const weak = form.lower === 'may' || /^(?:april|june|august|jan|mar)$/.test(form.lower);
	return {
		first: token,
		last: token,
		rule: 'date-month',
		score:
			weak &&
			!/^(?:in|since|last|until|early|late|mid)$/.test(reader.lower(token - 1)) &&
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

const HOLIDAY_PHRASES: ReadonlyArray<readonly string[]> =
	"new year ' s day|new year ' s eve|new year ' s|new years day|new years eve|new years|labor day|labour day|memorial day|independence day|veterans day|veteran ' s day|presidents day|presidents ' day|columbus day|mothers day|mother ' s day|fathers day|father ' s day|groundhog day|super bowl sunday|good friday|ash wednesday|palm sunday|st patricks day|st . patrick ' s day|st patrick ' s day|boxing day|fourth of july|july fourth|christmas day|christmas eve|thanksgiving day|easter sunday|easter monday|valentine ' s day|valentines day|martin luther king day|mlk day|yom kippur|rosh hashanah|chinese new year|lunar new year|memorial day weekend|memorial weekend|eid al fitr|eid al adha|cinco de mayo|election day|tax day|earth day|arbor day|flag day|patriots day|patriots ' day|patriot day|black friday|cyber monday|mardi gras|fat tuesday|shrove tuesday|maundy thursday|holy saturday|holy week|holy thursday|all saints day|all saints ' day|all souls day|pi day|st . valentine ' s day|st valentine ' s day|canada day|victoria day|australia day|anzac day|bastille day|guy fawkes night|indigenous peoples day|indigenous peoples ' day|three kings day|day of the dead|dia de los muertos|opening day|super bowl|superbowl sunday|groundhog ' s day|april fools|april fools day|april fool ' s day|april fools ' day|grandparents day|leap day|winter solstice|summer solstice|mother ' s day weekend|labor day weekend|election night|independence day weekend|the fourth of july|4th of july|king day|president ' s day|veterans ' day|mothers ' day|fathers ' day|new years|new year|winter break|spring break|summer break|thanksgiving break|christmas break|christmas week|easter weekend|easter week|thanksgiving weekend|thanksgiving week|st . nicholas day|simchat torah|tisha b ' av|kings day|st . lucia ' s day|bank holiday|palm sunday|ash wed"
		.split('|')
		.map((phrase) => phrase.split(' '))
		.sort((a, b) => b.length - a.length);
const HOLIDAY_STARTS = new Set(HOLIDAY_PHRASES.map((phrase) => phrase[0] as string));

function holiday(reader: Reader, token: number): Span | undefined {
	const word = reader.lower(token);
	if (HOLIDAY_STARTS.has(word)) {
		for (const phrase of HOLIDAY_PHRASES) {
			if (
				phrase.every(
					(part, index) =>
						reader.lower(token + index) === part && (index === 0 || reader.joined(token + index)),
				)
			) {
				return { first: token, last: token + phrase.length - 1, rule: 'date-holiday', score: 0.85 };
			}
		}
	}
	const form = reader.prepared.at(token);
	if ((form.classes & Word.holiday) === 0) return undefined;
	const surname = form.lower === 'easter' && form.shape === Shape.lower;
	return surname
		? undefined
		: { first: token, last: token, rule: 'date-holiday', score: form.lower.length < 4 ? 0.4 : 0.8 };
}

function weekday(reader: Reader, token: number): Span | undefined {
	const form = reader.prepared.at(token);
	const { lower, shape } = form;
	if (lower.endsWith('day')) return { first: token, last: token, rule: 'date-weekday', score: 0.8 };
	if (lower.endsWith('days'))
		return { first: token, last: token, rule: 'date-weekday', score: 0.6 };
	if (shape === Shape.lower) return undefined;
	const before = reader.lower(token - 1);
	const after = reader.prepared.at(Math.min(token + 1, reader.prepared.count - 1));
	const near =
		reader.joined(token + 1) && (/^\d/.test(after.raw) || (after.classes & Word.month) !== 0);
	const on = /^(?:on|by|until|since|next|last|this|every|and|-|\/)$/.test(before);
	if (shape === Shape.upper && !near) return undefined;
	if (lower === 'sat' || lower === 'sun' || lower === 'wed' || lower === 'mon') {
		const monthed =
			near &&
			DAY.test(after.lower) &&
			reader.joined(token + 2) &&
			(reader.prepared.at(Math.min(token + 2, reader.prepared.count - 1)).classes & Word.month) !==
				0;
		if (monthed) return { first: token, last: token, rule: 'date-weekday', score: 0.85 };
		const dated = near && /^\d/.test(after.raw) && reader.lower(token + 2) === '/';
		return dated || (near && (after.classes & Word.month) !== 0) || on
			? { first: token, last: token, rule: 'date-weekday', score: dated ? 0.85 : on ? 0.7 : 0.8 }
			: undefined;
	}
	return { first: token, last: token, rule: 'date-weekday', score: near || on ? 0.8 : 0.6 };
}

/** Words after `the 7th` with which the sentence goes on: nothing is counted. */
const GOES_ON =
	/^(?:at|and|or|for|with|w|to|in|by|when|after|then|he|she|pt|per|if|but|am|pm|is|was|will|has|had|on|from|until|til|till|they|we|i|you|patient|before|because|since|so|as|that|which|who|again|please|instead|pending|morning|afternoon|evening|night|noon|around|about|now|ok|okay|unless|given|due|or|through|thru|via|w\/|also|his|her|their|my|your|its|home|here|there|today|no|not)$/;
const BEFORE_ORDINAL =
	/^(?:on|since|by|until|till|til|u|fu|followup|follow|appt|appointment|recheck|due|surgery|visit|again|through|thru|before|after|rtc|return|returns|seen|dc|discharge|discharged|admitted|scheduled|starting|start|starts|ending|ends|tomorrow|here|back|home|from)$/;

/** Ordinals on their own: on the 7th. */
function ordinal(reader: Reader, token: number): Span | undefined {
	if (!ORDINAL.test(reader.lower(token))) return undefined;
	const bare = reader.lower(token - 1) !== 'the';
	const opens =
		(reader.prepared.gaps[token] as number) >= Gap.line ||
		(token > 0 && /^[.;,(:|[/-]$/.test(reader.lower(token - 1)));
	if (bare && !opens && !BEFORE_ORDINAL.test(reader.lower(token - 1))) return undefined;
	const lead = reader.lower(bare ? token - 1 : token - 2);
	const then = reader.lower(token + 1);
	const ends =
		!reader.joined(token + 1) ||
		/^[.,;:)(@|?!/]$/.test(then) ||
		/^\d/.test(then) ||
		GOES_ON.test(then);
	if (!ends && bare) return undefined;
	const next = reader.prepared.at(Math.min(token + 1, reader.prepared.count - 1));
	const led =
		/^(?:on|since|until|till|til|before|after|seen|admitted|discharged|home|due|back)$/.test(lead);
	const plain =
		(led && !COUNTED.has(then)) ||
		(GOES_ON.test(then) && then !== 'to' && then !== 'and' && then !== 'or');
	if (
		reader.joined(token + 1) &&
		!plain &&
		(COUNTED.has(next.lower) ||
			next.lower === '-' ||
			((next.classes & Word.clinical) !== 0 &&
				next.kind === Kind.word &&
				(bare || next.shape !== Shape.upper || /^(?:mt|mc|cn|ics|ic|or|iv)$/.test(next.lower))))
	)
		return undefined;
	const score = lead === 'on' ? 0.8 : ends || led ? 0.62 : 0.54;
	return { first: token, last: token, rule: 'date-ordinal', score };
}

/** Dates with a word in them: March 7th, 2026; 7 Mar; Saturday; Thanksgiving; on the 7th. */
export const datesWorded: Recognizer = {
	id: 'date-worded',
	types: ['DATE'],
	description:
		'Dates with the name of a month, a weekday or a holiday, and days of a month as ordinals.',
	examples: [
		'Seen [[DATE:March 7, 2026]] by us',
		'the [[DATE:7th of March 2026]] was',
		'on [[DATE:7 Mar 2026]]',
		'until [[DATE:March 7-12, 2026]]',
		'since [[DATE:Thanksgiving]]',
		'on the [[DATE:7th]].',
		"in [[DATE:Mar '26]]",
		'came on [[DATE:Saturday]]',
	],
	counterExamples: [
		'may 5 tablets',
		'O2 sat 95 %',
		'the 7th rib',
		'She may return',
		'sun exposure',
		'gait march test',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const reader = new Reader(prepared);
		const scan = scanOf(prepared, lists);
		let free = -1;
		const add = (span: Span): void => {
			const start = prepared.starts[span.first] as number;
			const end = prepared.ends[span.last] as number;
			out.push(
				found(prepared, start, end, {
					type: 'DATE',
					rule: span.rule,
					score: span.score,
					steps: [step('context', 'weighed by case and by the words around it', span.score)],
				}),
			);
			free = Math.max(free, span.last);
		};
		for (const token of scan.times) {
			if (token <= free) continue;
			const { classes } = prepared.at(token);
			const span =
				holiday(reader, token) ??
				((classes & Word.month) !== 0 ? aroundMonth(reader, token) : undefined) ??
				((classes & Word.weekday) !== 0 ? weekday(reader, token) : undefined) ??
				season(reader, token);
			if (span !== undefined) add(span);
		}
		for (const token of scan.digits) {
			const span = prepared.at(token).kind === Kind.mixed ? ordinal(reader, token) : undefined;
			if (span !== undefined) add(span);
		}
		return out;
	},
};

function season(reader: Reader, token: number): Span | undefined {
	if (!/^(?:spring|summer|autumn|fall|winter)$/.test(reader.lower(token))) return undefined;
	let at = token + 1;
	if (reader.lower(at) === 'of') at++;
	if (!YEAR.test(reader.lower(at)) || !reader.joined(at)) return undefined;
	return { first: token, last: at, rule: 'date-season', score: 0.6 };
}
