/** In which order numbers of a date stand, where they do not tell themselves. */
export type DateOrder = 'month-first' | 'day-first';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A birth date as `YYYYMMDD`. Years of two digits are unclear: a century too late or early is another
 * person.
 *
 * @returns undefined where it is no date, or not clear which
 */
export function birthDateOf(text: string, order: DateOrder): string | undefined {
	const month = MONTHS.findIndex((name) => text.toLowerCase().includes(name)) + 1;
	const numbers = text.match(/\d+/g) ?? [];
	if (month > 0) {
		const [day, year] = numbers;
		return asDate(year, month, Number(day));
	}
	const [first, second, third] = numbers;
	if (first?.length === 4) return asDate(first, Number(second), Number(third));
	const [one, other] = [Number(first), Number(second)];
	if (one > 12) return asDate(third, other, one);
	if (other > 12) return asDate(third, one, other);
	return order === 'month-first' ? asDate(third, one, other) : asDate(third, other, one);
}

function asDate(year: string | undefined, month: number, day: number): string | undefined {
	if (year?.length !== 4) return undefined;
	const date = new Date(Date.UTC(Number(year), month - 1, day));
	const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	if (!real || Number(year) < 1880 || date.getTime() > Date.now()) return undefined;
	return `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`;
}
