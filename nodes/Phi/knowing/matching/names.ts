import { Gap, Kind, Shape } from '../../detecting/types';
import { distance, lettersOf, mayBeClose } from '../words/closeness';
import { nicknamesOf } from '../words/nicknames';
import { NATURE } from '../../detecting/vocabulary/nature';
import { isOrdinary } from '../words/ordinary';
import type { Dictionary } from './dictionary';
import { believed, type Part } from './name-belief';
import { SUFFIX, type PersonEntry } from './person';
import type { Match, Reading } from './reading';

/** Tokens of one name: titles, all given names, marks. A longer run is found piece by piece. */
const LONGEST_RUN = 16;
const SEPARATORS = ",.-'^_/&";

/** The name of a person that begins with a token; undefined where what stands there does not make one. */
export function nameAt(
	reading: Reading,
	dictionary: Dictionary,
	person: PersonEntry,
	token: number,
): Match | undefined {
	const own = partAt(reading, dictionary, person, token, undefined);
	if (own === undefined || own.weight === 'initial') return undefined;
	const found: Part[] = [own];
	let last = token;
	while (last - token < LONGEST_RUN) {
		const next = following(reading, last);
		if (next < 0) break;
		const part = partAt(reading, dictionary, person, next, token);
		if (part !== undefined) {
			found.push(part);
			last = next;
			continue;
		}
		if (SUFFIX.has(reading.lower(next)) && next - last <= 2) {
			last = next;
			break;
		}
		const bridged = bridge(reading, dictionary, person, next, token);
		if (bridged === undefined) break;
		found.push(bridged.part);
		last = bridged.at;
	}
	const first = initialsBefore(reading, person, joinedBefore(reading, person, token, found), found);
	const score = believed(reading, person, first, token, last, found);
	if (score === 0) return undefined;
	if (found.some((part) => part.weight === 'initial') && reading.isMark(last + 1, '.')) {
		if (reading.shape(last) === Shape.initial && reading.gap(last + 1) === Gap.none) last++;
	}
	const span = widened(reading, person, first, last);
	const handle = found.length === 1 && own.handle === true && person.role === 'patient';
	const type = handle ? 'OTHER_ID' : 'NAME';
	return { ...span, type, role: person.role, rule: person.rule, score };
}

/**
 * Takes in what is written as one with a name: the other half of a double name (Testperson-Mock), and a
 * given name that the chart does not know before a family name.
 */
function widened(
	reading: Reading,
	person: PersonEntry,
	from: number,
	to: number,
): { first: number; last: number } {
	let [first, last] = [from, to];
	const isName = (at: number): boolean =>
		reading.kind(at) === Kind.word && reading.hasCapital(at) && reading.lower(at).length > 2;
	const tight = (at: number): boolean => reading.gap(at) === Gap.none;
	if (reading.isMark(last + 1, '-') && tight(last + 1) && tight(last + 2)) {
		if (isName(last + 2) || isAlmost(reading, person, last + 2)) last += 2;
	}
	if (reading.isMark(first - 1, '-') && tight(first) && tight(first - 1)) {
		const half = reading.hasCapital(first - 2) && reading.kind(first - 2) === Kind.word;
		if (isName(first - 2) || (half && reading.shape(first) === Shape.lower)) first -= 2;
	}
	const before = first - 1;
	const beside = reading.gap(first) === Gap.space && reading.shape(before) === Shape.capital;
	if (beside && isName(before) && !isOrdinary(reading.lower(before))) first = before;
	return { first, last };
}

/** Whether a word is a slip of the hand for the other half of a double name: Dong-yhun. */
function isAlmost(reading: Reading, person: PersonEntry, token: number): boolean {
	const lower = reading.lower(token);
	if (reading.kind(token) !== Kind.word || lower.length < 2 || isOrdinary(lower)) return false;
	for (const [word, { part }] of person.words) {
		if (part !== 'handle' && word.length > 2 && word.length < 8 && distance(lower, word, 2) <= 2)
			return true;
	}
	return false;
}

/** The next word of a name: at most two marks further on, on this line or the next. */
function following(reading: Reading, token: number): number {
	let at = token + 1;
	let marks = 0;
	while (reading.isMark(at)) {
		if (marks++ === 2 || !SEPARATORS.includes(reading.raw(at))) return -1;
		if (reading.gap(at) > Gap.space) return -1;
		at++;
	}
	const gap = reading.gap(at);
	if (gap > Gap.line || at >= reading.count) return -1;
	if (gap === Gap.line && marks > 0 && !reading.isMark(at - 1, ',-')) return -1;
	if (marks > 0 && reading.isMark(at - 1, '.') && gap !== Gap.none) {
		return reading.shape(token) === Shape.initial || reading.lower(token).length < 3 ? at : -1;
	}
	return at;
}

function partAt(
	reading: Reading,
	dictionary: Dictionary,
	person: PersonEntry,
	token: number,
	anchor: number | undefined,
): Part | undefined {
	const kind = reading.kind(token);
	if (kind !== Kind.word && kind !== Kind.mixed) return undefined;
	const lower = reading.lower(token);
	const exact = person.words.get(lower);
	if (exact !== undefined) {
		// "Dr. Testperson will see her": an ordinary word beside a name is a name only if it is cased as one.
		const plain = exact.weight === 'ordinary' || NATURE.has(lower);
		const odd = anchor !== undefined && plain && reading.hasCapital(anchor);
		const apart = odd && !reading.isMark(token - 1, '-');
		return apart && !reading.hasCapital(token)
			? undefined
			: { ...exact, how: 'exact', word: lower };
	}
	if (lower.length === 1) {
		if (anchor === undefined || !person.letters.has(lower)) return undefined;
		if (isSide(reading, token)) return undefined;
		const plainLetter = reading.shape(token) === Shape.lower;
		if (plainLetter && (lower === 'a' || lower === 's' || reading.hasCapital(anchor))) {
			return undefined;
		}
		return { part: 'initial', weight: 'initial', how: 'exact', word: '' };
	}
	const hit = dictionary.hit(reading.prepared, token);
	if (hit !== undefined && hit.uses.includes(person)) {
		const word = person.words.get(hit.word);
		if (word !== undefined) return { ...word, how: hit.how, word: hit.word };
	}
	return anchor === undefined ? undefined : misspelt(reading, person, token, anchor);
}

