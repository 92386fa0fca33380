import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, oneOf, setOf } from '../marks';
import { cased, Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { STATES } from '../vocabulary/classes';
import { Word } from '../vocabulary/words';
import { lower } from './near';

const STATE_CODES = new Set(Object.values(STATES));
/** Words close before the number of a house. */
const LEADS = setOf(
	'at to address addr residence home house moved move moves lives live living resides resided residing stays staying stay ship shipped mail mailed mailing send deliver delivered delivery located from of location dispatched scene pickup evicted evacuated returned lived domicile forwarding relocated temporarily physical',
);
/** Ends of streets that nobody lists, and that name one behind a number and a name. */
const ENDS = setOf(
	'cutoff bend bnd mesa row hollow holw landing lndg spur extension ext run pass trace trce path walk ridge rdg view vw vista crossing xing hill hls hills knoll knolls glen gln grove grv green bluff bluffs shore shores cove cv point pt creek crk fork forks meadow meadows mdws garden gardens orchard farm farms field fields park pines oaks woods manor mnr heights hts island isle quay mews close yard wharf dock pier bay harbor harbour gate station mill mills bridge ferry ford valley vly canyon cyn summit overlook ranch loop square plaza circle crescent cliff cliffs dale dell haven rapids springs spgs stream summit',
);
/** Words that stand behind a number in capitals and make it no house. */
const NEVER =
	Word.title |
	Word.credential |
	Word.label |
	Word.month |
	Word.weekday |
	Word.holiday |
	Word.clinical |
	Word.relative;
const WORDS = setOf(
	'and or the of to for with without was is were she he pt patient hours hrs days weeks pm am mg ml',
);
const DWELLINGS = setOf('apt apartment unit suite ste floor lot trailer rm room spc space no #');
/** Roads that are called by number. */
const NUMBERED = setOf('highway hwy route rte interstate freeway fwy turnpike');
const KINDS_OF_ROADS = setOf('county state farm forest township old us u.s. ranch rural');
const ROADS = setOf('road rd route rte highway hwy market');
/** What stands before or behind the number of a highway and of nothing else. */
const ON = setOf('on off along near via down from of onto at by');
const PARTS_OF_ROADS = setOf(
	'overpass exit ramp median bridge underpass onramp interchange mile milepost mm northbound southbound eastbound westbound nb sb eb wb near at and between shoulder',
);

/** Last token of the cased words from a token on: the name of a street or a town; before the first where there is none. */
function words(prepared: PreparedText, from: number, most: number): number {
	let last = from - 1;
	let count = 0;
	for (let at = from; at < prepared.count && count < most; at++) {
		const { kind, raw, classes, shape, lower: word } = prepared.at(at);
		if (at > from && (prepared.gaps[at] as number) > Gap.space) break;
		if (kind === Kind.mark) {
			const isInner = oneOf("'-", raw) && prepared.gaps[at] === Gap.none;
			const short = raw === '.' && lower(prepared, at - 1).length < 4;
			if (!isInner && !short) break;
			continue;
		}
		if (
			at > from &&
			(word === 'of' || word === 'the' || word === 'del' || word === 'de') &&
			!cased(prepared.at(at))
		)
			continue;
		const ordinal = kind === Kind.mixed && /^\d{1,3}(?:st|nd|rd|th)$/i.test(raw);
		if (ordinal) {
			last = at;
			count++;
			continue;
		}
		const isWord = kind === Kind.word || (kind === Kind.mixed && /^[A-Z][a-z]+1[a-z]+$/.test(raw));
		if (!isWord || !cased(prepared.at(at)) || (WORDS.has(word) && raw !== 'The')) break;
		const term = (classes & NEVER) !== 0 && (classes & Word.street) === 0;
		if (term || (shape === Shape.upper && raw.length === 2 && STATE_CODES.has(raw))) break;
		last = at;
		count++;
	}
	return last;
}

/** Whether one of some words is of no vocabulary, or of a list of names or places. */
function isStrange(prepared: PreparedText, scan: Scan, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const index = prepared.form[at] as number;
		const isNamed = (scan.name[index] as number) > Name.no;
		if (isNamed || ((scan.listed[index] as number) & Listed.place) !== 0) return true;
	}
	return false;
}

