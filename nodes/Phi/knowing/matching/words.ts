import { WordEnds } from '../../detecting/word-ends';
import { isKnownWord, isOrdinaryOf, isWord } from '../words/ordinary';
import {
	distance,
	editsFor,
	lettersOf,
	mayBeClose,
	mayRejoin,
	rejoined,
	skeleton,
} from '../words/closeness';

/** How a word of a note stands to the word of the chart. */
export type Closeness = 'exact' | 'scanned' | 'typo';

/** What a form of a note was found to be. */
export interface Hit<Use> {
	readonly uses: readonly Use[];
	/** Word of the chart. */
	readonly word: string;
	readonly how: Closeness;
	/** Letters of the form that are the word, where digits follow it: `atestperson84`. */
	readonly length: number;
}

interface Near {
	readonly word: string;
	readonly letters: number;
}

/**
 * Words of the chart, looked up by spelling, by what scanners make of them, and by what hands make of them.
 * Misspellings are compared only with words of the same first letter and about the same length, and only
 * where their letters allow it: a handful of words of a chart, so that no table of deletions pays.
 */
export class WordIndex<Use> {
	private readonly uses = new Map<string, Use[]>();
	private readonly loose = new Set<string>();
	/** Made when the first word of a note is not found as it stands, and unmade when a word is added. */
	private inexact: { skeletons: Map<string, string>; near: Near[][] } | undefined;

	private pairs: Set<number> | undefined;
	private ends: WordEnds | undefined;

	get size(): number {
		return this.uses.size;
	}

	keys(): Iterable<string> {
		return this.uses.keys();
	}

	/** Adds a word in lower case. `loose` words are also found misspelt. */
	add(word: string, use: Use, loose: boolean): void {
		const uses = this.uses.get(word);
		if (uses === undefined) this.uses.set(word, [use]);
		else if (!uses.includes(use)) uses.push(use);
		if (loose) this.loose.add(word);
		this.inexact = undefined;
		this.pairs = undefined;
		this.ends = undefined;
	}

	private prepared(): { skeletons: Map<string, string>; near: Near[][] } {
		if (this.inexact !== undefined) return this.inexact;
		const skeletons = new Map<string, string>();
		const near: Near[][] = [];
		for (const word of this.uses.keys()) if (word.length > 2) skeletons.set(skeleton(word), word);
		for (const word of this.loose) {
			if (word.length < 4) continue;
			(near[word.charCodeAt(0) & 31] ??= []).push({ word, letters: lettersOf(word) });
		}
		this.inexact = { skeletons, near };
		return this.inexact;
	}

	/** First two letters of all words, so that most words of a note are told to begin none of them. */
	mayBegin(lower: string): boolean {
		if (this.pairs === undefined) {
			this.pairs = new Set();
			for (const word of this.uses.keys()) this.pairs.add(pairOf(word));
		}
		return this.pairs.has(pairOf(lower));
	}

	/** Whether there may be a word of this length with these letters at its ends. */
	mayEnd(first: number, last: number, length: number): boolean {
		this.ends ??= new WordEnds(this.uses.keys());
		return this.ends.mayEnd(first, last, length);
	}

	exact(lower: string): readonly Use[] | undefined {
		return this.uses.get(lower);
	}

	/**
	 * The word that a form of the note stands for. `pure` says that it is letters alone, `classes` are those
	 * of the vocabulary, `cased` says that it has a capital.
	 */
	look(lower: string, pure: boolean, classes: number, cased = false): Hit<Use> | undefined {
		const { length } = lower;
		const isThere = this.mayEnd(lower.charCodeAt(0), lower.charCodeAt(length - 1), length);
		const uses = isThere ? this.uses.get(lower) : undefined;
		if (uses !== undefined) return { uses, word: lower, how: 'exact', length };
		if (lower.length < (pure && cased ? 3 : 4)) return undefined;
		if (!pure)
			return mostlyLetters(lower) ? (this.scanned(lower) ?? this.numbered(lower)) : undefined;
		if (isOrdinaryOf(lower, classes)) return undefined;
		const found = this.rejoined(lower) ?? this.misspelt(lower);
		if (found === undefined) return undefined;
		// A short name is looked for misspelt only where it is written as a name.
		if (found.how === 'typo' && found.word.length < 5 && !cased) return undefined;
		return (cased ? isKnownWord : isWord)(lower, classes) ? undefined : found;
	}

