/** Numbers, days and units as they stand in the words of a quotation. */

const NUMBER_WORDS: Record<string, number> = Object.fromEntries(
	'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
		.split(' ')
		.map((word, value) => [word, value]),
);

/** A whole word that is a number. */
export const NUMBER_WORD = new RegExp(`^(?:${Object.keys(NUMBER_WORDS).join('|')})$`, 'i');

export interface Amount {
	value: number;
	/** The word behind the number, in small letters. */
	unit?: string;
}

/** Every number of a text with the word behind it; numbers of dates are none. */
export function amountsIn(text: string): Amount[] {
	const plain = withoutDates(text);
	const figure = String.raw`(?<![\p{L}\d.,/-])[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\p{L}\d.,/-])[-+]?\d+(?:\.\d+)?`;
	const word = String.raw`(?<![\p{L}])(?:${Object.keys(NUMBER_WORDS).join('|')})(?![\p{L}])`;
	const pattern = new RegExp(
		String.raw`(${figure}|${word})(?:\s*-?\s*([\p{L}%°][\p{L}%°/²0-9]*))?`,
		'giu',
	);
	return [...plain.matchAll(pattern)].map(([, number, unit]) => {
		const value = NUMBER_WORDS[number.toLowerCase()] ?? Number(number.replaceAll(',', ''));
		return { value, ...(unit !== undefined && { unit: unit.toLowerCase() }) };
	});
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
/** The name of a month, caught. */
export const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const DATE_FORMS: Array<[RegExp, (parts: string[]) => string]> = [
	[/(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)/g, ([y, m, d]) => iso(y, m, d)],
	// US order, as the guide is one of the US.
	[/(?<!\d)(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/g, ([m, d, y]) => iso(y, m, d)],
	[
		new RegExp(String.raw`${MONTH}\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})`, 'gi'),
		([m, d, y]) => iso(y, month(m), d),
	],
	[
		new RegExp(String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s+${MONTH},?\s+(\d{4})`, 'gi'),
		([d, m, y]) => iso(y, month(m), d),
	],
];

/** Full dates of a text as YYYY-MM-DD. */
export const datesIn = (text: string): string[] => [
	...new Set(
		DATE_FORMS.flatMap(([form, read]) =>
			[...text.matchAll(form)].map((match) => read(match.slice(1))),
		).filter(isDay),
	),
];

/** A text in which no full date stands any more. */
export const withoutDates = (text: string): string =>
	DATE_FORMS.reduce((plain, [form]) => plain.replace(form, ' '), text);

/** The number of a month by its name. */
export const month = (name: string): string =>
	String(MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1);

const iso = (year: string, m: string, day: string): string =>
	`${year}-${m.padStart(2, '0')}-${day.padStart(2, '0')}`;

function isDay(text: string): boolean {
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Units that are written in several ways: all of one row are the same. */
const UNITS = [
	'wk week weeks wks',
	'd day days',
	'mo month months mos',
	'a y yr year years yrs',
	'h hour hours hr hrs',
	'min minute minutes mins',
	'kg kilogram kilograms kgs',
	'g gram grams',
	'mg milligram milligrams',
	'[lb_av] lb lbs pound pounds',
	'cm centimeter centimeters centimetre centimetres',
	'mm millimeter millimeters millimetre millimetres',
	'm meter meters metre metres',
	'[in_i] in inch inches',
	'% percent',
	'kg/m2 kg/m²',
	'mm[hg] mmhg',
	'{visits} visit visits',
	'{sessions} session sessions',
	'1 times time',
	'{events}/h events/h event/hour events/hour',
	'ml/min/{1.73_m2} ml/min/1.73m2 ml/min',
	'mg/dl',
	'l liter liters litre litres',
].map((row) => new Set(row.split(' ')));

export const isSameUnit = (a: string, b: string): boolean => {
	const [x, y] = [a.toLowerCase(), b.toLowerCase()];
	return x === y || UNITS.some((row) => row.has(x) && row.has(y));
};

/** Words of a text that are also short names of units. */
const NO_UNIT = new Set(['a', 'in', '1']);

/** True for a word that is a unit of some kind. */
export const isUnit = (word: string): boolean => {
	const small = word.toLowerCase();
	if (NO_UNIT.has(small)) return false;
	return (
		UNITS.some((row) => row.has(small)) ||
		// Anything "per" anything: g/L is not g/dL.
		/^[a-zµ%0-9]{1,6}\/[a-z0-9²]{1,8}$/.test(small) ||
		/^(?:mcg|µg|ug|oz|ft|foot|feet|stone|iu|mmol\/l|mmol\/mol|mg\/kg|bpm|events?\/night)$/.test(
			small,
		)
	);
};
