import type { FactQuantity } from '../../../shared/contracts/clinical-facts';
import { near } from '../words/numbers';
import { scaleOf } from '../words/ucum';
import { countedUnit } from '../words/units';
import { ROUTE_WORDS } from './routes';

/** In what the prescriber's words and the coded directions can disagree. */
export type Clash = 'dose' | 'route' | 'frequency' | 'as-needed' | 'duration' | 'unit';

/** Coded directions as far as words can be held against them. */
export interface Coded {
	dose?: FactQuantity;
	route?: { text: string };
	frequency?: { text: string; perDay?: number; perDayHigh?: number };
	asNeeded?: boolean;
	duration?: string;
	/** True where dose or timing are coded at all. */
	structured: boolean;
	/** Amount in one tablet or capsule of the product, as its name tells it. */
	strength?: { value: number; unit: string };
}

const NUMBERS: Readonly<Record<string, string>> = {
	half: '0.5',
	one: '1',
	two: '2',
	three: '3',
	four: '4',
	five: '5',
	six: '6',
	seven: '7',
	eight: '8',
	nine: '9',
	ten: '10',
	twelve: '12',
	fourteen: '14',
};
const LONGEST = 1000;

/** The words as they are searched: lower case, numbers as digits, `1/2` as 0.5. */
export const plainWords = (text: string): string =>
	text
		.slice(0, LONGEST)
		.toLowerCase()
		.replace(/\bm\/w\/f\b|\bmwf\b/g, 'mon wed fri')
		.replace(/\bone[- ]half\b|½/g, '0.5')
		.replace(
			/\b(?:half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen)\b/g,
			(one) => (one === 'half' ? '0.5' : NUMBERS[one]),
		)
		.replace(
			/(\d+)\s*\/\s*(\d+)(?=\s*(?:of\b|tab|cap|a\b))/g,
			(all, above: string, below: string) =>
				Number(below) > 0 ? String(Number(above) / Number(below)) : all,
		)
		.replace(/0\.5 (?:of )?an? /g, '0.5 ')
		.replace(/(\d),(?=\d{3}\b)/g, '$1')
		.replace(/(\d),(?=\d)/g, '$1.');

/** Parts of directions that tell of a check, a limit or a condition and not how it is taken. */
const ASIDE =
	/\b(?:check|recheck|monitor|measure|draw|labs?\b|follow[- ]up|weigh|hold if|hold for|hold when|call if|stop if|max(?:imum)?\b|no more than|not more than|at most|(?:do not|not to) exceed|up to)\b[^.;,\n]*/g;

export const withoutAsides = (text: string): string => plainWords(text).replace(ASIDE, ' ');

interface Often {
	low: number;
	high: number;
}

const every = (from: number, to: number, inDays: number): Often => ({
	low: 1 / (Math.max(from, to) * inDays),
	high: 1 / (Math.min(from, to) * inDays),
});
const IN_DAYS: Readonly<Record<string, number>> = {
	hour: 1 / 24,
	hr: 1 / 24,
	h: 1 / 24,
	day: 1,
	week: 7,
	month: 30,
	minute: 1 / 1440,
};
const DAY =
	'mon(?:day)?s?|tue(?:s(?:day)?)?s?|wed(?:nesday)?s?|thu(?:rs(?:day)?)?s?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?';

