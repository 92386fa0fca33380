import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import { oneOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Gap, Kind, Listed, Shape, type PreparedText } from '../../types';
import { lower } from '../near';
import { STATE_CODES } from './words';

const MOST_TOKENS = 3;

/** `17924 Maple Avenue, Port Ellery;`: the city behind a street line. */
export function cityBehind(
	prepared: PreparedText,
	scan: Scan,
	street: PhiFinding,
): PhiFinding | undefined {
	const [, end] = prepared.place(street.start, street.end);
	const comma = prepared.tokenAfter(end);
	const first = comma + 1;
	if (lower(prepared, comma) !== ',' || first >= prepared.count) return undefined;
	if ((prepared.gaps[first] as number) > Gap.line) return undefined;
	const last = lastOf(prepared, first);
	return isNamed(prepared, scan, first, last)
		? foundTokens(prepared, first, last, { type: 'CITY', rule: 'city-behind-street', score: 0.7 })
		: undefined;
}

/** Last token of the words of a city, four tokens at most; before the first where there is none. */
function lastOf(prepared: PreparedText, first: number): number {
	let at = first;
	while (at < prepared.count && at <= first + MOST_TOKENS) {
		if (at > first && (prepared.gaps[at] as number) >= Gap.line) break;
		if (!mayBelong(prepared, at)) break;
		at++;
	}
	let last = at - 1;
	while (last >= first && prepared.at(last).kind === Kind.mark) last--;
	return last;
}

/** A word with a capital that is no code of a state, and the signs of `St. Zzoak` and `Coeur d'Alene`. */
function mayBelong(prepared: PreparedText, at: number): boolean {
	const form = prepared.at(at);
	const { kind, raw, shape } = form;
	if (kind === Kind.mark)
		return raw === '.' ? prepared.gaps[at + 1] === Gap.space : oneOf("'", raw);
	if (!cased(form)) return oneOf('dl', form.lower);
	return !(shape === Shape.upper && raw.length === 2 && STATE_CODES.has(raw));
}

/** Whether one of some words is a listed place or of no vocabulary. */
function isNamed(prepared: PreparedText, scan: Scan, first: number, last: number): boolean {
	for (let at = first; at <= last; at++) {
		if (prepared.at(at).kind !== Kind.word) continue;
		const index = prepared.form[at] as number;
		if ((scan.name[index] as number) !== Name.no) return true;
		if (((scan.listed[index] as number) & Listed.place) !== 0) return true;
	}
	return false;
}
