import type { PhiFinding } from '../../../types';
import { allDigits, oneOf, setOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, Shape, type PreparedText } from '../../types';
import { plainWord, Word } from '../../vocabulary/words';
import { lower } from '../near';
import { facilityOver } from './claim';

/** What is made elsewhere, with its day and the house in brackets behind it. */
const MADE = setOf(
	'ct mri mr pet cxr us xr echo tte tee eeg emg egd colonoscopy mammo mammogram dexa cta mra cath labs biopsy bx scan imaging ultrasound',
);
const MOST_BEFORE = 8;
const MOST_WORDS = 4;
const NO_HOUSE =
	Word.month |
	Word.weekday |
	Word.title |
	Word.credential |
	Word.role |
	Word.eponymNoun |
	Word.clinical;

/** `PET 01/2018 (Mercy Lower Zzpembry)`: two capitalised words and more, behind a test and its year. */
export function imagedAt(prepared: PreparedText, bracket: number): PhiFinding | undefined {
	if (!oneOf('(', prepared.at(bracket).raw) || !isMade(prepared, bracket)) return undefined;
	let at = bracket + 1;
	while (at < prepared.count && at - bracket <= MOST_WORDS && isOfHouse(prepared, at)) at++;
	if (at - bracket < 3 || !oneOf(')', lower(prepared, at))) return undefined;
	// `CT 2020 (No Change)`
	const isStrange = (token: number): boolean =>
		!plainWord(prepared.at(token).lower, prepared.at(token).classes);
	if (!isStrange(at - 1) && !isStrange(at - 2)) return undefined;
	return facilityOver(prepared, bracket + 1, at - 1, 'facility-imaged', 0.6);
}

function isOfHouse(prepared: PreparedText, at: number): boolean {
	const form = prepared.at(at);
	if (form.kind !== Kind.word || (prepared.gaps[at] as number) > Gap.space) return false;
	return (
		cased(form) &&
		form.shape !== Shape.initial &&
		((form.classes & NO_HOUSE) === 0 || form.lower === 'falls')
	);
}

/** Whether a test and a year stand right before the bracket. */
function isMade(prepared: PreparedText, bracket: number): boolean {
	if (bracket < 2 || !allDigits(lower(prepared, bracket - 1), 2, 4)) return false;
	for (let at = bracket - 2; at > bracket - MOST_BEFORE && at >= 0; at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) return false;
		const { lower: word, kind, classes } = prepared.at(at);
		if (MADE.has(word)) return true;
		if (kind === Kind.word && (classes & Word.month) === 0) return false;
	}
	return false;
}
