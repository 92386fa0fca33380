import type { AgeRule } from '../profiles/index';
import { plainSigns } from './plain';

/** The age from which on 45 CFR 164.514(b)(2)(i)(C) knows only "90 or older". */
const OLD = 90;
export const OVER_89 = '90+';
/** No age is longer in words. */
const MOST_CHARACTERS = 200;

/** @returns undefined where the rule lets nothing stand */
export function ageOf(years: number, rule: AgeRule): string | undefined {
	if (rule === 'keep') return String(years);
	if (rule === 'remove' || !Number.isFinite(years) || years < 0) return undefined;
	if (years >= OLD) return OVER_89;
	if (rule === 'over-89') return String(years);
	const band = Math.floor(years / 10) * 10;
	return `${band}-${band + 9}`;
}

const OLD_WORDS = /\b(?:nonagenarian|centenarian|supercentenarian|nineties|ninety|hundred)\b/i;
const YOUNGER_WORDS =
	/\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|(?:twen|thir|for|fif|six|seven|eigh)ties|(?:quadra|quinqua|sexa|septua|octo)genarian)\b/i;

/** How many of a unit make a year; years themselves when nothing is said. */
const UNITS: readonly (readonly [unit: RegExp, perYear: number])[] = [
	[/^[\s-]*(?:months?|mos?|m\/o)\b/i, 12],
	[/^[\s-]*(?:weeks?|wks?|w\/o)\b/i, 52],
	[/^[\s-]*(?:days?|d\/o)\b/i, 365],
];

/** An age as somebody wrote it: `92-year-old`, `92 yo`, `ninety-two`. Undefined: nothing may stand. */
export function ageInText(written: string, rule: AgeRule): string | undefined {
	if (rule === 'keep') return written;
	if (rule === 'remove' || written.length > MOST_CHARACTERS) return undefined;
	const value = plainSigns(written);
	const numbers = value.match(/\d+(?:\.\d+)?/g) ?? [];
	if (numbers.length === 0) {
		if (OLD_WORDS.test(value)) return OVER_89;
		return rule === 'over-89' && YOUNGER_WORDS.test(value) ? value : undefined;
	}
	let isReadable = true;
	const made = value.replace(/\d+(?:\.\d+)?(?:'?s\b)?\+?/g, (number, at: number) => {
		const rest = value.slice(at + number.length);
		const unit = UNITS.find(([pattern]) => pattern.test(rest));
		const age = ageOf(parseFloat(number) / (unit?.[1] ?? 1), rule);
		if (age === undefined) isReadable = false;
		// An age in months that is no great age stays as it is written.
		return age === OVER_89
			? OVER_89
			: unit !== undefined || rule === 'over-89'
				? number
				: (age ?? '');
	});
	return isReadable ? made : undefined;
}
