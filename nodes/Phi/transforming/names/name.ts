import type { PersonName } from '../../types';
import { choose, type Draw } from '../draw';
import { plainSigns } from '../plain';
import { LETTERS, wordAt, wordCount } from './table';
import { foldWord, inCaseOf, isParticle, isTitle, NAME_WORD } from './words';

/** How made-up words are chosen for one patient. */
export interface WordChoice {
	readonly draw: Draw;
	/** What keeps this patient's (or this mention's) words apart from those of others. */
	readonly scope: readonly string[];
}

const IDEOGRAPH = /\p{Script=Han}|\p{Script=Hangul}/u;

/** `AT`, `JRK:BLT`. Three capitals with a vowel among them are a name: `ADA`. */
const INITIALS = /^(?:\p{Lu}{2}|[^\P{Lu}AEIOUY]{3})(?:[:/](?:\p{Lu}{2}|[^\P{Lu}AEIOUY]{3}))*$/u;

/**
 * The made-up word for one word of a name. Words with the same first letter begin with the same letter
 * again, so that `A. Testperson` and `Ada Testperson` stay the same person. Nothing but the word and
 * whose it is decides: what else a record names must not, or its text and its fields would differ.
 */
export function madeUpWord(word: string, choice: WordChoice, kind = 'name'): string {
	const folded = foldWord(word);
	const initial = madeUpInitial(folded[0] ?? '', choice, kind);
	// One sign of a script without letters is a whole name: 王.
	const isInitial = [...folded].length <= 1 && !IDEOGRAPH.test(folded);
	if (isInitial) return inCaseOf(`${word}${word}`, initial);
	const count = wordCount(initial);
	const at = choose(choice.draw(...choice.scope, kind, 'word', folded), count);
	const made = wordAt(initial, at);
	return inCaseOf(word, foldWord(made) === folded ? wordAt(initial, (at + 1) % count) : made);
}

function madeUpInitial(letter: string, { draw, scope }: WordChoice, kind: string): string {
	return LETTERS[choose(draw(...scope, kind, 'initial', letter), LETTERS.length)];
}

/**
 * A name as somebody wrote it, word by word, in whatever order and with whatever signs between. Titles
 * stay; `van der` and the like go.
 */
export function madeUpName(name: string, choice: WordChoice): string {
	const [written] = plainSigns(name).split('=');
	if (INITIALS.test(written.trim())) return madeUpInitials(written, choice);
	const plain = written.replace(/(?<![\p{L}\p{N}])(\p{Ll}+)(?:\s+|(?=\^|$))/gu, (all, word) =>
		isParticle(word as string) ? '' : (all as string),
	);
	return plain.replace(NAME_WORD, (word) => (isTitle(word) ? word : madeUpWord(word, choice)));
}

/** Letter by letter, so that they are the initials of the made-up name. */
function madeUpInitials(letters: string, choice: WordChoice): string {
	return letters.replace(/\p{Lu}/gu, (letter) =>
		madeUpInitial(foldWord(letter), choice, 'name').toUpperCase(),
	);
}

/** The parts of a name, made up one by one; titles and degrees that are none are dropped. */
export function madeUpParts(name: PersonName, choice: WordChoice): PersonName {
	const made: Record<string, unknown> = {};
	if (hasWord(name.family)) made.family = madeUpName(name.family, choice);
	const given = (name.given ?? []).filter(hasWord).map((each) => madeUpName(each, choice));
	if (given.length > 0) made.given = given;
	for (const part of ['prefix', 'suffix'] as const) {
		const titles = (name[part] ?? []).filter(isOnlyTitles);
		if (titles.length > 0) made[part] = titles;
	}
	return made as PersonName;
}

const hasWord = (text: string | undefined): text is string =>
	text !== undefined && text.trim() !== '';

const isOnlyTitles = (text: string): boolean => {
	const words = text.match(NAME_WORD) ?? [];
	return words.length > 0 && words.every(isTitle);
};

/** `Family^Given^Middle`, `Family, Given` or `Given Family` in parts. */
export function partsOf(name: string): PersonName {
	const [written] = name.split('=');
	if (written.includes('^')) {
		const [family = '', ...others] = written.split('^');
		const given = others
			.slice(0, 2)
			.flatMap(split)
			.filter((word) => !isTitle(word));
		return parts(family.split('&')[0].trim(), given, others.slice(2).flatMap(split));
	}
	const [before, ...after] = written.split(',');
	const behind = split(after.join(' '));
	const words = split(before).filter((word) => !isTitle(word));
	const titles = split(written).filter(isTitle);
	const given = behind.filter((word) => !isTitle(word));
	if (given.length > 0) return parts(words.join(' '), given, titles);
	return parts(words.at(-1) ?? '', words.slice(0, -1), titles);
}

const split = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

function parts(family: string, given: string[], titles: string[]): PersonName {
	const isSuffix = (word: string) => /^(?:jr|sr|i{2,3}|iv|esq)$/.test(foldWord(word));
	const named = titles.filter(isTitle);
	const prefix = named.filter(
		(word) => /^(?:m|dr|doctor|prof|sir)/.test(foldWord(word)) && !isDegree(word),
	);
	const suffix = named.filter((word) => isSuffix(word) || !prefix.includes(word));
	return {
		...(family === '' ? {} : { family }),
		...(given.length === 0 ? {} : { given }),
		...(prefix.length === 0 ? {} : { prefix }),
		...(suffix.length === 0 ? {} : { suffix }),
	};
}

const isDegree = (word: string): boolean => /^(?:md|mph|msn|mdphd)$/.test(foldWord(word));

/** A name as people write it. */
export function nameText(name: PersonName): string {
	return [...(name.given ?? []), name.family ?? ''].filter((part) => part !== '').join(' ');
}
