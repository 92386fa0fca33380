import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { cased, Name, opens, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type Lists, type PreparedText, type Recognizer } from '../types';
import { defaultLists } from '../lists/load';
import { Word } from '../vocabulary/words';
import { casedBefore } from './cased-before';
import { lower } from './near';
import { entryEnd } from './phrases';
import { oneOf, setOf } from '../marks';

const IN_OR_AT = setOf('in from near at');
const SAINTS_AND_LOS = setOf('san santa los las fort saint st');
const LIVES_OR_BORN = setOf(
	'lives live lived living resides resided residing born moved up originally grew raised native visiting visited drove flew returned relocated immigrated emigrated commutes traveling travelling traveled vacationing stationed hometown homeless',
);
const FIRST_OF_CITIES = setOf('port fort lake north south east west new old saint st');
const NO_PLACE_BEHIND = setOf('with on and since alone as for in each by to who where when but at');
const FIRST_OF_PLACES = setOf(
	'port fort lake mount mt new north south east west old upper lower saint st san santa glen great big little',
);
const BEFORE_CITY = setOf(
	'downtown the nearby rural suburban northern southern eastern western north south east west central',
);
const FIRST_OF_TOWNS = setOf('port fort lake mount mt new north south east west old saint st');
const LIVES = setOf(
	'lives live lived living resides residing resided born raised moved native resident relocated',
);

const NEAR = setOf(
	'in from near to of at around outside visiting visited through via toward towards between',
);
const LIVING = setOf(
	'lives live lived living resides residing resided born raised moved native resident traveled travelled travels traveling travelling visited visiting flew relocated stationed homeless grew drove commutes immigrated emigrated hometown originally transferred vacationing returned',
);
const LANDMARK = setOf(
	'park mall bridge lake river beach airport stadium museum zoo casino pond boardwalk wharf fountain overlook ferry quarry rink falls harbor harbour marina campground reservoir pier canyon mountain mountains island lighthouse arena fairgrounds speedway raceway library plaza square market cemetery dam trail bay creek courthouse amphitheater depot landing',
);
const DIVISION = setOf('county parish borough township cnty district');
/** Words before `to` that make what follows a place or a facility. */
const MOVED = setOf(
	'transfer transferred transfers sent discharged discharge dc c admitted admit back go goes going went return returned returns referred referral faxed placement accepted moved move taken brought transport transported drove flew travel traveled travelled home',
);
/** Words behind a place that make it a term: Montreal Cognitive, West Nile virus. */
const TERM = setOf(
	'cognitive heart questionnaire classification criteria criterion scale score scores rule rules staging stage catheter naming virus fever tick protocol index test sign cardiomyopathy spotted coma encephalitis prognostic consensus system equation grade hip knee ankle depression postnatal pain sleepiness brace collar bandage study trial stroke ankle b1 b2 b3 j ct assessment bowel prehospital grading definition guideline guidelines formula diagnostic aphasia keratoprosthesis bag sump screen risk measles cough flu encephalopathy agreement convention hemorrhagic strain type variant category nosology syncope angina triage prep functional iv iii ii fixation splint knees elbow shoulder disease syndrome',
);
/** Nouns that end the names of towns; the word before them is no language. */
const TOWN = setOf(
	'junction falls springs heights hollow mills grove harbor harbour beach city ville creek ridge valley corners crossing hills rapids bluff bluffs ferry haven landing township village station flats gap bend fork forks prairie shores woods oaks pines acres cove glen meadows point bay lake lakes island city center park mound plains summit view vista',
);
const BEFORE_LANDMARK = setOf('lake mount mt fort ft camp port cape');

/** Tokens of the phrase from a list that begins here: last token and what the list says. */
function phraseAt(
	prepared: PreparedText,
	lists: Lists,
	token: number,
): { last: number; listed: number } | undefined {
	const entries = lists.phrases.get(prepared.at(token).lower);
	if (entries === undefined) return undefined;
	for (const { words, listed } of entries) {
		const last = entryEnd(prepared, token, words, ".'-", Gap.none);
		if (last >= 0) return { last, listed };
	}
	return undefined;
}

function joined(prepared: PreparedText, token: number): boolean {
	return token < prepared.count && (prepared.gaps[token] as number) <= Gap.wide;
}

