import { oneOf, setOf } from '../../marks';
import { Gap, Kind, type PreparedText } from '../../types';
import { lower } from '../near';

const DWELLINGS = setOf('apt apartment unit suite ste floor lot trailer rm room spc space no #');

/** Token behind an apartment that stands at a token; the token itself where none does. */
export function pastDwelling(prepared: PreparedText, token: number): number {
	let at = oneOf(',', lower(prepared, token)) ? token + 1 : token;
	if (!DWELLINGS.has(lower(prepared, at)) || (prepared.gaps[at] as number) > Gap.space)
		return token;
	at++;
	while (oneOf('.#', lower(prepared, at))) at++;
	return isNumber(prepared, at) ? at + 1 : token;
}

/** Whether a token tells dwellings apart: a number, or one or two letters. */
function isNumber(prepared: PreparedText, at: number): boolean {
	if (at >= prepared.count || (prepared.gaps[at] as number) > Gap.space) return false;
	const { kind, raw } = prepared.at(at);
	return kind === Kind.number || kind === Kind.mixed || raw.length < 3;
}
