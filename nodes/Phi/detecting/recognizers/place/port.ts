import { oneOf, setOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Gap, Shape, type PreparedText } from '../../types';
import { lower } from '../near';
import { joined } from './claim';
import { TOWN_ENDS } from './words';

/** First words of the names of towns; what stands behind them is the town's own word. */
const FIRST = setOf(
	'port fort lake mount mt new north south east west old upper lower saint st san santa glen great big little',
);
const MOST_TOKENS = 3;

/** Last token of Port Ellery, North East Hollin, Coeur d'Alene, or -1. */
export function portAt(prepared: PreparedText, scan: Scan, token: number): number {
	const at = pastFirst(prepared, token);
	if (at >= prepared.count || (at > token && !joined(prepared, at))) return -1;
	if (prepared.at(at).shape !== Shape.capital) return -1;
	if ((scan.name[prepared.form[at] as number] as number) === Name.no) return -1;
	const last = isHalf(prepared, at) ? at + 3 : at;
	if (last === token) return -1;
	const next = last + 1;
	const goesOn = joined(prepared, next) && TOWN_ENDS.has(lower(prepared, next));
	return goesOn && cased(prepared.at(next)) ? next : last;
}

/** Token behind `Port`, `North East`, `St.` */
function pastFirst(prepared: PreparedText, token: number): number {
	let at = token;
	while (
		at < token + MOST_TOKENS &&
		at < prepared.count &&
		FIRST.has(lower(prepared, at)) &&
		cased(prepared.at(at)) &&
		(at === token || joined(prepared, at))
	) {
		at++;
		if (lower(prepared, at) === '.' && prepared.gaps[at] === Gap.none) at++;
	}
	return at;
}

/** Whether `d'Alene` or `l'Zzoak` stands behind a token. */
function isHalf(prepared: PreparedText, at: number): boolean {
	if (!oneOf('dl', lower(prepared, at + 1)) || lower(prepared, at + 2) !== "'") return false;
	return at + 3 < prepared.count && cased(prepared.at(at + 3));
}
