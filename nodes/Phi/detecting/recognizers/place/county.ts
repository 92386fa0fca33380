import type { PhiFinding } from '../../../types';
import { setOf } from '../../marks';
import { cased, type Scan } from '../../scan';
import { Listed, type PreparedText } from '../../types';
import { casedBefore } from '../cased-before';
import { lower } from '../near';
import { cityOver, joined } from './claim';

/** Words of the divisions of a state. */
export const DIVISIONS = setOf('county parish borough township cnty district');
const BEHIND = 'the word county stands behind it';
const BEFORE = 'the word county stands before it';

/** `Zzoak County`, `dupage county`, `County of Zzoak`; a district may be one of a city, a school, a hospital. */
export function countyAt(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	const form = prepared.at(token);
	if (form.lower === 'district') return undefined;
	const first = casedBefore(prepared, token, 3);
	const isListed =
		token > 0 && (scan.listed[prepared.form[token - 1] as number]! & Listed.place) !== 0;
	if (first < token && (cased(form) || isListed))
		return cityOver(prepared, first, token, 'county', 0.88, BEHIND);
	if (isListed && joined(prepared, token))
		return cityOver(prepared, token - 1, token, 'county', 0.75, BEHIND);
	const behind = token + 2;
	const isOf = lower(prepared, token + 1) === 'of' && behind < prepared.count;
	return isOf && cased(prepared.at(behind))
		? cityOver(prepared, behind, behind, 'county', 0.8, BEFORE)
		: undefined;
}