/** Ways to say how often, the longest first; what one of them has read no other reads again. */
const OFTEN: ReadonlyArray<[RegExp, (found: RegExpMatchArray) => Often]> = [
	[
		/\b(?:every other day|q\.?o\.?d|alternate days|alternating days|every second day)\b/g,
		() => every(2, 2, 1),
	],
	[
		/\bevery (\d+(?:\.\d+)?)\s?(?:(?:-|to|or)\s?(\d+(?:\.\d+)?)\s?)?(minute|hour|hr|h|day|week|month)s?\b/g,
		([, from, to, unit]) => every(Number(from), Number(to ?? from), IN_DAYS[unit]),
	],
	[
		/\b(\d+)(?:\s?(?:-|to|or)\s?(\d+))?\s?(?:times|x)\s?(?:a |per |each |every |in a |\/ ?)?(day|daily|week|weekly|month|monthly|hour)\b/g,
		([, from, to, unit]) => many(Number(from), Number(to ?? from), unit),
	],
	[
		/\b(once|twice|thrice)\s?(?:a |per |each |every |in a )?(day|daily|week|weekly|month|monthly)\b/g,
		([, times, unit]) => {
			const count = { once: 1, twice: 2, thrice: 3 }[times] ?? 1;
			return many(count, count, unit);
		},
	],
	[/\b(?:weekly|every week|each week|a week)\b/g, () => every(1, 1, 7)],
	[/\b(?:monthly|every month|each month)\b/g, () => every(1, 1, 30)],
	[/\b(?:every hour|hourly)\b/g, () => every(1, 1, 1 / 24)],
	[/\b(?:daily|every day|each day|nightly|every night|a day)\b/g, () => every(1, 1, 1)],
];

function many(from: number, to: number, unit: string): Often {
	const days = IN_DAYS[unit.replace(/^daily$/, 'day').replace(/ly$/, '')] ?? 1;
	return { low: from / days, high: to / days };
}

const EVENTS =
	/\b(?:(?:in the|every|each|at) (?:early |late )?(?:morning|noon|afternoon|evening|night|bedtime)|(?:every |each )?(?:am|pm)\b|(?:before|with|after) (?:breakfast|lunch|supper|dinner|the evening meal))\b/g;

/** Every statement of how often that the words make. */
export function oftenIn(text: string): { often: Often[]; spans: string[] } {
	let left = text;
	const often: Often[] = [];
	const spans: string[] = [];
	for (const [pattern, read] of OFTEN) {
		left = left.replace(pattern, (...found: unknown[]) => {
			const groups = found.slice(0, -2) as string[];
			often.push(read(groups as unknown as RegExpMatchArray));
			spans.push(groups[0]);
			return ' # ';
		});
	}
	const days = left.match(new RegExp(`\\b(?:${DAY})\\b`, 'g'))?.length ?? 0;
	if (often.length === 0 && days > 0) often.push({ low: days / 7, high: days / 7 });
	const events = left.match(EVENTS) ?? [];
	if (often.length === 0 && events.length > 0) {
		often.push({ low: events.length, high: events.length });
	}
	// "Daily on Monday and Friday" is twice a week.
	if (days > 0 && often.length === 1 && near(often[0].low, 1)) {
		often[0] = { low: days / 7, high: days / 7 };
	}
	return { often, spans };
}

const NEEDED =
	/\b(?:as needed|p\.?r\.?n\b|if needed|when needed|when required|as required|only if|only when|only for)/g;
const LASTS =
	/\b(?:for|x)\s?(?:the next |another |a total of )?(\d+)(?:\s?(?:-|to)\s?(\d+))?\s?(?:more )?(hour|day|week|month|dose)s?\b/g;
const AMOUNT =
	/(\d+(?:\.\d+)?|\.\d+)(?:\s?(?:-|to)\s?(\d+(?:\.\d+)?))?\s?(mg|milligrams?|mcg|ug|µg|micrograms?|g|grams?|gm|meq|mmol|ml|milliliters?|international units|units?|iu|tablets?|tabs?|capsules?|caps?|puffs?|inhalations?|drops?|patch(?:es)?|sprays?|suppositor(?:y|ies)|vials?|packets?|sachets?|lozenges?)(?![a-z])(?!\s?\/)/g;
const UNIT: Readonly<Record<string, string>> = {
	milligram: 'mg',
	microgram: 'ug',
	mcg: 'ug',
	gram: 'g',
	gm: 'g',
	meq: 'meq',
	ml: 'mL',
	milliliter: 'mL',
	iu: '[IU]',
	'international unit': '[IU]',
	inhalation: 'puff',
};
const singular = (unit: string): string =>
	unit.replace(/ies$/, 'y').replace(/(?:(?<=ch)es|s)$/, '');

