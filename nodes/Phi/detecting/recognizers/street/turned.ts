import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import { allDigits, setOf } from '../../marks';
import { cased, Name, type Scan } from '../../scan';
import { Gap, Kind, Shape, type PreparedText } from '../../types';
import { lower } from '../near';

/** Words of streets of other languages, which stand before the name: `Calle Zzoak 12`. */
export const FOREIGN = setOf('calle rue via avenida carrera rua plaza ulica');
/** What makes the number behind such a name no house: `Via Zzoak 3 miles`. */
const DISTANCES = setOf('min mins minutes hours hrs days ft feet yo y mg m blocks miles % /');
const MOST_TOKENS = 5;
/** Words of streets that a letter or a number behind them names. */
export const NUMBERED = setOf('avenue highway hwy route');

/** A street of another language, its number behind it: `Rue de Zzoak 17`. */
export function foreignAt(
	prepared: PreparedText,
	scan: Scan,
	token: number,
): PhiFinding | undefined {
	if (!mayBegin(prepared, scan, token)) return undefined;
	const end = Math.min(token + MOST_TOKENS, prepared.count);
	for (let at = token + 1; at < end && (prepared.gaps[at] as number) <= Gap.space; at++) {
		const { raw, shape } = prepared.at(at);
		if (allDigits(raw, 1, 5)) {
			if (DISTANCES.has(lower(prepared, at + 1))) return undefined;
			const claim = { type: 'STREET', rule: 'street-foreign', score: 0.8 } as const;
			return foundTokens(prepared, token, at, claim);
		}
		if (shape === Shape.lower && raw.length > 3) return undefined;
	}
	return undefined;
}

/** `Via Zzoak`, and neither `via fax` nor `Via Telephone`. */
function mayBegin(prepared: PreparedText, scan: Scan, token: number): boolean {
	const next = Math.min(token + 1, prepared.count - 1);
	const form = prepared.at(token);
	if (!cased(form) || !cased(prepared.at(next))) return false;
	return form.lower !== 'via' || (scan.name[prepared.form[next] as number] as number) !== Name.no;
}

/** 4410 Avenue C, 210 Highway 12. */
export function avenueAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	const next = token + 1;
	if (token === 0 || next >= prepared.count) return undefined;
	if (prepared.gaps[token] !== Gap.space || prepared.gaps[next] !== Gap.space) return undefined;
	const { kind, shape } = prepared.at(next);
	const isName = shape === Shape.initial || kind === Kind.number;
	if (!isName || prepared.at(token - 1).kind !== Kind.number) return undefined;
	const claim = { type: 'STREET', rule: 'street', score: 0.85 } as const;
	return foundTokens(prepared, token - 1, next, claim);
}
