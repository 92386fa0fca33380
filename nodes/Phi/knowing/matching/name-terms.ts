import { Gap } from '../../detecting/types';
import { Word } from '../../detecting/vocabulary/words';
import type { PersonEntry } from './person';
import { personAfter, personBefore } from './person-context';
import type { Reading } from './reading';

/** A word that medicine knows as somebody's name, or a state, and that somebody of the chart has. */
export function asTerm(reading: Reading, person: PersonEntry, token: number): number {
	const lower = reading.lower(token);
	const capital = reading.hasCapital(token);
	const [before, after] = [personBefore(reading, token), personAfter(reading, token)];
	if (before === 2 || after === 2) return 0.9;
	if (capital && reading.accompanied(token)) return 0.85;
	if ((reading.classes(token) & Word.state) !== 0) {
		const town = reading.isMark(token - 1, ',') && reading.hasCapital(token - 2);
		const place = PLACED.has(reading.lower(token - 1)) || town;
		return place ? 0 : capital || before + after > 0 || person.role === 'patient' ? 0.75 : 0;
	}
	const says = before + after > 0 && !BARE.has(lower);
	if (says) return capital ? 0.85 : 0.75;
	if (isBesideTerm(reading, token)) return 0;
	if (BARE.has(lower)) {
		if (before + after > 0 && capital) return 0.75;
		const theirs = person.role === 'patient' && capital && reading.isPossessive(token);
		if (theirs && !DISEASES.has(lower)) return 0.7;
		return capital && person.role === 'patient' && !isAmongTerms(reading, token)
			? reading.startsSentence(token)
				? 0
				: 0.7
			: 0;
	}
	if (capital) return isLedAsTerm(reading, token) ? 0 : 0.85;
	return isLedAsTerm(reading, token) || lower.length < 4 ? 0 : 0.75;
}

const PLACED = new Set('in from to of at west north south near through via and'.split(' '));
/** What medicine calls by the name alone, as often as people are called by it. */
const BARE = new Set(
	`foley kocher allis adson babcock kelly mayo metzenbaum bovie hemovac penrose hickman groshong quinton
	dobhoff holter doppler mohs whipple nissen hartmann roux murphy mcburney rovsing kernig brudzinski
	babinski romberg tinel phalen lachman mcmurray spurling hoffman hoffmann apgar braden morse glasgow
	tinetti berg norton ashworth rankin barthel katz lawton wells geneva ranson gleason bishop coombs pap
	gram giemsa wright valsalva trendelenburg fowler sims heimlich crede kegel epley parkinson crohn hodgkin
	graves hashimoto addison cushing raynaud barrett sjogren huntington wilson paget marfan turner kawasaki
	alzheimer lewy pick ewing wilms kaposi merkel burkitt barlow galeazzi ortolani finkelstein thomas
	trousseau chvostek kussmaul homan homans hawkins neer patrick karnofsky allen weber rinne bankart
	hill-sachs kirschner steinmann balfour bookwalter yankauer malecot blake robinson salem bouchard
	heberden mallampati nottingham clark breslow duke dukes child meld kayser jackson pratt lisfranc colles
	bennett boxer jones monteggia salter harris weber yergason speed`
		.trim()
		.split(/\s+/),
);

/** Whether a term stands beside a token: `Murphy, Rovsing`, `Foley catheter`. */
function isBesideTerm(reading: Reading, token: number): boolean {
	const term = Word.eponym | Word.clinical | Word.eponymNoun;
	const at = (step: number): number =>
		reading.isMark(token + step, ',/-;') ? token + 2 * step : token + step;
	const is = (other: number, near: boolean): boolean =>
		near && (reading.classes(other) & term) !== 0 && reading.lower(other).length > 2;
	// A word in small letters before a comma, or a name in capitals before one, is another thing.
	const marked = reading.isMark(token + 1, ',/-;');
	const next = at(1);
	const near = reading.gap(token + 1) <= Gap.space && reading.gap(next) <= Gap.space;
	// A dash between blanks begins something else.
	const dash = reading.isMark(token + 1, '-') && reading.gap(token + 1) !== Gap.none;
	const follows = !dash && is(next, near) && (!marked || reading.hasCapital(next));
	const previous = at(-1);
	const leads = reading.isMark(token - 1, ',/;') && reading.hasCapital(previous);
	return follows || (leads && is(previous, reading.gap(token) <= Gap.space));
}

function isLedAsTerm(reading: Reading, token: number): boolean {
	return /^(?:positive|negative|pos|neg|no|a|an|the|new|indwelling|modified|placed|inserted|using|size|fr|french|grade|type|stage|left|right|bilateral)$/.test(
		reading.lower(token - 1),
	);
}

/** Diseases that go by the name of their discoverer alone: "Crohn's flares". */
export const DISEASES = new Set(
	`parkinson crohn alzheimer hodgkin graves hashimoto addison cushing raynaud barrett sjogren huntington
	kawasaki meniere behcet wilson paget hirschsprung marfan turner`
		.trim()
		.split(/\s+/),
);

/** Whether a term stands beside a token: `Murphy, Rovsing`, `positive Murphy`, `Murphy's sign`. */
export function isAmongTerms(reading: Reading, token: number): boolean {
	const term = Word.eponym | Word.clinical | Word.eponymNoun;
	const at = (step: number): number =>
		reading.isMark(token + step, ',/-;') ? token + 2 * step : token + step;
	const [before, after] = [at(-1), at(1)];
	const terms = (other: number, near: boolean): boolean =>
		near && (reading.classes(other) & term) !== 0 && reading.lower(other).length > 2;
	return (
		terms(before, reading.gap(token) < Gap.line) ||
		terms(after, reading.gap(token + 1) < Gap.line) ||
		/^(?:positive|negative|pos|neg|no|a|an|the|of|with|via|by|new|indwelling|has|had)$/.test(
			reading.lower(token - 1),
		)
	);
}

/** Whether medicine calls tools, tests and diseases by a word (lower case) alone: `Foley in place`. */
export function isBareTerm(lower: string): boolean {
	return BARE.has(lower);
}
