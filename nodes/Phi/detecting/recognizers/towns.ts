import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { oneOf, setOf } from '../marks';
import { Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

/** Labels behind which a town stands. */
const LABELS = setOf(
	'city town hometown residence pob birthplace village township municipality domicile',
);
/** Words of going, before `to`, `for` or `through`. */
const GOING = setOf(
	'fly flies flying flew trip trips travel travels traveling travelling traveled travelled travelling drive drives driving drove cruise headed heading bound moving going goes went deployed commutes leaves leaving left relocating relocated emigrated returning returns returned back vacation vacations vacationing visit visits pilgrimage flight bus train',
);
const TO = setOf('to for through via');
/** What is done on the water and on the land: `misses summers on the Zzkinni`. */
const OUTDOORS = setOf(
	'summers summer winters fishing fishes fished boating canoeing canoe kayaking kayak rafting swimming swam swims cabin camp camping farm house hunting hunts sailing sails grew raised lives lived',
);
const RESIDENTS = setOf('native resident natives residents');
const ARTICLES = setOf('a an lifelong former longtime the');
const STOPS =
	Word.clinical |
	Word.role |
	Word.title |
	Word.relative |
	Word.month |
	Word.weekday |
	Word.holiday |
	Word.label |
	Word.state |
	Word.credential |
	Word.unit |
	Word.eponymNoun;

/** Last token of the words from a token on that may be a town, one of them of no vocabulary; -1 where none is. */
function townAt(prepared: PreparedText, scan: Scan, from: number, least = Name.unknown): number {
	let last = -1;
	let strange = false;
	for (let at = from; at < prepared.count && at < from + 4; at++) {
		const form = prepared.at(at);
		if (at > from && (prepared.gaps[at] as number) > Gap.space) break;
		const inner =
			form.kind === Kind.mark && oneOf("'-.", form.raw) && prepared.gaps[at] === Gap.none;
		if (inner && at > from && (form.raw !== '.' || lower(prepared, at - 1).length < 3)) continue;
		if (form.lower === 's' && lower(prepared, at - 1) === "'") {
			last = at;
			continue;
		}
		const shouted = form.shape === Shape.upper && (form.raw.length > 4 || at > from);
		if (form.kind !== Kind.word || (form.shape !== Shape.capital && !shouted)) break;
		const index = prepared.form[at] as number;
		const bits = scan.listed[index] as number;
		const place = (bits & Listed.place) !== 0;
		const tail = at > from && (form.classes & Word.street) !== 0;
		if ((form.classes & STOPS) !== 0 && !place && !tail) break;
		if ((bits & (Listed.state | Listed.country)) !== 0 && !place) break;
		strange ||= (scan.name[index] as number) >= least || place;
		last = at;
	}
	return strange ? last : -1;
}

interface Town {
	readonly first: number;
	readonly last: number;
	readonly score: number;
}

function ledAt(prepared: PreparedText, scan: Scan, token: number): Town | undefined {
	const word = lower(prepared, token);
	const next = token + 1;
	if (next >= prepared.count || (prepared.gaps[next] as number) >= Gap.line) return undefined;
	const made = (first: number, score: number): Town | undefined => {
		const last =
			first < prepared.count && (prepared.gaps[first] as number) < Gap.line
				? townAt(prepared, scan, first)
				: -1;
		return last < first ? undefined : { first, last, score };
	};
	if (LABELS.has(word) && lower(prepared, next) === ':') return made(next + 1, 0.75);
	if (word === 'born' && prepared.at(next).shape >= Shape.capital) return made(next, 0.65);
	if (GOING.has(word) && TO.has(lower(prepared, next))) return made(next + 1, 0.62);
	if (OUTDOORS.has(word) && (lower(prepared, next) === 'on' || lower(prepared, next) === 'along')) {
		const the = lower(prepared, next + 1) === 'the' ? next + 2 : next + 1;
		return made(the, 0.6);
	}
	return undefined;
}

/** `a Zzwexley native`. */
function before(prepared: PreparedText, scan: Scan, token: number): Town | undefined {
	if (!RESIDENTS.has(lower(prepared, token))) return undefined;
	let first = token;
	while (
		first > 0 &&
		token - first < 3 &&
		(prepared.gaps[first] as number) <= Gap.space &&
		prepared.at(first - 1).shape >= Shape.capital
	)
		first--;
	const native = lower(prepared, token).startsWith('native');
	if (first === token || !(native || ARTICLES.has(lower(prepared, first - 1)))) return undefined;
	return townAt(prepared, scan, first) === token - 1
		? { first, last: token - 1, score: 0.6 }
		: undefined;
}

const TELLING: ReadonlySet<string> = new Set([
	...[...LABELS, ...GOING, ...OUTDOORS, ...RESIDENTS],
	'born',
]);

/** Towns and waters by the words that lead to them. */
export const towns: Recognizer = {
	id: 'town',
	types: ['CITY'],
	description: 'Towns that no list has, by words of birth, of going and of living.',
	examples: [
		'flies to [[CITY:Zzenugwu]] in May',
		'Hometown: [[CITY:Zzwexley Flats]]',
		'born [[CITY:Zzslate Run]]; lives alone',
		'misses summers on the [[CITY:Zzkinni]].',
		'a [[CITY:Zzwexley]] native',
	],
	counterExamples: [
		'going to Cardiology',
		'trip to Mexico',
		'born Monday',
		'back to Baseline',
		'a surgical resident',
		'left for work',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const tokens of [scan.places, scan.leads]) {
			for (const token of tokens) {
				if (!TELLING.has(prepared.at(token).lower)) continue;
				const town = ledAt(prepared, scan, token) ?? before(prepared, scan, token);
				if (town === undefined) continue;
				const { first, last, score } = town;
				const steps = [step('context', 'a word of birth, going or living leads to it', score)];
				out.push(
					foundTokens(prepared, first, last, { type: 'CITY', rule: 'town-led', score, steps }),
				);
			}
		}
		return out;
	},
};