/** Token behind an apartment that stands at a token. */
function pastDwelling(prepared: PreparedText, token: number): number {
	let at = oneOf(',', lower(prepared, token)) ? token + 1 : token;
	if (!DWELLINGS.has(lower(prepared, at)) || (prepared.gaps[at] as number) > Gap.space)
		return token;
	at++;
	while (oneOf('.#', lower(prepared, at))) at++;
	const value = at < prepared.count ? prepared.at(at) : undefined;
	const fits =
		value !== undefined &&
		(prepared.gaps[at] as number) <= Gap.space &&
		(value.kind === Kind.number || value.kind === Kind.mixed || value.raw.length < 3);
	return fits ? at + 1 : token;
}

interface Town {
	readonly first: number;
	readonly last: number;
	/** Whether a state or a ZIP code stands behind it. */
	readonly sure: boolean;
}

/** The town that stands behind a street line which ends before `token`. */
function townAt(prepared: PreparedText, scan: Scan, token: number): Town | undefined {
	let first = token;
	if (oneOf(',*;|/', lower(prepared, first))) first++;
	const separated = first > token || (prepared.gaps[token] as number) > Gap.space;
	if (first >= prepared.count || (prepared.gaps[first] as number) > Gap.line) return undefined;
	const last = words(prepared, first, 3);
	if (last < first) return undefined;
	let at = oneOf(',', lower(prepared, last + 1)) ? last + 2 : last + 1;
	if (at >= prepared.count) at = last;
	const { raw, kind, classes } = prepared.at(at);
	const near = at > last && (prepared.gaps[at] as number) < Gap.line;
	const state = near && (STATE_CODES.has(raw) || (classes & Word.state) !== 0);
	const zip = near && kind === Kind.number && allDigits(raw, 5, 5);
	if (state || zip) return { first, last, sure: true };
	return separated && first > token && isStrange(prepared, scan, first, last)
		? { first, last, sure: false }
		: undefined;
}

/** Whether a word of living, sending or going stands close before a token. */
function isLed(prepared: PreparedText, token: number): boolean {
	for (let at = token - 1; at >= Math.max(0, token - 3); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) return false;
		if (LEADS.has(lower(prepared, at))) return true;
		if (!oneOf(':-,(', lower(prepared, at)) && at < token - 1) return false;
	}
	return false;
}

/** A house number, names, and what makes them a street line: a town behind it, or where it is led to. */
function lineAt(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	const number = prepared.at(token);
	const isHouse =
		number.kind === Kind.number
			? number.raw.length < 7
			: /^(?:\d{1,5}[A-Za-z]|[lIO\d]{2,5}|[NSEW]\d{1,5})$/.test(number.raw);
	if (!isHouse || token + 1 >= prepared.count || prepared.gaps[token + 1] !== Gap.space) return;
	if (number.raw.startsWith('0') || (prepared.at(token + 1).classes & Word.title) !== 0) return;
	const before = lower(prepared, token - 1);
	if (prepared.gaps[token] === Gap.none && token > 0 && !oneOf('([:', before)) return;
	const last = words(prepared, token + 1, 4);
	if (last <= token) return;
	const heading = DIRECTIONS.has(lower(prepared, token + 1)) ? token + 2 : token + 1;
	const road = numberedRoad(prepared, heading);
	const end = road > 0 ? road : last;
	const behind = pastDwelling(prepared, end + 1);
	const town = townAt(prepared, scan, behind);
	const ended = ENDS.has(lower(prepared, last)) && last > token + 1;
	const strange = isStrange(prepared, scan, token + 1, last);
	const led = isLed(prepared, token);
	const several = last > token + 1;
	let score = 0;
	// `at 1430 Zztest`: a time of day.
	const clock = CLOCK.test(number.raw) && AT.has(before) && !LEADS.has(lower(prepared, token - 2));
	const telling = led && !clock && (strange || ended || !isTerm(prepared, token + 1, last));
	if (road > 0) score = 0.85;
	else if (town?.sure === true && (several || led)) score = 0.9;
	else if (led && town !== undefined && strange) score = 0.75;
	else if (ended && town !== undefined && number.raw.length > 1) score = 0.72;
	else if (led && ended) score = 0.7;
	else if (
		telling &&
		number.raw.length > 1 &&
		number.raw.length < 6 &&
		!WORDS.has(lower(prepared, last + 1))
	)
		score = 0.58;
	else if (ended && strange && number.raw.length > 2 && behind > end + 1) score = 0.7;
	if (score === 0) return;
	const steps = [step('context', 'a number, a name, and a town or a word of living', score)];
	out.push(
		foundTokens(prepared, token, behind - 1, { type: 'STREET', rule: 'street-line', score, steps }),
	);
	if (town === undefined) return;
	const claim = {
		type: 'CITY',
		rule: 'city-behind-street',
		score: town.sure ? 0.85 : 0.65,
	} as const;
	out.push(foundTokens(prepared, town.first, town.last, claim));
}

