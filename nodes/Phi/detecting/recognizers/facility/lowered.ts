import type { PhiFinding } from '../../../types';
import { oneOf, setOf } from '../../marks';
import { Name, type Scan } from '../../scan';
import { Gap, Kind, Listed, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower, near } from '../near';
import { facilityOver } from './claim';
import { NAMING } from './names';
import { ENDS } from './nouns';

/** Nouns that are believed without a capital. */
export const PLACES_OF_CARE = setOf(
	'hospital infirmary medical manor clinic pharmacy hospice rehab',
);
const CENTER = setOf('center ctr centre');
/** Words of the names of hospitals alone. */
const OF_SAINTS = setOf(
	'st saint mercy samaritan baptist methodist lutheran presbyterian adventist',
);
/** Naming words that the language uses as much: `our clinic`, `first hospital stay`. */
const COMMON = setOf('our first state county city community central va');
/** Words between a name and its noun that are no name: `zztest regional hospital`. */
const KINDS_BETWEEN = setOf('regional memorial general community');
/** Words before the name of a company in a note without capitals. */
const LEADS = setOf('at for from by near outside employer occupation works');

/** A facility in a note without capitals, by the noun at a token. */
export function loweredAt(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	if (token === 0 || !near(prepared, token)) return undefined;
	const word = lower(prepared, token);
	if (PLACES_OF_CARE.has(word)) return careAt(prepared, scan, token);
	return ENDS.has(word) ? companyAt(prepared, scan, token) : undefined;
}

/** `testwood hospital`: only a listed or unknown word before the noun counts. */
function careAt(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	const isMedical = lower(prepared, token) === 'medical';
	if (isMedical && !CENTER.has(lower(prepared, token + 1))) return undefined;
	let first = token;
	let sure = false;
	for (let at = token - 1; at >= Math.max(0, token - 5); at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) break;
		if (isBetween(prepared, at)) continue;
		const weight = weightOf(prepared, scan, at);
		if (weight > 0) {
			first = at;
			sure ||= weight === SURE;
		} else if (!KINDS_BETWEEN.has(lower(prepared, at))) break;
	}
	if (first === token || !sure) return undefined;
	return facilityOver(prepared, first, isMedical ? token + 1 : token, 'facility-lower', 0.7);
}

/** The signs of `st. mary's hospital`, and the `s`. */
function isBetween(prepared: PreparedText, at: number): boolean {
	const { kind, raw, lower: word } = prepared.at(at);
	if (kind === Kind.mark) return oneOf("'.", raw);
	return word === 's' && lower(prepared, at - 1) === "'";
}

const SURE = 2;

/** What a word gives to a name in small letters: nothing, 1 where it needs a surer one beside it, or `SURE`. */
function weightOf(prepared: PreparedText, scan: Scan, at: number): number {
	const { kind, raw, classes, lower: word } = prepared.at(at);
	if (kind !== Kind.word) return 0;
	const index = prepared.form[at] as number;
	const bits = scan.listed[index] as number;
	const listed = (bits & (Listed.place | Listed.family | Listed.given)) !== 0;
	if (listed && (classes & (Word.ordinary | Word.clinical)) === 0) return SURE;
	if ((scan.name[index] as number) === Name.unknown && raw.length > 3) return SURE;
	if (!NAMING.has(word) || COMMON.has(word)) return 0;
	return OF_SAINTS.has(word) ? SURE : 1;
}

/** `works at zzharrow foods`: words of no vocabulary between a word that leads on and the noun of a company. */
function companyAt(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	let first = token;
	while (
		first > 0 &&
		token - first < 3 &&
		near(prepared, first) &&
		isStrange(prepared, scan, first - 1)
	)
		first--;
	if (first === token || !LEADS.has(lower(prepared, first - 1))) return undefined;
	let last = token;
	while (near(prepared, last + 1) && ENDS.has(lower(prepared, last + 1))) last++;
	return facilityOver(prepared, first, last, 'facility-lower', 0.56);
}

function isStrange(prepared: PreparedText, scan: Scan, at: number): boolean {
	const { shape, raw } = prepared.at(at);
	if (shape !== Shape.lower || raw.length < 4) return false;
	return (scan.name[prepared.form[at] as number] as number) !== Name.no;
}
