import type { PhiFinding } from '../types';
import { allDigits, setOf } from './marks';
import { Around } from './terms/around';
import { isCode, isIsotope, isOfCodeSystem, isReferenceRange, isSpineLevel } from './terms/codes';
import { isCountedDay, isHolidayTerm, isSchedule } from './terms/days';
import { isHalfOfEponym, isNameTerm, isTermOfThing } from './terms/names';
import { isNoWard, isPlaceTerm, isSentence, isWort } from './terms/places';
import { isPercentile, isResult } from './terms/results';
import type { PreparedText } from './types';

type Judge = (around: Around, rule: string) => boolean;

/** Rules that took a name for what stands in a list, not for a title or a label before it. */
const BY_LIST = setOf(
	'name-alone name-listed name-inverted found-elsewhere name-introduced name-titled name-credentialed name-initialed',
);

const JUDGES: Partial<Record<PhiFinding['type'], Judge>> = {
	NAME: isNameTerm,
	CITY: isPlaceTerm,
	FACILITY: (around) => isPlaceTerm(around) || isNoWard(around),
	MRN: (around, rule) => rule === 'number-beside-name' && isOfCodeSystem(around),
	STREET: isSentence,
	DATE: (around, rule) => {
		if (rule === 'date-month-day') return isResult(around) || isCountedDay(around);
		if (rule === 'date-weekday') return isSchedule(around);
		return rule === 'date-holiday' ? isHolidayTerm(around) : isPercentile(around);
	},
	PHOTO: (around, rule) => rule === 'labelled-photo' && allDigits(around.text, 1, 2),
	AGE: isIsotope,
	OTHER_ID: (around, rule) => isCode(around) || isReferenceRange(around, rule),
	DEVICE: isReferenceRange,
};

/** The same of what the chart may happen to have as well: a score, a level of the spine, a nucleus, an herb. */
export function isTermOfChart(
	prepared: PreparedText,
	{ first, last, type }: { first: number; last: number; type: PhiFinding['type'] },
): boolean {
	if (type === 'DATE') {
		const around = new Around(prepared, first, last);
		return isSpineLevel(around) || isResult(around) || isCountedDay(around);
	}
	if (type === 'AGE') return isIsotope(new Around(prepared, first, last));
	if (type !== 'NAME' && type !== 'CITY' && type !== 'FACILITY') return false;
	const around = new Around(prepared, first, last);
	if (isWort(around) || isHalfOfEponym(around)) return true;
	return first === last && isTermOfThing(around);
}

/**
 * What has the look of a name, a place, a day or a number and is medicine, told by the words around it:
 * `Paris IIa`, `Salmonella Newport`, `St. John's wort`, `FIM 4/7`, `Tc-99m`, `G3P2012`. Findings of the
 * chart are not asked: what it names is somebody.
 */
export function isTerm(prepared: PreparedText, finding: PhiFinding): boolean {
	const { type, rule, source } = finding;
	const judge = JUDGES[type];
	if (judge === undefined || source === 'known') return false;
	if (type === 'NAME' ? !BY_LIST.has(rule) : type === 'DATE' && !BY_FORM.has(rule)) return false;
	// Nothing but `99m` looks like a nucleus.
	if (type === 'AGE' && prepared.text.charCodeAt(finding.end - 1) !== 109) return false;
	const [start, end] = prepared.place(finding.start, finding.end);
	const first = prepared.tokenAfter(start);
	return judge(new Around(prepared, first, lastOf(prepared, first, end)), rule);
}

function lastOf(prepared: PreparedText, first: number, end: number): number {
	let last = first;
	while (last + 1 < prepared.count && (prepared.starts[last + 1] as number) < end) last++;
	return last;
}

/** Rules that took a day for what its form, or one word, says. */
const BY_FORM = setOf('date-month-day date-weekday date-holiday date-ordinal');
