import { numberInWords } from './number-words';
import type { Token } from '../text/tokens';

/**
 * How often, as hours between two doses. "Twice daily", "BID" and "every 12 hours" are all 12 hours.
 * `when` holds parts of the day; they bind where both sides say one.
 */
export interface WrittenFrequency {
	readonly from: number;
	readonly to: number;
	/** Hours between doses; 0 for once only, -1 for continuously; undefined where only `when` or `asNeeded` is said. */
	readonly hours?: number;
	/** Upper end of a range: "every 4 to 6 hours" is 4 to 6. */
	readonly hoursHigh?: number;
	readonly when: readonly PartOfDay[];
	readonly asNeeded: boolean;
}

export type PartOfDay =
	| 'morning'
	| 'noon'
	| 'evening'
	| 'night'
	| 'meals'
	| 'before-meals'
	| 'after-meals';

type Found = {
	to: number;
	hours?: number;
	hoursHigh?: number;
	when?: PartOfDay[];
	asNeeded?: boolean;
};

const SINGLE = new Map<string, Omit<Found, 'to'>>();
const single = (hours: number | undefined, words: string, when?: PartOfDay[]) => {
	for (const word of words.split(' ')) SINGLE.set(word, { hours, when });
};
single(24, 'daily qd q.d od o.d everyday qday');
single(12, 'bid b.i.d b.d bd');
single(8, 'tid t.i.d tds t.d.s');
single(6, 'qid q.i.d qds q.d.s');
single(48, 'qod q.o.d');
single(168, 'weekly qweek qwk');
single(730.5, 'monthly qmonth');
single(8766, 'yearly annually');
single(1, 'hourly');
single(24, 'nightly qhs q.h.s qpm', ['night']);
single(24, 'qam q.a.m', ['morning']);
single(undefined, 'hs h.s', ['night']);
single(undefined, 'ac a.c', ['before-meals']);
single(undefined, 'pc p.c', ['after-meals']);
single(0, 'stat');
single(-1, 'continuously continuous');

const TIMES = new Map<string, number>([
	['once', 1],
	['twice', 2],
	['thrice', 3],
]);

const PART: Readonly<Record<string, PartOfDay>> = {
	morning: 'morning',
	mornings: 'morning',
	breakfast: 'morning',
	noon: 'noon',
	midday: 'noon',
	lunch: 'noon',
	lunchtime: 'noon',
	afternoon: 'evening',
	evening: 'evening',
	evenings: 'evening',
	dinner: 'evening',
	supper: 'evening',
	bedtime: 'night',
	night: 'night',
	nights: 'night',
	sleep: 'night',
	meal: 'meals',
	meals: 'meals',
	food: 'meals',
};

const PERIOD: Readonly<Record<string, number>> = {
	day: 24,
	days: 24,
	daily: 24,
	d: 24,
	week: 168,
	weekly: 168,
	wk: 168,
	month: 730.5,
	monthly: 730.5,
	hour: 1,
	hours: 1,
	hourly: 1,
	hr: 1,
	hrs: 1,
	h: 1,
	minutes: 1 / 60,
	minute: 1 / 60,
	min: 1 / 60,
	year: 8766,
	weeks: 168,
	months: 730.5,
	years: 8766,
};

/** Reads how often from token `at`, joining neighbours ("twice daily with meals as needed"). */
export function readFrequency(tokens: readonly Token[], at: number): WrittenFrequency | undefined {
	let found = piece(tokens, at);
	if (found === undefined) return undefined;
	const when = [...(found.when ?? [])];
	let { hours, hoursHigh } = found;
	let asNeeded = found.asNeeded ?? false;
	let to = found.to;
	for (;;) {
		const skip = tokens[to]?.low === ',' || tokens[to]?.low === 'and' ? 1 : 0;
		found = piece(tokens, to + skip);
		if (found === undefined) break;
		// Two rates next to each other are two statements: the second stands for itself.
		if (found.hours !== undefined && hours !== undefined) {
			// "daily at bedtime" has the rate twice, "in the morning and at bedtime" is two doses a day.
			if (!(found.when?.length && found.hours === 24)) break;
			if (skip === 1 && tokens[to]?.low === 'and' && when.length > 0) hours = 24 / (24 / hours + 1);
		} else {
			hours ??= found.hours;
			hoursHigh ??= found.hoursHigh;
		}
		when.push(...(found.when ?? []));
		asNeeded ||= found.asNeeded ?? false;
		to = found.to;
	}
	return { from: at, to, hours, hoursHigh, when, asNeeded };
}

