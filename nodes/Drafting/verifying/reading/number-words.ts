import type { Token } from '../text/tokens';

const WORDS = new Map<string, number>();
'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'
	.split(' ')
	.forEach((word, value) => WORDS.set(word, value));
'twenty thirty forty fifty sixty seventy eighty ninety'
	.split(' ')
	.forEach((word, index) => WORDS.set(word, (index + 2) * 10));
WORDS.set('half', 0.5);

const ORDINALS = new Map<string, number>();
'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'
	.split(' ')
	.forEach((word, index) => ORDINALS.set(word, index + 1));

/** "third" is 3, and so is "3rd" when `next` is the ending. */
export const ordinalOf = (low: string): number | undefined => ORDINALS.get(low);

export const isOrdinalEnding = (low: string): boolean =>
	low === 'st' || low === 'nd' || low === 'rd' || low === 'th';

/** The value of a number written as words from `at` on: "twenty one", "one hundred", and how many tokens. */
export function numberInWords(
	tokens: readonly Token[],
	at: number,
): { value: number; to: number } | undefined {
	const first = WORDS.get(tokens[at]?.low ?? '');
	if (first === undefined) return undefined;
	let value = first;
	let to = at + 1;
	const next = WORDS.get(tokens[to]?.low ?? '');
	if (first >= 20 && next !== undefined && next > 0 && next < 10) {
		value += next;
		to++;
	}
	if (tokens[to]?.low === 'hundred') {
		value *= 100;
		to++;
	}
	if (tokens[to]?.low === 'thousand') {
		value *= 1000;
		to++;
	}
	return { value, to };
}
