import type { Random } from '../../hospital/random.ts';
import type { Case, Person } from './case.ts';
import { datePieces } from './dates.ts';
import { asciiOf } from './letters.ts';
import { named, ocr } from './numbers.ts';
import type { Piece } from './types.ts';

/** Two neighbours change places, or one letter is dropped: never the first. */
export function typo(word: string, random: Random): string {
	if (word.length < 4) return word;
	const at = random.integer(1, word.length - 2);
	const [a = '', b = ''] = [word[at], word[at + 1]];
	const swap = random.next() < 0.5 && a !== b && /\p{L}\p{L}/u.test(a + b);
	return swap
		? word.slice(0, at) + b + a + word.slice(at + 2)
		: word.slice(0, at) + word.slice(at + 1);
}

const titleOf = ({ role, sex }: Person): string =>
	role === 'provider' ? 'Dr.' : sex === 'female' ? 'Ms.' : 'Mr.';

const NAME_FORMS = [
	...['plain', 'plain', 'full', 'reversed', 'caps', 'titled', 'titledfull', 'possessive'],
	...['initialed', 'family', 'given', 'nickfull', 'lower', 'upper', 'typo'],
];

/** A name in one of the forms of LANGUAGE.md. */
export function namePieces(person: Person, form: string, random: Random, kase: Case): Piece[] {
	if (form === 'any') return namePieces(person, random.pick(NAME_FORMS), random, kase);
	const { given, middle, family, nick, role } = person;
	const m = middle?.slice(0, 1);
	const gold = (text: string): Piece => ({ text, type: 'NAME', role });
	const plain = (text: string): Piece => ({ text });
	const letters = [given, middle, family]
		.filter((part) => part !== undefined)
		.map((part) => part[0]);
	const full = [given, ...(m === undefined ? [] : [`${m}.`]), family].join(' ');
	const reversed = `${family}, ${given}${m === undefined ? '' : ` ${m}`}`;
	const title = titleOf(person);
	const forms: Record<string, () => Piece[]> = {
		full: () => [gold(full)],
		plain: () => [gold(`${given} ${family}`)],
		reversed: () => [gold(reversed)],
		caps: () => [gold(reversed.toUpperCase())],
		upper: () => [gold(`${given} ${family}`.toUpperCase())],
		lower: () => [gold(`${given} ${family}`.toLowerCase())],
		nickfull: () => [gold(`${nick} ${family}`)],
		given: () => [gold(given)],
		family: () => [gold(family)],
		middle: () => [gold(middle ?? given)],
		nick: () => [gold(nick)],
		givenupper: () => [gold(given.toUpperCase())],
		familyupper: () => [gold(family.toUpperCase())],
		givenlower: () => [gold(given.toLowerCase())],
		familylower: () => [gold(family.toLowerCase())],
		initials: () => [gold(letters.join('').toUpperCase())],
		dotted: () => [gold(`${letters.join('.').toUpperCase()}.`)],
		initialed: () => [gold(`${given[0]}. ${family}`)],
		familyinitial: () => [gold(`${family} ${given[0]}`)],
		titled: () => [plain(`${title} `), gold(family)],
		titledlower: () => [
			plain(`${role === 'provider' ? 'dr' : title.toLowerCase()} `),
			gold(family.toLowerCase()),
		],
		titledfull: () => [plain(`${title} `), gold(`${given} ${family}`)],
		titledupper: () => [plain(`${title.toUpperCase()} `), gold(family.toUpperCase())],
		possessive: () => [gold(given), plain("'s")],
		titledpossessive: () => [plain(`${title} `), gold(family), plain("'s")],
		typo: () => [
			gold(
				random.next() < 0.5
					? `${typo(given, random)} ${family}`
					: `${given} ${typo(family, random)}`,
			),
		],
		typofamily: () => [gold(typo(family, random))],
		typogiven: () => [gold(typo(given, random))],
		ocr: () => [gold(`${given} ${given.length > 4 ? ocr(family) : family}`)],
		ascii: () => [gold(asciiOf(`${given} ${family}`))],
		credentialed: () => [gold(full), plain(`, ${person.credential}`)],
		credentialshort: () => [gold(`${given[0]}. ${family}`), plain(` ${person.credential}`)],
		signature: () => [
			gold(full),
			plain(`, ${person.credential} `),
			...datePieces(kase.dates.note ?? '', 'datetime', random, { until: '', time: kase.time }),
		],
	};
	return named(forms, form)();
}
