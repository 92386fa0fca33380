import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import { setOf } from '../../marks';
import type { Scan } from '../../scan';
import { Gap, type PreparedText } from '../../types';
import { lower } from '../near';
import { pastDwelling } from './dwelling';
import { lastOfName } from './name';
import { townAt, townOver } from './town';
import { ON } from './words';

/** Words of living before a house that is called by name. */
export const LIVES = setOf(
	'lives lived living resides resided residing staying stays residence address home',
);

/** `resides Zztulip Terrace Apt 9, New Zzsharon`: a house that is called by name, by its apartment. */
export function houseless(
	prepared: PreparedText,
	scan: Scan,
	token: number,
	out: PhiFinding[],
): void {
	if (!LIVES.has(lower(prepared, token))) return;
	const next = lower(prepared, token + 1);
	const first = ON.has(next) || next === 'in' ? token + 2 : token + 1;
	if (first >= prepared.count || (prepared.gaps[first] as number) >= Gap.line) return;
	const last = lastOfName(prepared, first, 3);
	if (last < first) return;
	const behind = pastDwelling(prepared, last + 1);
	if (behind === last + 1) return;
	const claim = { type: 'STREET', rule: 'street-line', score: 0.7 } as const;
	out.push(foundTokens(prepared, first, behind - 1, claim));
	const town = townAt(prepared, scan, behind);
	if (town !== undefined) out.push(townOver(prepared, town, 0.65));
}
