import type { Random } from '../../hospital/random.ts';

const DIGITS = '0123456789';
/** Without I, O and the like, as such numbers are made. */
const LETTERS = 'ABCDEFGHJKLMNPRSTUVWXYZ';

/** `pattern` with `#` for a digit, `@` for a letter, `*` for either, `+` for a digit from 1 to 9. */
export function made(random: Random, pattern: string): string {
	return pattern.replace(/[#@*+]/g, (hole) => {
		if (hole === '#') return random.pick([...DIGITS]);
		if (hole === '+') return random.pick([...DIGITS.slice(1)]);
		return random.pick(hole === '@' ? [...LETTERS] : [...(LETTERS + DIGITS)]);
	});
}

const LUHN_DOUBLED = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/** `body` with its check digit behind it. Source: ISO/IEC 7812-1 annex B. */
export function withLuhn(body: string, prefix = ''): string {
	const digits = [...(prefix + body)].map(Number).reverse();
	const sum = digits.reduce(
		(all, digit, at) => all + (at % 2 === 0 ? (LUHN_DOUBLED[digit] ?? 0) : digit),
		0,
	);
	return `${body}${(10 - (sum % 10)) % 10}`;
}

/** A National Provider Identifier; the check digit counts 80840 before it (45 CFR 162.406). */
export const npiOf = (random: Random): string => withLuhn(made(random, '1########'), '80840');

/** DEA number: the sum of the odd digits and twice the even ones ends in the last. */
export function deaOf(random: Random, initial: string): string {
	const digits = made(random, '######');
	const [a, b, c, d, e, f] = [...digits].map(Number) as [
		number,
		number,
		number,
		number,
		number,
		number,
	];
	const letter = /[A-Z]/.test(initial) ? initial : 'X';
	return `${random.pick(['A', 'B', 'F', 'M'])}${letter}${digits}${(a + c + e + 2 * (b + d + f)) % 10}`;
}

/** Medicare number, 4th, 7th and 8th characters by the CMS format. */
export const mbiOf = (random: Random): string => made(random, '+@*#@*#@@##');

/**
 * Seven in ten from areas 773 to 899, of which none was given out before areas lost their meaning in
 * 2011; the others never: 000, 666 and 900 to 999 (SSA POMS RM 10201.035).
 */
export function ssnOf(random: Random): string {
	const never = random.pick(['000', '666', made(random, '9##')]);
	const area = random.next() < 0.7 ? String(random.integer(773, 899)) : never;
	return `${area}${made(random, '#+')}${made(random, '+###')}`;
}

/** 555-0100 to 555-0199 are set aside for fiction; a part has other numbers, as form is what counts. */
export const phoneOf = (random: Random): string =>
	`${random.integer(201, 989)}${made(random, random.next() < 0.5 ? '55501##' : '555####')}`;

export const MRN_PATTERNS = ['+#######', '+######', '+#####', '+#########'] as const;

/** A phone number of ten digits in one of the forms of notes. */
export function phoneIn(form: string, digits: string, random: Random): string {
	const [area, exchange, line] = [digits.slice(0, 3), digits.slice(3, 6), digits.slice(6)];
	const forms: Record<string, () => string> = {
		dashes: () => `${area}-${exchange}-${line}`,
		dots: () => `${area}.${exchange}.${line}`,
		parens: () => `(${area}) ${exchange}-${line}`,
		plain: () => digits,
		spaced: () => `${area} ${exchange} ${line}`,
		intl: () => `+1 ${area} ${exchange} ${line}`,
		ext: () => `${area}-${exchange}-${line} x${1000 + (Number(line) % 900)}`,
		local: () => `${exchange}-${line}`,
	};
	if (form === 'any') return phoneIn(random.pick(['dashes', 'dots', 'parens']), digits, random);
	return named(forms, form)();
}

/** @throws Error when there is no such form: a template asks for something that is not there */
export function named<T>(forms: Readonly<Record<string, T>>, form: string): T {
	const found = Object.hasOwn(forms, form) ? forms[form] : undefined;
	if (found === undefined) throw new Error(`There is no form "${form}"`);
	return found;
}

/** The slips of old scanners. */
export const ocr = (text: string): string =>
	text.replaceAll('O', '0').replaceAll('l', '1').replaceAll('o', '0').replaceAll('s', '5');

/** And the other way round, in numbers. */
export const ocrNumber = (text: string): string => text.replaceAll('0', 'O').replaceAll('1', 'l');