/** Places below the state: listed cities with a preposition, counties, landmarks, where somebody lives. */
export const places: Recognizer = {
	id: 'place',
	types: ['CITY'],
	description: 'Cities, counties, districts and landmarks.',
	examples: [
		'lives in [[CITY:Springfield]].',
		'from [[CITY:Dupage]] County',
		'moved from [[CITY:Zzyzx Flats]]',
		'fell near [[CITY:Harrow Bridge]]',
		'flew to [[CITY:San Diego]]',
	],
	counterExamples: [
		'in Spanish',
		'from Medicare',
		'Reading glasses',
		'to Cardiology',
		'County',
		'from Mexico',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const add = (
			first: number,
			last: number,
			rule: string,
			score: number,
			detail: string,
		): void => {
			if (TERM.has(lower(prepared, last + 1)) && joined(prepared, last + 1)) return;
			const behind = last + 1 < prepared.count ? prepared.at(last + 1) : undefined;
			if (
				behind !== undefined &&
				rule === 'place-listed' &&
				score < 0.85 &&
				joined(prepared, last + 1) &&
				(behind.classes & Word.eponymNoun) !== 0 &&
				behind.shape === Shape.lower
			)
				return;
			out.push(
				foundTokens(prepared, first, last, {
					type: 'CITY',
					rule,
					score,
					source: rule === 'place-listed' ? 'list' : 'rule',
					steps: [step('context', detail, score)],
				}),
			);
		};
		let done = -1;
		for (const token of scan.places) {
			const form = prepared.at(token);
			const word = form.lower;
			if (DIVISION.has(word)) {
				if (word === 'district') continue;
				const first = casedBefore(prepared, token, 3);
				if (
					first < token &&
					(cased(form) || (scan.listed[prepared.form[token - 1] as number]! & Listed.place) !== 0)
				)
					add(first, token, 'county', 0.88, 'the word county stands behind it');
				else if (
					joined(prepared, token) &&
					token > 0 &&
					(scan.listed[prepared.form[token - 1] as number]! & Listed.place) !== 0
				)
					add(token - 1, token, 'county', 0.75, 'the word county stands behind it');
				else if (
					lower(prepared, token + 1) === 'of' &&
					token + 2 < prepared.count &&
					cased(prepared.at(token + 2))
				)
					add(token + 2, token + 2, 'county', 0.8, 'the word county stands before it');
				continue;
			}
			if (token <= done) continue;
			if (
				LIVING.has(word) ||
				IN_OR_AT.has(word) ||
				(word === 'to' && MOVED.has(lower(prepared, token - 1)))
			) {
				const made = afterPreposition(prepared, scan, lists, token);
				if (made !== undefined) {
					add(
						made.first,
						made.last,
						made.rule,
						made.score,
						'a word of living or going stands before it',
					);
					done = made.last;
				}
				continue;
			}
			if (LANDMARK.has(word) && cased(form) && form.shape !== Shape.upper) {
				const first = casedBefore(prepared, token, 3);
				if (first < token && nameable(prepared, scan, first, token - 1))
					add(first, token, 'landmark', 0.62, 'the word of a landmark stands behind it');
				else if (
					BEFORE_LANDMARK.has(word) &&
					joined(prepared, token + 1) &&
					token + 1 < prepared.count &&
					cased(prepared.at(token + 1)) &&
					prepared.at(token + 1).shape === Shape.capital
				)
					add(token, token + 1, 'landmark', 0.6, 'the word of a landmark stands before it');
				continue;
			}
			if (TOWN.has(word) && form.shape === Shape.capital && token > 0 && joined(prepared, token)) {
				const first = casedBefore(prepared, token, 1);
				if (
					first < token &&
					(scan.name[prepared.form[first] as number] as number) !== Name.no &&
					prepared.at(first).shape === Shape.capital &&
					(prepared.at(first).classes & (Word.clinical | Word.eponym | Word.title)) === 0
				)
					add(first, token, 'town', 0.68, 'the noun of a town stands behind it');
			}
			const phrase = phraseAt(prepared, lists, token);
			if (phrase !== undefined && (phrase.listed & Listed.place) !== 0) {
				const own = (phrase.listed & Listed.own) !== 0;
				if (cased(form) || own || SAINTS_AND_LOS.has(word)) {
					add(
						token,
						phrase.last,
						'place-listed',
						own ? 0.95 : 0.82,
						'stands in the list of places',
					);
					done = phrase.last;
				}
				continue;
			}
			const bits = scan.listed[prepared.form[token] as number] as number;
			if ((bits & Listed.place) === 0) continue;
			const own = (bits & Listed.own) !== 0;
			if (!cased(form) && !own) continue;
			const named = (bits & (Listed.given | Listed.family)) !== 0;
			const ordinary =
				(form.classes &
					(Word.ordinary |
						Word.clinical |
						Word.eponym |
						Word.holiday |
						Word.month |
						Word.facility)) !==
				0;
			const before = lower(prepared, token - 1);
			const near = NEAR.has(before) && joined(prepared, token);
			let score = named ? 0.35 : 0.68;
			if (ordinary) score = 0.15;
			if (near)
				score = ordinary
					? before === 'of' || before === 'to'
						? 0.2
						: opens(prepared, token)
							? 0.2
							: 0.35
					: named
						? 0.65
						: 0.85;
			if (own && !ordinary) score = 0.9;
			if (form.shape === Shape.upper && form.raw.length < 4) score = 0;
			if (
				lower(prepared, token + 1) === '-' ||
				(token + 1 < prepared.count &&
					(prepared.at(token + 1).classes & Word.eponymNoun) !== 0 &&
					!near)
			)
				score = Math.min(score, 0.3);
			if (score > 0)
				add(
					token,
					token,
					'place-listed',
					score,
					near ? 'in the list of places, behind a preposition' : 'in the list of places',
				);
		}
		return out;
	},
};

