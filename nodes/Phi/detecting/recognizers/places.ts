import type { PhiFinding } from '../../types';
import { defaultLists } from '../lists/load';
import { scanOf, type Scan } from '../scan';
import { Listed, type Lists, type PreparedText, type Recognizer } from '../types';
import { cityOver } from './place/claim';
import { countyAt, DIVISIONS } from './place/county';
import { isLandmark, landmarkAt, LANDMARKS } from './place/landmark';
import { IN_OR_AT, leadsToPlace, placeLed } from './place/led';
import { entryAt, isBelieved, listedAt } from './place/listed';
import { townAt } from './place/town';
import { LIVING, TOWN_ENDS } from './place/words';

/** Words that tell of a place beside them; all others are places by a list alone. */
const TELLING: ReadonlySet<string> = new Set([
	...[...DIVISIONS, ...LIVING, ...IN_OR_AT, 'to'],
	...[...LANDMARKS, ...TOWN_ENDS],
]);

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
		let done = -1;
		for (const token of scan.places) {
			const word = prepared.at(token).lower;
			const isTold = TELLING.has(word);
			if (isTold && DIVISIONS.has(word)) add(out, countyAt(prepared, scan, token));
			else if (token > done)
				done = isTold
					? readTold(prepared, lists, scan, token, out)
					: readListed(prepared, lists, scan, token, out);
		}
		return out;
	},
};

/** Reads a word that may lead to a place or end its name. Returns the token up to which nothing else is read. */
function readTold(
	prepared: PreparedText,
	lists: Lists,
	scan: Scan,
	token: number,
	out: PhiFinding[],
): number {
	if (leadsToPlace(prepared, token)) {
		const place = placeLed(prepared, scan, lists, token);
		if (place === undefined) return -1;
		const { first, last, rule, score } = place;
		const detail = 'a word of living or going stands before it';
		add(out, cityOver(prepared, first, last, rule, score, detail));
		return last;
	}
	if (isLandmark(prepared.at(token))) {
		add(out, landmarkAt(prepared, scan, token));
		return -1;
	}
	add(out, townAt(prepared, scan, token));
	return readListed(prepared, lists, scan, token, out);
}

/** Reads what a list of places may hold, returning the same. */
function readListed(
	prepared: PreparedText,
	lists: Lists,
	scan: Scan,
	token: number,
	out: PhiFinding[],
): number {
	const entry = entryAt(prepared, lists, token);
	if (entry === undefined || (entry.listed & Listed.place) === 0) {
		add(out, listedAt(prepared, scan, token));
		return -1;
	}
	// The words of an entry that is not believed are no places by themselves.
	if (!isBelieved(prepared, token, entry)) return -1;
	const { last, listed } = entry;
	const score = (listed & Listed.own) === 0 ? 0.82 : 0.95;
	add(out, cityOver(prepared, token, last, 'place-listed', score, 'stands in the list of places'));
	return last;
}

function add(out: PhiFinding[], finding: PhiFinding | undefined): void {
	if (finding !== undefined) out.push(finding);
}
