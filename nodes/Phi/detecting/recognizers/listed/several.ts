import { oneOf } from '../../marks';
import { Gap, Listed, Shape } from '../../types';
import { beside } from './beside';
import { MOST_SCORE, type Person } from './person';
import type { Run } from './run';
import { MEETING, PEOPLES } from './words';

/** Two words and more: `Maria Gonzalez`, `Kenji Zztaro`, `maria gonzalez`. */
export function several(run: Run): Person {
	const { names, first, sure } = run;
	const last = run.trailing;
	let score = run.isLower ? scoreInSmall(run) : scoreWithCapitals(run, last);
	if (run.isEponym && sure < 2) score -= 0.35;
	// `Ada Foley-`, `Bell/Zzokel`: a part of something longer.
	const isPart = oneOf('-/', names.raw(last + 1)) && names.gap(last + 1) === Gap.none;
	if (isPart && sure < 2) score -= 0.2;
	if (score > 0 && !run.isLower && run.isSaying) score = Math.min(MOST_SCORE, score + 0.12);
	if ((names.listed(first) & Listed.place) !== 0 && sure === 0) score -= 0.2;
	return {
		first,
		last,
		score: Math.min(score, MOST_SCORE),
		rule: 'name-listed',
		why: 'listed and unknown words beside each other',
	};
}

/** In small letters only a given and a family name that are nothing else say enough. */
const scoreInSmall = ({ sure, isGiven, isFamily }: Run): number =>
	sure >= 2 && isGiven && isFamily ? 0.75 : 0;

function scoreWithCapitals(run: Run, last: number): number {
	const score = scoreOfWords(run, last) + beside(run.names, run.first, last);
	// Headings stand in capitals, and their words may be names.
	return run.head.shape === Shape.upper && run.sure < 2 ? Math.min(score, 0.6) : score;
}

/** By how much its words are names: the surest first. */
function scoreOfWords(run: Run, last: number): number {
	const { sure, ambiguous, unknown, isGivenFirst } = run;
	const isWhole = run.isGiven && run.isFamily;
	if (sure >= 2) return isWhole ? 0.92 : 0.8;
	if (sure === 1 && ambiguous > 0) return isWhole ? 0.85 : 0.7;
	const isUpper = run.head.shape === Shape.upper;
	if (sure === 1 && unknown > 0) {
		if (isGivenFirst) return isUpper ? 0.72 : 0.85;
		return isUpper ? 0.45 : 0.62;
	}
	if (ambiguous >= 2) {
		if (!isWhole || !isGivenFirst) return 0.3;
		return run.names.opens(run.first) ? 0.42 : 0.6;
	}
	if (ambiguous === 1 && unknown > 0) return scoreOfAmbiguous(run, last, isUpper);
	return scoreOfUnknown(run, isUpper);
}

/** One word that is a name among other things beside one in no list: `Grace Zzokel`, `North American`. */
function scoreOfAmbiguous({ names, first, isGivenFirst }: Run, last: number, isUpper: boolean) {
	if (isUpper || PEOPLES.has(names.lower(last))) return 0.3;
	if (names.opens(first)) return isGivenFirst ? 0.4 : 0.3;
	return isGivenFirst ? 0.62 : 0.5;
}

/** Words in no list, which only their capitals make a name: `met Zzada Zzokel`. */
function scoreOfUnknown({ names, first, unknown }: Run, isUpper: boolean): number {
	if (unknown < 2 || isUpper) return 0.2;
	if (names.opens(first)) return 0.35;
	return MEETING.has(names.lower(first - 1)) ? 0.56 : 0.52;
}
