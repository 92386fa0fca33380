import { oneOf, setOf } from '../../marks';
import { Gap, Kind, type PreparedText } from '../../types';
import { lower } from '../near';

const DWELLINGS = setOf(
	'apt apartment unit suite ste floor fl rm room bldg building lot trailer trlr no #',
);

/** Last token of an apartment, suite or unit behind `token`, or `token` itself. */
export function dwelling(prepared: PreparedText, token: number): number {
	let at = token + 1;
	// `Main St., Apt 4B`
	if (oneOf(',.', lower(prepared, at))) at++;
	if (oneOf(',.', lower(prepared, at))) at++;
	if (!DWELLINGS.has(lower(prepared, at)) || (prepared.gaps[at] as number) > Gap.line) return token;
	at++;
	while (oneOf('.#', lower(prepared, at))) at++;
	if (!isNumber(prepared, at)) return token;
	// `Unit 4-B`
	const isParted =
		lower(prepared, at + 1) === '-' &&
		prepared.gaps[at + 1] === Gap.none &&
		prepared.gaps[at + 2] === Gap.none;
	return isParted ? at + 2 : at;
}

/** Whether a token tells dwellings apart: a number, or one or two letters. */
function isNumber(prepared: PreparedText, at: number): boolean {
	if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) return false;
	const { kind, raw } = prepared.at(at);
	return kind !== Kind.mark && (kind !== Kind.word || raw.length < 3);
}
