import type { Random } from '../../hospital/random.ts';
import type { Case } from './case.ts';
import { made, named } from './numbers.ts';

const ONES = split('zero one two three four five six seven eight nine ten eleven twelve thirteen');
const TEENS = split('fourteen fifteen sixteen seventeen eighteen nineteen');
const TENS = split('zero ten twenty thirty forty fifty sixty seventy eighty ninety');

/** A number below 200 in words. */
export function spelled(value: number): string {
	if (value >= 100)
		return value === 100 ? 'one hundred' : `one hundred and ${spelled(value - 100)}`;
	if (value < 20) return [...ONES, ...TEENS][value] ?? '';
	const tens = TENS[Math.floor(value / 10)] ?? '';
	return value % 10 === 0 ? tens : `${tens}-${ONES[value % 10]}`;
}

/** A word of `<<...>>`: nothing that identifies anybody. */
export function wordOf(word: string, kase: Case, random: Random): string {
	const { patient, people, dates, time, age } = kase;
	const she = patient.sex === 'female';
	const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
	const relation = people.relative?.relation ?? '';
	const young = age < 13 ? (she ? 'girl' : 'boy') : she ? 'woman' : 'man';
	const all: Record<string, string> = {
		sex: patient.sex,
		SEX: she ? 'F' : 'M',
		he: she ? 'she' : 'he',
		He: she ? 'She' : 'He',
		him: she ? 'her' : 'him',
		his: she ? 'her' : 'his',
		His: she ? 'Her' : 'His',
		man: young,
		Man: capital(young),
		boy: she ? 'girl' : 'boy',
		lady: she ? 'lady' : 'gentleman',
		mr: she ? 'Ms.' : 'Mr.',
		relation,
		Relation: capital(relation),
		relation2: people.relative2?.relation ?? '',
		friendrelation: people.friend?.relation ?? '',
		time,
		state: patient.address.state,
		year: (dates.prior ?? '').slice(0, 4),
		n: made(random, '+').replace('1', '2'),
		side: random.pick(['left', 'right']),
	};
	try {
		return named(all, word);
	} catch (cause) {
		throw new Error(`There is no word <<${word}>>`, { cause });
	}
}

function split(text: string): string[] {
	return text.split(' ');
}
