import { oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Word } from '../vocabulary/words';
import { Around } from './around';
import { CLASSIFICATIONS, HEADS, MAKERS } from './listed';

/** What is called after where it was seen first. */
const ILLNESS = setOf('fever virus encephalitis hemorrhagic flu');

/** Whether a place is one after which medicine calls something. */
export function isPlaceTerm(around: Around): boolean {
	return (
		(HEADS.has(around.head) && (isClassification(around) || isMaker(around))) ||
		isWort(around) ||
		around.word(around.first - 1) === 'salmonella' ||
		(around.gap(around.last + 1) <= Gap.space && ILLNESS.has(around.next)) ||
		isJoinedEponym(around)
	);
}

const CLASSED = setOf(
	'class classification stage staging grade criteria criterion type score scale prep system consensus definition rule rules index chromosome naming staged neg negative pos positive prehospital stroke ankle knee collar brace tube j ii syncope',
);

/** `IIIB`, `Is`, `0-IIa`, `C2M4`, `A2L3B1`: classes as they are written. */
const CLASS = /^(?:(?:[1-4]|I{1,3}|IV)[A-Ea-es]?|V|0|C\d{1,2}M\d{1,2}|A\dL\dB\d)$/;

function isClassification(around: Around): boolean {
	if (!CLASSIFICATIONS.has(around.words.join(' '))) return false;
	const next = around.last + 1;
	if (around.gap(next) > Gap.space) return false;
	if (CLASSED.has(around.word(next))) return true;
	const value = around.raw(next);
	if (!CLASS.test(value)) return false;
	// `from Paris I flew`: a sentence goes on behind the pronoun.
	return value !== 'I' || !around.isLower(next + 1);
}

const ORIGINS = setOf('american asian african european indian');

/** `Kings College criteria`, `ER 2+`, `2 North American`. */
export function isNoWard(around: Around): boolean {
	const next = around.last + 1;
	if (around.word(next) === 'criteria' || ORIGINS.has(around.word(next))) return true;
	if (around.words.join(' ') === 'polar care') return true;
	if (isStaged(around) || isLymphStation(around)) return true;
	// `Johns Hopkins fall score`
	if (around.words[1] === 'hopkins' && (around.next === 'fall' || around.next === 'falls'))
		return true;
	return around.raw(next) === '+' && around.gap(next) === Gap.none;
}

/** `Skin Stage 2`. */
const isStaged = (around: Around): boolean =>
	around.words.at(-1) === 'stage' && /^(?:\d[a-d]?|i{1,3}|iv)$/.test(around.next);

const NURSES = setOf('nursing nurse nurses s');

/** `Nodes: station 4R`. */
function isLymphStation(around: Around): boolean {
	const { first, last } = around;
	const before = around.word(first - 1);
	if (first !== last || (before !== 'station' && before !== 'stations')) return false;
	return /^\d{1,2}[RL]i?$/.test(around.text) && !NURSES.has(around.word(first - 2));
}

const isMaker = (around: Around): boolean => MAKERS.has(around.words.join('-'));

/** `St. John's wort`. */
export function isWort(around: Around): boolean {
	if (around.head !== 'st' && around.head !== 'saint' && around.head !== 'john') return false;
	let next = around.last + 1;
	if (oneOf("'", around.raw(next))) next++;
	if (around.word(next) === 's') next++;
	return around.word(next) === 'wort';
}

/** The second half of `Miller-Abbott`. */
function isJoinedEponym(around: Around): boolean {
	const { first, last } = around;
	const isJoined = around.raw(first - 1) === '-' && around.gap(first) === Gap.none;
	return (
		first === last &&
		isJoined &&
		around.gap(first - 1) === Gap.none &&
		around.is(first - 2, Word.eponym)
	);
}

const SENTENCE = setOf('you your he she they we may can will should must not is are was if do');

/** `gain 3 pounds. You may drive`: words that no street has. */
export function isSentence(around: Around): boolean {
	return around.words.some((word) => SENTENCE.has(word));
}