/** One unit for the ways in which it is written: `tab`, `Tablet(s)`, `{tbl}`. */
function unitOfWord(unit: string): string {
	const lower = singular(unit.toLowerCase());
	return countedUnit(unit) ?? countedUnit(lower) ?? UNIT[lower] ?? (lower === 'ug' ? 'ug' : unit);
}

export interface Amount {
	value: number;
	high?: number;
	unit: string;
	span: string;
}

export const amountsIn = (text: string): Amount[] =>
	[...text.matchAll(AMOUNT)].map(([span, low, high, unit]) => ({
		value: Number(low),
		...(high !== undefined && { high: Number(high) }),
		unit: unitOfWord(unit),
		span,
	}));

/** In the smallest measure of its kind. */
function sized(value: number, unit: string): { kind: string; size: number } {
	const { kind, exponent } = scaleOf(unitOfWord(unit));
	return { kind, size: value * 10 ** exponent };
}

/** What the words say otherwise than the coded directions. */
export function clashesOf(said: string, coded: Coded): Clash[] {
	if (!coded.structured) return [];
	const text = withoutAsides(said);
	const clashes: Clash[] = [];
	if (!agreesInDose(text, coded)) clashes.push('dose');
	if (!agreesInRoute(text, coded)) clashes.push('route');
	if (!agreesInFrequency(text, coded)) clashes.push('frequency');
	if (coded.asNeeded !== true && text.match(NEEDED) !== null) clashes.push('as-needed');
	if (!agreesInDuration(text, coded)) clashes.push('duration');
	return clashes;
}

/** How often and whether only as needed: what a note beside an order may say otherwise. */
export const clashesOfNote = (note: string, coded: Coded): Clash[] =>
	clashesOf(note, coded).filter((one) => one === 'frequency' || one === 'as-needed');

function agreesInDose(text: string, { dose, strength }: Coded): boolean {
	if (dose === undefined || dose.unit === '') return true;
	const low = sized(dose.value, dose.unit);
	const high = sized(dose.high ?? dose.value, dose.unit);
	const amounts = amountsIn(text);
	const same = amounts.filter(({ unit }) => sized(1, unit).kind === low.kind);
	const fits = (one: { value: number; high?: number; unit: string }) =>
		near(sized(one.value, one.unit).size, low.size) &&
		near(sized(one.high ?? one.value, one.unit).size, high.size);
	const piece = strength && sized(strength.value, strength.unit).kind === low.kind;
	const isStrength = (one: Amount) =>
		strength !== undefined &&
		near(sized(one.value, one.unit).size, sized(strength.value, strength.unit).size);
	const pieces = amounts.filter(({ unit }) => unit === 'tablet' || unit === 'capsule');
	// Two tablets of 20 mg are 40 mg, also where the words do not say so.
	const counted = piece
		? pieces.map((one) => ({
				value: one.value * strength.value,
				...(one.high !== undefined && { high: one.high * strength.value }),
				unit: strength.unit,
			}))
		: [];
	if (counted.length > 0 && !counted.some(fits)) return false;
	if (same.length === 0) return true;
	if (same.some(fits)) return true;
	// The words name the strength of one piece only: the count of pieces tells the dose.
	return counted.some(fits) && same.every(isStrength);
}

function routesIn(text: string): string[] {
	const words = ` ${text.replace(/\boral(?= (?:thrush|candid|ulcer|pain|mucositis|lesion|care|intake))/g, ' ').replace(/[^a-z0-9#]+/g, ' ')} `;
	return ROUTE_WORDS.filter(([name]) => words.includes(` ${name} `)).map(([, route]) => route);
}

function agreesInRoute(text: string, { route }: Coded): boolean {
	if (route === undefined || route.text.startsWith('by route:')) return true;
	return routesIn(text).every((one) => one === route.text);
}

