import { defaultLists } from './lists/load';
import { oneOf, setOf } from './marks';
import { MOST_SHARED } from './spellings';
import { Gap, Kind, Listed, Shape, type Form, type Lists, type PreparedText } from './types';
import { STATES } from './vocabulary/classes';
import { TRADES } from './vocabulary/trades';
import { WordEnds } from './word-ends';
import { plainWord, Word } from './vocabulary/words';

/** How much a spelling is a name by itself. */
export const Name = {
	/** Ordinary language or medicine, in no list of names. */
	no: 0,
	/** Neither in a list nor in the vocabulary. */
	unknown: 1,
	/** In a list of names, and a word, an eponym or a place as well. */
	ambiguous: 2,
	/** In a list of names and nothing else. */
	sure: 3,
} as const;

/** What recognizers share about a note: list entries by spelling, and tokens by what they may begin. */
export interface Scan {
	/** Bits of `Listed` for each spelling. */
	readonly listed: Int32Array;
	/** `Name` for each spelling. */
	readonly name: Uint8Array;
	/** Tokens that hold a digit. */
	readonly digits: readonly number[];
	/** Words that may belong to a name. */
	readonly names: readonly number[];
	/** First words of labels. */
	readonly labels: readonly number[];
	/** Months, weekdays, holidays, seasons. */
	readonly times: readonly number[];
	/** Titles, roles, relatives, credentials and the words before a name. */
	readonly people: readonly number[];
	/** Nouns of facilities, units, states, and listed places. */
	readonly places: readonly number[];
	/** Marks that begin or hold together an identifier: @ : ( + . */
	readonly marks: readonly number[];
	/** States: their codes in capitals and the first words of their names. */
	readonly states: readonly number[];
	/** Last words of web addresses, and what stands before their first. */
	readonly tops: readonly number[];
	/** Digits in words, and what is said of an address that is read out: `at`, `dot`. */
	readonly said: readonly number[];
	/** Words that lead to an organisation, a town or a road and are no `places`. */
	readonly leads: readonly number[];
}

/** Digits as they are read out. */
export const SPOKEN_DIGITS = setOf('zero oh one two three four five six seven eight nine');
const TOP_WORDS = setOf(
	'com org net edu gov mil io info biz health care us uk de fr eu ca test example local invalid app co www http https ftp',
);

const PEOPLE = Word.title | Word.role | Word.relative | Word.credential;
const TIMES = Word.month | Word.weekday | Word.holiday | Word.ninety;
const PLACES = Word.facility | Word.unit | Word.street | Word.state;
/** Words after which a name may stand. */
export const LEADS = new Set(
	'sup supv agent rep biller coder anes anesth anesthesia neph nephro cards peds gyn onc neuro neurosurg ortho uro derm psych handoff charge asst assist chap dict dictation trans transcr typist caller taken providers reader rad attg clerk dispatcher volunteer family cover coverage past speaker baby newborn infant twin patient pt client resident member bb bg told asked spoken given appreciate subject subj ordering reading referring interpreting crew by with from to per name named called dear hi hello hey thanks sincerely regards cc re attn attention signed initials am is w contact fob mob informed notified paged spoke saw met via aka alias prefers witness author from sender recipient behalf love yours cordially cheers best'.split(
		' ',
	),
);
const TIME_WORDS = new Set(
	'ten eleven twelve day winter autumn first second third fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth twenty thirty spring summer autumn fall winter election tax earth arbor flag patriots patriot black cyber mardi fat shrove maundy holy all pi canada victoria australia anzac bastille guy indigenous three opening superbowl april grandparents leap president king 4th the day dia eid martin rosh chinese lunar cinco valentine veteran kings bank new labor labour memorial independence veterans presidents columbus mothers fathers mother father groundhog super good ash palm st boxing fourth july'.split(
		' ',
	),
);
const PLACE_WORDS = new Set(
	'at to works worked employed working attends st employer facility branch site payer payor snf insurer ser imaging radiology pediatrics cardiology oncology orthopedics dermatology surgery medicine physicians daycare loc location saint falls springs heights hollow mills grove ville ridge valley corners crossing hills rapids bluff bluffs haven township village station flats gap bend fork forks prairie shores woods oaks pines acres cove glen meadows point lakes city plains summit view vista pond boardwalk wharf fountain overlook ferry quarry rink foundry apothecary nurses schools sons port fort lake junction lives visited visits travels traveling travelling visiting commutes immigrated emigrated flew drove raised grew hometown originally stationed relocated homeless vacationing returned transferred drugs drugstore center centre home care living gardens estates place house terrace commons pointe medical plan mercantile freight electric construction plumbing roofing printing books hardware press brewery dairy orchards textiles steel trucking landscaping daycare preschool ctr hosp klinik market trail bay creek square library plaza cemetery courthouse amphitheater depot landing mount mt fort ft camp port cape square cnty district park mall bridge lake river beach airport stadium museum zoo casino county parish borough township harbor harbour marina campground reservoir falls dam pier canyon mountain mountains island lighthouse arena fairgrounds speedway raceway university college school lives live lived living resides residing from in near born native moved traveled travelled visiting po post box avenue calle rue via'.split(
		' ',
	),
);
/** Words that lead to the name of an organisation or a road. */
const CUE_WORDS = new Set(
	`route rte interstate freeway hwy highway turnpike state us farm ldg post legion elks aerie hall grange troop chapter council local ame reformed mennonite
	congregational unitarian nazarene cogic umc elca orthodox catholic episcopal parish chapel sons
	occ occupation job shop business firm restaurant bakery transport transportation ambulance gym apts apartments
	lease landlord funeral mortuary pastor priest rabbi minister troop supports volunteers organist owner owns runs
	manages manager clerk cashier driver teaches teacher student member belongs sells drives hired fired laid
	contract retired foreman outside inside past behind opposite beside delivery letter fmla company gen memorial
	city town birthplace pob residence village domicile native resident natives residents canoe canoeing fishes fished fishing boating kayak kayaking cabin camping password passcode passphrase codeword safeword code key token hunting sailing headed heading bound going goes went deployed leaves leaving left moving flight fly flies flying trip drive drives driving back summer house trips vacation vacations summers winters honeymoon cruise hails`
		.trim()
		.split(/\s+/),
);
const MARKS = new Set(['@', ':', '(', '+', '/', '*', "'", '#', '-', '[']);
/** Letters that text recognition puts for digits and the other way round. */
const OCR: Readonly<Record<string, string>> = {
	'0': 'o',
	'1': 'l',
	'5': 's',
	'8': 'b',
	'3': 'e',
	'4': 'a',
	'6': 'g',
	'7': 't',
	'|': 'l',
};

