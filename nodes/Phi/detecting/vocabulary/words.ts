import {
	CREDENTIALS,
	FACILITIES,
	HOLIDAYS,
	MONTHS,
	NINETIES,
	PARTICLES,
	RELATIVES,
	ROLES,
	SAID,
	STATES,
	STREETS,
	SUFFIXES,
	TITLES,
	UNITS,
	WEEKDAYS,
} from './classes';
import { Sieve } from '../hashing';
import { BRANDS } from './brands';
import { CLINICAL, EPONYM_NOUNS, EPONYMS } from './clinical';
import { LABEL_WORDS } from './labels';
import { ORDINARY } from './ordinary';

/** Classes of the built-in vocabulary: the bits of `Form.classes`. */
export const Word = {
	ordinary: 1,
	clinical: 2,
	eponym: 4,
	title: 8,
	credential: 16,
	relative: 32,
	role: 64,
	month: 128,
	weekday: 256,
	street: 512,
	facility: 1024,
	unit: 2048,
	eponymNoun: 4096,
	state: 8192,
	holiday: 16384,
	particle: 32768,
	/** First word of a label such as `MRN` or `account number`. */
	label: 65536,
	said: 131072,
	suffix: 262144,
	ninety: 524288,
} as const;

const CLASSES = new Map<string, number>();

function add(words: string, bit: number): void {
	for (const word of words.split(/\s+/)) {
		if (word !== '') CLASSES.set(word, (CLASSES.get(word) ?? 0) | bit);
	}
}

add(ORDINARY, Word.ordinary);
add(CLINICAL, Word.clinical);
add(BRANDS, Word.clinical);
add(EPONYMS, Word.eponym);
add(EPONYM_NOUNS, Word.eponymNoun);
add(TITLES, Word.title);
add(CREDENTIALS, Word.credential);
add(RELATIVES, Word.relative);
add(ROLES, Word.role);
add(Object.keys(MONTHS).join(' '), Word.month);
add(WEEKDAYS, Word.weekday);
add(STREETS, Word.street);
add(FACILITIES, Word.facility);
add(UNITS, Word.unit);
add(HOLIDAYS, Word.holiday);
add(PARTICLES, Word.particle);
add(SUFFIXES, Word.suffix);
add(SAID, Word.said);
add(NINETIES, Word.ninety);
add(LABEL_WORDS, Word.label);
for (const state of Object.keys(STATES)) if (!state.includes(' ')) add(state, Word.state);

const SIEVE = new Sieve();
for (const word of CLASSES.keys()) SIEVE.add(word);

/** False where a word in lower case with this hash has no class; most names of people. */
export function mayHaveClasses(hash: number): boolean {
	return SIEVE.passes(hash);
}

/** Classes of a word in lower case, 0 for a word that the vocabulary does not know. */
export function classesOf(lower: string): number {
	return CLASSES.get(lower) ?? 0;
}

/** Classes that make a capitalised word no name by itself. */
const PLAIN =
	Word.ordinary |
	Word.clinical |
	Word.title |
	Word.relative |
	Word.role |
	Word.month |
	Word.weekday |
	Word.facility |
	Word.unit |
	Word.eponymNoun |
	Word.label |
	Word.said |
	Word.holiday |
	Word.state |
	Word.ninety;

/** Endings that words of medicine and of everyday English have and names hardly do. */
const ENDINGS =
	'itis osis oses emia emic uria ectomy ostomy otomy plasty scopy scopic ology ologic ologist ography graphic pathy pathic algia plegia paresis rrhea rrhage trophy trophic megaly penia cyte cytes cytosis genic oid tion tions sion sions ment ments ness ally ically able ible ously ous ative ctive ical icals ular ings ized izing ifies ified fully less eous ance ances ency encies ivity ility pril sartan olol statin azole cillin mycin micin floxacin zumab ximab tinib ciclib dipine zepam zolam gliptin gliflozin glutide prazole oxetine triptan tidine cycline thiazide sone solone barbital caine profen parin xaban grel lukast terol phylline setron mide vudine navir buvir cept idine azine triptyline';

/** True for a word that is ordinary language or medicine, by the vocabulary or by its ending. */
export function plainWord(lower: string, classes: number): boolean {
	if ((classes & PLAIN) !== 0) return true;
	return lower.length >= 7 && endsPlain(lower);
}

/** The endings as a tree, read from the last letter. */
interface Ending {
	isWhole: boolean;
	readonly before: Map<number, Ending>;
}

const LAST: Ending = { isWhole: false, before: new Map() };
for (const ending of ENDINGS.split(' ')) {
	let at = LAST;
	for (let letter = ending.length - 1; letter >= 0; letter--) {
		const code = ending.charCodeAt(letter);
		let next = at.before.get(code);
		if (next === undefined) at.before.set(code, (next = { isWhole: false, before: new Map() }));
		at = next;
	}
	at.isWhole = true;
}

function endsPlain(lower: string): boolean {
	let node: Ending | undefined = LAST;
	for (let letter = lower.length - 1; letter >= 0; letter--) {
		node = node.before.get(lower.charCodeAt(letter));
		if (node === undefined) return false;
		if (node.isWhole) return true;
	}
	return false;
}
