import type { PersonName, PhiRole } from '../../types';
import { nicknamesOf } from '../words/nicknames';
import { isOrdinary, isTerm } from '../words/ordinary';
import { plain, wordsOf } from '../words/text';
import type { Dictionary } from './dictionary';

/** A word of a name, and how much it says alone. */
export interface NameWord {
	/** Which part of the name it stands for: two words of one part are one piece of evidence. */
	readonly part: string;
	/**
	 * `term` words are known to medicine as somebody's or are states and nothing else, `ordinary` words need
	 * company, `short` and `clipped` ones a capital, `joining` ones are nothing alone.
	 */
	readonly weight: 'strong' | 'term' | 'ordinary' | 'short' | 'clipped' | 'joining';
	/** Written in the chart as it is, and so looked for misspelt as well. */
	readonly loose?: true;
	/** Made of a given and a family name, as user names are. */
	readonly handle?: true;
}

/** A person of the chart as a note may name them. */
export class PersonEntry {
	readonly kind = 'person';
	readonly words = new Map<string, NameWord>();
	/** First letters of the parts. */
	readonly letters = new Set<string>();
	/** Initials in the orders in which they are written. */
	readonly initials = new Set<string>();

	readonly rule: string;

	constructor(readonly role: PhiRole) {
		this.rule = `known-${role === 'unknown' ? 'person' : role}-name`;
	}
}

function weightOf(word: string): NameWord['weight'] {
	if (word.length < 3) return 'short';
	if (!isOrdinary(word)) return 'strong';
	return isTerm(word) ? 'term' : 'ordinary';
}

/** Of the words of the table of nicknames, which are the same for all charts. */
const NICKNAME_WEIGHTS = new Map<string, NameWord['weight']>();

function weightOfNickname(word: string): NameWord['weight'] {
	let weight = NICKNAME_WEIGHTS.get(word);
	if (weight === undefined) NICKNAME_WEIGHTS.set(word, (weight = weightOf(word)));
	return weight;
}

/** Adds the names of one person to the dictionary. */
export function addPerson(
	dictionary: Dictionary,
	names: readonly PersonName[],
	role: PhiRole,
): void {
	const person = new PersonEntry(role);
	for (const name of names) {
		addName(person, name);
		const given = partsOf(name.given?.[0])[0];
		if (given !== undefined && role !== 'provider') {
			dictionary.handles.add(given, wordsOf(name.family ?? '').join(''), role);
		}
	}
	if (person.words.size === 0) return;
	for (const [word, { weight, loose }] of person.words) {
		if (weight === 'joining') continue;
		dictionary.words.add(word, person, loose === true && word.length > 3);
		const weak = weight === 'ordinary' || weight === 'term';
		const first = role === 'patient' || !dictionary.weak.has(word);
		if (weak && loose === true && first) dictionary.weak.set(word, person);
	}
	for (const initials of person.initials) {
		const known = dictionary.initials.get(initials);
		if (known === undefined) dictionary.initials.set(initials, [person]);
		else known.push(person);
	}
}

