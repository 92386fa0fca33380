import { Cutting } from './cutting';
import { fold, isPlain } from './folding';
import type { Form, PreparedText } from './types';

/** Reads a note once: folds it and cuts it into tokens. Linear in its length. */
export function prepare(text: string): PreparedText {
	const { folded, map } = fold(text);
	const cut = new Cutting(folded);
	cut.run(0, folded.length);
	return cut.prepared(text, map);
}

/** A stretch of a text, and how many characters stand in its place now. */
export interface Change {
	readonly start: number;
	readonly end: number;
	readonly length: number;
}

/**
 * The same as `prepare` of a text that was made out of one that is read already: only what changed is
 * cut anew, with the tokens that touch it. A token depends on nothing but its own characters and the one
 * at each side, and its gap on what stands between it and the token before.
 *
 * @param before of plain ASCII, as the new text has to be; another is read from its beginning
 * @param changes sorted and disjoint, in offsets of the text before
 */
export function prepareChanged(
	before: PreparedText,
	text: string,
	changes: readonly Change[],
): PreparedText {
	if (before.folded !== before.text || !isPlain(text)) return prepare(text);
	const { starts, ends, count } = before;
	const cut = new Cutting(text);
	const kept = new Kept(before, cut);
	let moved = 0;
	let token = 0;
	for (let at = 0; at < changes.length; at++) {
		let { start, end } = changes[at] as Change;
		while (token < count && (ends[token] as number) < start) kept.add(token++, moved);
		const from = cut.end;
		for (;;) {
			moved += (changes[at] as Change).length - (end - start);
			while (token < count && (starts[token] as number) <= end) token++;
			const next = changes[at + 1];
			if (next === undefined || (token < count && (ends[token] as number) < next.start)) break;
			({ start, end } = next);
			at++;
		}
		if (token === count) {
			cut.run(from, text.length);
			break;
		}
		cut.run(from, (starts[token] as number) + moved);
		kept.add(token++, moved, true);
	}
	while (token < count) kept.add(token++, moved);
	return cut.prepared(text, undefined);
}

/** Takes tokens of a text that was read over into another. */
class Kept {
	/** Number of each spelling there, one more than it is. */
	private readonly numbers: Int32Array;

	constructor(
		private readonly before: PreparedText,
		private readonly cut: Cutting,
	) {
		this.numbers = new Int32Array(before.forms.length);
	}

	/** @param isFirst whether what stands before it changed */
	add(token: number, moved: number, isFirst = false): void {
		const { before, cut, numbers } = this;
		const index = before.form[token] as number;
		let number = (numbers[index] as number) - 1;
		if (number < 0) {
			number = cut.spellings.take(before.forms[index] as Form);
			numbers[index] = number + 1;
		}
		const start = (before.starts[token] as number) + moved;
		const end = (before.ends[token] as number) + moved;
		cut.add(start, end, number, isFirst ? cut.gap : (before.gaps[token] as number));
	}
}