/** What single words may begin, beside what their classes say. */
const MARKS_OF = new Map<string, number>();

const scans = new WeakMap<PreparedText, { lists: Lists; scan: Scan }>();

/** The scan of a note under given lists; made once. */
export function scanOf(prepared: PreparedText, lists: Lists = defaultLists()): Scan {
	const there = scans.get(prepared);
	if (there !== undefined && there.lists === lists) return there.scan;
	const scan = makeScan(prepared, lists);
	scans.set(prepared, { lists, scan });
	return scan;
}

const DIGITS = 1;
const NAMES = 2;
const LABELS = 4;
const TIME = 8;
const PERSON = 16;
const PLACE = 32;
const MARK = 64;
const STATE = 128;
const TOP = 256;
const SAID = 512;
const LEAD = 1024;
const STATE_CODES = new Set(Object.values(STATES));
const STATE_WORDS = new Set(Object.keys(STATES).map((name) => name.split(' ')[0] as string));

for (const [words, mark] of [
	[TIME_WORDS, TIME],
	[LEADS, PERSON],
	[PLACE_WORDS, PLACE],
	[TRADES.trim().split(/\s+/), PLACE],
	[CUE_WORDS, LEAD],
	[STATE_WORDS, STATE],
	[TOP_WORDS, TOP],
	[[...SPOKEN_DIGITS, 'at', 'dot'], SAID],
] as const) {
	for (const word of words) MARKS_OF.set(word, (MARKS_OF.get(word) ?? 0) | mark);
}

const MARKS_ENDS = new WordEnds(MARKS_OF.keys());

/** What the spellings of the note that is being scanned may begin. */
let interests = new Uint16Array(1024);

function makeScan(prepared: PreparedText, lists: Lists): Scan {
	const { forms, form, count } = prepared;
	const listed = new Int32Array(forms.length);
	const name = new Uint8Array(forms.length);
	if (interests.length < forms.length) interests = new Uint16Array(forms.length * 2);
	const interest = interests;
	const shared = sharedOf(lists);
	for (let index = 0; index < forms.length; index++) {
		const one = forms[index] as Form;
		const before = one.shared < 0 ? 0 : (shared[one.shared] as number);
		const all = before === 0 ? readForm(one, lists) : before;
		if (before === 0 && one.shared >= 0) shared[one.shared] = all;
		listed[index] = all & LISTED;
		name[index] = (all >> NAME_AT) & 3;
		interest[index] = (all >> INTEREST_AT) & INTERESTS;
	}
	const scan = {
		listed,
		name,
		digits: [] as number[],
		names: [] as number[],
		labels: [] as number[],
		times: [] as number[],
		people: [] as number[],
		places: [] as number[],
		marks: [] as number[],
		states: [] as number[],
		tops: [] as number[],
		said: [] as number[],
		leads: [] as number[],
	};
	for (let token = 0; token < count; token++) {
		const marks = interest[form[token] as number] as number;
		if (marks === 0) continue;
		if (marks === MARK) {
			scan.marks.push(token);
			continue;
		}
		if ((marks & DIGITS) !== 0) scan.digits.push(token);
		if ((marks & NAMES) !== 0) scan.names.push(token);
		if ((marks & LABELS) !== 0) scan.labels.push(token);
		if ((marks & TIME) !== 0) scan.times.push(token);
		if ((marks & PERSON) !== 0) scan.people.push(token);
		if ((marks & PLACE) !== 0) scan.places.push(token);
		else if ((marks & LEAD) !== 0) scan.leads.push(token);
		if ((marks & STATE) !== 0) scan.states.push(token);
		if ((marks & TOP) !== 0) scan.tops.push(token);
		if ((marks & SAID) !== 0) scan.said.push(token);
	}
	return scan;
}