/** Reads one name into the words, letters and initials of a person. */
function addName(person: PersonEntry, name: PersonName): void {
	const { words } = person;
	const set = (word: string, part: string, weight = weightOf(word), loose = false): void => {
		if (word.length < 2 || words.has(word)) return;
		words.set(word, loose ? { part, weight, loose } : { part, weight });
	};
	const families = partsOf(name.family);
	const givens = (name.given ?? []).flatMap((one) => partsOf(one));
	for (const family of families) {
		const joining = families.length > 1 && JOINING.has(family);
		set(family, 'family', joining ? 'joining' : undefined, !joining);
	}
	givens.forEach((given, index) => {
		set(given, `given${index}`, undefined, true);
		person.letters.add(given[0] as string);
		// Providers are called by a nickname beside their family name only, and found there.
		if (person.role === 'provider') return;
		for (const nickname of nicknamesOf(given)) {
			set(nickname, `given${index}`, weightOfNickname(nickname));
		}
		if (given.length > 6) {
			for (const clipped of [
				given.slice(0, 4),
				given.slice(0, 5),
				given.slice(-4),
				given.slice(-5),
			]) {
				if (!isOrdinary(clipped)) set(clipped, `given${index}`, 'clipped');
			}
		}
	});
	// Soo-jin is also written Soojin.
	(name.given ?? []).forEach((one, index) => {
		const words = wordsOf(one);
		if (words.length > 1) set(words.join(''), `given${index}`, undefined, true);
	});
	const family = wordsOf(name.family ?? '')
		.join('')
		.replace(/\d+$/, '');
	if (families.length > 1) set(family, 'family');
	const last = families.findLast((word) => !JOINING.has(word)) ?? families.at(-1);
	if (families[0] !== undefined) person.letters.add(families[0][0] as string);
	if (last !== undefined) person.letters.add(last[0] as string);
	const first = givens[0];
	if (first === undefined || last === undefined) return;
	const letters = (name.given ?? []).flatMap((one) => partsOf(one)[0]?.[0] ?? []);
	for (const one of new Set([families[0] as string, last])) {
		person.initials.add(`${first[0]}${one[0]}`);
		if (letters.length > 1) person.initials.add(`${letters.join('')}${one[0]}`);
		if (letters.length > 2) person.initials.add(`${letters[0]}${letters[1]}${one[0]}`);
	}
	for (const handle of handles(first, givens[1], family)) {
		if (handle.length > 4 && !words.has(handle) && !isOrdinary(handle)) {
			words.set(handle, { part: 'handle', weight: 'strong', handle: true });
		}
	}
}

/** Login names that are made of a name. */
function handles(given: string, middle: string | undefined, family: string): string[] {
	const made = [`${given}${family}`, `${family}${given}`, `${given[0]}${family}`];
	made.push(`${family}${given[0]}`, `${given}${family[0]}`);
	if (middle !== undefined) made.push(`${given[0]}${middle[0]}${family}`);
	return made;
}

const JOINING = new Set(
	'van von der den de del della di da dos das du la le las los el al bin ibn bint abu mac mc st san santa saint ter ten zu y e o d'.split(
		' ',
	),
);
/** Letters of names that are written with two elsewhere: both spellings are looked for. */
const SPELT: ReadonlyArray<readonly [RegExp, string]> = [
	[/[üÜ]/g, 'ue'],
	[/[öÖ]/g, 'oe'],
	[/[äÄ]/g, 'ae'],
	[/[øØ]/g, 'oe'],
	[/[åÅ]/g, 'aa'],
	[/[ßẞ]/g, 'ss'],
	[/[æÆ]/g, 'ae'],
];

function speltOut(value: string): string {
	let spelt = value;
	for (const [letters, put] of SPELT) spelt = spelt.replace(letters, put);
	return spelt;
}

const PLAIN = /^[\x20-\x7e]*$/;
/** A name that is written in one way. */
const SIMPLE = /^[A-Za-z .-]*$/;

function hasLetter(word: string): boolean {
	return /[a-z]/.test(word) || /\p{L}/u.test(word);
}

/** Words of a name, and the other ways to write them. */
function partsOf(value: string | undefined): string[] {
	if (value === undefined) return [];
	const words = wordsOf(value).filter((word) => hasLetter(word) && !SUFFIX.has(word));
	if (words.length < 2 && SIMPLE.test(value)) return words;
	// Synthetic charts number their names: `Testperson123` is written both ways.
	const bare = words.map((word) => word.replace(/\d+$/, '')).filter((word) => word !== '');
	const apostrophe = /['’]/.test(value) ? [plain(value).replace(/\W/g, '').toLowerCase()] : [];
	const other = PLAIN.test(value) ? [] : wordsOf(speltOut(value));
	return [...new Set([...words, ...bare, ...apostrophe, ...other])];
}

/** What follows a name and is no part of it. */
export const SUFFIX = new Set(['jr', 'sr', 'ii', 'iii', 'iv', 'esq']);
