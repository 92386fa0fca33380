import type { PhiRole } from '../../../types';
import { oneOf, setOf } from '../../marks';
import type { Names } from '../../naming';
import { Name } from '../../scan';
import { Gap, Kind, Listed, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { roleOf } from '../roles';

type Add = (first: number, last: number, score: number, role: PhiRole) => void;

/** Words in small letters between somebody and their name: `the friend out in the lounge, X,`. */
const MOST_ASIDE = 6;
const COVERS = setOf('covering covers');
const PEOPLE = Listed.given | Listed.family;

/** A name that is set apart by commas or brackets: `nurse there, X Y,`, `OT (X covering)`, `baby (X)`, `X, on speaker`. */
export function asideAt(names: Names, token: number, add: Add): void {
	const { lower, classes } = names.form(token);
	if (lower === 'speaker') return onSpeaker(names, token, add);
	const role = roleOf(lower, classes);
	if (oneOf('(', names.raw(token + 1))) return inBrackets(names, token, role, add);
	if ((classes & (Word.role | Word.relative)) === 0) return;
	let at = token + 1;
	while (at <= token + MOST_ASIDE && isSmall(names, at)) at++;
	if (!oneOf(',', names.raw(at))) return;
	// Directly behind a comma other recognizers find what has capitals.
	if (at === token + 1 && !isSmall(names, at + 1)) return;
	const last = wholeAt(names, at + 1);
	if (last > 0 && oneOf(',', names.raw(last + 1))) add(at + 1, last, 0.7, role);
}

const isSmall = (names: Names, at: number): boolean =>
	at < names.prepared.count &&
	names.gap(at) <= Gap.space &&
	names.form(at).kind === Kind.word &&
	names.form(at).shape === Shape.lower;

/** Last token of a given and a family name behind each other, cased or not; -1 for none. */
function wholeAt(names: Names, first: number): number {
	if (first >= names.prepared.count || names.gap(first) > Gap.space) return -1;
	const family = names.word(first) + 1;
	if (family >= names.prepared.count || names.gap(family) !== Gap.space) return -1;
	const last = names.word(family);
	const isLower = names.form(first).shape === Shape.lower;
	if (isLower !== (names.form(family).shape === Shape.lower)) return -1;
	if ((names.listed(first) & PEOPLE) === 0 && (names.listed(family) & PEOPLE) === 0) return -1;
	if (names.name(first) < Name.unknown || names.name(family) < Name.unknown) return -1;
	if (!isLower) return names.cased(first) && names.cased(family) ? last : -1;
	const isSure = names.name(first) === Name.sure || names.name(family) === Name.sure;
	return isSure ? last : -1;
}

/** `OT (Warren covering)`, `Prev baby (Ilona) 7 lb`. */
function inBrackets(names: Names, token: number, role: PhiRole, add: Add): void {
	const at = token + 2;
	if (at >= names.prepared.count || names.form(at).shape !== Shape.capital) return;
	const whole = wholeAt(names, at);
	if (whole > 0 && oneOf('),', names.raw(whole + 1))) return add(at, whole, 0.7, role);
	const last = names.word(at);
	const isBaby = names.lower(token) === 'baby' && oneOf(')', names.raw(last + 1));
	const isNamed = names.name(at) >= Name.ambiguous && (names.listed(at) & PEOPLE) !== 0;
	const { classes } = names.form(at);
	if (!isNamed && !(isBaby && names.name(at) === Name.unknown)) return;
	if (COVERS.has(names.lower(last + 1))) return add(at, last, 0.7, 'provider');
	if (isBaby && (last > at || (classes & Word.clinical) === 0)) add(at, last, 0.7, role);
}

/** `June, on speaker from home`. */
function onSpeaker(names: Names, token: number, add: Add): void {
	const on = names.lower(token - 1) === 'the' ? token - 2 : token - 1;
	const at = on - 2;
	if (names.lower(on) !== 'on' || !oneOf(',', names.raw(on - 1)) || at < 0) return;
	if (names.form(at).shape === Shape.capital && (names.listed(at) & PEOPLE) !== 0)
		add(at, at, 0.7, 'relative');
}
