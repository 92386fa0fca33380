import { setOf } from '../../marks';
import { Kind, type PreparedText } from '../../types';
import { lower } from '../near';

/** Words of a sentence, a form or a letter before the name of a facility; with a capital at their beginning. */
export const SENTENCE = setOf(
	'patient pt the seen admitted transferred discharged from to at in on and date name facility location site attending referring called this she he follow followup per via dear visit address provider no if please with when is was re cc employer employed attends works pharmacy hospital insurer insurance clinic payer snf ecf school sent received by for unit service department dept dr mr mrs ms',
);

/** First token of a name out of words with capitals: `Transferred from`, `Patient at` before it are left out. */
export function pastSentence(prepared: PreparedText, from: number, end: number): number {
	let first = from;
	while (
		first < end &&
		(SENTENCE.has(lower(prepared, first)) || prepared.at(first).kind === Kind.mark)
	)
		first++;
	return first;
}
