import { oneOf } from '../../marks';
import type { Names } from '../../naming';
import { Gap, Listed } from '../../types';
import { aloneAmbiguous } from './alone-ambiguous';
import { aloneSure } from './alone-sure';
import { aloneUnknown } from './alone-unknown';
import { beside } from './beside';
import { isDosed, isInRow } from './cues';
import { aloneAs, MOST_SCORE, type Person } from './person';
import type { Run } from './run';

/** One word, with or without an initial behind it: weighed by the words around it. */
export function alone(run: Run): Person | undefined {
	const { names, first, last, sure } = run;
	const { trailing } = run;
	if (trailing > last) {
		const bonus = beside(names, first, trailing);
		// `noted by Winslow L.`
		const isBy = names.lower(first - 1) === 'by' && names.gap(first) <= Gap.space;
		if (sure > 0 || (run.ambiguous > 0 && run.isFamily && (bonus > 0 || isBy)))
			return aloneAs(run, 0.6 + bonus, 'a listed name and an initial', trailing);
	}
	const before = wordBefore(names, first);
	const one =
		sure > 0
			? aloneSure(run, before)
			: run.ambiguous > 0
				? aloneAmbiguous(run, before)
				: aloneUnknown(run, before);
	if (one === undefined) return undefined;
	one.score = Math.min(lowered(run, one.score), MOST_SCORE);
	const bonus = run.isEponym ? 0 : beside(names, first, trailing);
	if (bonus > 0) one.score = Math.min(MOST_SCORE, one.score + bonus);
	return one;
}

/** The word before a token, '' where its line begins; `w/` is `with`. */
function wordBefore(names: Names, token: number): string {
	if (token === 0 || names.gap(token) > Gap.wide) return '';
	const before = names.lower(token - 1);
	const isWith =
		(before === '/' && names.lower(token - 2) === 'w') ||
		(before === 'w' && names.raw(token - 2) === '/');
	return isWith ? 'with' : before;
}

/** What is left of a score where the word may be a thing, a drug or a part of something longer. */
function lowered(run: Run, weighed: number): number {
	const { names, first, last } = run;
	let score = weighed;
	if (run.isEponym || isDosed(names, last)) score = Math.min(score, 0.2);
	const isOwn = (names.listed(first) & Listed.own) !== 0;
	const isSomebody = isOwn || run.isSaying || run.isOwner || score >= 0.75;
	if (!isSomebody && isInRow(names, first, last)) score -= run.isGiven && run.sure > 0 ? 0.1 : 0.3;
	return isPart(names, first, last) ? score - 0.25 : score;
}

/** `Zzokel-`, `Zzokel/`, `-Zzokel`, `@Zzokel`: a part of something longer. */
const isPart = (names: Names, first: number, last: number): boolean =>
	(oneOf('-/', names.raw(last + 1)) && names.gap(last + 1) === Gap.none) ||
	(first > 0 && names.gap(first) === Gap.none && oneOf('-/@._', names.raw(first - 1)));