/** Words of living and sending before a street in a note without capitals. */
const LIVING = setOf(
	'lives live living resides residing address addr moved mail shipped ship staying stays located evicted delivered home residence',
);

const DISTANCES = setOf(
	'mile miles mi block blocks minute minutes min mins hour houses doors floors steps away from near people adults children kids',
);

/** `lives at 22 zzcat bnd`: in small letters the end of a street must be there, and a word of living. */
function lowerAt(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	const lead =
		AT.has(lower(prepared, token - 1)) || oneOf(':', lower(prepared, token - 1))
			? token - 2
			: token - 1;
	if (!LIVING.has(lower(prepared, lead)) || prepared.at(token).raw.length > 5) return;
	for (let at = token + 1; at < prepared.count && at < token + 5; at++) {
		const { kind, classes, lower: word } = prepared.at(at);
		if (kind !== Kind.word || (prepared.gaps[at] as number) > Gap.space) return;
		if (WORDS.has(word) || DISTANCES.has(word)) return;
		const isEnd = ENDS.has(word) || (classes & Word.street) !== 0;
		if (at === token + 1 || !isEnd) continue;
		const behind = pastDwelling(prepared, at + 1);
		const strange = isStrange(prepared, scan, token + 1, at);
		const score = strange ? 0.65 : 0.55;
		const claim = { type: 'STREET', rule: 'street-line', score } as const;
		out.push(foundTokens(prepared, token, behind - 1, claim));
		return;
	}
}

/** Whether one of some words is of a vocabulary of medicine, care or measures. */
function isTerm(prepared: PreparedText, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const { classes, raw, shape } = prepared.at(at);
		if ((classes & (Word.clinical | Word.facility | Word.unit | Word.role | Word.eponymNoun)) !== 0)
			return true;
		if (shape === Shape.upper && raw.length < 5 && (classes & Word.street) === 0) return true;
	}
	return false;
}

const CLOCK = /^(?:1\d|2[0-3])[0-5]\d$/;
const AT = setOf('at to from of');
const DIRECTIONS = setOf('n s e w ne nw se sw north south east west');

/** Last token of `County Road 17`, `Hwy 70`, `State Route 9-A` that begins at a token; 0 elsewhere. */
function numberedRoad(prepared: PreparedText, token: number): number {
	let at = token;
	if (KINDS_OF_ROADS.has(lower(prepared, at)) && cased(prepared.at(at))) {
		at++;
		if (lower(prepared, at) === 'to') at++;
		if (!ROADS.has(lower(prepared, at))) return 0;
		if (lower(prepared, at + 1) === 'road') at++;
	} else if (!NUMBERED.has(lower(prepared, at)) || !cased(prepared.at(at))) return 0;
	at++;
	if (oneOf('.#-', lower(prepared, at))) at++;
	if (at >= prepared.count || (prepared.gaps[at] as number) > Gap.space) return 0;
	const { kind, raw, shape } = prepared.at(at);
	const isNumber = (kind === Kind.number || kind === Kind.mixed) && raw.length < 5;
	if (!isNumber && shape !== Shape.initial) return 0;
	const side = prepared.at(Math.min(at + 1, prepared.count - 1));
	const near = at + 1 < prepared.count && (prepared.gaps[at + 1] as number) <= Gap.space;
	return near && cased(side) && DIRECTIONS.has(side.lower) ? at + 1 : at;
}

/** `resides Zztulip Terrace Apt 9, New Zzsharon`: a house that is called by name. */
function houseless(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	if (!LIVES.has(lower(prepared, token))) return;
	const at =
		ON.has(lower(prepared, token + 1)) || lower(prepared, token + 1) === 'in'
			? token + 2
			: token + 1;
	if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) return;
	const last = words(prepared, at, 3);
	if (last < at) return;
	const behind = pastDwelling(prepared, last + 1);
	if (behind === last + 1) return;
	out.push(
		foundTokens(prepared, at, behind - 1, { type: 'STREET', rule: 'street-line', score: 0.7 }),
	);
	const town = townAt(prepared, scan, behind);
	if (town === undefined) return;
	const claim = { type: 'CITY', rule: 'city-behind-street', score: 0.65 } as const;
	out.push(foundTokens(prepared, town.first, town.last, claim));
}

