import type { PhiFinding } from '../../../types';
import { foundTokens, step } from '../../found';
import { setOf } from '../../marks';
import { Gap, Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';

/** What is read as a place: its tokens, both counted in, and how sure it is. */
export interface Placed {
	readonly first: number;
	readonly last: number;
	readonly rule: string;
	readonly score: number;
}

/** Words behind a place that make it a term: Montreal Cognitive, West Nile virus. */
const TERMS = setOf(
	'cognitive heart questionnaire classification criteria criterion scale score scores rule rules staging stage catheter naming virus fever tick protocol index test sign cardiomyopathy spotted coma encephalitis prognostic consensus system equation grade hip knee ankle depression postnatal pain sleepiness brace collar bandage study trial stroke b1 b2 b3 j ct assessment bowel prehospital grading definition guideline guidelines formula diagnostic aphasia keratoprosthesis bag sump screen risk measles cough flu encephalopathy agreement convention hemorrhagic strain type variant category nosology syncope angina triage prep functional iv iii ii fixation splint knees elbow shoulder disease syndrome',
);
/** From this score on a listed place is believed before `Boston sign` and its like. */
const SURE = 0.85;

/** Whether a token stands on the line of the one before it. */
export function joined(prepared: PreparedText, token: number): boolean {
	return token < prepared.count && (prepared.gaps[token] as number) <= Gap.wide;
}

/** A place over tokens, both counted in; nothing where what stands behind it makes it a term. */
export function cityOver(
	prepared: PreparedText,
	first: number,
	last: number,
	rule: string,
	score: number,
	detail: string,
): PhiFinding | undefined {
	const isListed = rule === 'place-listed';
	if (isOfTerm(prepared, last + 1, isListed && score < SURE)) return undefined;
	return foundTokens(prepared, first, last, {
		type: 'CITY',
		rule,
		score,
		source: isListed ? 'list' : 'rule',
		steps: [step('context', detail, score)],
	});
}

function isOfTerm(prepared: PreparedText, behind: number, isUnsure: boolean): boolean {
	if (!joined(prepared, behind)) return false;
	if (TERMS.has(lower(prepared, behind))) return true;
	const { classes, shape } = prepared.at(behind);
	return isUnsure && (classes & Word.eponymNoun) !== 0 && shape === Shape.lower;
}