/** `L breast`, `R hip`: a side, and what lies on it. */
function isSide(reading: Reading, token: number): boolean {
	const lower = reading.lower(token);
	if ((lower !== 'l' && lower !== 'r') || reading.gap(token + 1) !== Gap.space) return false;
	if (reading.shape(token + 1) !== Shape.lower) return false;
	return SIDED.has(reading.lower(token + 1));
}

/** What the body has on two sides. */
const SIDED = new Set(
	`breast hip knee leg arm foot hand eye ear lung kidney shoulder wrist ankle elbow heel thigh calf ovary
	testis testicle chest flank neck side lobe upper lower femur humerus tibia fibula groin carotid renal
	hemithorax pleural axilla great ring index big thumb toe finger face temple cheek`
		.trim()
		.split(/\s+/),
);

/** A neighbour of a name's word may be further off than a word alone, and begin otherwise. */
function misspelt(
	reading: Reading,
	person: PersonEntry,
	token: number,
	anchor: number,
): Part | undefined {
	const lower = reading.lower(token);
	if (lower.length < 3 || reading.kind(token) !== Kind.word) return undefined;
	if (reading.hasCapital(anchor) !== reading.hasCapital(token)) return undefined;
	for (const given of nicknamesOf(lower)) {
		const word = person.words.get(given);
		if (word !== undefined && word.part !== 'family') return { ...word, how: 'exact', word: given };
	}
	if (isOrdinary(lower) && (!reading.hasCapital(token) || reading.inCapitals(token))) {
		return undefined;
	}
	const letters = lettersOf(lower);
	for (const [word, { part, weight, handle }] of person.words) {
		if (word.length < 3 || handle === true || weight === 'joining') continue;
		const most = word.length < 6 ? 1 : 2;
		if (Math.abs(word.length - lower.length) > most) continue;
		if (!mayBeClose(letters, lettersOf(word), most)) continue;
		if (distance(lower, word, most) <= most) return { part, weight, how: 'typo', word };
	}
	return undefined;
}

/** One unknown word or letter between two words of a name: a middle name that the chart has not. */
function bridge(
	reading: Reading,
	dictionary: Dictionary,
	person: PersonEntry,
	token: number,
	anchor: number,
): { part: Part; at: number } | undefined {
	if (reading.kind(token) !== Kind.word || !reading.hasCapital(token)) return undefined;
	const lower = reading.lower(token);
	if (lower.length > 2 && isOrdinary(lower)) return undefined;
	if (reading.hasCapital(anchor) === false || reading.gap(token) > Gap.space) return undefined;
	let next = token + 1;
	if (lower.length === 1 && reading.isMark(next, '.')) next++;
	if (reading.gap(next) > Gap.space) return undefined;
	const part = partAt(reading, dictionary, person, next, anchor);
	if (part === undefined || part.weight === 'initial') return undefined;
	return { part, at: next };
}

/** First token of a name with what belongs in front of its word: `O'`, `van der`. */
function joinedBefore(reading: Reading, person: PersonEntry, token: number, found: Part[]): number {
	let first = token;
	if (reading.isMark(first - 1, "'") && reading.gap(first) === Gap.none) {
		const letter = reading.lower(first - 2);
		if (letter.length === 1 && reading.gap(first - 1) === Gap.none) first -= 2;
	}
	if (reading.gap(first) === Gap.space && reading.hasCapital(first)) {
		const beside = misspelt(reading, person, first - 1, token);
		if (beside !== undefined) {
			found.push(beside);
			first--;
		}
	}
	for (let most = 3; most > 0; most--) {
		const at = reading.isMark(first - 1, '-') ? first - 2 : first - 1;
		if (reading.gap(first) > Gap.space) break;
		if (person.words.get(reading.lower(at))?.weight !== 'joining') break;
		first = at;
	}
	return first;
}

/** First token of a name with the initials that stand before it. */
function initialsBefore(
	reading: Reading,
	person: PersonEntry,
	token: number,
	found: Part[],
): number {
	let first = token;
	for (let most = 3; most > 0; most--) {
		let at = first - 1;
		if (reading.gap(first) > Gap.space) break;
		if (reading.isMark(at, '.') && reading.gap(at) === Gap.none) at--;
		const lower = reading.lower(at);
		if (lower.length !== 1 || reading.kind(at) !== Kind.word || !person.letters.has(lower)) break;
		const pointed = at < first - 1;
		if (reading.shape(at) === Shape.lower && (!pointed || reading.hasCapital(token))) break;
		if (reading.isMark(at - 1, "'’") && reading.gap(at) === Gap.none) break;
		// "vitamin A Testperson": a letter without its point, after a word, is believed at most once.
		found.push({ part: 'initial', weight: 'initial', how: 'exact', word: '' });
		first = at;
	}
	return first;
}