function agreesInFrequency(text: string, { frequency }: Coded): boolean {
	if (frequency === undefined) return true;
	const { often } = oftenIn(text);
	if (often.length === 0) return true;
	const [own] =
		frequency.perDay === undefined
			? oftenIn(plainWords(frequency.text)).often
			: [{ low: frequency.perDay, high: frequency.perDayHigh ?? frequency.perDay }];
	if (own === undefined) return true;
	return often.every((one) => near(one.low, own.low) && near(one.high, own.high));
}

function agreesInDuration(text: string, { duration }: Coded): boolean {
	const own = duration === undefined ? [] : [...duration.matchAll(LASTS)];
	if (own.length === 0) return true;
	return [...text.matchAll(LASTS)].every((one) => own.some((each) => isSameLength(one, each)));
}

const isSameLength = (a: RegExpMatchArray, b: RegExpMatchArray): boolean => {
	const days = ([, low, high, unit]: RegExpMatchArray) => {
		const each = IN_DAYS[unit];
		return each === undefined
			? `${low}-${high ?? low} ${unit}`
			: `${(Number(low) * each).toFixed(3)}-${(Number(high ?? low) * each).toFixed(3)}`;
	};
	return days(a) === days(b);
};

/** `for 5 days`, where only the words tell how long. */
export function durationIn(said: string): string | undefined {
	const all = [...withoutAsides(said).matchAll(LASTS)];
	if (all.length !== 1) return undefined;
	const [[, low, high, unit]] = all;
	return `for ${high === undefined ? low : `${low} to ${high}`} ${unit}${low === '1' && high === undefined ? '' : 's'}`;
}

/** Words that say nothing beside dose, route, rhythm and name. */
const EMPTY = new Set(
	'take takes taken give given use inject apply inhale swallow a an the of by with at and to mouth orally oral po per each every dose medication tablet tablets tab tabs capsule capsules cap caps pill pills total'.split(
		' ',
	),
);

/** True for an amount that the coded dose tells as well: in its kind of unit, or as one whole piece of it. */
function isTold({ value, high, unit }: Amount, { dose, strength }: Coded): boolean {
	if (dose === undefined) return false;
	const own = sized(dose.value, dose.unit);
	if (sized(1, unit).kind === own.kind) return true;
	const isPiece = (unit === 'tablet' || unit === 'capsule') && value === 1 && high === undefined;
	if (!isPiece || strength === undefined) return false;
	const piece = sized(strength.value, strength.unit);
	return piece.kind === own.kind && near(piece.size, own.size);
}

/** True when the words tell anything that the coded directions, and the name, do not. */
export function saysMore(said: string, printed: string, name: string, coded: Coded): boolean {
	if (!coded.structured) return true;
	let text = plainWords(said);
	const often = coded.frequency === undefined ? [] : oftenIn(text).spans;
	// Of these it is known by now that they do not disagree.
	// A count of tablets beside a dose in mg, and the night of "nightly", are told nowhere else.
	const amounts = amountsIn(text).filter((one) => isTold(one, coded));
	const spans = [...often.filter((one) => !/night/.test(one)), ...amounts.map(({ span }) => span)];
	for (const span of spans.toSorted((a, b) => b.length - a.length)) text = text.replace(span, ' ');
	if (coded.asNeeded === true) text = text.replace(NEEDED, ' ');
	if (coded.route !== undefined) {
		const { text: route } = coded.route;
		text = ` ${text.replace(/[^\p{L}\p{N}.]+/gu, ' ')} `;
		for (const [word, of] of ROUTE_WORDS) {
			if (of === route) text = text.replaceAll(` ${word} `, ' ');
		}
	}
	const known = new Set(wordsOf(`${plainWords(printed)} ${plainWords(name)}`));
	return wordsOf(text).some((word) => !known.has(word) && !EMPTY.has(word));
}

const wordsOf = (text: string): string[] => text.match(/\d+(?:\.\d+)?|\p{L}+/gu) ?? [];
