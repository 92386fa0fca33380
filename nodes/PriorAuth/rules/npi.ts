/**
 * National Provider Identifier: ten digits whose last one is the check digit of ISO/IEC 7812 (Luhn)
 * over the number with the prefix 80840 (45 CFR 162.406; US Core us-core-16 and us-core-17).
 */
export function isNpi(value: unknown): value is string {
	if (typeof value !== 'string' || !/^\d{10}$/.test(value)) return false;
	const digits = [...`80840${value}`].reverse().map(Number);
	const sum = digits.reduce((total, digit, at) => {
		const weighted = at % 2 === 0 ? digit : digit * 2;
		return total + (weighted > 9 ? weighted - 9 : weighted);
	}, 0);
	return sum % 10 === 0;
}
