export const MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
] as const;

/** From Sunday, as day numbers count. */
export const WEEKDAYS = [
	'sunday',
	'monday',
	'tuesday',
	'wednesday',
	'thursday',
	'friday',
	'saturday',
] as const;

const TO_NINE = 'first second third fourth fifth sixth seventh eighth ninth'.split(' ');
const TEENS =
	'tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth'.split(
		' ',
	);

/** `first` is 0. */
export const ORDINALS: readonly string[] = [
	...TO_NINE,
	...TEENS,
	'twentieth',
	...TO_NINE.map((word) => `twenty-${word}`),
	'thirtieth',
	'thirty-first',
];

/** Parts of a year, with the month that stands for each. */
export const YEAR_PARTS: Readonly<Record<string, number>> = {
	early: 2,
	mid: 7,
	late: 11,
	spring: 4,
	summer: 7,
	fall: 10,
	autumn: 10,
	winter: 1,
};

/** Beginning of a word, its number, and how much of it was written. */
export function numberOf(list: readonly string[], word: string): number {
	const start = word.toLowerCase().replace('.', '').slice(0, 3);
	return list.findIndex((each) => each.startsWith(start));
}

/**
 * The same kind of word (whole or cut, capitals or not) for another month or day of the week.
 *
 * @param isCut whether `May`, which has one form, stands where short forms stand
 */
export function wordLike(
	like: string,
	list: readonly string[],
	index: number,
	isCut = false,
): string {
	const before = list[numberOf(list, like)];
	const letters = like.replace('.', '');
	const dot = like.endsWith('.') ? '.' : '';
	const isWhole = letters.toLowerCase() === before && !(isCut && letters.length === 3);
	const whole = list[index];
	const isWholeNow = isWhole || (dot === '' && whole.length <= letters.length && whole.length > 3);
	const made = isWholeNow ? whole : whole.slice(0, 3) + dot;
	if (letters === letters.toUpperCase()) return made.toUpperCase();
	return letters[0] === letters[0].toUpperCase() ? made[0].toUpperCase() + made.slice(1) : made;
}

/** `st`, `nd`, `rd` or `th`. */
export function ordinalEnding(day: number): string {
	if (day % 100 >= 11 && day % 100 <= 13) return 'th';
	return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}
