/** Titles and degrees that say nothing about who it is. `DO` and `PA` are family names too. */
const TITLES = new Set(
	(
		'mr mrs ms miss mx dr doctor prof professor sir madam md mdphd phd rn np lpn crnp dds dmd ' +
		'pharmd dnp mph msn bsn facs facp esq jr sr ii iii iv'
	).split(' '),
);

/** Small words of family names: `van der`, `de la`. Written in small letters only. */
const PARTICLES = new Set(
	'van von der den de del della di da dos das du la le ter ten zu zur bin ibn al el y e'.split(' '),
);

/** A word of a name; `'s` behind it is none of its own. */
export const NAME_WORD =
	/(?!(?<=['’])s(?![\p{L}\p{N}]))[\p{L}\p{M}\p{N}]+(?:['’](?!s(?![\p{L}\p{N}]))[\p{L}\p{M}]+)*/giu;

const LOOKALIKES: Readonly<Record<string, string>> = {
	'0': 'o',
	'1': 'l',
	'3': 'e',
	'4': 'a',
	'5': 's',
	'8': 'b',
};

/** A word as it is compared: no case, accents, apostrophes, and digits read as letters among letters. */
export function foldWord(word: string): string {
	const plain = word
		.normalize('NFKD')
		.replace(/[\p{M}'’.]/gu, '')
		.toLowerCase();
	if (!/\p{L}/u.test(plain)) return plain;
	return plain.replace(/[013458]/g, (digit) => LOOKALIKES[digit]);
}

export const isTitle = (word: string): boolean => TITLES.has(foldWord(word));

export const isParticle = (word: string): boolean => PARTICLES.has(word);

/** `made` in the case of `like`: TESTPERSON, testperson, Testperson. */
export function inCaseOf(like: string, made: string): string {
	const letters = [...like].filter((sign) => /\p{L}/u.test(sign));
	if (letters.length > 1 && letters.every((sign) => sign === sign.toUpperCase())) {
		// Scripts without case have no capitals either.
		if (letters.some((sign) => sign !== sign.toLowerCase())) return made.toUpperCase();
	}
	// A digit in front was read in place of a capital.
	const [first] = like;
	return first !== undefined && first !== first.toUpperCase() ? made.toLowerCase() : made;
}