function piece(tokens: readonly Token[], at: number): Found | undefined {
	const token = tokens[at];
	if (token === undefined) return undefined;
	return (
		asNeeded(tokens, at) ??
		compact(tokens, at) ??
		every(tokens, at) ??
		perPeriod(tokens, at) ??
		partOfDay(tokens, at) ??
		word(tokens, at)
	);
}

function word(tokens: readonly Token[], at: number): Found | undefined {
	const entry = SINGLE.get(tokens[at].low);
	if (entry === undefined) return undefined;
	// "q.d." leaves its last point behind as a mark of its own.
	const pointed =
		tokens[at].low.includes('.') && tokens[at + 1]?.low === '.' && tokens[at + 1].glued;
	if (tokens[at].low === 'daily' && tokens[at + 1]?.low === 'living') return undefined;
	return { ...entry, to: at + (pointed ? 2 : 1) };
}

function asNeeded(tokens: readonly Token[], at: number): Found | undefined {
	const low = tokens[at].low;
	if (low === 'prn' || low === 'p.r.n') {
		return { to: at + (tokens[at + 1]?.low === '.' && low.includes('.') ? 2 : 1), asNeeded: true };
	}
	const next = tokens[at + 1]?.low;
	if (low === 'as' && (next === 'needed' || next === 'required' || next === 'necessary')) {
		return { to: at + 2, asNeeded: true };
	}
	if ((low === 'when' || low === 'if') && (next === 'needed' || next === 'required')) {
		return { to: at + 2, asNeeded: true };
	}
	return undefined;
}

/** q12h, q 12 h, q4-6h, q2d, q8hrs. */
function compact(tokens: readonly Token[], at: number): Found | undefined {
	const low = tokens[at].low;
	const joined = /^q(\d{1,2})(h|hr|hrs|hours|d|days|w|wk|wks|min)$/.exec(low);
	if (joined) {
		const hours = Number(joined[1]) * (PERIOD[joined[2]] ?? 168);
		return { to: at + 1, hours };
	}
	const open = /^q(\d{1,2})?$/.exec(low);
	if (!open) return undefined;
	let index = at + 1;
	let first = open[1] === undefined ? undefined : Number(open[1]);
	if (first === undefined) {
		first = tokens[index]?.value;
		if (first === undefined) {
			const period = PERIOD[tokens[index]?.low ?? ''];
			return period === undefined ? undefined : { to: index + 1, hours: period };
		}
		index++;
	}
	let high: number | undefined;
	if (tokens[index]?.low === '-' && tokens[index + 1]?.value !== undefined) {
		high = tokens[index + 1].value;
		index += 2;
	} else if (tokens[index]?.kind === 'number' && tokens[index].hyphen) {
		high = tokens[index].value;
		index++;
	}
	const period = PERIOD[tokens[index]?.low ?? ''];
	if (period === undefined) return undefined;
	return { to: index + 1, hours: first * period, hoursHigh: high && high * period };
}

