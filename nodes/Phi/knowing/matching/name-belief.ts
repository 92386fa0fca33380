import { Gap, Kind, Shape } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import { isKnownWord, isOrdinary, isWord } from '../words/ordinary';
import { placedName } from './name-places';
import { asTerm, DISEASES, isAmongTerms } from './name-terms';
import type { NameWord, PersonEntry } from './person';
import { personAfter, personBefore } from './person-context';
import { PERSON_DOES, type Reading } from './reading';
import { setOf } from '../../detecting/marks';
import { NATURE } from '../../detecting/vocabulary/nature';

const ARTICLES = setOf('the a an this his her no any some more of');
const PATIENTS = setOf('pt patient client');

/** What a token is to a person: a word of the name, a letter of it, or nothing. */
export interface Part {
	readonly part: string;
	readonly weight: NameWord['weight'] | 'initial';
	readonly how: 'exact' | 'scanned' | 'typo';
	/** Word of the chart. */
	readonly word: string;
	readonly handle?: true;
}

/** How far a run of words is believed to name the person, 0 where it is not. */
export function believed(
	reading: Reading,
	person: PersonEntry,
	first: number,
	token: number,
	last: number,
	found: readonly Part[],
): number {
	const words = found.filter((part) => part.weight !== 'initial' && part.weight !== 'joining');
	const capital = reading.hasCapital(token);
	if (words.some((part) => part.word !== words[0]?.word)) {
		if (words.some((part) => part.weight === 'strong' || part.weight === 'term')) return 0.99;
		if (capital || reading.introduced(first)) return 0.97;
		return PERSON_DOES.has(reading.lower(last + 1)) ? 0.9 : 0;
	}
	if (reading.introduced(first)) return 0.97;
	const strong = words.some((part) => part.weight === 'strong' || part.weight === 'clipped');
	// "Bosworth's wound" is the wound of somebody, "Bosworth's fracture" is none.
	const term = words.some((part) => part.weight === 'term');
	const thing = reading.isPossessive(last)
		? reading.namesThing(last, false) || (!strong && isNoun(reading, reading.afterPossessive(last)))
		: reading.namesThing(last, !strong);
	const initials = found.some((part) => part.weight === 'initial');
	if (initials && capital && !thing && words.some((part) => part.weight !== 'short')) {
		const isLast = reading.shape(last) === Shape.initial;
		const before = first < token || (isLast && endsCell(reading, last));
		// `Power, C`: nothing but a name is followed by a comma and a letter.
		const inverted = isLast && reading.isMark(token + 1, ',') && last === token + 2;
		if (before || strong || inverted) return 0.95;
		if (term && !reading.startsSentence(last + 1)) return 0.9;
		if (personBefore(reading, first) > 0 || personAfter(reading, last) > 0) return 0.9;
		if (isLast && !COUNTING.includes(reading.lower(last))) return 0.8;
	}
	if (thing) return 0;
	const best = words.find((part) => part.weight === 'strong' && part.how !== 'typo') ?? words[0];
	return best === undefined ? 0 : alone(reading, person, token, best);
}