/** What is kept of a shared spelling: bits of `Listed`, then `Name`, then interest, then that it was read. */
const LISTED = 0xffff;
const NAME_AT = 16;
const INTEREST_AT = 18;
const INTERESTS = 2047;
const READ = 1 << 29;

let sharedLists: Lists | undefined;
let sharedForms = new Int32Array(0);
let phraseEnds = new WordEnds();

/** What was found out of the shared spellings under the lists that were used last. */
function sharedOf(lists: Lists): Int32Array {
	if (sharedLists !== lists) {
		sharedLists = lists;
		sharedForms = new Int32Array(MOST_SHARED);
		phraseEnds = new WordEnds(lists.phrases.keys());
	}
	return sharedForms;
}

function readForm(one: Form, lists: Lists): number {
	if (one.kind === Kind.mark) return READ | ((MARKS.has(one.raw) ? MARK : 0) << INTEREST_AT);
	const bits = listedAs(one, lists);
	const name = nameOf(one, bits);
	let marks = one.kind === Kind.number || one.kind === Kind.mixed ? DIGITS : 0;
	if (name !== Name.no || one.shape === Shape.initial) marks |= NAMES;
	const { classes, lower } = one;
	if (MARKS_ENDS.mayHave(lower)) marks |= MARKS_OF.get(lower) ?? 0;
	if ((classes & Word.label) !== 0) marks |= LABELS;
	if ((classes & TIMES) !== 0) marks |= TIME;
	if ((classes & PEOPLE) !== 0) marks |= PERSON;
	if (
		(classes & PLACES) !== 0 ||
		(bits & (Listed.place | Listed.facility)) !== 0 ||
		(one.kind === Kind.word && phraseEnds.mayHave(lower) && lists.phrases.has(lower))
	) {
		marks |= PLACE;
	}
	if (one.shape === Shape.upper && one.raw.length === 2 && STATE_CODES.has(one.raw)) marks |= STATE;
	return READ | bits | (name << NAME_AT) | (marks << INTEREST_AT);
}

function listedAs(one: Form, lists: Lists): number {
	if (one.kind === Kind.number) return 0;
	const bits = lists.words.get(one.lower);
	if (bits !== undefined) return bits;
	if (one.kind !== Kind.mixed || one.raw.length < 4) return 0;
	// A name out of text recognition: most of it letters, the rest digits that look like letters.
	let digits = 0;
	let made = '';
	for (const character of one.lower) {
		const letter = OCR[character];
		if (letter !== undefined) digits++;
		made += letter ?? character;
	}
	if (digits * 2 >= one.raw.length || /\d/.test(made)) return 0;
	return (
		(lists.words.get(made) ?? lists.words.get(made.replaceAll('l', 'i')) ?? 0) &
		(Listed.given | Listed.family)
	);
}

function nameOf(one: Form, bits: number): number {
	if (one.kind === Kind.number) return Name.no;
	if ((bits & Listed.allow) !== 0) return Name.no;
	const inNames = (bits & (Listed.given | Listed.family | Listed.staff)) !== 0;
	if (one.kind === Kind.mixed) return inNames ? Name.ambiguous : Name.no;
	const plain = plainWord(one.lower, one.classes);
	if (inNames) {
		if ((bits & Listed.own) !== 0 && !plain) return Name.sure;
		const other = plain || (one.classes & (Word.eponym | Word.particle)) !== 0;
		const place = (bits & (Listed.state | Listed.country)) !== 0;
		return other || place || one.lower.length < 3 ? Name.ambiguous : Name.sure;
	}
	if (plain || one.lower.length < 2) return Name.no;
	if ((one.classes & Word.eponym) !== 0) return Name.ambiguous;
	return (bits & (Listed.state | Listed.country)) !== 0 && (bits & Listed.place) === 0
		? Name.no
		: Name.unknown;
}

/** True for a word written with a capital, in any way. */
export function cased(form: Form): boolean {
	return form.shape >= Shape.capital;
}

/** True where a token begins a sentence, a line or a cell: there a capital says little. */
export function opens(prepared: PreparedText, token: number): boolean {
	if (token === 0 || (prepared.gaps[token] as number) >= Gap.line) return true;
	const before = prepared.at(token - 1);
	return before.kind === Kind.mark && oneOf('.!?:;*•|>"([-', before.raw);
}
