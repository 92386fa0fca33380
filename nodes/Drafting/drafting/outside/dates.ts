import { set, type Word } from './words';

const NAMES = set(`
	january february april june july august september october november december
	monday tuesday wednesday thursday friday saturday sunday
	mondays tuesdays wednesdays thursdays fridays saturdays sundays weekend weekends
	yesterday today tomorrow tonight fortnight fortnights noon midnight midday
	christmas easter thanksgiving
`);
/** With a capital inside a sentence these are dates, else other words. */
const CAPITALISED = set(
	'may march jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun',
);
const ONE_OF = set(
	'a an each every per next last this that following previous preceding same another later',
);
const SPAN = set(`
	second seconds minute minutes hour hours day days night nights week weeks month months year years decade
	decades morning afternoon evening
`);

/** A date, a day of the week, or a span of time in words ("a week later", "the next day"). */
export function dateAt(words: readonly Word[], at: number): Word | undefined {
	const word = words[at];
	if (NAMES.has(word.low)) return word;
	const isCapital = word.raw[0] !== word.raw[0]?.toLowerCase();
	if (isCapital && !word.first && CAPITALISED.has(word.low)) return word;
	if (isCapital && word.first && word.beforeHole && CAPITALISED.has(word.low)) return word;
	return SPAN.has(word.low) && ONE_OF.has(words[at - 1]?.low ?? '') ? word : undefined;
}