/** True when the words could name something: one of them is neither ordinary nor medicine. */
export function nameable(prepared: PreparedText, scan: Scan, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const index = prepared.form[at] as number;
		const form = prepared.at(at);
		if (form.kind !== Kind.word || !cased(form)) continue;
		if (
			scan.name[index] !== Name.no ||
			((scan.listed[index] as number) & (Listed.place | Listed.facility)) !== 0
		)
			return true;
		if (
			form.shape === Shape.capital &&
			(form.classes & Word.clinical) === 0 &&
			(form.classes & Word.ordinary) !== 0 &&
			at > first &&
			!opens(prepared, first)
		)
			return true;
	}
	return false;
}

/** `lives in ashby junction,` in a note without capitals: one or two words up to a mark. */
function lowerPlace(
	prepared: PreparedText,
	scan: Scan,
	lead: number,
	first: number,
): { first: number; last: number; rule: string; score: number } | undefined {
	if (!LIVES_OR_BORN.has(lower(prepared, lead))) return undefined;
	let last = first;
	let unknown = false;
	for (let at = first; at < first + 3 && at < prepared.count; at++) {
		const form = prepared.at(at);
		if (form.kind !== Kind.word || form.shape !== Shape.lower) break;
		const strange = (scan.name[prepared.form[at] as number] as number) !== Name.no;
		if (!strange && !(FIRST_OF_CITIES.has(form.lower) || (at > first && TOWN.has(form.lower))))
			break;
		unknown ||= strange;
		last = at;
	}
	const end = last + 1;
	const stops =
		end >= prepared.count ||
		prepared.at(end).kind === Kind.mark ||
		(prepared.gaps[end] as number) >= Gap.line ||
		NO_PLACE_BEHIND.has(lower(prepared, end));
	return unknown && stops && prepared.at(last).raw.length > 3
		? { first, last, rule: 'place-lived', score: 0.6 }
		: undefined;
}

/** Last token of Port Ellery, North East Hollin, Coeur d'Alene, or -1. */
export function portAt(prepared: PreparedText, scan: Scan, token: number): number {
	let at = token;
	while (
		at < token + 3 &&
		at < prepared.count &&
		FIRST_OF_PLACES.has(lower(prepared, at)) &&
		cased(prepared.at(at)) &&
		(at === token || joined(prepared, at))
	) {
		at++;
		if (lower(prepared, at) === '.' && prepared.gaps[at] === Gap.none) at++;
	}
	if (at >= prepared.count || (at > token && !joined(prepared, at))) return -1;
	const form = prepared.at(at);
	if (
		form.shape !== Shape.capital ||
		(scan.name[prepared.form[at] as number] as number) === Name.no
	)
		return -1;
	let last = at;
	if (
		oneOf('dl', lower(prepared, at + 1)) &&
		lower(prepared, at + 2) === "'" &&
		at + 3 < prepared.count &&
		cased(prepared.at(at + 3))
	)
		last = at + 3;
	else if (at === token) return -1;
	if (
		joined(prepared, last + 1) &&
		TOWN.has(lower(prepared, last + 1)) &&
		cased(prepared.at(last + 1))
	)
		last++;
	return last;
}

