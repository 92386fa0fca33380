import type { PhiFinding } from '../../../types';
import { foundTokens, step } from '../../found';
import { allDigits, oneOf, setOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Gap, Kind, Listed, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { casedBefore } from '../cased-before';
import { lower, near } from '../near';
import { facilityOver } from './claim';
import { CARE_ENDS, GENERIC, KINDS, NAMING } from './names';
import { ENDS, FIRM_ENDS, LOOSE_ENDS, SYSTEMS } from './nouns';
import { institutionOf } from './of-named';
import { pastSentence } from './sentence';

/** Small words inside of a name: `Zzharrow Home for the Aged`. */
const INNER = setOf('of the and de la for at');
const AT_OR_FOR = setOf('at for');
const COMPANIES = setOf('pc pa pllc llc llp inc ltd co corp sc');

/** The facility whose name has its noun at a token; a number or a place behind the noun belongs to it. */
export function nounEnded(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	const next = token + 1;
	const further = near(prepared, next) && cased(prepared.at(next)) ? lower(prepared, next) : '';
	// The last noun in a row ends the name: Medical Center, Nursing Home.
	if (ENDS.has(further)) return undefined;
	const end = SYSTEMS.has(further) ? next : token;
	return (
		numberedStore(prepared, end) ??
		institutionOf(prepared, scan, end) ??
		namedBefore(prepared, scan, end)
	);
}

/** Corner Pharmacy #4417: a number makes a shop of any word. */
function numberedStore(prepared: PreparedText, end: number): PhiFinding | undefined {
	if (lower(prepared, end + 1) !== '#' || !allDigits(lower(prepared, end + 2), 1, 6))
		return undefined;
	const first = casedBefore(prepared, end, 3);
	return first < end ? facilityOver(prepared, first, end + 2, 'facility', 0.8) : undefined;
}

/** The words before the noun at `end`: which of them belong to the name, and how sure it is. */
function namedBefore(prepared: PreparedText, scan: Scan, end: number): PhiFinding | undefined {
	const from = pastSentence(prepared, casedBefore(prepared, end, 6, INNER), end);
	const first = pastPerson(prepared, from, end);
	if (first >= end) return undefined;
	const score = scoreOf(prepared, scan, first, end);
	if (score === 0) return undefined;
	return foundTokens(prepared, first, corporate(prepared, end), {
		type: 'FACILITY',
		role: 'organization',
		rule: 'facility',
		score,
		steps: [step('context', 'the noun of a facility ends it', score)],
	});
}

/** `Dr. Zimmer at Mercy Hospital` is a person, and where he works; `Home for the Aged` is one name. */
function pastPerson(prepared: PreparedText, first: number, end: number): number {
	for (let at = end - 1; at > first; at--) {
		if (!AT_OR_FOR.has(lower(prepared, at))) continue;
		const head = lower(prepared, at - 1);
		const goesOn = ENDS.has(head) || NAMING.has(head) || head.endsWith('s');
		return goesOn ? first : at + 1;
	}
	return first;
}

/** How sure the words from `first` to the noun at `end` are a name; 0 for `Wound Clinic`, `Family Medicine Clinic`. */
function scoreOf(prepared: PreparedText, scan: Scan, first: number, end: number): number {
	const { lower: noun, shape } = prepared.at(end);
	let isOfCare = FIRM_ENDS.has(noun) || CARE_ENDS.has(noun);
	let isSomebodys = false;
	let naming = 0;
	for (let at = first; at < end; at++) {
		const { kind, lower: word } = prepared.at(at);
		if (kind !== Kind.word) continue;
		isOfCare ||= KINDS.has(word) || FIRM_ENDS.has(word);
		const weight = weightOf(prepared, scan, at);
		if (weight === OWN) isSomebodys = true;
		else naming += weight;
	}
	if (!isSomebodys && (naming === 0 || !isOfCare)) return 0;
	let score = isSomebodys ? 0.88 : naming >= 1 ? 0.75 : 0.42;
	if (!isOfCare && LOOSE_ENDS.has(noun)) score -= 0.3;
	if (shape === Shape.upper && !isSomebodys) score -= 0.1;
	return score;
}

/** What a word gives that names this one facility and no other. */
const OWN = 2;

/** What a word before the noun says of which facility it is: nothing, half, 1 as `Mercy` does, or `OWN`. */
function weightOf(prepared: PreparedText, scan: Scan, at: number): number {
	const { lower: word, shape, classes } = prepared.at(at);
	if (GENERIC.has(word)) return NAMING.has(word) ? 1 : 0;
	const index = prepared.form[at] as number;
	const listed = (scan.listed[index] as number) & (Listed.place | Listed.facility | Listed.state);
	if (listed !== 0 || (scan.name[index] as number) >= Name.unknown) return OWN;
	if (NAMING.has(word)) return 1;
	return shape === Shape.capital && (classes & (Word.clinical | Word.role)) === 0 ? 0.5 : 0;
}

/** Last token of a name with what kind of company it is: `Zzred Neurology, P.C.`. */
function corporate(prepared: PreparedText, end: number): number {
	const at = lower(prepared, end + 1) === ',' ? end + 2 : end + 1;
	if ((prepared.gaps[at] as number) > Gap.space) return end;
	if (COMPANIES.has(lower(prepared, at)) && cased(prepared.at(at))) return at;
	const letters = lower(prepared, at) === 'p' && oneOf('ca', lower(prepared, at + 2));
	return letters && lower(prepared, at + 1) === '.' ? at + 2 : end;
}
