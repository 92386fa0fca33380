import type { FindingClass } from '../../../shared/contracts';
import { HOLES } from '../placeholders';

/** What a sentence may be written with, beside Latin letters: nothing that is a mark of a language. */
const PLAIN = /^[\p{Script=Latin}\p{M} .,;:()'’‘"“”/&?!\-–—\ue000\ue001]*$/u;
const CODE_SIGN = /[{}[\]<>`*#|~\\^=@$_]/;
/** A name of a host or file: a full stop with a letter on both sides, but for "e.g." and the like. */
const ADDRESS = /https?:|www\.|:\/\/|\p{L}{2,}\.\p{L}{2,}/iu;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}]/u;

export interface SignFault {
	class: FindingClass;
	message: string;
}

/**
 * Checks the signs of a sentence whose placeholders are one of {@link HOLES} each: digits, marks of
 * languages, signs that cannot be seen, letters of scripts in which a name could hide, and what stands
 * so close to a placeholder that it would change what is printed.
 */
export function signFaults(template: string, words: string): SignFault[] {
	const faults: SignFault[] = [];
	const add = (wrong: boolean, name: FindingClass, message: string) => {
		if (wrong) faults.push({ class: name, message });
	};
	add(HOLES.test(template) || UNSEEN.test(words), 'hidden-sign', 'holds signs that nobody can see');
	add(/\p{N}/u.test(words), 'number-outside', 'states a number that is not taken from a fact');
	add(/[{}]/.test(words), 'unknown-fact', 'holds a placeholder that is not one');
	add(CODE_SIGN.test(words) || ADDRESS.test(words), 'markup', 'holds marks or an address');
	add(/[%‰°±×÷≤≥≈∞√]/u.test(words), 'number-outside', 'holds a sign of a quantity');
	add(isForeign(words), 'script', 'is written with letters or signs that could hide a name');
	add(isGlued(words), 'glued', 'has something so close to a placeholder that it would change it');
	return faults;
}

/** Also wide, joined and mathematical letters, which pass for plain ones to the eye. */
function isForeign(words: string): boolean {
	const rest = words.replace(/[\p{N}{}[\]<>`*#|~\\^=@$_%‰°±×÷≤≥≈∞√]/gu, '').replace(UNSEEN, '');
	return !PLAIN.test(rest) || rest.normalize('NFKC') !== rest.normalize('NFC');
}

/**
 * A placeholder stands free when a space, an opening mark or the beginning is before it, and a space, a
 * mark that ends something, or the end behind it. "{{f1}}0" and "{{f1}}.{{f2}}" would print other numbers.
 */
function isGlued(words: string): boolean {
	const pieces = words.split(HOLES);
	return pieces.some((piece, at) => {
		const isFirst = at === 0;
		const isLast = at === pieces.length - 1;
		const opens = isLast || isOpening(piece, isFirst);
		const closes = isFirst || isClosing(piece, isLast);
		return !opens || !closes;
	});
}

const isOpening = (piece: string, isStart: boolean): boolean =>
	isStart ? /(?:^|\s)["“‘'(]*$/.test(piece) : /\s["“‘'(]*$/.test(piece);

const isClosing = (piece: string, isEnd: boolean): boolean =>
	isEnd ? /^["”’'),.;:!?]*(?:\s|$)/.test(piece) : /^["”’'),.;:!?]*\s/.test(piece);
