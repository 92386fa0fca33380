/** The units that an authorization can be counted in (Claim.fsh, comment of item.quantity). */
export type ServiceUnit =
	| 'days'
	| 'hours'
	| 'international units'
	| 'minutes'
	| 'months'
	| 'units'
	| 'visits';

/** Words and UCUM codes of orders for each unit. */
const WORDS: Readonly<Record<ServiceUnit, readonly string[]>> = {
	days: ['day', 'days', 'd'],
	hours: ['hour', 'hours', 'h', 'hr', 'hrs'],
	'international units': ['international unit', 'international units', 'iu', '[iu]'],
	minutes: ['minute', 'minutes', 'min'],
	months: ['month', 'months', 'mo'],
	units: ['unit', 'units', '{unit}', '{units}'],
	visits: ['visit', 'visits', '{visit}', '{visits}'],
};

const BY_WORD: ReadonlyMap<string, ServiceUnit> = new Map(
	Object.entries(WORDS).flatMap(([unit, words]) =>
		words.map((word) => [word, unit as ServiceUnit] as const),
	),
);

/** The unit that a word of an order means, or undefined. */
export const unitsOf = (word: string): ServiceUnit | undefined =>
	BY_WORD.get(word.trim().toLowerCase());
