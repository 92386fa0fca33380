import { allDigits, digitFirst, oneOf } from '../../marks';
import type { Names } from '../../naming';
import { Gap, Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { AGED, AGED_JOINED, KIN } from './words';

/** `43M`, `9yo`: an age and a sex in one token. */
const AGE = /^\d{1,3}(?:yo|y|m|f|yom|yof)$/;

/** What an age or a relation beside a name adds to it: `(52 M)`, `, 45,`, `43M`, `mother 555`. */
export function beside(names: Names, first: number, last: number): number {
	const at = pastMark(names, last + 1);
	if (names.gap(at) > Gap.wide) return 0;
	const word = names.lower(at);
	const aged = ageAt(names, last, at, word);
	if (aged > 0) return aged;
	if (KIN.has(word) || isRole(names, last, at) || isTelephone(names, at, word)) return 0.2;
	// `I, Ada Testperson,` signs; `s/Ada Testperson` is signed.
	const mark = names.raw(first - 1);
	if (mark === ',' && names.lower(first - 2) === 'i') return 0.4;
	return mark === '/' && names.lower(first - 2) === 's' ? 0.4 : 0;
}

/** `Zzada Zzokel, bedside nurse`: behind a comma, what somebody does, and nothing more. */
function isRole(names: Names, last: number, at: number): boolean {
	if (names.raw(last + 1) !== ',' || at + 1 >= names.prepared.count) return false;
	for (let role = at; role < at + 2 && names.form(role).shape === Shape.lower; role++) {
		if ((names.form(role).classes & Word.role) === 0) continue;
		return names.gap(role + 1) >= Gap.line || oneOf(',.;)(', names.raw(role + 1));
	}
	return false;
}

/** The token behind the mark that parts a name from what is said of it. */
function pastMark(names: Names, token: number): number {
	const mark = names.raw(token);
	if (oneOf(',(', mark)) return token + 1;
	return oneOf('|-', mark) && names.gap(token + 1) !== Gap.none ? token + 1 : token;
}

function ageAt(names: Names, last: number, at: number, word: string): number {
	if (digitFirst(word) && AGE.test(word)) return 0.3;
	if (!allDigits(word, 1, 3)) return 0;
	const next = names.lower(at + 1);
	if (AGED.has(next)) return 0.3;
	if (next === '-' && AGED_JOINED.has(names.lower(at + 2))) return 0.3;
	return names.raw(last + 1) === ',' && oneOf(',.)', next) ? 0.2 : 0;
}

/** A telephone number behind a name is the name's: `Ada 555-0143`, `Ada (555) 555-0143`. */
const isTelephone = (names: Names, at: number, word: string): boolean =>
	allDigits(word, 3, 3) &&
	oneOf('-.)', names.raw(at + 1)) &&
	allDigits(names.raw(at + 2), 3, 4) &&
	(names.raw(at + 2).length === 4 || oneOf('-. ', names.raw(at + 3)));
