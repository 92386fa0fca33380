import type { Profile } from '../../profiles/index';
import type { Subject } from '../../types';
import { choose, type Draw } from '../draw';
import { plainSigns } from '../plain';
import { type Day, type FullDay, isoDay, moved, tellsOldAge } from './calendar';
import { readField } from './fields';
import { respell } from './respell';
import { readSpelled, type Reading, type SpelledDate } from './spelled';

export type FieldFormat = 'fhir' | 'hl7' | 'dicom';

const WEEK = 7;
/** No date and no span of dates is longer. */
const MOST_CHARACTERS = 200;

/** Where a span is cut: `3/5/26 - 3/9/26`, `March to May 2026`. */
const BETWEEN = /\s?[-–—]\s?|\s(?:to|through|thru|until|and|&)\s/g;

/** Dates by the rule of a profile, alike in fields and in texts. */
export class Dates {
	/** @param draw keyed; only where dates move */
	constructor(
		private readonly profile: Profile,
		private readonly asOf: FullDay,
		private readonly dayFirst: boolean,
		private readonly draw?: Draw,
	) {}

	/**
	 * By how many days the dates of a patient move: backwards, so that nothing comes to lie in the
	 * future, and never by 0. Undefined where dates do not move or the patient is not known.
	 */
	shiftOf(subject: Subject): number | undefined {
		const { dates, shift } = this.profile;
		if (dates !== 'shift' || shift === undefined || subject.key === '') return undefined;
		const bytes = this.draw?.('shift', subject.key);
		if (bytes === undefined) return undefined;
		if (!shift.wholeWeeks) return -(choose(bytes, shift.maxDays) + 1);
		return -WEEK * (choose(bytes, Math.floor(shift.maxDays / WEEK)) + 1);
	}

	/** @returns undefined: removed, for instance because it is no date */
	inField(
		value: string,
		format: FieldFormat,
		subject: Subject,
		known: readonly number[],
	): string | undefined {
		if (value.length > MOST_CHARACTERS) return undefined;
		const field = readField(value, format);
		// Some systems write dates into fields as people do.
		if (field === undefined) return this.respelled(value, subject, known);
		if (this.hides(field.day, subject)) return undefined;
		if (this.profile.dates === 'keep') return value;
		if (this.profile.dates === 'remove') return undefined;
		const shift = this.shiftOf(subject);
		return shift === undefined ? field.yearAlone : field.write(moved(field.day, shift));
	}

	/** @returns undefined: removed, for instance because nobody can say what date it is */
	inText(value: string, subject: Subject, known: readonly number[]): string | undefined {
		if (value.length > MOST_CHARACTERS) return undefined;
		return this.respelled(value, subject, known) ?? this.yearIn(value, subject);
	}

	private respelled(value: string, subject: Subject, known: readonly number[]): string | undefined {
		const { dates } = this.profile;
		if (dates === 'remove') return undefined;
		const reading: Reading = { dayFirst: this.dayFirst, asOf: this.asOf, known };
		const plain = plainSigns(value);
		const text = plain.trim();
		const written = this.single(text, subject, reading) ?? this.span(text, subject, reading);
		if (written === undefined) return undefined;
		if (dates === 'keep' || text.length === plain.length) return dates === 'keep' ? value : written;
		// White space before and behind stays.
		const from = plain.length - plain.trimStart().length;
		return plain.slice(0, from) + written + plain.slice(from + text.length);
	}

	/** `Christmas 2025`: no day that could be moved, and one year. */
	private yearIn(text: string, subject: Subject): string | undefined {
		const { dates } = this.profile;
		if (dates !== 'year' && (dates !== 'shift' || subject.key !== '')) return undefined;
		const numbers = plainSigns(text).match(/\d+/g) ?? [];
		const years = numbers.filter((number) => /^(?:1[89]|20|21)\d{2}$/.test(number));
		const isPlain = numbers.every((number) => number.length <= 2 || years.includes(number));
		if (years.length !== 1 || !isPlain) return undefined;
		return this.hides({ year: Number(years[0]) }, subject) ? undefined : years[0];
	}

	private single(text: string, subject: Subject, reading: Reading): string | undefined {
		const date = readSpelled(text, reading);
		if (date === undefined) return undefined;
		const { dates } = this.profile;
		const day = dayOf(date);
		if (day !== undefined && this.hides(day, subject)) return undefined;
		if (dates === 'keep') return text;
		const shift = this.shiftOf(subject);
		if (shift !== undefined) return respell(date, shift);
		if (date.groups.decade !== undefined) return `${date.groups.decade}s`;
		return date.year === undefined ? undefined : String(date.year);
	}

	/** Two dates with a word or dash between them; the first may leave its year to the second. */
	private span(text: string, subject: Subject, reading: Reading): string | undefined {
		for (const cut of text.matchAll(BETWEEN)) {
			// A hyphen between two dates that are written with hyphens cannot be told from theirs.
			if (cut[0] === '-' && text.split('-').length > 2) continue;
			const last = text.slice(cut.index + cut[0].length);
			const end = readSpelled(last, reading);
			const start = readSpelled(text.slice(0, cut.index), {
				...reading,
				asOf: end?.year === undefined ? reading.asOf : { year: end.year, month: 12, day: 31 },
			});
			if (end === undefined || start === undefined) continue;
			const written = [
				this.single(start.text, subject, reading) ?? this.yearlessStart(start, end, subject),
				this.single(last, subject, reading),
			];
			if (written[0] === undefined || written[1] === undefined) return undefined;
			return written[0] === written[1] ? written[0] : written[0] + cut[0] + written[1];
		}
		return undefined;
	}

	/** `March 5` of `March 5 to May 2, 2026` where only years stay. */
	private yearlessStart(
		start: SpelledDate,
		end: SpelledDate,
		subject: Subject,
	): string | undefined {
		const hasYear = start.year !== undefined || end.year === undefined;
		if (hasYear || this.hides({ year: end.year }, subject)) return undefined;
		return String(end.year);
	}

	/**
	 * Whether a date may not stand in any form, because it tells an age of 90 or more, or because ages
	 * do not stay, or as bands alone, and it is the day of birth.
	 */
	private hides(day: Day, subject: Subject): boolean {
		const { ages } = this.profile;
		if (ages === 'keep') return false;
		if (tellsOldAge(day, this.asOf)) return true;
		if (ages === 'over-89' || subject.birthDate === undefined) return false;
		const birth = isoDay(subject.birthDate);
		return (
			birth !== undefined &&
			birth.year === day.year &&
			(birth.month ?? day.month) === (day.month ?? birth.month) &&
			(birth.day ?? day.day) === (day.day ?? birth.day)
		);
	}
}

function dayOf({ year, month, day, groups }: SpelledDate): Day | undefined {
	if (year === undefined) return undefined;
	if (groups.q !== undefined || groups.part !== undefined || month === undefined) return { year };
	return day === undefined ? { year, month } : { year, month, day };
}
