import { oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Word } from '../vocabulary/words';
import { Around } from './around';
import {
	EPONYMS_OF_THINGS,
	HEADS,
	JOINED_EPONYMS,
	JOINED_TERMS,
	TERMS_OF_THINGS,
	THINGS_OF_LIFE,
	WHOLE_EPONYMS,
} from './listed';
import { isEponymOfThing, isMeasurer, isScoreOfMaker } from './eponyms';
import {
	isBook,
	isDrug,
	isGrandparent,
	isLettered,
	isOfTale,
	isPet,
	isThingOfLife,
} from './of-life';
import { isPlaceTerm } from './places';
import { isScoreOfNames } from './scores-of-names';

/** Whether a name is one of medicine, of a thing or of a grade. */
export function isNameTerm(around: Around, rule: string): boolean {
	if (rule === 'name-titled') return isMilliseconds(around) || isBehindDrive(around);
	// `R. Thomas test`: a side, and the test of somebody.
	if (rule === 'name-initialed') {
		const letter = around.raw(around.first);
		if (oneOf('IVX', letter) && CLASSES.has(around.word(around.first - 1))) return true;
		return oneOf('RL', letter) && isTermOfThing(around);
	}
	// The Canadian rule for a CT of the head, and no technologist.
	if (rule === 'name-credentialed') return around.word(around.first) === 'canadian';
	if (isPlaceTerm(around) || isGraded(around) || isTermOfThing(around)) return true;
	if (isScoreOfNames(around)) return true;
	if (isBloodGroup(around) || isSignOf(around) || isTimed(around) || isOfLife(around)) return true;
	if (isEponymOfThing(around) || isMeasurer(around) || isScoreOfMaker(around)) return true;
	if (isOfAnatomy(around) || isLike(around) || isDoubleEponym(around)) return true;
	return HEADS.has(around.head) && (isNodule(around) || isWholeEponym(around));
}

const isOfLife = (around: Around): boolean =>
	isDrug(around) ||
	isBook(around) ||
	isPet(around) ||
	isLettered(around) ||
	isGrandparent(around) ||
	isOfTale(around) ||
	isThingOfLife(around);

/** `Cooper's ligament`, `Bruce protocol`, `19 French`, `Schmitt-Thompson`: the thing behind a name makes it a term. */
export function isTermOfThing(around: Around): boolean {
	const { last, first } = around;
	const end = around.word(last);
	const name = oneOf('s', end) ? around.word(last - 2) : end;
	if (name === 'french' && around.isNumber(first - 1)) return true;
	if (last > first && last - first < 3 && JOINED_HEADS.has(around.head)) {
		const { words } = around;
		if (words.length === 2 && JOINED_TERMS.has(`${words[0]}-${words[1]}`)) return true;
	}
	const things = TERMS_OF_THINGS.get(name);
	if (things === undefined) return false;
	let next = last + 1;
	if (oneOf("'", around.raw(next))) next += 2;
	return things.has(around.word(next));
}

/** What bears the name of whoever saw it first, and is nobody's: `Lloyd's sign`. */
const SIGNS = setOf(
	'sign signs phenomenon syndrome maneuver manoeuvre palsy triangle contracture classification law reflex duct canal criteria',
);

/** `Lloyd's sign`: one name, and what a physician is remembered by. */
function isSignOf(around: Around): boolean {
	const { first, last } = around;
	if (first !== last || !oneOf("'", around.raw(last + 1))) return false;
	return oneOf('s', around.word(last + 2)) && SIGNS.has(around.word(last + 3));
}

/** `Stevens-Johnson` and its halves, where nobody with that name is addressed. */
export function isHalfOfEponym(around: Around): boolean {
	const { first, last } = around;
	const before = oneOf('.', around.raw(first - 1)) ? first - 2 : first - 1;
	if (around.is(before, Word.title) || oneOf(',', around.raw(last + 1))) return false;
	if (last === first + 2 && oneOf('-', around.raw(first + 1)))
		return JOINED_EPONYMS.has(`${around.head}-${around.word(last)}`);
	if (oneOf('-', around.raw(last + 1)) && around.gap(last + 1) === Gap.none)
		return JOINED_EPONYMS.has(`${around.word(last)}-${around.word(last + 2)}`);
	if (!oneOf('-', around.raw(first - 1)) || around.gap(first) !== Gap.none) return false;
	return JOINED_EPONYMS.has(`${around.word(first - 2)}-${around.head}`);
}

const CLASSES = setOf('category class grade type stage factor phase group');

/** What of the body is somebody's: `pouch of Douglas`, `angle of Louis`. */
const ANATOMY = setOf(
	'pouch angle canal circle artery ligament space foramen islets loop bundle crypts node sinus valve triangle fossa cave duct ampulla sphincter organ nerve tubercle antrum line root tunnel fascia',
);

/** `Pouch of Douglas`. */
function isOfAnatomy(around: Around): boolean {
	const { first, last } = around;
	return first === last && around.word(first - 1) === 'of' && ANATOMY.has(around.word(first - 2));
}

