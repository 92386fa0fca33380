import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import { oneOf, setOf } from '../../marks';
import type { Scan } from '../../scan';
import { Gap, Kind, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { lower } from '../near';
import { pastDwelling } from './dwelling';
import { isStrange } from './name';
import { AT, ENDS, SENTENCE } from './words';

/** Words of living and sending before a street in a note without capitals. */
const LIVING = setOf(
	'lives live living resides residing address addr moved mail shipped ship staying stays located evicted delivered home residence',
);
/** What a number counts behind such a word: `lives 3 blocks away`, `lives with 2 adults`. */
const COUNTED = setOf(
	'mile miles mi block blocks minute minutes min mins hour houses doors floors steps away from near people adults children kids',
);
const MOST_WORDS = 4;

/** `lives at 22 zzcat bnd`: in small letters the end of a street must be there, and a word of living. */
export function loweredAt(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	if (!isLed(prepared, token) || prepared.at(token).raw.length > 5) return undefined;
	const first = token + 1;
	const end = Math.min(first + MOST_WORDS, prepared.count);
	for (let at = first; at < end; at++) {
		const { kind, classes, lower: word } = prepared.at(at);
		if (kind !== Kind.word || (prepared.gaps[at] as number) > Gap.space) return undefined;
		if (SENTENCE.has(word) || COUNTED.has(word)) return undefined;
		const isEnd = ENDS.has(word) || (classes & Word.street) !== 0;
		if (at === first || !isEnd) continue;
		const score = isStrange(prepared, scan, first, at) ? 0.65 : 0.55;
		const claim = { type: 'STREET', rule: 'street-line', score } as const;
		return foundTokens(prepared, token, pastDwelling(prepared, at + 1) - 1, claim);
	}
	return undefined;
}

function isLed(prepared: PreparedText, token: number): boolean {
	const before = lower(prepared, token - 1);
	const lead = AT.has(before) || oneOf(':', before) ? token - 2 : token - 1;
	return LIVING.has(lower(prepared, lead));
}
