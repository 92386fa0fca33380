import type { Random } from '../../hospital/random.ts';
import type { Topic } from './model-answers-topics.ts';
import { daysAfter } from './numbers.ts';

/** The day on which the questions are put. */
export const NOTED_ON = '2026-11-22';
const KIN = ['mother', 'father', 'brother', 'sister', 'wife', 'uncle'];

/** What fills the gaps of one sentence. */
export interface Filling {
	n: string;
	o: string;
	day: string;
	x: string;
}

export interface Said {
	sentence: string;
	/** The part of it that tempts, or the whole. */
	part: string;
}

export function filling({ amount, words }: Topic, random: Random): Filling {
	const n = amount ? random.between(amount.from, amount.to).toFixed(amount.decimals) : '';
	const word = words === undefined ? '' : random.pick(words);
	return { n, o: word, x: word, day: daysAfter('2024-01-01', random.integer(0, 1000)) };
}

/** What a model says, from the words of the sentence where these are the answer. */
export function valueOf({ item, amount }: Topic, { n, x, day }: Filling, sentence: string): string {
	switch (item.type) {
		case 'boolean':
			return 'Yes';
		case 'date':
			return day;
		case 'string': {
			const at = sentence.toLowerCase().indexOf(x);
			return at < 0 ? x : sentence.slice(at, at + x.length);
		}
		case 'quantity':
			return `${n} ${amount?.unit}`;
		default:
			return amount === undefined ? x : n;
	}
}

export function truthOf(topic: Topic, gaps: Filling): string {
	const { amount, item } = topic;
	if (amount === undefined) return valueOf(topic, gaps, '');
	return item.type === 'quantity' ? `${Number(gaps.n)} ${amount.code}` : String(Number(gaps.n));
}

const MONTHS =
	'January February March April May June July August September October November December'.split(
		' ',
	);

/** A day as notes write it; with the month first only where nobody can mistake it for the day. */
function dayWritten(day: string, random: Random): string {
	const [year, month, number] = day.split('-').map(Number) as [number, number, number];
	const named = MONTHS[month - 1];
	const forms = [day, `${named} ${number}, ${year}`, `${number} ${named} ${year}`];
	if (number > 12) forms.push(`${month}/${number}/${year}`);
	return random.pick(forms);
}

export function rendered(
	pattern: string,
	gaps: Filling,
	{ random, female }: { random: Random; female: boolean },
): Said {
	const later = daysAfter(NOTED_ON, random.integer(5, 90));
	const old = daysAfter('2009-01-01', random.integer(0, 2000));
	// A day of the sentence is the one that is proposed, whichever it is.
	if (pattern.includes('{later}')) gaps.day = later;
	if (pattern.includes('{old}')) gaps.day = old;
	const words: Record<string, string> = {
		...gaps,
		o: gaps.o.toLowerCase(),
		day: dayWritten(gaps.day, random),
		later: dayWritten(later, random),
		old: dayWritten(old, random),
		he: female ? 'she' : 'he',
		him: female ? 'her' : 'him',
		his: female ? 'her' : 'his',
		kin: random.pick(KIN),
	};
	const filled = pattern.replace(/\{(\w+)\}/g, (_whole, name: string) => {
		const word = words[name.toLowerCase()] ?? '';
		return name === name.toLowerCase() ? word : capital(word);
	});
	const sentence = capital(filled.replace(/[[\]]/g, ''));
	const [, inner] = /\[([^\]]+)\]/.exec(filled) ?? [];
	if (inner === undefined) return { sentence, part: sentence };
	return { sentence, part: sentence.includes(inner) ? inner : capital(inner) };
}

/** With a capital letter at the beginning of every line. */
const capital = (text: string): string =>
	text.replace(
		/(^|\n)(\p{Ll})/gu,
		(_whole, before: string, letter: string) => `${before}${letter.toUpperCase()}`,
	);
