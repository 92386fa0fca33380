import type { Side } from '../../shared/contracts/clinical-facts';
import { codesOf, elements, nameOf } from './elements';
import { comparable } from './words/lists';
import { tidy } from './words/tidy';

const SNOMED = 'http://snomed.info/sct';
/** SNOMED CT laterality qualifiers. */
const CODES: Readonly<Record<string, Side>> = {
	'7771000': 'left',
	'24028007': 'right',
	'51440002': 'bilateral',
};
/** Where the word is no side of the body. */
const NO_SIDE =
	/\b(?:left (?:against|without|before|shift|the|over)|right[- ]to[- ]left|left[- ]to[- ]right|left[- ]handed|right[- ]handed|right away)\b/g;

/** The side that concepts tell by code or in words; `conflict` when they tell different ones. */
export function sideOf(...concepts: unknown[]): Side | 'conflict' | undefined {
	const sides = new Set<Side>();
	for (const concept of concepts.flatMap((one) => elements(one))) {
		const coded = codesOf(concept)
			.filter(({ system }) => system === undefined || system === SNOMED)
			.map(({ code }) => (Object.hasOwn(CODES, code) ? CODES[code] : undefined));
		const name = [nameOf(concept), ...codesOf(concept).map(({ display }) => display)];
		for (const side of [...coded, ...name.map((text) => sideInWords(text ?? ''))]) {
			if (side !== undefined) sides.add(side);
		}
	}
	if (sides.size <= 1) return [...sides][0];
	// "Bilateral" beside one side is no agreement either.
	return 'conflict';
}

/** The side that a text tells; undefined when it tells none. */
export function sideInWords(text: string): Side | undefined {
	const words = text.slice(0, 1000).toLowerCase().replace(NO_SIDE, ' ');
	if (/\b(?:bilateral(?:ly)?|both sides)\b/.test(words)) return 'bilateral';
	const left = /\b(?:left|left-sided)\b/.test(words);
	const right = /\b(?:right|right-sided)\b/.test(words);
	if (left && right)
		return /\b(?:left and right|right and left)\b/.test(words) ? 'bilateral' : undefined;
	return left ? 'left' : right ? 'right' : undefined;
}

/** The name with its side, where it does not say it itself. */
export const withSide = (name: string, side: Side | undefined): string =>
	side === undefined || sideInWords(name) === side ? name : `${name} (${side})`;

/** The name with its side and with the part of the body that it leaves out: `toe (left great toe)`. */
export function withSite(name: string, side: Side | undefined, site: string | undefined): string {
	const known = new Set(comparable(`${name} ${side ?? ''}`).split(' '));
	const words = comparable(site ?? '').split(' ');
	const isMore = words.some((word) => word !== '' && !known.has(word) && !EMPTY.has(word));
	if (site === undefined || !isMore) return withSide(name, side);
	const place = tidy(site, 200).text;
	const told = sideInWords(`${name} ${place}`) === side || side === undefined;
	return `${name} (${told ? place : `${side} ${place}`})`;
}

const EMPTY = new Set(['structure', 'of', 'the', 'entire', 'body', 'part', 'region', 'side']);
