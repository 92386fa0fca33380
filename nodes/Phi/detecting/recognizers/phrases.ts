import { oneOf } from '../marks';
import { Gap, Kind, type PreparedText } from '../types';

/**
 * Last token of an entry of a list whose first word stands at `token`; -1 where another stands there.
 * Marks out of `signs` may stand between its words, with a gap of at most `most` before each.
 */
export function entryEnd(
	prepared: PreparedText,
	token: number,
	words: readonly string[],
	signs: string,
	most: Gap,
): number {
	let at = token;
	for (let index = 1; index < words.length; index++) {
		at++;
		while (at < prepared.count && isBetween(prepared, at, signs, most)) at++;
		if (at >= prepared.count || (prepared.gaps[at] as number) > Gap.line) return -1;
		if (prepared.at(at).lower !== words[index]) return -1;
	}
	return at;
}

function isBetween(prepared: PreparedText, at: number, signs: string, most: Gap): boolean {
	const { kind, raw } = prepared.at(at);
	return kind === Kind.mark && oneOf(signs, raw) && (prepared.gaps[at] as number) <= most;
}
