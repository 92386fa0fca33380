import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import { allDigits, oneOf } from '../../marks';
import type { Scan } from '../../scan';
import { Gap, Kind, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { STATE_CODES } from '../street/words';
import { isStrange, lastOfName } from './name';

export interface Town {
	readonly first: number;
	readonly last: number;
	/** Whether a state or a ZIP code stands behind it. */
	readonly sure: boolean;
}

/** The town that stands behind a street line which ends before `token`. */
export function townAt(prepared: PreparedText, scan: Scan, token: number): Town | undefined {
	// `15 Zzlevator Row  *  Zzgrass, ND`
	const isParted = oneOf(',*;|/', lower(prepared, token));
	const first = isParted ? token + 1 : token;
	if (first >= prepared.count || (prepared.gaps[first] as number) > Gap.line) return undefined;
	const last = lastOfName(prepared, first, 3);
	if (last < first) return undefined;
	if (isBeforeState(prepared, last)) return { first, last, sure: true };
	return isParted && isStrange(prepared, scan, first, last)
		? { first, last, sure: false }
		: undefined;
}

/** Whether a state or a ZIP code stands behind a town that ends at `last`, with a comma between or without. */
function isBeforeState(prepared: PreparedText, last: number): boolean {
	const at = oneOf(',', lower(prepared, last + 1)) ? last + 2 : last + 1;
	if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) return false;
	const { raw, kind, classes } = prepared.at(at);
	if (STATE_CODES.has(raw) || (classes & Word.state) !== 0) return true;
	return kind === Kind.number && allDigits(raw, 5, 5);
}

/** What is told of a town behind a street. */
export function townOver(prepared: PreparedText, town: Town, score: number): PhiFinding {
	const claim = { type: 'CITY', rule: 'city-behind-street', score } as const;
	return foundTokens(prepared, town.first, town.last, claim);
}
