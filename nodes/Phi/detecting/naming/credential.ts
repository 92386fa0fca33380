import type { Names } from '../naming';
import { Gap, Shape } from '../types';
import { Word } from '../vocabulary/words';
import { CREDENTIAL_BEGINS, CREDENTIAL_ENDS, MIXED_CREDENTIALS } from './words';

/** First token of the credential behind a token, with a comma or without: `, MD`, ` PhD`, `, M.D.`; or -1. */
export function credentialBehind(names: Names, token: number): number {
	const at = names.raw(token + 1) === ',' ? token + 2 : token + 1;
	if (at >= names.prepared.count || names.gap(at) > Gap.space) return -1;
	const { classes, shape, raw } = names.form(at);
	const isCredential =
		(classes & Word.credential) !== 0 && (shape === Shape.upper || MIXED_CREDENTIALS.has(raw));
	return isCredential || isPointed(names, at, raw) ? at : -1;
}

/** `M.D.`, `R.N.` */
const isPointed = (names: Names, at: number, raw: string): boolean =>
	CREDENTIAL_BEGINS.has(raw) &&
	names.raw(at + 1) === '.' &&
	names.gap(at + 1) === Gap.none &&
	CREDENTIAL_ENDS.has(names.raw(at + 2)) &&
	names.gap(at + 2) === Gap.none;
