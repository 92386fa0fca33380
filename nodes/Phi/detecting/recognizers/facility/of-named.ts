import type { PhiFinding } from '../../../types';
import { setOf } from '../../marks';
import { cased, type Scan } from '../../scan';
import type { PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { casedBefore } from '../cased-before';
import { lower, near } from '../near';
import { facilityOver } from './claim';
import { pastSentence } from './sentence';

const INSTITUTIONS = setOf(
	'hospital church clinic school institute bank temple university center centre',
);
const PARTICLES = setOf('the at of');

/** Whether `University of` or `College of` begins at a token. */
export function opensUniversity(prepared: PreparedText, token: number): boolean {
	const form = prepared.at(token);
	if (form.lower !== 'university' && form.lower !== 'college') return false;
	return cased(form) && lower(prepared, token + 1) === 'of';
}

/** `University of Zzyzx at Harrow`; nothing for `the University of small means`. */
export function universityAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	const of = token + 1;
	let last = of;
	while (
		near(prepared, last + 1) &&
		last - token < 6 &&
		(cased(prepared.at(last + 1)) || PARTICLES.has(lower(prepared, last + 1)))
	)
		last++;
	while (last > of && !cased(prepared.at(last))) last--;
	return last > of ? facilityOver(prepared, token, last, 'university', 0.9) : undefined;
}

/** Children's Hospital of Overbrook, First Baptist Church of Overbrook. */
export function institutionOf(
	prepared: PreparedText,
	scan: Scan,
	end: number,
): PhiFinding | undefined {
	const of = end + 1;
	if (lower(prepared, of) !== 'of' || !INSTITUTIONS.has(lower(prepared, end))) return undefined;
	let last = of;
	while (
		last - end < 5 &&
		near(prepared, last + 1) &&
		(cased(prepared.at(last + 1)) || lower(prepared, last + 1) === 'the')
	)
		last++;
	if (last === of || !cased(prepared.at(last))) return undefined;
	// `Hospital of Cardiology` is one of many.
	const isTerm = (prepared.at(last).classes & Word.clinical) !== 0;
	if (isTerm && scan.listed[prepared.form[last] as number] === 0) return undefined;
	const first = pastSentence(prepared, casedBefore(prepared, end, 4), end);
	return facilityOver(prepared, first, last, 'facility-of', 0.75);
}
