import type { AgeRule } from '../../profiles';

/**
 * An age string under the profile's rule, undefined where it may not stay (PS3.5 6.2: AS is three
 * digits and D, W, M or Y).
 */
export function ageString(value: string, rule: AgeRule): string | undefined {
	const [, digits, unit] = /^(\d{3})([DWMY])$/.exec(value) ?? [];
	if (digits === undefined || rule === 'remove') return undefined;
	if (rule === 'keep') return value;
	const years =
		Number(digits) / { D: 365.25, W: 52.18, M: 12, Y: 1 }[unit as 'D' | 'W' | 'M' | 'Y'];
	if (years >= 90) return '090Y';
	if (rule === 'over-89') return value;
	return `${String(Math.floor(years / 10) * 10).padStart(3, '0')}Y`;
}

/** A number of years in a content item, by the same rule. */
export function ageNumber(value: string, rule: AgeRule): string {
	const years = Number(value);
	if (rule === 'keep') return value;
	if (rule === 'remove' || !Number.isFinite(years)) return '0';
	if (years >= 90) return '90';
	return rule === 'over-89' ? value : String(Math.floor(years / 10) * 10);
}