/** FROM ZZWEXLEY: a long word in capitals of no vocabulary, in a line of capitals. */
function shouts(prepared: PreparedText, scan: Scan, token: number): boolean {
	const form = prepared.at(token);
	if (form.shape !== Shape.upper || form.raw.length < 6) return false;
	if ((scan.name[prepared.form[token] as number] as number) !== Name.unknown) return false;
	return prepared.at(token - 1).shape === Shape.upper;
}

/** A place behind `lives in`, `moved from`, `born in`, or behind a bare preposition when it is listed. */
function afterPreposition(
	prepared: PreparedText,
	scan: Scan,
	lists: Lists,
	token: number,
): { first: number; last: number; rule: string; score: number } | undefined {
	let at = token;
	const living = LIVING.has(lower(prepared, token));
	if (living) {
		at++;
		for (let skip = 0; skip < 4 && !NEAR.has(lower(prepared, at)); skip++) at++;
		if (!NEAR.has(lower(prepared, at)) || !joined(prepared, at)) return undefined;
	}
	at++;
	if (at >= prepared.count || !joined(prepared, at)) return undefined;
	if (BEFORE_CITY.has(lower(prepared, at)) && !cased(prepared.at(at))) at++;
	if (at >= prepared.count) return undefined;
	const port = portAt(prepared, scan, at);
	if (port > 0) return { first: at, last: port, rule: 'place-unknown', score: living ? 0.8 : 0.65 };
	const phrase = phraseAt(prepared, lists, at);
	if (phrase !== undefined && (phrase.listed & Listed.place) !== 0)
		return {
			first: at,
			last: phrase.last,
			rule: 'place-listed',
			score: cased(prepared.at(at)) ? 0.93 : 0.85,
		};
	if (phrase !== undefined && (phrase.listed & (Listed.state | Listed.country)) !== 0)
		return undefined;
	const form = prepared.at(at);
	const bits = scan.listed[prepared.form[at] as number] as number;
	if (form.kind !== Kind.word) return undefined;
	const place = (bits & Listed.place) !== 0;
	if (!cased(form)) {
		const plain =
			(form.classes &
				(Word.ordinary | Word.clinical | Word.state | Word.facility | Word.unit | Word.role)) !==
			0;
		if (place && !plain)
			return { first: at, last: at, rule: 'place-listed', score: living ? 0.85 : 0.6 };
		return living ? lowerPlace(prepared, scan, token, at) : undefined;
	}
	if ((bits & (Listed.state | Listed.country)) !== 0 && !place) return undefined;
	if (
		(form.classes &
			(Word.state |
				Word.clinical |
				Word.role |
				Word.unit |
				Word.month |
				Word.weekday |
				Word.relative |
				Word.title)) !==
			0 &&
		!place
	)
		return undefined;
	if (!living && !place) {
		// An unknown word with a capital behind in, near or from: Kinnaway, Port Ellery.
		const unknown =
			(scan.name[prepared.form[at] as number] as number) === Name.unknown &&
			(form.shape === Shape.capital || shouts(prepared, scan, at));
		const port =
			FIRST_OF_TOWNS.has(form.lower) &&
			form.shape === Shape.capital &&
			joined(prepared, at + 1) &&
			prepared.at(at + 1).shape === Shape.capital &&
			(scan.name[prepared.form[at + 1] as number] as number) >= Name.unknown;
		if (!unknown && !port) return undefined;
		if ((form.classes & Word.eponym) !== 0) return undefined;
	}
	let last = at;
	while (last + 1 < prepared.count && joined(prepared, last + 1) && last - at < 2) {
		const next = prepared.at(last + 1);
		if (
			next.kind !== Kind.word ||
			(next.shape !== Shape.capital && !(form.shape === Shape.upper && TOWN.has(next.lower))) ||
			(next.classes & (Word.state | Word.clinical)) !== 0
		)
			break;
		last++;
	}
	const named = (bits & (Listed.given | Listed.family)) !== 0;
	const plain = (form.classes & (Word.ordinary | Word.facility)) !== 0;
	if (!living)
		return plain
			? undefined
			: {
					first: at,
					last,
					rule: 'place-listed',
					score: named ? 0.62 : form.shape === Shape.upper && !place ? 0.55 : 0.85,
				};
	if (form.shape === Shape.upper && form.raw.length <= 4 && !place) return undefined;
	const direct = LIVES.has(lower(prepared, token));
	return {
		first: at,
		last,
		rule: 'place-lived',
		score: place ? 0.9 : plain ? (direct && last > at ? 0.6 : 0.3) : direct ? 0.8 : 0.6,
	};
}
