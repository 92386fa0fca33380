/** Check digits and shapes of numbers. Every function takes the characters without separators. */

/** Luhn's check over decimal digits (ISO/IEC 7812-1 annex B). */
export function luhn(digits: string): boolean {
	let sum = 0;
	for (let index = 0; index < digits.length; index++) {
		let digit = digits.charCodeAt(digits.length - 1 - index) - 48;
		if (digit < 0 || digit > 9) return false;
		if (index % 2 === 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return digits.length > 1 && sum % 10 === 0;
}

/** National Provider Identifier: ten digits, Luhn over 80840 and the number (45 CFR 162.406). */
export function npi(digits: string): boolean {
	return /^[12]\d{9}$/.test(digits) && luhn(`80840${digits}`);
}

/** DEA registration: two letters and seven digits, the last of which checks the others. */
export function dea(text: string): boolean {
	const match = /^[A-Z][A-Z9](\d)(\d)(\d)(\d)(\d)(\d)(\d)$/i.exec(text);
	if (match === null) return false;
	const [, a, b, c, d, e, f, check] = match.map(Number) as [
		number,
		number,
		number,
		number,
		number,
		number,
		number,
		number,
	];
	return (a + c + e + 2 * (b + d + f)) % 10 === check;
}

const VIN_VALUES: Readonly<Record<string, number>> = Object.fromEntries(
	[...'ABCDEFGHJKLMNPRSTUVWXYZ'].map((letter, index) => [
		letter,
		[1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9][index] as number,
	]),
);
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** Vehicle identification number with its check digit (49 CFR 565.15). */
export function vin(text: string): boolean {
	if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(text)) return false;
	let sum = 0;
	for (let index = 0; index < 17; index++) {
		const character = text[index] as string;
		sum += (VIN_VALUES[character] ?? Number(character)) * (VIN_WEIGHTS[index] as number);
	}
	return text[8] === (sum % 11 === 10 ? 'X' : String(sum % 11));
}

/** Medicare Beneficiary Identifier, eleven characters without S, L, O, I, B, Z among the letters. */
export function mbi(text: string): boolean {
	return /^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9]\d[AC-HJKMNP-RT-Y]{2}\d\d$/.test(
		text,
	);
}

/** Social security number as it may be issued: no 000, 666 or 9xx area, no 00 group, no 0000 serial. */
export function ssn(digits: string): boolean {
	return /^(?!000|666|9)\d{3}(?!00)\d\d(?!0000)\d{4}$/.test(digits);
}

/** International bank account number (ISO 13616). */
export function iban(text: string): boolean {
	if (!/^[A-Z]{2}\d\d[A-Z0-9]{11,30}$/.test(text)) return false;
	let rest = 0;
	for (const character of text.slice(4) + text.slice(0, 4)) {
		const value = parseInt(character, 36);
		rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
	}
	return rest === 1;
}

/** True for a month and a day that exist, in this order. */
export function monthDay(month: number, day: number): boolean {
	return (
		month >= 1 &&
		month <= 12 &&
		day >= 1 &&
		day <= (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31)
	);
}
