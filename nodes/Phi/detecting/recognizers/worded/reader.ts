import { setOf } from '../../marks';
import { Gap, type PreparedText } from '../../types';

const OH = setOf('oh o');

/** A day of the month in figures: `7`, `07`, `7th`. */
export const DAY = /^(?:[1-9]|0[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?$/;

/** `7th`. */
export const ORDINAL = /^(?:1st|2nd|3rd|[4-9]th|1\dth|20th|21st|22nd|23rd|2[4-9]th|30th|31st)$/;

/** A year of four digits. */
export const YEAR = /^(?:19|20)\d\d$/;

/** A year in which letters stand for digits: 2O24. */
const SCANNED_YEAR = /^(?:19|[2z][0o])(?=[0-9ol]*[ol])[0-9ol]{2}$|^2o\d\d$/;

const SHORT_YEAR = /^\d\d$/;

/** Days of the month as they are said. */
export const SPOKEN_DAYS = new Set(
	'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth'.split(
		' ',
	),
);

/** Ones of a day that is said in two words. */
export const SPOKEN_ONES = new Set(
	'first second third fourth fifth sixth seventh eighth ninth'.split(' '),
);

const TEENS = new Set(
	'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' '),
);

const TENS = new Set('twenty thirty forty fifty sixty seventy eighty ninety'.split(' '));

const ONES = new Set('one two three four five six seven eight nine'.split(' '));

/** The words of a note and the numbers, days and years among them. */
export class Reader {
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

	/** Last token of a day in words that begins at `token`, or -1: `fourteenth`, `twenty-first`. */
	spokenDay(token: number): number {
		const word = this.lower(token);
		if (SPOKEN_DAYS.has(word)) return token;
		if (word !== 'twenty' && word !== 'thirty') return -1;
		const one = this.past(token + 1, '-');
		return this.joined(one) && SPOKEN_ONES.has(this.lower(one)) ? one : -1;
	}

	/** Last token of a year in words that begins at `token`, or -1: `nineteen thirty-one`, `two thousand and four`. */
	spokenYear(token: number): number {
		const word = this.lower(token);
		if (!this.joined(token)) return -1;
		if (word === 'two' && this.lower(token + 1) === 'thousand') {
			const rest = this.lower(token + 2) === 'and' ? token + 3 : token + 2;
			const last = this.spokenNumber(rest);
			return last < 0 ? token + 1 : last;
		}
		if (word !== 'nineteen' && word !== 'twenty') return -1;
		const zero = OH.has(this.lower(token + 1)) && ONES.has(this.lower(token + 2));
		return zero ? token + 2 : this.spokenNumber(token + 1);
	}

	/** Last token of a year of two figures in words, or -1: `eighty nine`, `oh four`. */
	shortSpokenYear(token: number): number {
		if (!this.joined(token)) return -1;
		if (OH.has(this.lower(token)) && ONES.has(this.lower(token + 1))) return token + 1;
		return TENS.has(this.lower(token)) ? this.spokenNumber(token) : -1;
	}

	/** Last token of a number below a hundred in words, or -1. */
	private spokenNumber(token: number): number {
		const word = this.lower(token);
		if (!this.joined(token)) return -1;
		if (TEENS.has(word) || ONES.has(word)) return token;
		if (!TENS.has(word)) return -1;
		const one = this.past(token + 1, '-');
		return this.joined(one) && ONES.has(this.lower(one)) ? one : token;
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
		const word = this.lower(at);
		if (YEAR.test(word) || (word.length === 4 && SCANNED_YEAR.test(word))) return at;
		return short && SHORT_YEAR.test(this.lower(at)) && this.prepared.gaps[at] === Gap.none
			? at
			: -1;
	}
}

/** A date by its first and last token. */
export type Span = { first: number; last: number; rule: string; score: number };

/** Words before a day that leave no other reading of `7th`. */
export const BEFORE_ORDINAL = setOf(
	'on since by until till til u fu followup follow appt appointment recheck due surgery visit again through thru before after rtc return returns seen dc discharge discharged admitted scheduled starting start starts ending ends tomorrow here back home from',
);
