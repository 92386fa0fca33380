import { oneOf } from '../marks';
import { isMeasured } from '../measured';
import { Gap, Kind, type PreparedText } from '../types';
import { Word } from '../vocabulary/words';

/** Short forms of a family history that are no words of it elsewhere. */
const SHORT =
	/^(?:mgm|mgf|pgm|pgf|gma|gpa|grandma|grandpa|granny|nana|mat|pat|fa|mo|mom|dad|sis|bro)$/;

/** How the list goes on behind an age that nothing encloses. */
const GOES_ON =
	/^(?:|[,;.)|]|and|well|healthy|alive|living|deceased|died|dead|with|w|has|had|hx|h|in|who|lives)$/;

/** `father (94), mother (91)`, `Grandma, 97, well`, `Father 93`: the age of a relative in a list of the family. */
export function isFamilyAge(prepared: PreparedText, token: number): boolean {
	const word = (at: number): string => {
		if (at < 0 || at >= prepared.count) return '';
		for (let gap = Math.min(at, token) + 1; gap <= Math.max(at, token); gap++) {
			if ((prepared.gaps[gap] as number) >= Gap.line) return '';
		}
		return prepared.at(at).lower;
	};
	const isRelative = (at: number): boolean =>
		word(at) !== '' && ((prepared.at(at).classes & Word.relative) !== 0 || SHORT.test(word(at)));
	const next = word(token + 1);
	const isNumber = (at: number): boolean => word(at) !== '' && prepared.at(at).kind === Kind.number;
	if (isMeasured(prepared, token) || oneOf('%/:-+', next)) return false;
	if (next === '.' && prepared.gaps[token + 2] === Gap.none && isNumber(token + 2)) return false;
	const before = word(token - 1);
	if (before === '(') return isRelative(token - 2) && oneOf('),;', next);
	if (before === ',') return isRelative(token - 2) && oneOf(',;.', next);
	if (before === ':' || before === '-') return isRelative(token - 2) && GOES_ON.test(next);
	return isRelative(token - 1) && GOES_ON.test(next);
}