/** How far one word of a name is believed without another one beside it. */
function alone(reading: Reading, person: PersonEntry, token: number, part: Part): number {
	const capital = reading.hasCapital(token);
	// "Do's": somebody has it. "He's" and "It's" are two words.
	const owner = capital && OWNERS.has(reading.lower(token)) && reading.lower(token + 2) === 's';
	if (FUNCTION.has(reading.lower(token)) && !(owner && reading.isPossessive(token))) return 0;
	const raw = reading.raw(token);
	const next = reading.afterPossessive(token);
	const called =
		REACHED.has(reading.lower(next)) ||
		(reading.isMark(next, '(') && /^\d{3}/.test(reading.lower(next + 1)));
	const acts = called || (reading.gap(next) < Gap.line && PERSON_DOES.has(reading.lower(next)));
	if (part.how === 'exact' && isOfNature(reading, person, token, next, acts)) {
		return capital ? placedName(reading, person, token, part) : 0;
	}
	if (part.how === 'typo' && part.word.length < 5) {
		const says = personBefore(reading, token) + personAfter(reading, token);
		if (reading.shape(token) !== Shape.capital) return 0;
		return says > 0 ? 0.8 : reading.startsSentence(token) ? 0 : 0.6;
	}
	if (part.how === 'typo') {
		if (reading.isMark(next, '-') && reading.lower(next + 1).length < 3) return 0;
		if (capital) return 0.85;
		return raw.length > 6 || acts ? 0.75 : 0;
	}
	// What a scanner misread is no word of the language, whatever it stands for.
	if (part.how === 'scanned') return 0.9;
	if (part.weight === 'clipped') return reading.shape(token) === Shape.capital ? 0.8 : 0;
	if (part.weight === 'strong' || isAbbreviation(reading, token)) {
		const says = personBefore(reading, token) + personAfter(reading, token);
		// The rest of a double name: Eun-hee.
		const tail = reading.isMark(token - 1, '-') && reading.gap(token) === Gap.none;
		if (tail && reading.hasCapital(token - 2)) return 0.9;
		if (!capital && isKnownWord(reading.lower(token), 0)) {
			if (acts || says > 0) return 0.85;
			const counted = ARTICLES.has(reading.lower(token - 1));
			return person.role === 'patient' && !counted ? 0.6 : 0;
		}
		if (!capital && isWord(reading.lower(token), 0)) return acts || says > 0 ? 0.85 : 0.65;
		if (raw.length > 3 || reading.shape(token) === Shape.capital) return 0.96;
		return capital || acts || says > 0 || reading.accompanied(token) ? 0.85 : 0;
	}
	if (part.weight === 'term') return asTerm(reading, person, token);
	if (acts && reading.kind(token) === Kind.word) return 0.9;
	const stands = ofPerson(reading, token);
	if (stands > 0) return stands;
	if (person.role === 'relative' && isKin(reading, token, next)) return 0.75;
	if (!capital) return 0;
	if (part.weight === 'short') {
		if (reading.shape(token) !== Shape.capital) return 0;
		const owns = reading.isPossessive(token) || reading.accompanied(token);
		return owns || !isOrdinary(reading.lower(token)) ? 0.8 : 0;
	}
	const placed = placedName(reading, person, token, part);
	if (placed > 0) return placed;
	if (part.part === 'family' && isShouted(reading, token, next)) return 0.8;
	// An ordinary word: only a capital that nothing else explains.
	if (reading.shape(token) === Shape.upper && reading.inCapitals(token)) return 0;
	if ((reading.classes(token) & Word.month) !== 0 && isNumber(reading, token)) return 0;
	if (reading.isPossessive(token) && (reading.classes(next) & Word.relative) !== 0) return 0.85;
	if (reading.startsSentence(token)) {
		if (
			part.part !== 'family' &&
			(CALLED.has(reading.lower(token)) || reading.classes(token) === Word.eponym) &&
			(doesSomething(reading, next) || personAfter(reading, token) > 0)
		) {
			return 0.8;
		}
		if (isDescribed(reading, next)) return 0.85;
		const owns = reading.isPossessive(token) && reading.gap(next) < Gap.line;
		if (!owns) return 0;
		if ((reading.classes(token) & Word.eponym) === 0) return 0.7;
		// "Beckwith's daughter": the patient, unless medicine says a disease like this.
		const term = Word.eponymNoun | Word.clinical | Word.eponym;
		const theirs = person.role === 'patient' && !DISEASES.has(reading.lower(token));
		const plain = (reading.classes(next) & term) === 0 || reading.shape(next) === Shape.capital;
		return theirs && plain ? 0.7 : 0;
	}
	if (reading.accompanied(token)) return 0.85;
	// The patient's own family name where medicine knows one too: theirs, unless it stands in a row of terms.
	if (person.role === 'patient' && reading.classes(token) === Word.eponym) {
		return isAmongTerms(reading, token) ? 0 : 0.7;
	}
	const clinical = (reading.classes(token) & (Word.eponym | Word.clinical)) !== 0;
	return clinical || inHeading(reading, token) || person.role !== 'patient' ? 0 : 0.7;
}

