import { setOf } from '../../marks';
import { Name, type Scan } from '../../scan';
import { Gap, Kind, Listed, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import type { Placed } from './claim';
import { TOWN_ENDS } from './words';

/** Words of living, coming and going behind which a town is believed in small letters. */
const LEADS = setOf(
	'lives live lived living resides resided residing born moved up originally grew raised native visiting visited drove flew returned relocated immigrated emigrated commutes traveling travelling traveled vacationing stationed hometown homeless',
);
const FIRST = setOf('port fort lake north south east west new old saint st');
/** Words with which a sentence goes on behind a town: `lives in ashby junction with his wife`. */
const BEHIND = setOf('with on and since alone as for in each by to who where when but at');
/** What makes a listed place in small letters a word of a note. */
const PLAIN = Word.ordinary | Word.clinical | Word.state | Word.facility | Word.unit | Word.role;
const MOST_WORDS = 3;

/** A place without a capital behind a preposition; `lead` is the word of living or the preposition. */
export function loweredAt(
	prepared: PreparedText,
	scan: Scan,
	lead: number,
	first: number,
	living: boolean,
): Placed | undefined {
	const bits = scan.listed[prepared.form[first] as number] as number;
	if ((bits & Listed.place) !== 0 && (prepared.at(first).classes & PLAIN) === 0)
		return { first, last: first, rule: 'place-listed', score: living ? 0.85 : 0.6 };
	return living && LEADS.has(lower(prepared, lead)) ? strangeAt(prepared, scan, first) : undefined;
}

/** `lives in ashby junction,`: one to three words up to a mark, one of them of no vocabulary. */
function strangeAt(prepared: PreparedText, scan: Scan, first: number): Placed | undefined {
	let last = first;
	let isStrange = false;
	for (let at = first; at < first + MOST_WORDS && at < prepared.count; at++) {
		const { kind, shape, lower: word } = prepared.at(at);
		if (kind !== Kind.word || shape !== Shape.lower) break;
		const strange = (scan.name[prepared.form[at] as number] as number) !== Name.no;
		const known = FIRST.has(word) || (at > first && TOWN_ENDS.has(word));
		if (!strange && !known) break;
		isStrange ||= strange;
		last = at;
	}
	return isStrange && prepared.at(last).raw.length > 3 && stops(prepared, last + 1)
		? { first, last, rule: 'place-lived', score: 0.6 }
		: undefined;
}

function stops(prepared: PreparedText, end: number): boolean {
	if (end >= prepared.count || prepared.at(end).kind === Kind.mark) return true;
	return (prepared.gaps[end] as number) >= Gap.line || BEHIND.has(lower(prepared, end));
}
