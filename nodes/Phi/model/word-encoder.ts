import type { Tokenizer } from './tokenizer-library';
import type { EncodedWindow, Encoder, Piece } from './encoder';
import { mismatch } from './problems';
import type { TextWindow } from './windows';
import { piecesOf, type Word } from './words';

/** Words whose tokens are remembered: notes repeat themselves. */
const REMEMBERED = 20_000;
const TRAILING = /[\p{P}\p{S}]+$/u;
const LEADING = /^[\p{P}\p{S}]+/u;

/** The tokens of one word; offsets from its start. */
interface WordTokens {
	readonly ids: readonly number[];
	readonly pieces: readonly Piece[];
}

/**
 * Encodes word by word and requires that the numbers are the same as those of the whole window:
 * only then is it certain which word a token belongs to. For WordPiece, Unigram, and BPE over
 * characters.
 */
export class WordEncoder implements Encoder {
	private readonly known = new Map<string, WordTokens>();

	constructor(private readonly tokenizer: Tokenizer) {}

	count(text: string, { start, end }: Word): number {
		return this.wordTokens(text.slice(start, end)).ids.length;
	}

	/** Only words have tokens. */
	countGap(): number {
		return 0;
	}

	encode(text: string, window: TextWindow): EncodedWindow {
		const ids: number[] = [];
		const pieces: Piece[] = [];
		for (const { start, end } of window.words) {
			const word = this.wordTokens(text.slice(start, end));
			for (const piece of word.pieces) pieces.push(moved(piece, start, ids.length));
			ids.push(...word.ids);
		}
		const asWritten = this.idsOf(text.slice(window.start, window.end));
		if (!same(ids, asWritten)) {
			// Some tokenizers count blanks and line ends; single blanks are what models were taught with.
			const words = window.words.map(({ start, end }) => text.slice(start, end));
			if (!same(ids, this.idsOf(words.join(' ')))) throw mismatch();
		}
		return { ids, pieces };
	}

	private wordTokens(word: string): WordTokens {
		const remembered = this.known.get(word);
		if (remembered !== undefined) return remembered;
		const tokens = this.inPieces(word) ?? this.asOne(word);
		if (this.known.size >= REMEMBERED) this.known.clear();
		this.known.set(word, tokens);
		return tokens;
	}

	/** Every run of letters by itself, where the tokenizer sees the word in the same way. */
	private inPieces(word: string): WordTokens | undefined {
		const ids: number[] = [];
		const pieces: Piece[] = [];
		for (const { start, end } of piecesOf(word, { start: 0, end: word.length })) {
			const own = this.idsOf(word.slice(start, end));
			pieces.push({ start, end, first: ids.length, last: ids.length + own.length });
			ids.push(...own);
		}
		return pieces.length > 1 && same(ids, this.idsOf(word)) ? { ids, pieces } : undefined;
	}

	/** The word as one piece, without the signs around it. */
	private asOne(word: string): WordTokens {
		const ids = this.idsOf(word);
		const trailing = TRAILING.exec(word)?.[0].length ?? 0;
		const leading = LEADING.exec(word)?.[0].length ?? 0;
		const signs = leading + trailing >= word.length;
		const start = signs ? 0 : leading;
		const end = signs ? word.length : word.length - trailing;
		return { ids, pieces: [{ start, end, first: 0, last: ids.length }] };
	}

	private idsOf(text: string): number[] {
		return this.tokenizer.encode(text, { add_special_tokens: false }).ids;
	}
}

const moved = (piece: Piece, offset: number, token: number): Piece => ({
	start: piece.start + offset,
	end: piece.end + offset,
	first: piece.first + token,
	last: piece.last + token,
});

const same = (one: readonly number[], other: readonly number[]): boolean =>
	one.length === other.length && one.every((id, index) => id === other[index]);
