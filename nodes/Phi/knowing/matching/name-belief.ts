import { Gap, Kind, Shape } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import { isOrdinary, isWord } from '../words/ordinary';
import type { NameWord, PersonEntry } from './person';
import { PERSON_DOES, type Reading } from './reading';

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
	const parts = new Set(words.map((part) => part.word));
	const capital = reading.hasCapital(token);
	if (parts.size > 1) {
		if (words.some((part) => part.weight === 'strong')) return 0.99;
		if (capital || reading.introduced(first)) return 0.97;
		return PERSON_DOES.has(reading.lower(last + 1)) ? 0.9 : 0;
	}
	if (reading.introduced(first)) return 0.97;
	const strong = words.some((part) => part.weight === 'strong' || part.weight === 'clipped');
	const thing = reading.namesThing(last, !strong);
	const initials = found.some((part) => part.weight === 'initial');
	if (initials && capital && !thing && words.some((part) => part.weight !== 'short')) {
		const before =
			first < token || (reading.shape(last) === Shape.initial && endsCell(reading, last));
		if (before || strong) return 0.95;
	}
	if (thing) return 0;
	const best = words.find((part) => part.weight === 'strong' && part.how !== 'typo') ?? words[0];
	return best === undefined ? 0 : alone(reading, person, token, best);
}

/** How far one word of a name is believed without another one beside it. */
function alone(reading: Reading, person: PersonEntry, token: number, part: Part): number {
	if (FUNCTION.has(reading.lower(token))) return 0;
	const capital = reading.hasCapital(token);
	const raw = reading.raw(token);
	const next = reading.afterPossessive(token);
	const called =
		REACHED.has(reading.lower(next)) ||
		(reading.isMark(next, '(') && /^\d{3}/.test(reading.lower(next + 1)));
	const acts = called || (reading.gap(next) < Gap.line && PERSON_DOES.has(reading.lower(next)));
	if (part.how === 'typo') {
		if (reading.isMark(next, '-') && reading.lower(next + 1).length < 3) return 0;
		if (capital) return 0.85;
		return raw.length > 6 || acts ? 0.75 : 0;
	}
	// What a scanner misread is no word of the language, whatever it stands for.
	if (part.how === 'scanned') return 0.9;
	if (part.weight === 'clipped') return reading.shape(token) === Shape.capital ? 0.8 : 0;
	if (part.weight === 'strong' || isAbbreviation(reading, token)) {
		if (!capital && isWord(reading.lower(token), 0)) return acts ? 0.85 : 0;
		if (raw.length > 3 || reading.shape(token) === Shape.capital) return 0.96;
		return capital || acts || reading.accompanied(token) ? 0.85 : 0;
	}
	if (acts && reading.kind(token) === Kind.word) return 0.9;
	if (person.role === 'relative' && isKin(reading, token, next)) return 0.75;
	if (!capital) return 0;
	if (part.weight === 'short') {
		if (reading.shape(token) !== Shape.capital) return 0;
		const owns = reading.isPossessive(token) || reading.accompanied(token);
		return owns || !isOrdinary(reading.lower(token)) ? 0.8 : 0;
	}
	// An ordinary word: only a capital that nothing else explains.
	if (reading.shape(token) === Shape.upper && reading.inCapitals(token)) return 0;
	if ((reading.classes(token) & Word.month) !== 0 && isNumber(reading, token)) return 0;
	if (reading.isPossessive(token) && (reading.classes(next) & Word.relative) !== 0) return 0.85;
	if (reading.startsSentence(token)) {
		if (
			part.part !== 'family' &&
			(CALLED.has(reading.lower(token)) || reading.classes(token) === Word.eponym) &&
			doesSomething(reading, next)
		) {
			return 0.8;
		}
		if (isDescribed(reading, next)) return 0.85;
		const owns = reading.isPossessive(token) && reading.gap(next) < Gap.line;
		return owns && (reading.classes(token) & Word.eponym) === 0 ? 0.7 : 0;
	}
	if (reading.accompanied(token)) return 0.85;
	// The patient's own family name where medicine knows one too: theirs, unless it stands in a row of terms.
	if (person.role === 'patient' && reading.classes(token) === Word.eponym) {
		return isAmongTerms(reading, token) ? 0 : 0.7;
	}
	const clinical = (reading.classes(token) & (Word.eponym | Word.clinical)) !== 0;
	return clinical || inHeading(reading, token) || person.role !== 'patient' ? 0 : 0.7;
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
	return (reading.classes(next) & Word.said) !== 0 || AUXILIARY.has(lower);
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

/** Whether a term stands beside a token: `Murphy, Rovsing`, `positive Murphy`, `Murphy's sign`. */
function isAmongTerms(reading: Reading, token: number): boolean {
	const term = Word.eponym | Word.clinical | Word.eponymNoun;
	const at = (step: number): number =>
		reading.isMark(token + step, ',/-;') ? token + 2 * step : token + step;
	const [before, after] = [at(-1), at(1)];
	const terms = (other: number, near: boolean): boolean =>
		near && (reading.classes(other) & term) !== 0 && reading.lower(other).length > 2;
	return (
		terms(before, reading.gap(token) < Gap.line) ||
		terms(after, reading.gap(token + 1) < Gap.line) ||
		/^(?:positive|negative|pos|neg|no|a|an|the|of|with|via|by|new|indwelling|has|had)$/.test(
			reading.lower(token - 1),
		)
	);
}

/** Whether the words around a token are capitalised as well, so that it is a heading or a proper noun. */
function inHeading(reading: Reading, token: number): boolean {
	const short = reading.shape(token - 1) === Shape.upper && reading.lower(token - 1).length < 5;
	const before = reading.gap(token) < Gap.line && reading.hasCapital(token - 1) && !short;
	const after = reading.gap(token + 1) < Gap.line && reading.hasCapital(token + 1);
	return before || after;
}
