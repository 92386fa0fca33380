import type { PhiFinding } from '../../../types';
import { setOf } from '../../marks';
import { cased } from '../../scan';
import { Shape, type PreparedText } from '../../types';
import { lower, near } from '../near';
import { facilityOver } from './claim';

/** Words before the name of a saint. */
export const SAINTS = setOf('st saint');
/** What stands behind the name of a hospital: `St. Zztest ED`. */
const BEHIND = setOf(
	'ed er hospital clinic parish icu records rehab main health hosp ltac ltach snf swing irf loft campus',
);
/** What stands before it: `transferred from St. Zztest`. */
const BEFORE = setOf('at from to osh via @');

/** St. Vincent's, alone. */
export function saintAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	if (!SAINTS.has(lower(prepared, token))) return undefined;
	const at = lower(prepared, token + 1) === '.' ? token + 2 : token + 1;
	if (at >= prepared.count || !cased(prepared.at(token)) || !cased(prepared.at(at)))
		return undefined;
	const owner = lower(prepared, at + 1) === "'" && lower(prepared, at + 2) === 's';
	const last = owner ? at + 2 : at;
	if (isPlaced(prepared, token, at)) return facilityOver(prepared, token, last, 'saint', 0.66);
	return owner ? facilityOver(prepared, token, last, 'saint', 0.7) : undefined;
}

/** Whether what stands around the saint at `at` is said of hospitals. */
function isPlaced(prepared: PreparedText, token: number, at: number): boolean {
	const { shape, raw } = prepared.at(at);
	const sent = BEFORE.has(lower(prepared, token - 1));
	if (shape !== Shape.capital && !(sent && raw.length > 3)) return false;
	return near(prepared, at) && (sent || BEHIND.has(lower(prepared, at + 1)));
}
