import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { allDigits, oneOf, setOf } from '../marks';
import { Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

/** Nouns of roads that need no number where a word of going or living leads to them. */
const ROADS = setOf(
	'road rd lane ln row pike trail trl boulevard blvd avenue ave parkway pkwy turnpike tpke street alley highway terrace quay mews causeway',
);
/** Those that behind a number and an owner are roads too: `9 Boatswain's Walk`. */
const OWNED = setOf('walk row way lane road rd court close path yard mews landing hill');
const LEADS = setOf('on off to from home near along down at above via past of lives');
const STOPS =
	Word.clinical |
	Word.month |
	Word.weekday |
	Word.title |
	Word.role |
	Word.unit |
	Word.facility |
	Word.label;
const MOST_WORDS = 3;

/** First of the words with capitals before a token, one of them of no vocabulary; -1 where there are none. */
function nameBefore(prepared: PreparedText, scan: Scan, token: number): number {
	let first = token;
	let strange = false;
	while (first > 0 && token - first < MOST_WORDS) {
		const at = first - 1;
		const { kind, shape, classes } = prepared.at(at);
		if ((prepared.gaps[first] as number) !== Gap.space || kind !== Kind.word) break;
		if (shape !== Shape.capital || (classes & STOPS) !== 0) break;
		const index = prepared.form[at] as number;
		const listed = (scan.listed[index] as number) & (Listed.place | Listed.family);
		strange ||= (scan.name[index] as number) !== Name.no || listed !== 0;
		first = at;
	}
	return first < token && (strange || token - first > 1) ? first : -1;
}

/** `on Zzfederal Hill Row`, `home Zzquarry Rd`. */
function ledAt(prepared: PreparedText, scan: Scan, token: number): number {
	if (!ROADS.has(lower(prepared, token))) return -1;
	const first = nameBefore(prepared, scan, token);
	if (first < 1 || (prepared.gaps[first] as number) > Gap.space) return -1;
	return LEADS.has(lower(prepared, first - 1)) ? first : -1;
}

/** `9 Zzboatswain's Walk`. */
function ownedAt(prepared: PreparedText, token: number): number {
	const owner = token - 3;
	if (owner < 1 || !OWNED.has(lower(prepared, token))) return -1;
	if (!oneOf('s', lower(prepared, token - 1)) || !oneOf("'", lower(prepared, token - 2))) return -1;
	const { shape, classes } = prepared.at(owner);
	if (shape !== Shape.capital || (classes & STOPS) !== 0) return -1;
	const isNumber = allDigits(lower(prepared, owner - 1), 1, 5);
	return isNumber && (prepared.gaps[owner] as number) === Gap.space ? owner - 1 : -1;
}

/** Roads without a number behind a word that leads to them, and numbered ones that are somebody's. */
export const roads: Recognizer = {
	id: 'road-led',
	types: ['STREET'],
	description: 'Roads without a house number behind a word of going or living.',
	examples: [
		'lives on [[STREET:Zzfederal Hill Row]].',
		'home [[STREET:Zzquarry Rd]], no phone',
		"next door at [[STREET:9 Zzboatswain's Walk]].",
		'left to [[STREET:Zztamarack Rd]] again',
	],
	counterExamples: [
		'on Monday Road',
		'the road to Recovery Lane',
		"at 6 o'clock Walk",
		'to Clinic Way',
		'on the Avenue',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.places) {
			const { classes, shape } = prepared.at(token);
			if ((classes & Word.street) === 0 || shape !== Shape.capital) continue;
			const led = ledAt(prepared, scan, token);
			const first = led > 0 ? led : ownedAt(prepared, token);
			if (first < 0) continue;
			const score = 0.66;
			const steps = [step('context', 'a word of going or living leads to it', score)];
			out.push(
				foundTokens(prepared, first, token, { type: 'STREET', rule: 'road-led', score, steps }),
			);
		}
		return out;
	},
};
