import {
	knownOf,
	type Known,
	type KnownDate,
	type KnownNumber,
	type KnownPerson,
} from '../knowing';

/** The last header's, by its list of values: every text of an instance asks with the same list. */
const byValues = new WeakMap<readonly string[], Known>();

/**
 * What the header of a DICOM object names, together with the chart: a person (`TEST^ADA`), a day, a
 * number. What each value is, its form tells; a word that could be a name is one.
 */
export function headerKnown(
	values: readonly string[],
	resources: readonly unknown[],
	birthDate?: string,
): Known {
	let known = byValues.get(values);
	if (known !== undefined) return known;
	const people: KnownPerson[] = [];
	const numbers: KnownNumber[] = [];
	const dates: KnownDate[] = [];
	if (birthDate !== undefined) people.push({ role: 'patient', names: [], birthDate });
	for (const value of values.map((one) => one.trim()).filter((one) => one.length > 1)) {
		const [, year, month, day] =
			/^(\d{4})[.-]?(\d{2})[.-]?(\d{2})(?:\d{2,6}.*)?$/.exec(value) ?? [];
		if (year !== undefined && Number(year) > 1850 && Number(month) <= 12 && Number(day) <= 31) {
			dates.push({ value: `${year}-${month}-${day}`, role: 'patient' });
		}
		if (/\d/.test(value)) numbers.push({ value, type: 'OTHER_ID', role: 'unknown' });
		else {
			// In Latin letters, in ideographs and as they sound: three names of one person.
			for (const group of value.split('=').filter((one) => one !== '')) {
				const [family = '', given = '', middle = ''] = group.split('^');
				const names = [given, middle].filter((one) => one !== '');
				people.push({
					role: 'unknown',
					names: [{ ...(family !== '' && { family }), ...(names.length > 0 && { given: names }) }],
				});
			}
		}
	}
	known = knownOf({ people, numbers, dates, resources });
	byValues.set(values, known);
	return known;
}
