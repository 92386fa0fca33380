import { Kind, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { isPerson } from './cues';
import { aloneAs, type Person } from './person';
import type { Run } from './run';
import { MEETING, MEETING_THINGS, PATIENTS_SAY } from './words';

/** A listed name that is a word, an eponym or a place too: `Grace says`, `met Will`. */
export const aloneAmbiguous = (run: Run, before: string): Person =>
	aloneAs(run, weighed(run, before), 'a listed name alone');

function weighed(run: Run, before: string): number {
	const { names, first, head, isGiven } = run;
	// Out of text recognition, with digits in the place of letters: no word of the language is so.
	if (head.kind === Kind.mixed) return isGiven ? 0.62 : 0.45;
	const opens = names.opens(first);
	if (head.shape !== Shape.capital) return 0.1;
	if (!opens && run.isSaying) return isGiven || run.isFamily ? 0.5 : 0;
	if (isGiven) {
		const doing = scoreOfDoing(run);
		if (doing > 0) return doing;
	}
	if (opens) return 0.1;
	if ((head.classes & Word.eponym) !== 0)
		return isGiven && MEETING.has(before) && !MEETING_THINGS.has(before) ? 0.52 : 0.15;
	if (!isGiven) return 0.2;
	const isMet = MEETING.has(before) && before !== 'and' && before !== 'for' && before !== 'to';
	return isMet ? 0.5 : 0.3;
}

/** A given name that does what people do, 0 for another: `Faith denies pain`, `Sky called`. */
function scoreOfDoing(run: Run): number {
	const { names, last, head, after, isSaying } = run;
	const isTerm = (head.classes & (Word.clinical | Word.month)) !== 0;
	if (isSaying && !isTerm && PATIENTS_SAY.has(after?.lower ?? '')) return 0.55;
	const isWord = (head.classes & (Word.ordinary | Word.clinical)) !== 0;
	return !isWord && (isSaying || isPerson(names, last)) && !run.isEponym ? 0.52 : 0;
}