	private rejoined(lower: string): Hit<Use> | undefined {
		// Spellings that are put together behind the second letter begin as the word does.
		if (!mayRejoin(lower, this.mayBegin(lower))) return undefined;
		for (const word of rejoined(lower)) {
			const uses = this.uses.get(word);
			if (uses !== undefined) return { uses, word, how: 'scanned', length: lower.length };
		}
		return undefined;
	}

	private scanned(lower: string): Hit<Use> | undefined {
		const word = this.prepared().skeletons.get(skeleton(lower));
		if (word === undefined || !/[a-z]/.test(lower) || Math.abs(word.length - lower.length) > 2)
			return undefined;
		return { uses: this.uses.get(word) ?? [], word, how: 'scanned', length: lower.length };
	}

	/** A word with a number behind it, as portals make user names. */
	private numbered(lower: string): Hit<Use> | undefined {
		let length = lower.length;
		while (length > 0 && lower.charCodeAt(length - 1) < 58) length--;
		if (length < 4 || length === lower.length) return undefined;
		const word = lower.slice(0, length);
		const uses = this.uses.get(word);
		return uses === undefined ? undefined : { uses, word, how: 'exact', length };
	}

	private misspelt(lower: string): Hit<Use> | undefined {
		const letters = lettersOf(lower);
		const { near } = this.prepared();
		const found =
			this.closest(near[lower.charCodeAt(0) & 31], lower, letters, false) ??
			(lower.length < 6
				? undefined
				: this.closest(near[lower.charCodeAt(1) & 31], lower, letters, true));
		if (found === undefined) return undefined;
		return { uses: this.uses.get(found) ?? [], word: found, how: 'typo', length: lower.length };
	}

	/** `swapped` asks for words that differ in the order of the first two letters and in nothing else. */
	private closest(
		words: readonly Near[] | undefined,
		lower: string,
		letters: number,
		swapped: boolean,
	): string | undefined {
		if (words === undefined) return undefined;
		let best: string | undefined;
		let least = 3;
		for (const { word, letters: others } of words) {
			if (!swapped && word.length === 4) {
				if (least > 1 && isShortTypo(lower, word)) [best, least] = [word, 1];
				continue;
			}
			const most = swapped ? 0 : Math.min(editsFor(word.length), least - 1);
			if (swapped) {
				if (word === `${lower[1]}${lower[0]}${lower.slice(2)}`) return word;
				continue;
			}
			if (most === 0 || Math.abs(word.length - lower.length) > most) continue;
			if (!mayBeClose(letters, others, most)) continue;
			const edits = distance(lower, word, most);
			if (edits <= most) {
				best = word;
				least = edits;
			}
		}
		return best;
	}
}

/** Whether a spelling is a word of four letters with one of them left out, or with two that changed places. */
function isShortTypo(lower: string, word: string): boolean {
	if (lower.charCodeAt(0) !== word.charCodeAt(0)) return false;
	if (lower.length === 4) {
		for (let at = 1; at < 3; at++) {
			const [one, other] = [word[at] as string, word[at + 1] as string];
			if (lower === word.slice(0, at) + other + one + word.slice(at + 2)) return true;
		}
		return false;
	}
	if (lower.length !== 3) return false;
	for (let at = 1; at < 4; at++) if (lower === word.slice(0, at) + word.slice(at + 1)) return true;
	return false;
}

/** Whether a token of letters and digits is a word with digits in it and no quantity: `Te5t`, not `500mg`. */
function mostlyLetters(lower: string): boolean {
	let letters = 0;
	for (let at = 0; at < lower.length; at++) if (lower.charCodeAt(at) > 96) letters++;
	return letters > 1 && letters * (lower.charCodeAt(0) > 96 ? 3 : 2) >= lower.length;
}

function pairOf(word: string): number {
	return (word.charCodeAt(0) << 16) | word.charCodeAt(1);
}
