import { tokenizerLibrary, type Tokenizer } from './tokenizer-library';
import { ByteEncoder } from './byte-encoder';
import type { ModelFolder } from './folder';
import { badModel } from './problems';
import type { TextWindow } from './windows';
import { WordEncoder } from './word-encoder';
import type { Word } from './words';

/** A stretch of text that gets one decision, and the tokens that speak for it. */
export interface Piece extends Word {
	/** Index of the first token, specials not counted. */
	readonly first: number;
	/** Index after the last token. */
	readonly last: number;
}

export interface EncodedWindow {
	readonly ids: readonly number[];
	readonly pieces: readonly Piece[];
}

/** Turns windows of text into numbers, and knows exactly where every number comes from. */
export interface Encoder {
	/** Tokens that a word takes, at most. */
	count(text: string, word: Word): number;
	/** Tokens that the blanks between two words of a window take, at most. */
	countGap(text: string, gap: Word): number;
	/** @throws HospitalError `model-mismatch` when tokens do not lie exactly over the text */
	encode(text: string, window: TextWindow): EncodedWindow;
}

export interface OpenedEncoder {
	readonly encoder: Encoder;
	/** Numbers that stand before and after every window ([CLS] and [SEP]). */
	readonly prefix: readonly number[];
	readonly suffix: readonly number[];
}

type Json = Record<string, unknown>;

/**
 * Opens the tokenizer of a model folder.
 *
 * The text is encoded by a tokenizer without added tokens: a note that holds `[SEP]` or `</s>` must
 * not be able to end its own window.
 *
 * @throws HospitalError `model-invalid`
 */
export function openEncoder({
	tokenizer: definition,
	tokenizerConfig,
	config,
}: ModelFolder): OpenedEncoder {
	const parts = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'];
	const whole: Json = { added_tokens: [], ...definition };
	for (const part of parts) whole[part] ??= null;
	if (!Array.isArray(whole.added_tokens)) throw badModel('tokenizer.json lists no added tokens');
	const byteLevel = findByteLevel(whole.pre_tokenizer);
	const plain: Json = {
		...whole,
		added_tokens: [],
		pre_tokenizer:
			byteLevel === undefined ? whole.pre_tokenizer : withoutPrefix(whole.pre_tokenizer),
	};
	const { prefix, suffix } = specials(create(whole, tokenizerConfig));
	const tokenizer = create(plain, tokenizerConfig);
	checkVocabulary(tokenizer, [...prefix, ...suffix], config.vocabulary);
	const encoder =
		byteLevel === undefined
			? new WordEncoder(tokenizer)
			: new ByteEncoder(tokenizer, byteLevel.add_prefix_space === true);
	return { encoder, prefix, suffix };
}

function create(definition: Json, config: Json): Tokenizer {
	try {
		const library = tokenizerLibrary();
		return new library.Tokenizer(definition, config);
	} catch {
		throw badModel('tokenizer.json describes a tokenizer that is not known here');
	}
}

/** What the post processor lays around a text, told from a probe. */
function specials(tokenizer: Tokenizer): { prefix: number[]; suffix: number[] } {
	const probe = tokenizer.encode('a', { add_special_tokens: false }).ids;
	const full = tokenizer.encode('a').ids;
	for (let at = 0; at + probe.length <= full.length; at++) {
		if (probe.every((id, index) => full[at + index] === id)) {
			return { prefix: full.slice(0, at), suffix: full.slice(at + probe.length) };
		}
	}
	throw badModel('its post processor changes the text');
}

/** An id beyond the embedding table would read foreign memory or end in an obscure error. */
function checkVocabulary(
	tokenizer: Tokenizer,
	specialIds: readonly number[],
	rows: number | undefined,
): void {
	let largest = 0;
	for (const id of tokenizer.get_vocab(true).values()) largest = Math.max(largest, id);
	const ids = [largest, ...specialIds];
	if (ids.some((id) => !Number.isSafeInteger(id) || id < 0)) {
		throw badModel('its vocabulary is not numbered by whole numbers');
	}
	if (rows !== undefined && ids.some((id) => id >= rows)) {
		throw badModel('tokenizer.json knows more tokens than config.json (vocab_size)');
	}
}

/** The byte-level step of a pre-tokenizer, which may stand in a sequence. */
function findByteLevel(step: unknown, depth = 0): Json | undefined {
	if (typeof step !== 'object' || step === null || depth > 5) return undefined;
	const { type, pretokenizers } = step as Json;
	if (type === 'ByteLevel') return step as Json;
	if (!Array.isArray(pretokenizers)) return undefined;
	return pretokenizers.map((one) => findByteLevel(one, depth + 1)).find(Boolean);
}

/** The blank in front of a text is written by the encoder, which then knows that it is not text. */
function withoutPrefix(step: unknown): unknown {
	if (typeof step !== 'object' || step === null) return step;
	const { type, pretokenizers } = step as Json;
	if (type === 'ByteLevel') return { ...step, add_prefix_space: false };
	if (!Array.isArray(pretokenizers)) return step;
	return { ...step, pretokenizers: pretokenizers.map(withoutPrefix) };
}
