import type { Tokenizer } from './tokenizer-library';
import type { EncodedWindow, Encoder, Piece } from './encoder';
import { mismatch } from './problems';
import type { TextWindow } from './windows';
import { piecesOf, type Word } from './words';

const REMEMBERED = 20_000;

/**
 * For byte-level BPE: every token is written in letters that stand for bytes, so a token's place is
 * known exactly when all of them together spell the UTF-8 bytes of the window, and only then.
 */
export class ByteEncoder implements Encoder {
	private readonly counts = new Map<string, number>();

	/** @param prefixed the model was taught with a blank in front of every text */
	constructor(
		private readonly tokenizer: Tokenizer,
		private readonly prefixed: boolean,
	) {}

	count(text: string, { start, end }: Word): number {
		const word = text.slice(start, end);
		const remembered = this.counts.get(word);
		if (remembered !== undefined) return remembered;
		const { ids } = this.tokenizer.encode(` ${word}`, { add_special_tokens: false });
		if (this.counts.size >= REMEMBERED) this.counts.clear();
		this.counts.set(word, ids.length);
		return ids.length;
	}

	/** One blank belongs to the word behind it; any other sign can be three bytes, each a token. */
	countGap(text: string, { start, end }: Word): number {
		return text.slice(start, end) === ' ' ? 0 : 3 * (end - start);
	}

	encode(text: string, window: TextWindow): EncodedWindow {
		const blank = this.prefixed || /\s/.test(text.charAt(window.start - 1)) ? ' ' : '';
		const laid = this.layOut(text, window);
		const { ids, tokens } = this.tokenizer.encode(blank + laid.written, {
			add_special_tokens: false,
		});
		const spans = spansOf(tokens, blank.length, laid);
		return { ids, pieces: [...assign(text, window, spans)] };
	}

	/** The window as the tokenizer will spell it, and where each byte comes from. */
	private layOut(text: string, window: TextWindow): LaidOut {
		const slice = text.slice(window.start, window.end);
		if (this.normal(slice) === slice) return layCharacters(slice, window.start);
		// Where spelling changes, bytes belong to the whole word or blank that they come from.
		const laid: LaidOut = { written: '', from: [], to: [], bytes: [] };
		for (const { index, 0: part } of slice.matchAll(/\s+|\S+/g)) {
			const start = window.start + index;
			const own = this.normal(part);
			const exact = own === part ? layCharacters(part, start) : undefined;
			const bytes = exact?.bytes ?? [...Buffer.from(own, 'utf8')];
			laid.written += own;
			laid.bytes.push(...bytes);
			laid.from.push(...(exact?.from ?? bytes.map(() => start)));
			laid.to.push(...(exact?.to ?? bytes.map(() => start + part.length)));
		}
		return laid;
	}

	private normal(text: string): string {
		const wellFormed = text.toWellFormed();
		return this.tokenizer.normalizer?.normalize(wellFormed) ?? wellFormed;
	}
}

/** Bytes of a text and, for each, the stretch of the note (UTF-16 offsets) that it spells. */
interface LaidOut {
	written: string;
	readonly bytes: number[];
	readonly from: number[];
	readonly to: number[];
}

function layCharacters(text: string, offset: number): LaidOut {
	const laid: LaidOut = { written: text, bytes: [], from: [], to: [] };
	let at = offset;
	for (const character of text) {
		for (const byte of Buffer.from(character, 'utf8')) {
			laid.bytes.push(byte);
			laid.from.push(at);
			laid.to.push(at + character.length);
		}
		at += character.length;
	}
	return laid;
}

/** The stretch of the note under every token; the blank in front of the window has none. */
function spansOf(tokens: readonly string[], blank: number, laid: LaidOut): Word[] {
	let at = -blank;
	const spans = tokens.map((token) => {
		let start = Infinity;
		let end = -1;
		for (const letter of token) {
			const byte = BYTE_OF.get(letter);
			if (byte === undefined || byte !== (at < 0 ? BLANK : laid.bytes[at])) throw mismatch();
			if (at >= 0) {
				start = Math.min(start, laid.from[at]!);
				end = Math.max(end, laid.to[at]!);
			}
			at++;
		}
		return { start: end < 0 ? -1 : start, end };
	});
	if (at !== laid.bytes.length) throw mismatch();
	return spans;
}

/** Every piece with the tokens that touch it; both lists run forward. */
function* assign(text: string, window: TextWindow, spans: readonly Word[]): Generator<Piece> {
	let from = 0;
	for (const piece of piecesOf(text, window)) {
		while (from < spans.length && spans[from]!.end <= piece.start) from++;
		let last = from;
		while (last < spans.length && spans[last]!.start < piece.end) last++;
		if (last === from) throw mismatch();
		yield { ...piece, first: from, last };
	}
}

const BLANK = 0x20;

/**
 * The letter that stands for each byte in byte-level vocabularies: printable Latin-1 for itself,
 * the other bytes in order from U+0100.
 */
const BYTE_OF: ReadonlyMap<string, number> = (() => {
	const letters = new Map<string, number>();
	let next = 0x100;
	for (let byte = 0; byte < 256; byte++) {
		const printable =
			(byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
		letters.set(String.fromCharCode(printable ? byte : next++), byte);
	}
	return letters;
})();