/** `Capgras-like belief`: what is like what somebody described. */
function isLike(around: Around): boolean {
	for (let at = around.first; at <= around.last + 1; at++) {
		if (!oneOf('-', around.raw(at))) continue;
		const behind = around.word(at + 1);
		if (behind === 'like' || behind === 'type') return true;
	}
	// `Appelbaum 4 criteria`
	return around.isNumber(around.last + 1) && around.word(around.last + 2) === 'criteria';
}

/** `Dandy-Walker, Arnold-Chiari`: two discoverers, joined. */
function isDoubleEponym(around: Around): boolean {
	for (let at = around.first + 1; at < around.last; at++) {
		if (!oneOf('-', around.raw(at)) || around.gap(at) !== Gap.none) continue;
		if (JOINED_EPONYMS.has(`${around.word(at - 1)}-${around.word(at + 1)}`)) return true;
		if (around.is(at - 1, Word.eponym) && around.is(at + 1, Word.eponym)) return true;
	}
	return false;
}

/** `40 Windmill Dr. Keflex 500`: no doctor but a street, and what stands behind it. */
function isBehindDrive(around: Around): boolean {
	const { first } = around;
	const title =
		around.word(first) === 'dr' ? first : first - (oneOf('.', around.raw(first - 1)) ? 2 : 1);
	if (around.word(title) !== 'dr') return false;
	if (!/^[A-Z][a-z]+$/.test(around.raw(title - 1))) return false;
	const isHouse = around.isNumber(title - 2) && !oneOf('/', around.raw(title - 3));
	return isHouse || (around.isNumber(title - 3) && /^[A-Z][a-z]+$/.test(around.raw(title - 2)));
}

const TIMED = setOf('bruce naughton balke duke');

/** `Bruce 7:30`, `Duke +5`: how long somebody walked, and a score. */
function isTimed(around: Around): boolean {
	const { first, last } = around;
	if (first !== last || !TIMED.has(around.word(first))) return false;
	return around.isNumber(oneOf('+-', around.raw(last + 1)) ? last + 2 : last + 1);
}

const JOINED_HEADS: ReadonlySet<string> = new Set(
	[...JOINED_TERMS].map((term) => term.split('-')[0] as string),
);

function isWholeEponym(around: Around): boolean {
	const { words } = around;
	const from = words[0] === 'drinks' ? 1 : 0;
	const name = `${words[from] ?? ''}-${words[from + 1] ?? ''}`;
	if (WHOLE_EPONYMS.has(name) || THINGS_OF_LIFE.has(name)) return true;
	let next = around.last + 1;
	if (oneOf("'", around.raw(next))) next += 2;
	return EPONYMS_OF_THINGS.get(name)?.has(around.word(next)) === true;
}

const BLOOD_GROUPS = setOf('kell kidd duffy lewis lutheran diego colton cromer dombrock');

/** `Lewis a negative`, `Kidd antigen`. */
function isBloodGroup(around: Around): boolean {
	if (around.first !== around.last || !BLOOD_GROUPS.has(around.word(around.first))) return false;
	const next = around.word(around.last + 1);
	if (next === 'antigen' || next === 'antibody' || next === 'antigens') return true;
	return (next === 'a' || next === 'b') && /^(?:neg|pos)/.test(around.word(around.last + 2));
}

const NODULE = setOf('nodule nodules node sign lesion metastasis');

/** The sister of the nodule. */
function isNodule(around: Around): boolean {
	if (around.words.join(' ') !== 'mary joseph') return false;
	let next = around.last + 1;
	if (oneOf("'", around.raw(next))) next += 2;
	return NODULE.has(around.word(next));
}

/** `QTc 431 ms. Seroquel`: no lady, but a time. */
function isMilliseconds(around: Around): boolean {
	let title = around.first;
	if (around.word(title) !== 'ms') title -= oneOf('.', around.raw(title - 1)) ? 2 : 1;
	return around.raw(title) === 'ms' && around.isNumber(title - 1);
}

const GRADES = setOf('zone class grade stage type step level');

const ROMAN = /^(?:I{2,3}|IV|VI{0,3})$/;

/** No suffix of a family: `IIa`, `IVb`, `IIF`. */
const ROMAN_LETTERED = /^(?:I{1,3}|IV|VI?)[a-fA-F]$/;

function isRoman(text: string, isLettered: boolean): boolean {
	const code = text.charCodeAt(0);
	if (code !== 73 && code !== 86) return false;
	return ROMAN_LETTERED.test(text) || (!isLettered && ROMAN.test(text));
}

/** `Denis zone 2`, `Lown IVa`, `Garden III`: a name and its grade. */
function isGraded(around: Around): boolean {
	const { first, last } = around;
	if (last > first && isRoman(around.raw(last), true)) return true;
	const next = last + 1;
	if (around.gap(next) > Gap.space) return false;
	if (isRoman(around.raw(next), first !== last)) return true;
	if (!GRADES.has(around.next)) return false;
	const value = around.raw(next + 1);
	return /^(?:\d[A-Ea-e]?|I{1,3}[A-Ea-e]?|IV|V)$/.test(value);
}
