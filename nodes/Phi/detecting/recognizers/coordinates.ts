import type { PhiFinding } from '../../types';
import { found, step } from '../found';
import type { Recognizer } from '../types';

const SIGNED = String.raw`(?:[-+−–]\s?)?\d{1,3}\.\d`;
const NUMBER = String.raw`${SIGNED}{1,10}`;
/** Four decimals are some ten metres; no value of a laboratory comes in pairs of them. */
const FINE = String.raw`${SIGNED}{4,10}`;
const DEGREES = String.raw`\s?(?:°|º|deg(?:rees)?)?`;
const COMMA = String.raw`\s{0,2}[,;/]\s{0,2}`;
const BETWEEN = String.raw`(?:\s{0,2}[,;/]\s{0,2}|\s{1,2})`;
/** Behind a label: `"lat": 42.09`, `Lat = 42.09`. */
const TOLD = String.raw`["']?\s{0,2}[:=]?\s{0,2}`;

/** `Lat 42.0918 Long -70.7056`: from the first number to the second. */
const LABELLED = String.raw`\blat(?:itude)?\b${TOLD}(${NUMBER}${DEGREES}\s?[NS]?${BETWEEN}["']?(?:long?|lng|longitude)\b${TOLD}${NUMBER})`;
/** `geo 42.0918,-70.7056`, `GPS: 42.09 -70.71`. */
const LED = String.raw`\b(?:geo|gps|geolocation|coordinates?|coords?|geocode)\b\s{0,2}[:=(]?\s{0,2}(${NUMBER}${DEGREES}${BETWEEN}${NUMBER})`;
/** `42.0918 N, 70.7056 W`. */
const BY_COMPASS = String.raw`(?<![\d.])(\d{1,2}\.\d{2,10}${DEGREES}\s?[NS]${BETWEEN}\d{1,3}\.\d{2,10}${DEGREES}\s?[EW])\b`;
/** `42°05'30"N 70°42'20"W`. */
const IN_MINUTES = String.raw`(?<![\d.])(\d{1,2}\s?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′’]\s?(?:\d{1,2}(?:\.\d{1,6})?\s?["″”]\s?)?[NS]${BETWEEN}\d{1,3}\s?[°º]\s?\d{1,2}(?:\.\d{1,6})?\s?['′’]\s?(?:\d{1,2}(?:\.\d{1,6})?\s?["″”]\s?)?[EW])\b`;
/** `42.0918,-70.7056` with nothing said. */
const BARE = String.raw`(?<![\d.,])(${FINE}${COMMA}${FINE})(?!\d|\.\d|\s?(?:mm|cm|mg|ng|ml|m)\b)`;

const ALL: readonly (readonly [pattern: RegExp, score: number])[] = [
	[new RegExp(LABELLED, 'dgi'), 0.95],
	[new RegExp(LED, 'dgi'), 0.95],
	[new RegExp(BY_COMPASS, 'dg'), 0.95],
	[new RegExp(IN_MINUTES, 'dg'), 0.95],
	[new RegExp(BARE, 'dg'), 0.8],
];
/** What every one of them holds: most notes are read once, and not five times. */
const ANY = /\d\.\d{4}|\d\s?[°º]|\b(?:lat|geo|gps|coord|[NS]\b.{0,4}\d)/i;

const MOST_NORTH = 90;
const MOST_EAST = 180;
/** Nobody lives within ten degrees of both the equator and Greenwich; ratios and probabilities are small. */
const LEAST = 10;

/** Where on the earth something is: geography below a state (45 CFR 164.514(b)(2)(i)(B)). */
export const coordinates: Recognizer = {
	id: 'coordinates',
	types: ['STREET'],
	description: 'Latitude and longitude, labelled or with four decimals.',
	examples: [
		'Home geo [[STREET:42.0918,-70.7056]]',
		'Lat [[STREET:42.0918 Long -70.7056]] noted',
		'lat: [[STREET:42.09, lon: -70.71]]',
		'GPS [[STREET:42.09 -70.71]]',
		'found at [[STREET:42.0918, -70.7056]] by police',
		'Home is [[STREET:42.0918, -70.7056]].',
		'at [[STREET:42.0918° N, 70.7056° W]] today',
		'lodge at [[STREET:42°05\'30"N 70°42\'20"W]] now',
	],
	counterExamples: [
		'values 4.5, -2.1',
		'z-scores -2.25, -0.75',
		'OD -2.25 -0.75 x 090',
		'FEV1 2.31, FVC 3.42',
		'FEV1/FVC 0.6754, 0.7012',
		'PA and lat 2.5 cm, long 4.5 cm',
		'lat 2.5 long 4.5 cm',
		'dose 12.5, 25.0',
		'pH 7.3821, 7.4012',
		'45.2 N, 20.1',
		'lesion 12.1234, 13.1234 mm',
	],
	find(prepared) {
		const out: PhiFinding[] = [];
		const { folded } = prepared;
		if (!ANY.test(folded)) return out;
		for (const [pattern, score] of ALL) {
			for (const { indices } of folded.matchAll(pattern)) {
				const [start, end] = indices?.[1] ?? [0, 0];
				const value = folded.slice(start, end);
				if (!isOnEarth(value) || isMeasuredThere(folded.slice(end, end + 8))) continue;
				const steps = [step('pattern', 'two numbers that name a place on the earth', score)];
				out.push(
					found(prepared, start, end, { type: 'STREET', rule: 'coordinates', score, steps }),
				);
			}
		}
		return out;
	},
};

/** `lat 2.5 long 4.5 cm` measures. */
const isMeasuredThere = (behind: string): boolean => /^\s?(?:mm|cm|mg|ml|inch|in)\b/i.test(behind);

/** Whether two numbers are degrees of latitude and longitude, or the other way round. */
function isOnEarth(value: string): boolean {
	if (/[°º]/.test(value) && /['′’]/.test(value)) return true;
	const [one = 0, other = 0] = [...value.matchAll(/\d{1,3}\.\d+/g)].map(([number]) =>
		Number(number),
	);
	const [least, most] = one < other ? [one, other] : [other, one];
	return least <= MOST_NORTH && most <= MOST_EAST && most >= LEAST;
}
