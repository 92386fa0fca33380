import { mismatch } from './problems';
import { partsOf, wordsOf, type Word } from './words';

/** Words that go through the model together. */
export interface TextWindow {
	readonly start: number;
	readonly end: number;
	readonly words: readonly Word[];
}

export interface WindowLimits {
	/** Tokens of text that fit into one window. */
	readonly tokens: number;
	/** Words that are repeated at the start of the next window. */
	readonly overlapWords: number;
}

/** How many tokens words and the blanks between them take, at most. */
export interface Counter {
	count(text: string, word: Word): number;
	countGap(text: string, gap: Word): number;
}

/** A longer word is base64, a rule of dashes, or a script without blanks: it goes in parts. Code units. */
const LONGEST_WORD = 64;
/** Over a wider gap words say nothing about each other, and some tokenizers count every blank. */
const WIDEST_GAP = 64;

/**
 * Lays overlapping windows over a text; every word is in one of them, and none is longer than the
 * model can read. Lazy: one window is held at a time.
 */
export function* windowsOf(
	text: string,
	counter: Counter,
	limits: WindowLimits,
): Generator<TextWindow> {
	let words: Word[] = [];
	let sizes: number[] = [];
	let fresh = 0;
	const full = (): TextWindow => ({ start: words[0]!.start, end: words.at(-1)!.end, words });
	const restart = (kept: number): void => {
		words = kept === 0 ? [] : words.slice(-kept);
		sizes = kept === 0 ? [] : sizes.slice(-kept);
		fresh = 0;
	};
	for (const word of wordsOf(text)) {
		const own = word.end - word.start > LONGEST_WORD ? Infinity : counter.count(text, word);
		const last = words.at(-1);
		const gap = { start: last?.end ?? word.start, end: word.start };
		const between = gap.end - gap.start > WIDEST_GAP ? Infinity : counter.countGap(text, gap);
		if (own > limits.tokens || own + between > limits.tokens / 2) {
			if (fresh > 0) yield full();
			restart(0);
		}
		if (own > limits.tokens) {
			for (const part of fitting(text, word, counter, limits.tokens, LONGEST_WORD)) {
				yield { ...part, words: [part] };
			}
			continue;
		}
		const size = words.length === 0 ? own : own + between;
		if (sum(sizes) + size > limits.tokens) {
			if (fresh > 0) yield full();
			restart(overlap(sizes, size, limits));
		}
		words.push(word);
		sizes.push(size);
		fresh++;
	}
	if (fresh > 0) yield full();
}

/** How many of the last words are kept: never more than half a window, and room for the next word. */
function overlap(sizes: readonly number[], next: number, limits: WindowLimits): number {
	const room = Math.min(limits.tokens / 2, limits.tokens - next);
	let kept = 0;
	let tokens = 0;
	while (kept < Math.min(limits.overlapWords, sizes.length)) {
		tokens += sizes[sizes.length - 1 - kept]!;
		if (tokens > room) break;
		kept++;
	}
	return kept;
}

/** Parts of a long word, each small enough for a window. */
function* fitting(
	text: string,
	word: Word,
	counter: Counter,
	tokens: number,
	size: number,
): Generator<Word> {
	for (const part of partsOf(text, word, size)) {
		if (size > 1 && counter.count(text, part) > tokens) {
			yield* fitting(text, part, counter, tokens, Math.floor(size / 2));
		} else {
			yield part;
		}
	}
}

/**
 * Two or more shorter windows that overlap where they can: of the words, or of the only word.
 *
 * @throws HospitalError `model-mismatch` for one sign alone: the model has no room for it, and
 * nothing may be left out
 */
export function halvesOf(text: string, { start, end, words }: TextWindow): TextWindow[] {
	const count = words.length;
	if (count > 1) {
		const last = Math.min(count - 1, Math.ceil(count * 0.6));
		const first = Math.min(last, Math.max(1, Math.floor(count * 0.4)));
		return [words.slice(0, last), words.slice(first)].map((half) => ({
			start: half[0]!.start,
			end: half.at(-1)!.end,
			words: half,
		}));
	}
	const parts = [
		...partsOf(text, { start, end }, Math.max(1, Math.floor(((end - start) * 5) / 8))),
	];
	if (parts.length < 2) throw mismatch();
	return parts.map((part) => ({ ...part, words: [part] }));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