/** `amber papule`, `Lavender oil`, `HE IS HARDY BUT`: what somebody is named after, and nobody. */
function isOfNature(
	reading: Reading,
	person: PersonEntry,
	token: number,
	next: number,
	acts: boolean,
): boolean {
	if (!NATURE.has(reading.lower(token)) || acts || reading.isPossessive(token)) return false;
	const lower = !reading.hasCapital(token);
	const shouted = reading.shape(token) === Shape.upper && reading.inCapitals(token);
	const [before, after] = [personBefore(reading, token), personAfter(reading, token)];
	if (lower) return before < 2 && after < 2;
	// In a line of capitals: `HE IS HARDY BUT`.
	if (shouted) return AFTER_VERB.has(reading.lower(token - 1)) && before === 0;
	if (!reading.startsSentence(token) || before > 0 || after > 0 || person.role === 'patient') {
		return THINGS.has(reading.lower(next)) && reading.shape(next) === Shape.lower;
	}
	const noun = reading.kind(next) === Kind.word && reading.shape(next) === Shape.lower;
	return noun && !doesSomething(reading, next) && reading.gap(next) === Gap.space;
}

const AFTER_VERB = setOf('is was are were looks looked feels felt very so');
/** What is made of something that people are named after too. */
const THINGS = setOf(
	'oil tea plant plants leaf leaves flower flowers petals root seed seeds extract soap scent lotion candle debris soil clay pot pots colored coloured stone stones ring water wood bark resin juice cream jelly look coming',
);

const isNoun = (reading: Reading, token: number): boolean =>
	(reading.classes(token) & Word.eponymNoun) !== 0;

/** Letters that count, grade and name sides and vitamins as well. */
const COUNTING = 'abcdeklr';

/** An ordinary word that the words around it make a person. */
function ofPerson(reading: Reading, token: number): number {
	const [before, after] = [personBefore(reading, token), personAfter(reading, token)];
	const lower = reading.lower(token);
	if (reading.hasCapital(token)) return before === 2 || after === 2 ? 0.85 : 0;
	const owned = reading.isPossessive(token);
	if (owned || (STRESSED.has(lower) && after === 0)) return 0;
	if (after === 2 && (before > 0 || reading.startsSentence(token))) return 0.7;
	// "pt stone passed" speaks of a stone.
	const patient = PATIENTS.has(reading.lower(token - 1));
	const ends = reading.gap(token + 1) >= Gap.line || reading.isMark(token + 1, '.,;)"');
	if (before === 2) return after > 0 || (ends && !patient) ? 0.75 : 0;
	return before === 1 && after === 2 ? 0.7 : 0;
}

/** Ordinary words that are given names before they are anything else, where a person does something. */
const CALLED = new Set(
	`april may june august rose hope grace faith joy virginia georgia carolina dakota will mark bill bob
	frank pat art rich gene jean dawn ruby pearl iris ivy lily violet daisy holly heather ginger sandy
	misty summer autumn amber crystal robin drew chase hunter mason carter grant jack peg sue ray dale
	glen norm chuck rob nick charity mercy patience prudence angel christian dean earl miles reed penny
	carol melody sierra van gus max don ed al tom tim jim ken ron sam dan ben joe jay lee kim roy guy
	victor major duke king prince bud buddy sky star sunny happy honey rusty sonny skip tripp wade cliff
	clay forest heath brook brooke jade opal olive basil rosemary sage poppy fern laurel hazel myrtle`
		.trim()
		.split(/\s+/),
);
/** Family names that are small words, and that somebody may have something by. */
const OWNERS = new Set('do an so no to in go as by my'.split(' '));
/** Small words that are stressed in capitals. */
const STRESSED = new Set(
	'will may long short well only not never fall best real major case read'.split(' '),
);

/** A family name in capitals in a line of small letters: `seen by BROWN and team`, `(CALDWELL)`. */
function isShouted(reading: Reading, token: number, next: number): boolean {
	const lower = reading.lower(token);
	if (reading.shape(token) !== Shape.upper || lower.length < 4 || STRESSED.has(lower)) return false;
	const classes = reading.classes(token);
	const own = (classes & ~Word.eponym) === 0;
	// (BOSWORTH)
	if (own && reading.isMark(token - 1, '(') && reading.isMark(next, ')')) return true;
	if ((reading.isMark(next, ':') && !own) || reading.inCapitals(token)) return false;
	if ((classes & Word.clinical) !== 0 && (classes & Word.eponym) === 0) return false;
	// A heading: `SKIN warm and dry`.
	return !(reading.gap(token) >= Gap.line && (classes & Word.clinical) !== 0);
}

