import type { PhiFinding } from '../../../types';
import { setOf } from '../../marks';
import { cased, Name, opens, type Scan } from '../../scan';
import { Kind, Listed, Shape, type Form, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { casedBefore } from '../cased-before';
import { cityOver, joined } from './claim';

/** Nouns of what everybody around knows: `Harrow Bridge`, `Zzoak Mall`. */
export const LANDMARKS = setOf(
	'park mall bridge lake river beach airport stadium museum zoo casino pond boardwalk wharf fountain overlook ferry quarry rink falls harbor harbour marina campground reservoir pier canyon mountain mountains island lighthouse arena fairgrounds speedway raceway library plaza square market cemetery dam trail bay creek courthouse amphitheater depot landing',
);
/** Those that stand before the name: `Lake Zzoak`. */
const FIRST = setOf('lake mount mt fort ft camp port cape');

/** Whether a token is the noun of a landmark, in a spelling that names one. */
export const isLandmark = (form: Form): boolean =>
	form.shape >= Shape.capital && form.shape !== Shape.upper && LANDMARKS.has(form.lower);

/** The landmark whose noun stands at a token. */
export function landmarkAt(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	const first = casedBefore(prepared, token, 3);
	if (first < token && isNameable(prepared, scan, first, token - 1)) {
		const detail = 'the word of a landmark stands behind it';
		return cityOver(prepared, first, token, 'landmark', 0.62, detail);
	}
	const next = token + 1;
	if (!FIRST.has(prepared.at(token).lower) || !joined(prepared, next)) return undefined;
	if (prepared.at(next).shape !== Shape.capital) return undefined;
	const detail = 'the word of a landmark stands before it';
	return cityOver(prepared, token, next, 'landmark', 0.6, detail);
}

/** True when the words could name something: one of them is neither ordinary nor medicine. */
function isNameable(prepared: PreparedText, scan: Scan, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		const form = prepared.at(at);
		if (form.kind !== Kind.word || !cased(form)) continue;
		const index = prepared.form[at] as number;
		if (scan.name[index] !== Name.no) return true;
		if (((scan.listed[index] as number) & (Listed.place | Listed.facility)) !== 0) return true;
		// `fell by Old Stone Bridge`: an ordinary word with a capital that no sentence begins with.
		const isOrdinary = (form.classes & (Word.ordinary | Word.clinical)) === Word.ordinary;
		const isChosen = form.shape === Shape.capital && at > first && !opens(prepared, first);
		if (isOrdinary && isChosen) return true;
	}
	return false;
}
