import type { Names } from '../../naming';
import { Name } from '../../scan';
import { Gap, Kind, Shape } from '../../types';
import { Word } from '../../vocabulary/words';

/** O'Leary, D'Angelo: a letter, an apostrophe and a word. */
export function isApostrophe(names: Names, token: number): boolean {
	return (
		names.initial(token) &&
		names.raw(token + 1) === "'" &&
		names.gap(token + 1) === Gap.none &&
		names.gap(token + 2) === Gap.none &&
		names.form(Math.min(token + 2, names.prepared.count - 1)).kind === Kind.word &&
		names.lower(token + 2).length > 2
	);
}

/** True for a particle with a name behind it: van der Meer, Di Benedetto, de la Cruz. */
export function isLeadingParticle(names: Names, token: number, parts: number): boolean {
	if (names.lower(token) === 'y' || (parts === 0 && names.form(token).shape === Shape.upper))
		return false;
	let at = token;
	while (
		at < token + 3 &&
		at < names.prepared.count &&
		(names.form(at).classes & Word.particle) !== 0
	)
		at++;
	if (at >= names.prepared.count || names.gap(at) > Gap.space || names.gap(at) === Gap.none)
		return false;
	if (!names.cased(at) || names.initial(at)) return false;
	return parts > 0
		? names.name(at) > Name.no
		: names.name(at) >= Name.ambiguous || (at > token + 1 && names.name(at) > Name.no);
}
