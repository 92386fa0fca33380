import type { PhiFinding } from '../../../types';
import { Name, type Scan } from '../../scan';
import { Shape, type PreparedText } from '../../types';
import { Word } from '../../vocabulary/words';
import { casedBefore } from '../cased-before';
import { cityOver, joined } from './claim';
import { TOWN_ENDS } from './words';

/** `Zzyzx Flats`, `Ashby Junction`: the noun of a town at a token, and a word of no language before it. */
export function townAt(prepared: PreparedText, scan: Scan, token: number): PhiFinding | undefined {
	const { shape, lower: word } = prepared.at(token);
	if (!TOWN_ENDS.has(word) || shape !== Shape.capital) return undefined;
	if (token === 0 || !joined(prepared, token)) return undefined;
	const first = casedBefore(prepared, token, 1);
	if (first === token || !mayName(prepared, scan, first)) return undefined;
	return cityOver(prepared, first, token, 'town', 0.68, 'the noun of a town stands behind it');
}

function mayName(prepared: PreparedText, scan: Scan, first: number): boolean {
	const { shape, classes } = prepared.at(first);
	if ((scan.name[prepared.form[first] as number] as number) === Name.no) return false;
	return shape === Shape.capital && (classes & (Word.clinical | Word.eponym | Word.title)) === 0;
}
