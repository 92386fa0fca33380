import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import type { Scan } from '../../scan';
import { Gap, Listed, type Lists, type PreparedText } from '../../types';
import { lower } from '../near';
import { entryEnd } from '../phrases';

/** Signs that stand between the words of an entry, wherever the hospital's list has none. */
const SIGNS = "'.,&-";

/** What begins at a token and stands in the hospital's own lists of facilities or of staff. */
export function facilityListed(
	prepared: PreparedText,
	lists: Lists,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	const entries = lists.phrases.get(lower(prepared, token));
	if (entries !== undefined) {
		for (const { words, listed } of entries) {
			if ((listed & (Listed.facility | Listed.staff)) === 0) continue;
			const last = entryEnd(prepared, token, words, SIGNS, Gap.blank);
			if (last < 0) continue;
			return (listed & Listed.staff) === 0
				? facilityOver(prepared, token, last, 0.97)
				: staffOver(prepared, token, last);
		}
	}
	const bits = scan.listed[prepared.form[token] as number] as number;
	return (bits & Listed.facility) === 0 ? undefined : facilityOver(prepared, token, token, 0.95);
}

function facilityOver(
	prepared: PreparedText,
	first: number,
	last: number,
	score: number,
): PhiFinding {
	return foundTokens(prepared, first, last, {
		type: 'FACILITY',
		role: 'organization',
		rule: 'facility-listed',
		source: 'list',
		score,
	});
}

function staffOver(prepared: PreparedText, first: number, last: number): PhiFinding {
	return foundTokens(prepared, first, last, {
		type: 'NAME',
		role: 'provider',
		rule: 'staff-listed',
		source: 'list',
		score: 0.97,
	});
}
