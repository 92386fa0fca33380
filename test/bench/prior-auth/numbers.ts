import type { Random } from '../../hospital/random.ts';

/**
 * Check digit of a National Provider Identifier: ISO/IEC 7812 (Luhn) over the prefix 80840 and the first
 * nine digits (CMS, NPI check digit).
 */
function checkDigit(nine: string): number {
	let sum = 0;
	for (const [at, digit] of [...`80840${nine}`].reverse().entries()) {
		const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
		sum += Math.floor(value / 10) + (value % 10);
	}
	return (10 - (sum % 10)) % 10;
}

/** A number that passes the check; of nobody as far as this generator knows. */
export function npi(random: Random): string {
	const nine = `1${String(random.integer(0, 99_999_999)).padStart(8, '0')}`;
	return `${nine}${checkDigit(nine)}`;
}

export const passesCheck = (number: unknown): boolean =>
	typeof number === 'string' &&
	/^[12]\d{9}$/.test(number) &&
	checkDigit(number.slice(0, 9)) === Number(number[9]);

const DAY_MS = 86_400_000;

/** YYYY-MM-DD, so many days after another. */
export const daysAfter = (day: string, days: number): string =>
	new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
