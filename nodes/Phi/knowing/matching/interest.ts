import { MOST_SHARED } from '../../detecting/spellings';
import { Kind, Shape, type Form } from '../../detecting/types';
import { skeleton } from '../words/closeness';
import { canonical } from '../words/places';
import { saysAge, type AgeIndex } from './ages';
import { Begins, joinsDate, mayBeginDate } from './date-readings';
import type { Dictionary } from './dictionary';

/** What may begin with a spelling. Most spellings of a note have none of these bits. */
export const Interest = {
	/** A word of the chart. */
	hit: 1,
	/** The first half of a name that was cut in two. */
	cut: 2,
	/** An e-mail or web address. */
	string: 4,
	date: 8,
	/** A date, if a mark, `of` or a month follows. */
	joinedDate: 16,
	number: 32,
	/** A date or number that a scanner misread, if a mark of one follows. */
	scanned: 64,
	handle: 128,
	unit: 256,
	initials: 512,
	acronym: 1024,
	age: 2048,
	/** Stands between the parts of a date, or is a month: begins nothing by itself. */
	joins: 4096,
	/** A mark between parts of a date or number. */
	mark: 8192,
	/** Set on every spelling that was looked at. */
	read: 16384,
	/** What its first letters are does not tell whether something begins with it. */
	odd: 32768,
} as const;

/** Bits of spellings at which something may begin. */
export const BEGINS = Interest.joins - 1;

/** What a spelling says by itself: dates under any chart, and what stands between their parts. */
function ownInterest(form: Form): number {
	let bits: number = Interest.read;
	if (joinsDate(form)) bits |= Interest.joins;
	if (form.kind === Kind.mark) return '/-.'.includes(form.raw) ? bits | Interest.mark : bits;
	if (isOdd(form)) bits |= Interest.odd;
	const dated = mayBeginDate(form);
	if (dated === Begins.always) return bits | Interest.date;
	if (dated === Begins.never) return bits;
	return bits | (form.kind === Kind.word ? Interest.scanned : Interest.joinedDate);
}

function isOdd({ kind, lower, shape, classes }: Form): boolean {
	if (kind !== Kind.word || classes === 0 || shape === Shape.initial || lower.length < 2)
		return true;
	const head = lower.slice(0, 2);
	const isCode = shape === Shape.upper || lower.length < 3;
	if (isCode && skeleton(head) !== head) return true;
	return canonical(lower) !== lower || SPOKEN.has(lower) || saysAge(lower);
}

/** The same of shared spellings, kept. */
const OWN = new Uint16Array(MOST_SHARED);

/** What a spelling says by itself. */
export function ownOf(form: Form): number {
	if (form.shared < 0) return ownInterest(form);
	const before = OWN[form.shared] as number;
	if (before !== 0) return before;
	return (OWN[form.shared] = ownInterest(form));
}

/** What may begin with a spelling under a chart. It may say too much, never too little. */
export function interestOf(
	form: Form,
	dictionary: Dictionary,
	ages: AgeIndex | undefined,
	isHit: boolean,
): number {
	let bits = ownOf(form);
	const { kind, lower, shape, raw } = form;
	if (kind === Kind.mark) return bits;
	if (ages?.mayBegin(form) === true) bits |= Interest.age;
	const { words, strings, handles, units, acronyms, numbers } = dictionary;
	const isWord = kind === Kind.word;
	if (isHit) bits |= Interest.hit;
	else if (isWord && lower.length > 1 && words.mayBegin(lower)) bits |= Interest.cut;
	if (strings.begins(lower)) bits |= Interest.string;
	const isCode = shape === Shape.upper || shape === Shape.initial;
	const isRead = !isWord || isCode || (lower.length < 6 && SPOKEN.has(lower));
	if ((isRead || raw.length < 3) && numbers.mayBegin(form)) {
		bits |= raw.length < 3 ? Interest.scanned : 0;
		if (isRead) bits |= Interest.number;
	}
	if ((lower.length > 3 || kind === Kind.mixed) && handles.mayBegin(lower)) bits |= Interest.handle;
	if ((!isWord || isCode || lower.length > 3) && units.begins(canonical(lower))) {
		bits |= Interest.unit;
	}
	if (isCode || (lower.length < 5 && isWord)) {
		if (lower.length === 1 || dictionary.initials.has(lower)) bits |= Interest.initials;
		if (acronyms.has(lower)) bits |= Interest.acronym;
	}
	return bits;
}

/** First two letters of everything that a chart has under words: most words of a note begin with none. */
export class Beginnings {
	private readonly pairs = new Uint8Array(1024);

	add(words: Iterable<string>): void {
		for (const word of words) this.pairs[pairOf(word)] = 1;
	}

	has(lower: string): boolean {
		return this.pairs[pairOf(lower)] === 1;
	}
}

function pairOf(word: string): number {
	return ((word.charCodeAt(0) & 31) << 5) | (word.charCodeAt(1) & 31);
}

/** Digits as words with which a number that is read out may begin. */
const SPOKEN: ReadonlySet<string> = new Set(
	'zero oh one two three four five six seven eight nine'.split(' '),
);
