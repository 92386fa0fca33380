import { allDigits, digitFirst, setOf } from '../../marks';
import { cased } from '../../scan';
import { Gap, Kind, type PreparedText } from '../../types';
import { lower } from '../near';

/** Heads of a column of beds. */
const BEDS = setOf('bed bd room rm');
/** Heads of the columns beside it. */
const COLUMNS = setOf(
	'name names who patient pt age sex mrn dx diagnosis plan nurse rn md attending team service svc edd los dispo disposition code status todo issues events acuity iso diet',
);
/** Tokens above a line among which the head of its table is looked for. */
const FAR = 90;
/** Tokens of a head among which a second column is looked for. */
const WIDE = 8;

const beginsLine = (prepared: PreparedText, token: number): boolean =>
	token === 0 || (prepared.gaps[token] as number) >= Gap.line;

/** `Bed Who Plan EDD`, `Rm | Name | Age`: the head of a table whose first column has beds. */
function isHead(prepared: PreparedText, token: number): boolean {
	if (!BEDS.has(lower(prepared, token)) || digitFirst(lower(prepared, token + 1))) return false;
	for (let at = token + 1; at < token + WIDE && !beginsLine(prepared, at); at++) {
		if (lower(prepared, at) === ':') return false;
		if (COLUMNS.has(lower(prepared, at))) return true;
	}
	return false;
}

/** Last token of `1411`, `12B`, `701-A` at the head of a line that goes on behind it, or -1. */
function bedAt(prepared: PreparedText, token: number): number {
	const { raw } = prepared.at(token);
	if (!/^(?:[A-Z]?\d{1,4}|\d{1,4}[A-Z])$/.test(raw)) return -1;
	const isParted = lower(prepared, token + 1) === '-' && prepared.gaps[token + 1] === Gap.none;
	const part = isParted && token + 2 < prepared.count ? prepared.at(token + 2).raw : '';
	const last = /^[A-D]$/.test(part) || allDigits(part, 1, 2) ? token + 2 : token;
	const next = last + 1;
	if (next >= prepared.count || beginsLine(prepared, next)) return -1;
	if (prepared.gaps[next] === Gap.none) return -1;
	const cell = prepared.at(next);
	const isCell = prepared.gaps[next] === Gap.wide || cell.raw === '|';
	return isCell || (cell.kind === Kind.word && cased(cell)) ? last : -1;
}

/**
 * Last token of a bed in the first column of a table, or -1. Rows that were found lead to those below them.
 *
 * @param rows first tokens of the rows found so far; one that is found joins them
 */
export function tabled(prepared: PreparedText, token: number, rows: Set<number>): number {
	if (!beginsLine(prepared, token)) return -1;
	const last = bedAt(prepared, token);
	if (last < 0) return -1;
	for (let at = token - 1; at >= Math.max(0, token - FAR); at--) {
		if (!beginsLine(prepared, at)) continue;
		if (!rows.has(at) && !isHead(prepared, at)) continue;
		rows.add(token);
		return last;
	}
	return -1;
}