const LIVES = setOf(
	'lives lived living resides resided residing staying stays residence address home',
);

/** `I-97`, `US-30`, `LA-415`: a letter or the code of a state, a hyphen and a number, where a road is meant. */
function shield(prepared: PreparedText, token: number, out: PhiFinding[]): void {
	if (prepared.gaps[token] !== Gap.none || token < 2 || lower(prepared, token - 1) !== '-') return;
	const { raw } = prepared.at(token);
	const head = prepared.at(token - 2).raw;
	if (raw.length > 4 || prepared.gaps[token - 1] !== Gap.none) return;
	if (head !== 'I' && head !== 'US' && head !== 'SR' && head !== 'FM' && !STATE_CODES.has(head))
		return;
	const led = ON.has(lower(prepared, token - 3));
	const parted =
		PARTS_OF_ROADS.has(lower(prepared, token + 1)) || lower(prepared, token + 1) === '&';
	if (!led && !parted) return;
	if (/^(?:123|124|125|131)$/.test(raw) && head === 'I') return;
	let last = token;
	if (ROAD_TAILS.has(lower(prepared, token + 1))) last++;
	// `I-97 near Ashmoor`: where on it.
	const near = lower(prepared, last + 1);
	const place =
		(near === 'near' || near === 'at') &&
		cased(prepared.at(Math.min(last + 2, prepared.count - 1)));
	if (place) {
		const end = words(prepared, last + 2, 2);
		if (end > last + 1) last = end;
	}
	const steps = [step('context', 'the number of a road', 0.75)];
	out.push(
		foundTokens(prepared, token - 2, last, { type: 'STREET', rule: 'road', score: 0.75, steps }),
	);
}

const ROAD_TAILS = setOf('overpass underpass bridge interchange median');

const LEADING: ReadonlySet<string> = new Set([...LIVES, ...NUMBERED, ...KINDS_OF_ROADS]);

/** Street lines without the word of a street, and roads by number. */
export const streetLines: Recognizer = {
	id: 'street-line',
	types: ['STREET', 'CITY'],
	description:
		'Street lines whose last word is no street by itself, their towns, and roads by number.',
	examples: [
		'staying at [[STREET:818 Zzaspen Cutoff]], [[CITY:Zzmontvale]], for now',
		'[[STREET:15 Zzlevator Row]]  *  [[CITY:Zzgrass]], ND 58899',
		'cc: [[STREET:2290 County Road 17]] please',
		'directions: [[STREET:Hwy 70]] to the mill',
		'crash on [[STREET:I-97 near Zzashmoor]], belted',
	],
	counterExamples: [
		'at 0900 Dr. Testperson, seen',
		'given 10 Units, Lantus',
		'scan with I-131 near the neck',
		'2 views Left Knee, Right Knee',
		'on 4 Liters, stable',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.digits) {
			if (prepared.gaps[token] === Gap.none) shield(prepared, token, out);
			if (token + 1 >= prepared.count || prepared.gaps[token + 1] !== Gap.space) continue;
			const next = prepared.at(token + 1);
			if (next.shape === Shape.lower) {
				lowerAt(prepared, scan, token, out);
			} else if (next.shape >= Shape.capital) {
				const { classes } = next;
				if ((classes & NEVER) === 0 || (classes & Word.street) !== 0)
					lineAt(prepared, scan, token, out);
			}
		}
		for (const tokens of [scan.places, scan.leads]) {
			for (const token of tokens) {
				if (!LEADING.has(prepared.at(token).lower)) continue;
				houseless(prepared, scan, token, out);
				const form = prepared.at(token);
				if (!NUMBERED.has(form.lower) && !KINDS_OF_ROADS.has(form.lower)) continue;
				const last = numberedRoad(prepared, token);
				if (last > 0) {
					const claim = { type: 'STREET', rule: 'road', score: 0.7 } as const;
					out.push(foundTokens(prepared, token, last, claim));
				}
			}
		}
		return out;
	},
};