/** Words that hold a sentence together: names only beside a title or another name. */
const FUNCTION = new Set(
	`he she you we they it who me him her his us them our your my their its an so do no to in on at as is
	was am are be been by go if of or up and but for not all any one two the this that then than when how
	why what new old she yes may`
		.trim()
		.split(/\s+/)
		.filter((word) => word !== 'may'),
);
/** What people are reached by, behind their name. */
const REACHED = new Set('beeper pager pgr cell phone tel ext'.split(' '));
/** How people are found, directly behind their name. */
const BEING = new Set(
	`alert awake confused asleep resting sleeping oriented agitated sedated calm cooperative comfortable
	doing ambulating tolerating tolerated ate slept sitting walking crying upset tearful anxious drowsy`
		.trim()
		.split(/\s+/),
);
const AUXILIARY = new Set('can could should must cannot never always still also just'.split(' '));

/** Whether a column, a line or a clause ends behind a token. */
function endsCell(reading: Reading, token: number): boolean {
	return reading.gap(token + 1) >= Gap.wide || reading.isMark(token + 1, ',;|)');
}

/** `Ana` and `Asa` are names where `ANA` and `ASA` are a test and a drug. */
function isAbbreviation(reading: Reading, token: number): boolean {
	if (reading.shape(token) !== Shape.capital || reading.lower(token).length !== 3) return false;
	const classes = reading.classes(token);
	return classes === 0 || classes === Word.clinical;
}

function doesSomething(reading: Reading, next: number): boolean {
	if (reading.gap(next) >= Gap.line) return false;
	const lower = reading.lower(next);
	if (lower === 'a' && reading.isMark(next + 1, '&')) return true;
	return (reading.classes(next) & Word.said) !== 0 || AUXILIARY.has(lower) || BEING.has(lower);
}

/** Whether the word for a relation stands beside a name: `daughter rose`, `rose (daughter)`. */
function isKin(reading: Reading, token: number, next: number): boolean {
	if (MODAL.has(reading.lower(token)) || (reading.classes(token) & Word.said) !== 0) return false;
	const after = reading.isMark(next, '(,') && (reading.classes(next + 1) & Word.relative) !== 0;
	const before =
		reading.gap(token) < Gap.line && (reading.classes(token - 1) & Word.relative) !== 0;
	return before || after;
}

const MODAL = new Set(['will', 'may', 'can', 'must', 'might']);

/** Whether "is a 63-year-old" follows. */
function isDescribed(reading: Reading, next: number): boolean {
	const verb = reading.lower(next);
	if (verb !== 'is' && verb !== 'was') return false;
	const article = reading.lower(next + 1);
	if (article !== 'a' && article !== 'an') return false;
	const kind = reading.kind(next + 2);
	return kind === Kind.number || kind === Kind.mixed;
}

function isNumber(reading: Reading, token: number): boolean {
	const near = [token - 1, token + 1, reading.isMark(token + 1, '.,') ? token + 2 : token + 1];
	return near.some((at) => {
		const kind = reading.kind(at);
		return kind === Kind.number || kind === Kind.mixed;
	});
}

/** Whether the words around a token are capitalised as well, so that it is a heading or a proper noun. */
function inHeading(reading: Reading, token: number): boolean {
	const short = reading.shape(token - 1) === Shape.upper && reading.lower(token - 1).length < 5;
	const before = reading.gap(token) < Gap.line && reading.hasCapital(token - 1) && !short;
	const after = reading.gap(token + 1) < Gap.line && reading.hasCapital(token + 1);
	return before || after;
}

/** Whether a word (lower case) holds sentences together, and names nobody without a title. */
export function isFunctionWord(lower: string): boolean {
	return FUNCTION.has(lower);
}
