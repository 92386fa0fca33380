import { allCapitals, oneOf } from '../../marks';
import type { Names } from '../../naming';
import { Name } from '../../scan';
import { Gap, Listed, Shape } from '../../types';

const PEOPLE = Listed.given | Listed.family;

/** Last token of `-- Peggy` at the end of a line, listed or not; -1 elsewhere. */
export function signedAt(names: Names, token: number): number {
	if (!oneOf('-~', names.raw(token - 1)) || !names.cased(token) || token < 2) return -1;
	// One hyphen without a blank joins words; two of them are a dash.
	if (names.gap(token - 1) === Gap.none && names.raw(token - 2) !== '-') return -1;
	const { shape } = names.form(token);
	if (shape === Shape.upper || shape === Shape.initial || names.name(token) === Name.no) return -1;
	let last = names.word(token);
	const next = last + 1;
	if (
		next < names.prepared.count &&
		names.gap(next) <= Gap.space &&
		names.cased(next) &&
		(names.name(next) >= Name.unknown || names.initial(next))
	)
		last = names.word(next);
	const end = names.raw(last + 1) === '.' ? last + 2 : last + 1;
	return names.gap(end) >= Gap.line || names.credential(last) > 0 ? last : -1;
}

/** Last token of DOE_JANE, smith_john: two listed names around an underscore; -1 elsewhere. */
export function fileNamed(names: Names, token: number): number {
	if (names.raw(token + 1) !== '_' || names.gap(token + 1) !== Gap.none) return -1;
	if (names.gap(token + 2) !== Gap.none) return -1;
	const [a, b] = [names.listed(token), names.listed(token + 2)];
	const areBoth = (a & PEOPLE) !== 0 && (b & PEOPLE) !== 0;
	return areBoth && ((a | b) & Listed.given) !== 0 ? token + 2 : -1;
}

/** The token of `Ada Testperson (AT)`, initials in brackets behind their name; -1 elsewhere. */
export function bracketedInitials(names: Names, first: number, last: number): number {
	const at = last + 2;
	if (names.raw(last + 1) !== '(' || names.raw(at + 1) !== ')') return -1;
	const initials = names.raw(at);
	if (!allCapitals(initials, 2, 4)) return -1;
	return initials[0] === names.raw(first)[0]?.toUpperCase() ? at : -1;
}

/** Sister Mary Joseph, after whom a nodule is called. */
export const isNodule = (names: Names, token: number): boolean =>
	names.lower(token) === 'mary' &&
	names.lower(token + 1) === 'joseph' &&
	names.lower(token - 1) === 'sister';
