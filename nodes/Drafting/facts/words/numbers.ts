/**
 * A number without trailing zero and never without a leading one (Joint Commission "Do Not Use" list:
 * `X.0 mg`, `.X mg`), and never with an exponent. A number with more than six digits after the point
 * was calculated, not measured: it is shown with two, or with three that count when it is below 1.
 */
export function printNumber(value: number): string {
	const text = String(value);
	if (!/e/i.test(text) && (text.split('.')[1]?.length ?? 0) <= 6) return text;
	const size = Math.abs(value);
	if (size >= 1e15) return BigInt(Math.round(value)).toString();
	if (size >= 1) return String(Number(value.toFixed(2)));
	if (size === 0) return '0';
	const places = Math.min(20, Math.ceil(-Math.log10(size)) + 2);
	return value.toFixed(places).replace(/\.?0+$/, '');
}

/** `10`, `5 to 10` */
export const printRange = (low: number, high?: number): string =>
	high === undefined || high === low
		? printNumber(low)
		: `${printNumber(low)} to ${printNumber(high)}`;

/** The same number but for the noise of binary fractions. */
export const near = (a: number, b: number): boolean =>
	Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
