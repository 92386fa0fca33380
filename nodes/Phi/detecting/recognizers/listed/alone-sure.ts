import { digitFirst } from '../../marks';
import type { Names } from '../../naming';
import { Gap, Listed, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { beside } from './beside';
import { aloneAs, type Person } from './person';
import type { Run } from './run';
import { MEETING, THINGS } from './words';

/** A listed name that is nothing else: `Maria's leg`, `told Ngozi that`. */
export function aloneSure(run: Run, before: string): Person {
	if (run.isLower) return aloneAs(run, scoreInSmall(run, before), 'a listed name alone');
	const { names, first, last, isGiven, isSaying } = run;
	let score = scoreOfShape(run);
	let why = 'a listed name alone';
	if (isSaying || run.isOwner) {
		score += 0.2;
		why = 'a listed name with a word of saying or doing behind it';
	} else if (MEETING.has(before) && !names.opens(first)) {
		score += 0.12;
		why = 'a listed name behind a word of meeting';
	}
	if (!isGiven) score = loweredForThing(run, before, score);
	if ((names.listed(first) & Listed.own) !== 0) score += 0.25;
	if (before === '(' && names.raw(last + 1) === ')') score += 0.27;
	if (!isGiven && names.opens(first) && !isSaying) score -= 0.12;
	return aloneAs(run, score, why);
}

function scoreInSmall(run: Run, before: string): number {
	const { names, first, last, isGiven, isSaying } = run;
	if ((names.listed(first) & Listed.own) !== 0) return 0.7;
	if (!isGiven) return 0;
	// `hector's daughter`: whose she is.
	if (run.isOwner && isRelative(names, last + 3)) return 0.65;
	return isSaying && before !== 'the' && before !== 'a' ? 0.6 : 0.3;
}

const isRelative = (names: Names, token: number): boolean =>
	token < names.prepared.count && (names.form(token).classes & Word.relative) !== 0;

/** In capitals a word may be an abbreviation, and behind a point every word has one. */
function scoreOfShape({ names, first, head, isGiven }: Run): number {
	if (head.shape !== Shape.upper) return isGiven ? 0.66 : names.opens(first) ? 0.44 : 0.5;
	if (!isGiven) return 0.26;
	return head.raw.length > 3 ? 0.52 : 0.25;
}

/** A family name is often what a thing is called: `Cottle 3`, `Sims, Cottle, Wilson`, `a Sawyer`. */
function loweredForThing(run: Run, before: string, weighed: number): number {
	const { names, first, last } = run;
	let score = weighed;
	const isNumbered = digitFirst(names.raw(last + 1)) && names.gap(last + 1) <= Gap.space;
	if (isNumbered && beside(names, first, last) === 0) score -= 0.25;
	if (before === ',' && names.raw(last + 1) === ',') score -= 0.2;
	return THINGS.has(before) ? score - 0.2 : score;
}