/** every 12 hours, every day, every other day, each morning, every 4 to 6 hours, every twelve hours. */
function every(tokens: readonly Token[], at: number): Found | undefined {
	const low = tokens[at].low;
	if (low !== 'every' && low !== 'each' && low !== 'per' && low !== 'a' && low !== 'once')
		return undefined;
	if (low === 'a' || low === 'per' || low === 'once') return undefined;
	let index = at + 1;
	if (
		tokens[index]?.low === 'other' ||
		tokens[index]?.low === 'second' ||
		tokens[index]?.low === 'alternate'
	) {
		const period = PERIOD[tokens[index + 1]?.low ?? ''];
		return period === undefined ? undefined : { to: index + 2, hours: 2 * period };
	}
	const part = PART[tokens[index]?.low ?? ''];
	if (part !== undefined) {
		const meals = part === 'meals';
		const bed =
			tokens[index].low === 'night' &&
			tokens[index + 1]?.low === 'at' &&
			tokens[index + 2]?.low === 'bedtime';
		return { to: index + (bed ? 3 : 1), hours: meals ? 8 : 24, when: [part] };
	}
	const first = amount(tokens, index);
	if (first !== undefined) index = first.to;
	let high: { value: number; to: number } | undefined;
	if (
		first !== undefined &&
		(tokens[index]?.low === '-' || tokens[index]?.low === 'to' || tokens[index]?.low === 'or')
	) {
		high = amount(tokens, index + 1);
		if (high !== undefined) index = high.to;
	}
	const period = PERIOD[tokens[index]?.low ?? ''];
	if (period === undefined) return undefined;
	return {
		to: index + 1,
		hours: (first?.value ?? 1) * period,
		hoursHigh: high && high.value * period,
	};
}

/** twice daily, twice a day, 2 times per day, three times a week, once weekly, 2x/day, once, one time a day. */
function perPeriod(tokens: readonly Token[], at: number): Found | undefined {
	let index = at;
	let times = TIMES.get(tokens[index].low);
	let high: number | undefined;
	if (times !== undefined) {
		index++;
	} else {
		const first = amount(tokens, index);
		if (first === undefined) return undefined;
		index = first.to;
		times = first.value;
		if (tokens[index]?.low === '-' || tokens[index]?.low === 'to' || tokens[index]?.low === 'or') {
			const second = amount(tokens, index + 1);
			if (second === undefined) return undefined;
			high = second.value;
			index = second.to;
		}
		if (!['times', 'time', 'x'].includes(tokens[index]?.low ?? '')) return undefined;
		index++;
	}
	const low = tokens[index]?.low ?? '';
	const joined =
		low === 'per' ||
		low === 'a' ||
		low === 'an' ||
		low === '/' ||
		low === 'each' ||
		low === 'every' ||
		low === 'in' ||
		low === 'the';
	if (joined) index++;
	const period = PERIOD[tokens[index]?.low ?? ''];
	if (period === undefined || times === 0) {
		const part = PART[tokens[index]?.low ?? ''];
		if (joined && part !== undefined && times === 1)
			return { to: index + 1, hours: 24, when: [part] };
		// "once" alone, "one time only": a single dose. "twice" alone is no frequency.
		if (times === 1 && !joined && tokens[at].low === 'once') return { to: at + 1, hours: 0 };
		return undefined;
	}
	return { to: index + 1, hours: period / (high ?? times), hoursHigh: high && period / times };
}

/** at bedtime, in the morning, before meals, with breakfast, at night, in the evening. */
function partOfDay(tokens: readonly Token[], at: number): Found | undefined {
	const low = tokens[at].low;
	if (!['at', 'in', 'with', 'before', 'after', 'during'].includes(low)) return undefined;
	let index = at + 1;
	while (['the', 'each', 'every', 'all'].includes(tokens[index]?.low ?? '')) index++;
	const name = tokens[index]?.low ?? '';
	if (name === 'am' || name === 'pm') return undefined;
	const part = PART[name];
	if (part === undefined) return undefined;
	if (part !== 'meals') {
		const rate = tokens[index - 1]?.low === 'every' || tokens[index - 1]?.low === 'each';
		return { to: index + 1, hours: rate || name === 'bedtime' ? 24 : undefined, when: [part] };
	}
	const side: PartOfDay =
		low === 'before' ? 'before-meals' : low === 'after' ? 'after-meals' : 'meals';
	return { to: index + 1, when: [side] };
}

function amount(tokens: readonly Token[], at: number): { value: number; to: number } | undefined {
	const token = tokens[at];
	if (token === undefined) return undefined;
	if (token.kind === 'number') return { value: token.value!, to: at + 1 };
	return numberInWords(tokens, at);
}
