import { oneOf, setOf } from '../marks';
import { cased } from '../scan';
import { Gap, Kind, type PreparedText } from '../types';
import { lower } from './near';

/** Small words that stand inside of names. */
const SMALL = setOf('of the and de la del on at');
/** Words that a full stop cuts and does not end: `St. Mary`, `J. Zzoak`. */
const CUT = /^(?:st|mt|ft|dr|[a-z])$/;
const SIGNS = "'.&#-";

/**
 * First token of the capitalised words that end before `token`; `token` itself where there are none.
 * Of such words it takes `most` at most; signs, and the words of `inner` between two of them, count as none.
 */
export function casedBefore(
	prepared: PreparedText,
	token: number,
	most: number,
	inner: ReadonlySet<string> = SMALL,
): number {
	let first = token;
	let words = 0;
	for (let at = token - 1; at >= 0 && words < most; at--) {
		if ((prepared.gaps[at + 1] as number) >= Gap.line) break;
		const form = prepared.at(at);
		if (form.kind === Kind.mark) {
			if (!isInside(prepared, at, form.raw)) break;
			continue;
		}
		if (form.kind !== Kind.word) break;
		if (isTail(prepared, at, form.lower)) continue;
		if (cased(form)) {
			first = at;
			words++;
		} else if (!isHead(prepared, at, form.lower)) {
			// `seen by Dr. Zztest at Clinic`: directly before the noun only `and` goes on with the name.
			const goesOn = first < token || form.lower === 'and';
			if (!goesOn || !inner.has(form.lower) || at === 0 || !cased(prepared.at(at - 1))) break;
		}
	}
	return first;
}

/** Whether a sign belongs to the name around it. */
const isInside = (prepared: PreparedText, at: number, raw: string): boolean =>
	oneOf(SIGNS, raw) && (raw !== '.' || CUT.test(lower(prepared, at - 1)));

/** The `s` of `St. Vincent's`. */
const isTail = (prepared: PreparedText, at: number, word: string): boolean =>
	word === 's' && lower(prepared, at - 1) === "'";

/** The `d` and `l` of `Coeur d'Alene`. */
const isHead = (prepared: PreparedText, at: number, word: string): boolean =>
	oneOf('dl', word) && lower(prepared, at + 1) === "'";
